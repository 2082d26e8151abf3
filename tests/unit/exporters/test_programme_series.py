"""The programme on `/metrics`: ratios with their parts, and subscribers declared against observed."""

from fengsui.exporters.programme_series import programme_samples
from tests.support.builders import province


def test_a_ratio_stands_beside_its_parts_and_what_it_lacks() -> None:
    told = {name: dict(samples) for name, samples in programme_samples(province()).items()}
    share = ("pon_10g_share", "all", "declared")
    assert told["fengsui_programme_ratio"][share] == 0.4
    assert (told["fengsui_programme_numerator"][share], told["fengsui_programme_denominator"][share]) == (4, 10)
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
