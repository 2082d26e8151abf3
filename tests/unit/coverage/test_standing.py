"""Where the programme stands: one picture for the command line, the API and the metrics."""

from fengsui.coverage.ratio import Extent
from fengsui.coverage.standing import standing, standing_document
from fengsui.exporters.snapshot import known_of
from tests.support.builders import province


def test_the_last_month_that_is_over_is_shown_where_nobody_asks_for_another() -> None:
    known = known_of(province())
    assert standing(known).month == "2026-08"
    assert standing(known, "2026-01").month == "2026-01"


def test_a_carrier_has_its_own_gaps_alone() -> None:
    known = known_of(province())
    assert {gap.carrier for gap in standing(known).gaps} >= {"telecom"}
    assert standing(known, extent=Extent(carrier="mobile")).gaps == tuple(
        gap for gap in standing(known).gaps if gap.carrier == "mobile"
    )


def test_the_document_holds_plain_values() -> None:
    document = standing_document(standing(known_of(province())))
    assert document["month"] == "2026-08"
    assert {each["figure"] for each in document["ratios"]} >= {"county_coverage", "pon_10g_share"}
    assert document["declared_observed"][0]["declared"] == 100
