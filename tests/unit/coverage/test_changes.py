"""What changed between two assessments."""

from collections.abc import Mapping

from fengsui.coverage.changes import coverage_changes
from fengsui.coverage.result import Coverage, CoverageState
from fengsui.model.observation import Change
from tests.support.builders import NOW, carrier_coverage, county, county_coverage

COVERED, UNCOVERED, UNSERVED = CoverageState.COVERED, CoverageState.UNCOVERED, CoverageState.UNSERVED


def province(carriers: Mapping[str, CoverageState]) -> Coverage:
    """One county with these carriers; what is uncovered is so for two reasons."""
    why = {UNCOVERED: ("ab", "ca")}
    each = [carrier_coverage(code, state, reason=why.get(state, ())) for code, state in sorted(carriers.items())]
    whole = county_coverage(county(), *each)
    return Coverage(NOW, (county_coverage(county(), *each, reason=why.get(whole.state, ())),))


def told(before: Coverage | None, after: Coverage) -> list[tuple[str, str | None, str]]:
    return [(change.carrier, change.before, change.after) for change in coverage_changes(before, after)]


def test_a_county_and_its_carrier_change_each_with_the_reason() -> None:
    changes = coverage_changes(province({"telecom": COVERED}), province({"telecom": UNCOVERED}))
    assert changes == (
        Change("county", "620102", "covered", "uncovered", NOW, "ab, ca", evidence_at=NOW - 10),
        Change("county", "620102", "covered", "uncovered", NOW, "ab, ca", "telecom", NOW - 10),
    )


def test_a_county_that_another_carrier_still_covers_does_not_change_itself() -> None:
    before = province({"telecom": COVERED, "unicom": COVERED})
    after = province({"telecom": UNCOVERED, "unicom": COVERED})
    assert told(before, after) == [("telecom", "covered", "uncovered")]


def test_a_carrier_that_came_or_went_changes_from_or_to_unserved() -> None:
    assert told(province({}), province({"telecom": COVERED})) == [
        ("", "unserved", "covered"),
        ("telecom", "unserved", "covered"),
    ]
    assert told(province({"telecom": COVERED}), province({})) == [
        ("", "covered", "unserved"),
        ("telecom", "covered", "unserved"),
    ]


def test_what_is_first_seen_has_nothing_before_it() -> None:
    assert told(None, province({"telecom": COVERED})) == [("", None, "covered"), ("telecom", None, "covered")]
    assert told(None, province({})) == []


def test_nothing_changed_is_no_change() -> None:
    assert told(province({"telecom": UNCOVERED}), province({"telecom": UNCOVERED})) == []
