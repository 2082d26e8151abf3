"""The map of a report."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from fengsui.reports.boundaries import Area, Boundaries, shipped_boundaries
from fengsui.reports.figures import figures_of
from fengsui.reports.map import WIDTH, map_svg, unplaced
from fengsui.reports.words import Language
from tests.support.months import remembered

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def october() -> dict[str, Any]:
    return figures_of(remembered())


def drawn(
    figures: dict[str, Any], boundaries: Boundaries | None = None, language: Language = Language.EN
) -> ET.Element:
    return ET.fromstring(map_svg(figures, boundaries or shipped_boundaries(), language))


def texts(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def square(code: str, west: float = 100.0, size: float = 1.0) -> Area:
    return Area(
        code,
        code,
        (((west, 36.0), (west + size, 36.0), (west + size, 36.0 + size), (west, 36.0 + size), (west, 36.0)),),
    )


def test_every_county_is_drawn_by_its_state_in_a_colour_and_a_pattern_of_its_own(october: dict[str, Any]) -> None:
    root = drawn(october)
    shapes = next(iter(root.iter(f"{SVG}g"))).findall(f"{SVG}path")
    assert len(shapes) == 90
    fills = [shape.get("fill") for shape in shapes]
    assert [fills.count(f"url(#m-{state})") for state in ("degraded", "unknown", "uncovered", "unserved")] == [
        1,
        1,
        1,
        2,
    ]
    patterns = {each.get("id"): ET.tostring(each) for each in root.iter(f"{SVG}pattern")}
    assert len(patterns) == len(set(patterns.values())) == 4


def test_the_key_tells_every_state_with_its_number_and_stays_on_the_sheet(october: dict[str, Any]) -> None:
    for language, words in ((Language.EN, "uncovered 1"), (Language.ZH, "中断 1")):
        root = drawn(october, language=language)
        assert words in texts(root)
        assert all(0 <= float(each.get("x", "0")) < WIDTH for each in root.iter(f"{SVG}rect"))


def test_counties_that_lack_cover_are_named_and_prefectures_by_their_short_names(october: dict[str, Any]) -> None:
    assert {"瓜州县", "嘉峪关市", "秦州区", "临夏州", "兰州市"} <= set(texts(drawn(october, language=Language.ZH)))
    assert {"Guazhou", "Jiayuguan", "Qinzhou", "Linxia", "Lanzhou"} <= set(texts(drawn(october)))


def test_a_reader_that_cannot_see_it_is_told_what_it_is(october: dict[str, Any]) -> None:
    root = drawn(october)
    title = root.find(f"{SVG}title")
    assert root.get("role") == "img"
    assert title is not None
    assert root.get("aria-labelledby") == title.get("id")
    assert "tables below tell the same" in (title.text or "")


def test_hostile_names_are_text_and_nothing_else(october: dict[str, Any]) -> None:
    nasty = '</text><script>alert("1")</script>'
    counties = [{**each, "name_zh": nasty, "name_en": nasty} for each in october["counties"]]
    root = drawn({**october, "counties": counties})
    assert list(root.iter(f"{SVG}script")) == []
    assert any(text.startswith("</text>") for text in texts(root))


def test_counties_that_the_boundaries_lack_are_told(october: dict[str, Any]) -> None:
    missing = unplaced(october, Boundaries((square("620102"),), "x"), Language.EN)
    assert len(missing) == 86
    assert unplaced(october, shipped_boundaries(), Language.EN) == []


@pytest.mark.parametrize("size", [0.0, 1e-9, 1.0, 80.0])
def test_a_map_of_any_size_can_be_drawn(october: dict[str, Any], size: float) -> None:
    assert drawn(october, Boundaries((square("620102", size=size),), "x")).get("viewBox", "").startswith("0 0 1000 ")


def test_it_is_the_same_every_time(october: dict[str, Any]) -> None:
    first, second = (map_svg(october, shipped_boundaries(), Language.ZH) for _ in range(2))
    assert first == second
