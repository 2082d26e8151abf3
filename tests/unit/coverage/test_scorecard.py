"""What the parts of a carrier's scorecard are measured by."""

from datetime import date

import pytest

from fengsui.coverage.availability import Availability
from fengsui.coverage.ratio import Figure, Ratio, Source
from fengsui.coverage.scorecard import (
    CarrierRecord,
    Registrations,
    Silence,
    binding,
    carrier_score,
    scorecard,
    scorecard_document,
)
from fengsui.coverage.subscribers import Gap, GapState, Observed
from fengsui.coverage.targets import TargetStanding, TargetState
from fengsui.inventory.criteria import load_criteria
from fengsui.model.criterion import ScorePart
from fengsui.model.target import Target, TargetFigure
from tests.support.builders import carrier

MONTH = (0.0, 30 * 86_400.0)
DAY = 86_400.0
CRITERIA = load_criteria()


def measured(part: ScorePart, **given: object) -> tuple[float | None, float | None, str]:
    """Points, value and reason of one part."""
    record = CarrierRecord(carrier("telecom"), **given)  # type: ignore[arg-type]  # whatever a test is about
    (found,) = [each for each in carrier_score(record, CRITERIA, MONTH).parts if each.part is part]
    return found.score, found.measured.value, found.measured.reason


def standing(state: TargetState, name: str = "t") -> TargetStanding:
    target = Target(name, TargetFigure.PON_10G_SHARE, 0.5, date(2026, 6, 30), carrier="telecom")
    return TargetStanding(target, state, Ratio(Figure.PON_10G_SHARE, "", 1, 2, Source.DECLARED), 0.5, None, "")


def gap(county: str, declared: int | None, lines: int | None, state: GapState) -> Gap:
    return Gap(county, "telecom", "2026-05", declared, Observed(onus=lines), state)


def up(counties: float, ratio: float = 1.0, **given: float) -> Availability:
    seconds = counties * MONTH[1]
    return Availability(up_seconds=seconds * ratio, down_seconds=seconds * (1 - ratio), **given)  # type: ignore[arg-type]


def test_availability_is_that_of_the_counties_with_as_many_as_were_seen_behind_it() -> None:
    assert measured(ScorePart.AVAILABILITY, availability=up(3))[0] == 50 + 50 * 3 / 4
    assert measured(ScorePart.AVAILABILITY, availability=up(49, 0.999))[0] == pytest.approx(50 + 40 * 49 / 50)
    assert measured(ScorePart.AVAILABILITY) == (None, None, "no county was seen up or down")


def test_a_month_of_which_little_was_watched_stands_behind_little() -> None:
    whole, tenth = (measured(ScorePart.AVAILABILITY, availability=up(each))[0] for each in (40, 4))
    assert whole is not None
    assert tenth is not None
    assert whole > tenth > 50


def test_the_time_to_repair_is_over_the_outages_that_were_repaired() -> None:
    of = up(40, outages=20, repaired=20)
    of = Availability(of.up_seconds, down_seconds=20 * 1800.0, outages=20, repaired=20, repair_seconds=20 * 1800.0)
    assert measured(ScorePart.REPAIR, availability=of) == (50 + 50 * 20 / 22, 1800.0, "")


def test_an_outage_that_lasts_makes_the_time_to_repair_longer_and_not_shorter() -> None:
    repaired = Availability(1e9, down_seconds=3600, outages=1, repaired=1, repair_seconds=3600)
    lasting = Availability(1e9, down_seconds=3600 + 10 * DAY, outages=2, repaired=1, repair_seconds=3600)
    (good, value, _), (bad, longer, _) = (measured(ScorePart.REPAIR, availability=each) for each in (repaired, lasting))
    assert (value, longer) == (3600, 3600 + 10 * DAY)
    assert good is not None
    assert good > 50
    assert bad == 0


def test_without_a_repair_it_is_left_out_until_it_is_as_bad_as_can_be() -> None:
    fresh = Availability(1e9, down_seconds=60, outages=1)
    assert measured(ScorePart.REPAIR, availability=fresh) == (None, None, "no outage was repaired yet")
    old = Availability(1e9, down_seconds=43_200, outages=1)
    assert measured(ScorePart.REPAIR, availability=old) == (0, 43_200, "")
    assert measured(ScorePart.REPAIR, availability=Availability(1e9)) == (None, None, "no outage")


def test_targets_count_those_that_are_late_among_those_that_can_be_judged() -> None:
    found = [standing(state, state.value) for state in TargetState]
    assert measured(ScorePart.TARGETS, targets=found)[:2] == (50, 0.25)
    unknown = [standing(TargetState.UNKNOWN)]
    assert measured(ScorePart.TARGETS, targets=unknown)[2] == "nothing is known of the targets that bind it"
    assert measured(ScorePart.TARGETS) == (None, None, "no target binds it")


