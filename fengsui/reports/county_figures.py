"""The figures of counties, prefectures and carriers over a month. Pure."""

from collections.abc import Mapping
from typing import Any

from fengsui.coverage.availability import Availability, AvailabilityKind, together
from fengsui.coverage.result import STATE_ORDER, CountyCoverage, SinglePoints
from fengsui.history.availability import availability_of
from fengsui.reports.material import Material
from fengsui.reports.values import moment, share, some, times

_NOTHING = Availability()


Times = Mapping[str, Availability]
"""Availability over the month, by code of the county."""


def times_of_counties(material: Material) -> Times:
    """What became of each county as a whole, over the month."""
    found = availability_of(AvailabilityKind.COUNTY, material.counties, material.month.period)
    return {each.name: each.availability for each in found}


def county_figures(material: Material, found: Times) -> list[dict[str, Any]]:
    """Each county at the end of the month, and what became of it over the month; by code."""
    return [_county(each, material, found.get(each.code, _NOTHING)) for each in material.then.coverage.counties]


def prefecture_figures(material: Material, found: Times) -> list[dict[str, Any]]:
    """The counties of each prefecture, by code."""
    listed = []
    for rollup in material.then.coverage.prefectures:
        codes = [each.code for each in material.then.coverage.counties if each.prefecture == rollup.key]
        division = material.network.divisions.get(rollup.key)
        listed.append(
            {
                "code": rollup.key,
                "name_zh": division.name_zh if division else rollup.key,
                "name_en": division.name_en if division else rollup.key,
                "units": rollup.parts,
                **{state.value: rollup.by_state[state] for state in STATE_ORDER},
                "ratio": None if rollup.ratio is None else share(rollup.ratio),
                **times(together(found.get(code, _NOTHING) for code in codes)),
            }
        )
    return listed


def carrier_times(material: Material) -> list[dict[str, Any]]:
    """How available each carrier has made the counties that it serves, by code."""
    measured = availability_of(AvailabilityKind.CARRIER, material.counties, material.month.period)
    listed = []
    for each in measured:
        carrier = material.network.carriers.get(each.name)
        names = {
            "name_zh": carrier.name_zh if carrier else each.name,
            "name_en": carrier.name_en if carrier else each.name,
        }
        listed.append({"code": each.name, **names, "counties": each.parts, **times(each.availability)})
    return listed


def _county(county: CountyCoverage, material: Material, measured: Availability) -> dict[str, Any]:
    record = material.then.recorded["county", county.code, ""]
    division = material.network.divisions.get(county.code)
    return {
        "code": county.code,
        "name_zh": county.name,
        "name_en": county.name_en,
        "prefecture": county.prefecture,
        "households": division.households if division else None,
        "state": county.state.value,
        "since": moment(record.at),
        "evidence_at": moment(record.part.evidence_at if record.part else None),
        "maintenance": county.maintenance,
        "reason": some(county.reason),
        "carriers": [{"carrier": each.carrier, "state": each.state.value} for each in county.carriers],
        "paths": {"live": county.paths.live, "designed": county.paths.designed},
        "single_points": _points(county.single_points),
        **times(measured),
    }


def _points(points: SinglePoints) -> dict[str, Any]:
    return {"links": some(points.links), "devices": some(points.devices)}
