"""The report as one page of HTML that asks nothing of anybody: style, map and figures are in it. Pure."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from fengsui.reports.boundaries import Boundaries
from fengsui.reports.cells import percent
from fengsui.reports.checksum import checksum_of
from fengsui.reports.figures import Figures
from fengsui.reports.map import map_svg, unplaced
from fengsui.reports.table import Table
from fengsui.reports.tables import tables_of, title_of
from fengsui.reports.words import Language, say

_TONGUES = {Language.ZH: "zh-Hans-CN", Language.EN: "en"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands around the tables, in one language."""

    title: str
    period: str
    nameless: str
    lead: str
    map_title: str
    map_note: str
    unplaced: str
    checksum_title: str
    checksum: str
    checksum_note: str
    none: str


def heading(figures: Figures, boundaries: Boundaries, language: Language) -> Heading:
    """The texts around the tables."""
    end, period = figures["summary"]["end"], figures["period"]
    missing = unplaced(figures, boundaries, language)
    return Heading(
        title=title_of(figures, language),
        period=say(language, "period", since=period["since"][:10], until=_last_day(period["until"])),
        nameless="" if figures["equipment_named"] else say(language, "nameless"),
        lead=_lead(end, language),
        map_title=say(language, "map", at=end["at"][:16].replace("T", " ")),
        map_note=say(language, "map_note", source=boundaries.source),
        unplaced=say(language, "map_unplaced", names=say(language, "separator").join(missing)) if missing else "",
        checksum_title=say(language, "checksum"),
        checksum=checksum_of(figures),
        checksum_note=say(language, "checksum_note"),
        none=say(language, "none"),
    )


def _last_day(until: str) -> str:
    return (date.fromisoformat(until[:10]) - timedelta(days=1)).isoformat()


def _lead(end: dict[str, Any], language: Language) -> str:
    ratio = percent(end["ratio"])
    covered = say(language, "covered_line", connected=end["connected"], units=end["units"], ratio=ratio)
    unknown = say(language, "count_of", name=say(language, "state_unknown"), count=end["unknown"])
    return f"{covered}{say(language, 'comma')}{unknown}"


def page(figures: Figures, boundaries: Boundaries, language: Language) -> str:
    """The report as HTML."""
    style = _file("monthly.css")
    around = heading(figures, boundaries, language)
    tables: list[Table] = tables_of(figures, language)
    text: str = _template().render(
        **{name: getattr(around, name) for name in Heading.__slots__},
        figures=figures,
        language=language.value,
        tongue=_TONGUES[language],
        style=style,
        policy=content_security_policy(),
        tables=tables,
        map=map_svg(figures, boundaries, language),
        data=embedded(figures),
    )
    return text


@cache
def content_security_policy() -> str:
    """What the page may do: use its own style by its hash, and nothing else."""
    style_hash = base64.b64encode(hashlib.sha256(_file("monthly.css").encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{style_hash}'; base-uri 'none'; form-action 'none'"


def embedded(figures: Figures) -> str:
    """The figures as JSON that may stand within a script element: nothing in it can end the element."""
    text = json.dumps(figures, sort_keys=True, ensure_ascii=False, allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _file(name: str) -> str:
    return (files("fengsui.reports") / "data" / name).read_text(encoding="utf-8")


@cache
def _template() -> Any:
    from jinja2 import DictLoader, Environment, StrictUndefined

    # What the template marks as safe is our own: the style (its hash stands beside it), the map and the figures, which escape for themselves.
    loader = DictLoader({"page": _file("monthly.html.j2")})
    surroundings = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return surroundings.get_template("page")
