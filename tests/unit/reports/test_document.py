"""The report as PDF."""

import re
import subprocess
from pathlib import Path

import pytest

from fengsui.errors import ConfigError
from fengsui.reports import document as room
from fengsui.reports.boundaries import shipped_boundaries
from fengsui.reports.checksum import checksum_of
from fengsui.reports.document import document, font_folder
from fengsui.reports.figures import figures_of
from fengsui.reports.words import Language
from tests.support.months import remembered
from tests.support.programs import program

NASTY = '#read("/etc/passwd") $x$ *b* ]) ``` \\ <a>'


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    tool = program("pdftotext", "poppler-utils")
    done = subprocess.run([tool, "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("language", Language)
def test_it_is_the_same_every_time_and_carries_what_it_is(language: Language) -> None:
    figures = figures_of(remembered())
    first, second = (document(figures, shipped_boundaries(), language) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-1.7")
    said = f"fengsui-report, 2026-10, {language}, {checksum_of(figures)}"
    assert f"<pdf:Keywords>{said}</pdf:Keywords>".encode() in first
    assert re.search(rb"<pdfaid:part>3</pdfaid:part>", first)
    assert set(re.findall(rb"D:(\d{14})Z", first)) == {b"20261101000000"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ZH, ("甘肃省宽带网络监测月报", "瓜州县", "武都区", "校验")),
        (Language.EN, ("Gansu broadband network", "Guazhou Xian", "Checksum")),
    ],
)
def test_its_text_can_be_read_in_both_languages(language: Language, words: tuple[str, ...], tmp_path: Path) -> None:
    figures = figures_of(remembered())
    text = text_of(document(figures, shipped_boundaries(), language), tmp_path)
    assert [word for word in words if word not in text] == []
    assert checksum_of(figures) in text


def test_names_are_never_read_as_markup(tmp_path: Path) -> None:
    figures = figures_of(remembered())
    figures["carriers"] = [{**each, "name_en": NASTY} for each in figures["carriers"]]
    text = text_of(document(figures, shipped_boundaries(), Language.EN), tmp_path)
    assert '#read("/etc/passwd")' in re.sub(r"\s+", " ", text)


def test_without_the_font_it_says_what_to_install() -> None:
    assert any(font_folder().glob("*.otf"))
    with pytest.raises(ConfigError, match="pip install pylopdf-fonts-zh-cn"):
        font_folder("a_package_that_is_not_there")
    with pytest.raises(ConfigError, match="Noto Sans SC"):
        font_folder(room.__name__.rpartition(".")[0])
