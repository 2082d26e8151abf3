"""Small networks worked by hand: every key of every case that a result can express."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from fengsui.coverage.engine import assess
from fengsui.coverage.result import CarrierCoverage, CountyCoverage, Coverage
from fengsui.model.network import Network
from tests.unit.coverage.networks import NOW, conditions_from, device, link, network, units

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_case_worked_by_hand_comes_out_as_worked(case: dict[str, Any]) -> None:
    coverage = _assess(case)
    counties = {county.code: county for county in coverage.counties}
    for code, expected in case["expect"].items():
        for who, keys in expected.items():
            result = _whole(counties[code]) if who == "county" else _one(counties[code], who)
            assert {key: result[key] for key in keys if key in result} == _sharpened(keys, result), f"{code} {who}"
    for name, value in case.get("totals", {}).items():
        assert _total(coverage, name) == value


def _assess(case: dict[str, Any]) -> Coverage:
    of = _network(case)
    states = {name: _condition(row[3]) for name, row in case["devices"].items()}
    states |= {name: row[2] for name, row in case["links"].items()}
    return assess(of, conditions_from(of, states), NOW)


def _network(case: dict[str, Any]) -> Network:
    devices = [
        device(name, county, carrier, role, maintenance=isinstance(condition, dict) and condition["maintenance"])
        for name, (county, carrier, role, condition) in case["devices"].items()
    ]
    carriers = {d.name: d.carrier for d in devices}
    links = [link(name, a, b, carriers[a]) for name, (a, b, _) in case["links"].items()]
    codes = {d.site.removeprefix("site-") for d in devices} | case["expect"].keys()
    return network(devices, links, codes=[unit.code for unit in units(sorted(codes))])


def _condition(state: Any) -> str:
    return str(state["state"] if isinstance(state, dict) else state)


def _one(county: CountyCoverage, carrier: str) -> dict[str, Any]:
    found: CarrierCoverage = next(c for c in county.carriers if c.carrier == carrier)
    return {
        "state": found.state.value,
        "reason": list(found.reason),
        "live": {"edge_disjoint": found.paths.live},
        "designed": {"edge_disjoint": found.paths.designed},
        "maintenance": found.maintenance,
    }


def _whole(county: CountyCoverage) -> dict[str, Any]:
    return {"state": county.state.value, "reason": list(county.reason)}


def _sharpened(expected: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """What must hold of what a result can express: node-disjoint paths are not counted."""
    sharpened = {key: value for key, value in expected.items() if key in result}
    for key in ("live", "designed"):
        if key in expected:
            sharpened[key] = {name: value for name, value in expected[key].items() if name in result[key]}
            assert sharpened[key]
    return sharpened


def _total(coverage: Coverage, name: str) -> float:
    counts = {state.value: count for state, count in coverage.by_state.items()}
    return {"units": coverage.units, "ratio": coverage.ratio, **counts}[name]
