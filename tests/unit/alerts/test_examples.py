import pytest

from fengsui.alerts.examples import _humanize, series


def test_a_number_becomes_a_series_that_lasts() -> None:
    assert series("up", {"job": "a", "x": "1"}, 2) == ('up{job="a",x="1"}', "2x100")


def test_values_in_promtools_notation_are_kept() -> None:
    assert series("up", {}, "0+1x5") == ("up{}", "0+1x5")


@pytest.mark.parametrize(
    ("seconds", "text"), [(20, "20s"), (60, "1m 0s"), (3600, "1h 0m 0s"), (90061, "1d 1h 1m 1s"), (0, "0s")]
)
def test_durations_are_written_as_prometheus_writes_them_in_texts(seconds: float, text: str) -> None:
    assert _humanize(seconds) == text
