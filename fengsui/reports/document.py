"""The report as PDF, set by Typst with a font that comes with the program: no font, clock or file of the machine has a part in it."""

import json
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from fengsui.errors import ConfigError
from fengsui.reports.boundaries import Boundaries
from fengsui.reports.checksum import canonical
from fengsui.reports.figures import Figures
from fengsui.reports.map import map_svg
from fengsui.reports.mark import MARK
from fengsui.reports.page import heading
from fengsui.reports.table import Table
from fengsui.reports.tables import tables_of
from fengsui.reports.words import Language, say

_FONT_PACKAGE = "pylopdf_fonts_zh_cn"
# Characters that a column holds without breaking lines.
_SHORT = 24
# Columns of a list of figures, and of a table that looks lost across a page.
_PAIR, _FEW = 2, 3
_REGIONS = {Language.ZH: ("zh", "cn"), Language.EN: ("en", "gb")}


def document(figures: Figures, boundaries: Boundaries, language: Language) -> bytes:
    """The report as PDF.

    Raises:
        ConfigError: where the font for Chinese is not installed.
    """
    import typst

    found: bytes = typst.compile(
        (files("fengsui.reports") / "data" / "monthly.typ").read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())]),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={
            "data": json.dumps(_content(figures, boundaries, language), ensure_ascii=False),
            "map": map_svg(figures, boundaries, language),
            "figures": canonical(figures).decode(),
        },
        # PDF/A-3 keeps for decades and may carry its figures as an attachment.
        pdf_standards="a-3b",
        timestamp=0,
    )
    return found


def font_folder(package: str = _FONT_PACKAGE) -> Path:
    """Where the font lies (Noto Sans SC, SIL Open Font License 1.1).

    Args:
        package: That brings it.

    Raises:
        ConfigError: where it is not installed.
    """
    try:
        folder: Path | None = Path(str(files(package)))
    except ModuleNotFoundError:
        folder = None
    if folder is None or not any(folder.glob("NotoSansSC*.otf")):
        raise ConfigError(
            "a PDF needs the font Noto Sans SC, and it is not installed: pip install pylopdf-fonts-zh-cn. HTML needs none"
        )
    return folder


def _content(figures: Figures, boundaries: Boundaries, language: Language) -> dict[str, Any]:
    tongue, region = _REGIONS[language]
    around = heading(figures, boundaries, language)
    return {
        **asdict(around),
        "tongue": tongue,
        "region": region,
        # PDF/A wants a date: that of the end of the period, not that of the making.
        "date": dict(zip(("year", "month", "day"), map(int, figures["period"]["until"][:10].split("-")), strict=True)),
        "keywords": [MARK, figures["month"], language.value, around.checksum],
        "map_alternative": say(language, "map_alternative"),
        "tables": [_table(table) for table in tables_of(figures, language)],
    }


def _table(table: Table) -> dict[str, Any]:
    """A table and the widths of its columns."""
    return {**asdict(table), "numeric": list(table.numeric), "widths": _widths(table)}


def _widths(table: Table) -> list[str]:
    """Columns of long texts, and the first one, share the room that the others leave; small tables need none."""
    long = [any(len(row[place].text) > _SHORT for row in table.rows) for place in range(len(table.columns))]
    if len(long) == _PAIR:
        return ["1fr", "1fr"]
    if len(long) > _FEW and not any(long):
        long[0] = True
    return ["1fr" if each else "auto" for each in long]
