"""Small networks worked by hand: every key of every case."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from fengsui.coverage.document import carrier_document, county_document
from fengsui.coverage.engine import assess
from fengsui.coverage.result import CountyCoverage, Coverage
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
            assert _named(result, keys) == keys, f"{code} {who}"
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
    return _keys(carrier_document(next(each for each in county.carriers if each.carrier == carrier)))


def _whole(county: CountyCoverage) -> dict[str, Any]:
    return _keys(county_document(county))


def _keys(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, **document["paths"]}


def _named(found: Any, expected: Any) -> Any:
    """The part of what was found that the case names."""
    return {key: _named(found[key], expected[key]) for key in expected} if isinstance(expected, dict) else found


def _total(coverage: Coverage, name: str) -> float:
    counts = {state.value: count for state, count in coverage.by_state.items()}
    return {"units": coverage.units, "ratio": coverage.ratio, **counts}[name]
