import pytest

from fengsui.commands.units import lasted, percent, scaled


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (1_254_000, "1.25 MB"),
        (999_600, "1 MB"),
        (2**64, "18.4 EB"),
    ],
)
def test_a_value_is_scaled_to_three_figures(value: int | None, text: str) -> None:
    assert scaled(value, "B") == text


def test_a_ratio_is_a_percentage() -> None:
    assert percent(0.8449) == "84.5 %"


@pytest.mark.parametrize(("seconds", "text"), [(None, ""), (59.9, "00:00:59"), (90_061, "1 d 01:01:01")])
def test_a_duration_is_days_and_a_clock(seconds: float | None, text: str) -> None:
    assert lasted(seconds) == text
