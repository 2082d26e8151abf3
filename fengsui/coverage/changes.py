"""What changed between two assessments: one change for a county as a whole, one for each carrier in it."""

from collections.abc import Iterator

from fengsui.coverage.result import CarrierCoverage, CountyCoverage, Coverage, CoverageState
from fengsui.model.observation import Change


def coverage_changes(previous: Coverage | None, current: Coverage) -> tuple[Change, ...]:
    """Gives the counties, and the carriers in them, whose state is another than in `previous`, by code.

    A county seen for the first time is a change with nothing before it; an unserved one is none. A carrier that came or
    went in a known county changes from or to unserved.
    """
    before = {county.code: county for county in previous.counties} if previous else {}
    return tuple(change for county in current.counties for change in _county(before.get(county.code), county, current))


def _county(before: CountyCoverage | None, after: CountyCoverage, current: Coverage) -> Iterator[Change]:
    was = before.state if before else None
    yield from _change(after.code, "", was, after, current.as_of)
    known = {carrier.carrier: carrier for carrier in before.carriers} if before else {}
    seen = {carrier.carrier: carrier for carrier in after.carriers}
    absent = CoverageState.UNSERVED if before else None
    for carrier in sorted(known.keys() | seen.keys()):
        was = known[carrier].state if carrier in known else absent
        yield from _change(after.code, carrier, was, seen.get(carrier), current.as_of)


def _change(
    code: str, carrier: str, was: CoverageState | None, found: CountyCoverage | CarrierCoverage | None, at: float
) -> Iterator[Change]:
    """The change to what was found, None where the carrier has nothing there any more."""
    now = found.state if found else CoverageState.UNSERVED
    if was is now or (was is None and now is CoverageState.UNSERVED):
        return
    reason, age = (found.reason, found.evidence_age_seconds) if found else ((), None)
    evidence_at = None if age is None else at - age
    yield Change("county", code, was and was.value, now.value, at, ", ".join(reason), carrier, evidence_at)
