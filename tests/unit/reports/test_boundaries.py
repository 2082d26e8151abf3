"""Boundaries for the map: the shipped ones, and an operator's own."""

import json
from pathlib import Path
from typing import Any

import pytest

from fengsui.errors import InputError
from fengsui.inventory.divisions import load_divisions
from fengsui.reports.boundaries import load_boundaries, shipped_boundaries

SQUARE = [[[100.0, 36.0], [101.0, 36.0], [101.0, 37.0], [100.0, 37.0], [100.0, 36.0]]]


def feature(code: Any = "620102", kind: str = "Polygon", coordinates: Any = SQUARE) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"adcode": code, "name": "x"},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def written(folder: Path, document: Any) -> Path:
    path = folder / "map.geojson"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_the_shipped_boundaries_hold_every_coverage_unit_and_three_special_areas() -> None:
    found = shipped_boundaries()
    units = {division.code for division in load_divisions() if division.coverage_unit}
    assert {area.code for area in found.areas if not area.special} == units
    assert len([area for area in found.areas if area.special]) == 3
    assert "MIT" in found.source


def test_an_operator_s_own_file_is_joined_by_either_name_of_the_code_and_names_its_source(tmp_path: Path) -> None:
    one, two = feature(620102), feature(kind="MultiPolygon", coordinates=[SQUARE, SQUARE])
    two["properties"] = {"code": "620103"}
    found = load_boundaries(
        written(tmp_path, {"type": "FeatureCollection", "source": "甘S(2026)1号", "features": [one, two]})
    )
    assert [(area.code, len(area.rings)) for area in found.areas] == [("620102", 1), ("620103", 2)]
    assert found.source == "甘S(2026)1号"
    assert load_boundaries(written(tmp_path, {"features": [one]})).source == "map.geojson"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("not json", "expected GeoJSON in UTF-8"),
        ("[" * 100_000, "expected GeoJSON in UTF-8"),
        ([], "expected a FeatureCollection with features, got list"),
        ({"features": []}, "expected a FeatureCollection with features"),
        (
            {"features": [feature(code="six")]},
            "feature 1: expected a county as a Polygon or MultiPolygon, got code 'six'",
        ),
        ({"features": [feature(code="<b>123")]}, "got code '<b>123'"),
        ({"features": [feature(kind="Point", coordinates=[1, 2])]}, "got a Point"),
        ({"features": [feature(coordinates=[[[0, 0], [1, 1]]])]}, "got a ring of 2 points"),
        (
            {"features": [feature(coordinates=[[[0, 0], [1, 1], [1e9, 0], [0, 0]]])]},
            "a position that is not in degrees",
        ),
        ({"features": [{"properties": {}}]}, "got no geometry"),
        ({"features": ["x", 3, None]}, "feature 3"),
        ({"features": [feature()] * 2001}, "expected at most 2000 features"),
    ],
)
def test_what_is_no_map_is_refused_with_every_fault(tmp_path: Path, document: Any, words: str) -> None:
    with pytest.raises(InputError) as raised:
        load_boundaries(written(tmp_path, document))
    assert words in str(raised.value)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.geojson", tmp_path):
        with pytest.raises(InputError, match="expected a GeoJSON file"):
            load_boundaries(path)
