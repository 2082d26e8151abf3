"""A report without the names of equipment: what a reader, who sees figures alone, is handed. Pure."""

from typing import Any

from fengsui.coverage.ratio import Figure

_OF_SITES = frozenset({Figure.FIBRE_SITES.value, Figure.SECTOR_COVERAGE.value})


def without_equipment(figures: dict[str, Any]) -> dict[str, Any]:
    """The same figures with the names of links, devices and sites left out, and their numbers kept."""
    return {
        **figures,
        "equipment_named": False,
        "counties": [_county(each) for each in figures["counties"]],
        "networks": [_nameless(each, "reason") for each in figures["networks"]],
        "sectors": [_nameless(each, "reason") for each in figures["sectors"]],
        "ratios": [{**each, "unknowns": []} if each["figure"] in _OF_SITES else each for each in figures["ratios"]],
        "incidents": {
            **figures["incidents"],
            "items": [{**_nameless(each, "cause"), "reason": ""} for each in figures["incidents"]["items"]],
        },
        "declared_observed": {
            **figures["declared_observed"],
            "items": [{**each, "silent": []} for each in figures["declared_observed"]["items"]],
        },
    }


def _county(county: dict[str, Any]) -> dict[str, Any]:
    points = county["single_points"]
    return {**_nameless(county, "reason"), "single_points": {kind: {**points[kind], "names": []} for kind in points}}


def _nameless(part: dict[str, Any], key: str) -> dict[str, Any]:
    return {**part, key: {**part[key], "names": []}}
