"""County states with the time they began: what lies between one coverage and the next; pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fengsui.coverage.result import Coverage, CoverageState
from fengsui.history.codec import Row


@dataclass(frozen=True, slots=True)
class CountySince:
    """State of one county by one carrier.

    Attributes:
        county: GB/T 2260 code.
        carrier: Carrier's code; empty for the county as a whole.
        since: When the state was first seen without a break (epoch seconds).
        reason: Names of the elements that explain it, sorted.
    """

    county: str
    carrier: str
    state: CoverageState
    since: float
    reason: tuple[str, ...] = ()


CountyStates = dict[tuple[str, str], CountySince]


def county_states(coverage: Coverage, before: Mapping[tuple[str, str], CountySince]) -> CountyStates:
    """The states of a coverage by (county, carrier); one that lasts keeps the beginning that it has in `before`."""
    current: CountyStates = {}
    for code, carrier, state, reason in _states(coverage):
        last = before.get((code, carrier))
        since = last.since if last is not None and last.state is state else coverage.as_of
        current[code, carrier] = CountySince(code, carrier, state, since, reason)
    return current


def county_row(state: CountySince) -> Row:
    """A row of `county_coverage`."""
    return {
        "county": state.county,
        "carrier": state.carrier,
        "state": state.state.value,
        "since": state.since,
        "reason": json.dumps(state.reason),
    }


def county_since(row: Row) -> CountySince:
    """A county's state, from its row."""
    return CountySince(
        row["county"], row["carrier"], CoverageState(row["state"]), row["since"], tuple(json.loads(row["reason"]))
    )


def _states(coverage: Coverage) -> Iterator[tuple[str, str, CoverageState, tuple[str, ...]]]:
    for county in coverage.counties:
        yield county.code, "", county.state, county.reason
        for by in county.carriers:
            yield county.code, by.carrier, by.state, by.reason
