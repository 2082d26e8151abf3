"""The carriers' scorecard on `/metrics`."""

from fengsui.coverage.scorecard import CarrierRecord, scorecard
from fengsui.exporters.score_series import score_samples
from fengsui.inventory.criteria import load_criteria
from tests.support.builders import carrier, province, scorecards

PERIOD = (0.0, 1000.0)


def test_a_carrier_stands_with_its_score_its_parts_and_how_much_of_it_is_known() -> None:
    told = {name: dict(samples) for name, samples in score_samples(province(scorecard=scorecards("telecom"))).items()}
    assert told == {
        "fengsui_carrier_score_points": {("telecom",): 87.5},
        "fengsui_carrier_score_known_ratio": {("telecom",): 30 / 45},
        "fengsui_carrier_part_points": {("telecom", "availability"): 87.5},
    }


def test_what_is_not_known_is_absent_and_never_zero() -> None:
    unknown = scorecard([CarrierRecord(carrier("telecom"))], load_criteria(), PERIOD)
    told = score_samples(province(scorecard=unknown))
    assert told["fengsui_carrier_score_known_ratio"] == [(("telecom",), 0.0)]
    assert told["fengsui_carrier_score_points"] == told["fengsui_carrier_part_points"] == []


def test_only_carriers_that_are_registered_have_series() -> None:
    told = score_samples(province(scorecard=scorecards("telecom", "gone")))
    assert [labels for labels, _ in told["fengsui_carrier_score_points"]] == [("telecom",)]


def test_before_it_is_worked_out_there_is_nothing() -> None:
    assert all(samples == [] for samples in score_samples(province(scorecard=None)).values())
