"""The programme on `/metrics`: ratios with their parts, and subscribers declared against observed."""

from fengsui.exporters.programme_series import programme_samples
from tests.support.builders import province


def test_a_ratio_stands_beside_its_parts_and_what_it_lacks() -> None:
    told = {name: dict(samples) for name, samples in programme_samples(province()).items()}
    share = ("pon_10g_share", "all", "declared")
    assert told["fengsui_programme_ratio"][share] == 0.32
    assert (told["fengsui_programme_numerator"][share], told["fengsui_programme_denominator"][share]) == (32, 100)
    assert told["fengsui_programme_unknowns"][share] > 0


def test_a_ratio_without_a_denominator_is_absent_and_never_zero() -> None:
    told = {name: dict(samples) for name, samples in programme_samples(province(reports=())).items()}
    share = ("pon_10g_share", "all", "declared")
    assert share not in told["fengsui_programme_ratio"]
    assert told["fengsui_programme_denominator"][share] == 0


def test_declared_and_observed_stand_by_county_and_carrier() -> None:
    told = {name: dict(samples) for name, samples in programme_samples(province()).items()}
    here = ("620102", "620100", "telecom")
    assert told["fengsui_subscribers_declared"][here] == 100
    assert (*here, "sessions") in told["fengsui_subscribers_observed"]


def test_a_target_stands_with_its_value_its_forecast_and_one_state() -> None:
    told = {name: dict(samples) for name, samples in programme_samples(province()).items()}
    ports = ("ports", "pon_10g_share", "province")
    assert (told["fengsui_target_value"][ports], told["fengsui_target_current"][ports]) == (0.5, 0.32)
    # Four more of a hundred a month, from 32 in August to the end of December.
    assert abs(told["fengsui_target_forecast"][ports] - 0.48) < 0.01
    states = {labels[-1]: value for labels, value in told["fengsui_target_state"].items() if labels[0] == "ports"}
    assert states == {"reached": 0, "on_track": 0, "at_risk": 1, "late": 0, "unknown": 0}
    assert told["fengsui_target_due_timestamp_seconds"][ports] == 1_798_732_800.0