def test_a_target_for_all_binds_a_carrier_where_it_is_on_a_share_of_its_own() -> None:
    def target(name: str, figure: TargetFigure, whose: str | None = None) -> Target:
        return Target(name, figure, 0.5, date(2026, 6, 30), carrier=whose)

    all_of = [
        target("ports", TargetFigure.PON_10G_SHARE),
        target("homes", TargetFigure.HOUSEHOLD_PENETRATION),
        target("counties", TargetFigure.COUNTY_COVERAGE, "telecom"),
        target("theirs", TargetFigure.PON_10G_SHARE, "mobile"),
    ]
    assert [(each.name, each.carrier) for each in binding(all_of, "telecom")] == [
        ("ports", "telecom"),
        ("counties", "telecom"),
    ]


def test_silence_is_the_share_of_devices_that_nothing_is_known_of() -> None:
    silence = Silence(silent_seconds=10 * DAY, device_seconds=1000 * DAY, watched_seconds=10 * DAY)
    score, value, _ = measured(ScorePart.SILENCE, silence=silence)
    assert value == 0.01
    assert score == pytest.approx(50 + 45 * 100 / 105)
    assert measured(ScorePart.SILENCE, silence=Silence()) == (None, None, "nobody watched")
    assert measured(ScorePart.SILENCE, silence=Silence(watched_seconds=DAY)) == (None, None, "no device")


def test_registrations_that_wait_too_long_are_held_against_all() -> None:
    assert measured(ScorePart.VERIFICATION, registrations=Registrations(100, 20, 10))[:2] == (50, 0.1)
    assert measured(ScorePart.VERIFICATION)[2] == "what was registered then is not kept"
    assert measured(ScorePart.VERIFICATION, registrations=Registrations(0, 0, 0))[2] == "no device"


def test_a_county_that_is_seen_and_not_declared_counts_as_one_that_differs() -> None:
    gaps = [
        gap("620102", 1000, 990, GapState.WITHIN),
        gap("620103", 1000, 100, GapState.FLAGGED),
        gap("620122", None, 500, GapState.UNKNOWN),
        gap("620502", 700, None, GapState.UNKNOWN),
    ]
    record = CarrierRecord(carrier("telecom"), gaps=gaps, month="2026-05")
    found = carrier_score(record, CRITERIA, MONTH).parts[-1]
    assert found.measured.value == pytest.approx(2 / 3)
    assert found.score == 0
    assert found.measured.facts == {
        "month": "2026-05",
        "judged": 3,
        "flagged": ["620103"],
        "undeclared": ["620122"],
        "unknown": 1,
        "declared": 2000,
        "observed": 1090,
    }
    assert measured(ScorePart.DECLARATION)[2] == "what equipment saw then is not kept"
    assert measured(ScorePart.DECLARATION, gaps=[])[2] == "nothing declared can be held against what is seen"


def test_a_carrier_that_keeps_silent_scores_no_better_than_one_that_declares() -> None:
    declares = [gap(f"62010{n}", 100, 100, GapState.WITHIN) for n in range(3)]
    silent = [gap(f"62010{n}", None, 100, GapState.UNKNOWN) for n in range(3)]
    good, bad = (measured(ScorePart.DECLARATION, gaps=each)[0] for each in (declares, silent))
    assert good is not None
    assert bad is not None
    assert bad < good


def test_a_carrier_with_one_faultless_county_does_not_beat_one_with_forty() -> None:
    def record(code: str, counties: float, devices: float) -> CarrierRecord:
        silence = Silence(0.0, devices * MONTH[1], MONTH[1])
        waiting = Registrations(int(devices), 0, 0)
        return CarrierRecord(carrier(code), up(counties), silence, waiting)

    large, small = scorecard([record("small", 1, 2), record("large", 40, 300)], CRITERIA, MONTH).carriers
    assert (large.carrier.code, small.carrier.code) == ("large", "small")
    assert large.score is not None
    assert small.score is not None
    assert large.score > 95 > 75 > small.score
    assert large.known == small.known == pytest.approx(0.55)


def test_of_a_carrier_that_nothing_is_known_of_there_is_no_score() -> None:
    (found,) = scorecard([CarrierRecord(carrier("telecom"))], CRITERIA, MONTH).carriers
    assert (found.score, found.known) == (None, 0)
    assert all(each.score is None and each.measured.reason for each in found.parts)


def test_the_document_names_what_is_left_out() -> None:
    document = scorecard_document(scorecard([CarrierRecord(carrier("telecom"), up(3))], CRITERIA, MONTH))
    assert (document["since"], document["until"]) == ("1970-01-01T00:00:00Z", "1970-01-31T00:00:00Z")
    (one,) = document["carriers"]
    assert (one["carrier"], one["name_en"], one["score"], one["known_weight"]) == (
        "telecom",
        "telecom Gansu",
        None,
        0.3,
    )
    assert one["parts"][0] == {
        "part": "availability",
        "weight": 30,
        "score": 87.5,
        "value": 1.0,
        "evidence": 3.0,
        "reason": "",
        "facts": {"up_seconds": 3 * MONTH[1], "down_seconds": 0, "unknown_seconds": 0},
    }
    assert one["parts"][1]["reason"] == "no outage"


def test_a_part_that_the_criteria_leave_out_is_not_scored() -> None:
    (found,) = scorecard([CarrierRecord(carrier("telecom"), up(3))], CRITERIA[:1], MONTH).carriers
    assert (found.score, found.known, len(found.parts)) == (87.5, 1, 1)
