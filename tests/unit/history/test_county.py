from fengsui.coverage.result import CarrierCoverage, CountyCoverage, Coverage, CoverageState, Paths
from fengsui.history.county import CountySince, county_row, county_since, county_states


def coverage(as_of: float, state: CoverageState, reason: tuple[str, ...] = ()) -> Coverage:
    carrier = CarrierCoverage("telecom", state, reason, None, Paths(1, 2), maintenance=False, devices=1)
    county = CountyCoverage("620102", "城关区", "Chengguan", "620100", state, reason, None, (carrier,))
    return Coverage(as_of, (county,))


def test_a_county_stands_beside_its_carriers() -> None:
    assert set(county_states(coverage(100, CoverageState.COVERED), {})) == {("620102", ""), ("620102", "telecom")}


def test_a_state_that_lasts_keeps_its_beginning_and_takes_the_new_reason() -> None:
    before = county_states(coverage(100, CoverageState.DEGRADED, ("a",)), {})
    after = county_states(coverage(200, CoverageState.DEGRADED, ("a", "b")), before)
    assert after["620102", ""] == CountySince("620102", "", CoverageState.DEGRADED, 100, ("a", "b"))


def test_a_state_that_changed_begins_anew() -> None:
    before = county_states(coverage(100, CoverageState.COVERED), {})
    after = county_states(coverage(200, CoverageState.UNCOVERED), before)
    assert after["620102", "telecom"].since == 200


def test_a_state_comes_back_as_it_was_written() -> None:
    state = CountySince("620102", "", CoverageState.UNKNOWN, 100.5, ("一号光缆", "b"))
    assert county_since(county_row(state)) == state
