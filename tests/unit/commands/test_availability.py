"""How availability is worded."""

import pytest

from fengsui.commands.availability import percent, span_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ""),
        (0.4, ""),
        (59, "59 s"),
        (60, "1 min"),
        (61, "1 min 1 s"),
        (8880, "2 h 28 min"),
        (3600, "1 h"),
        (90_000, "1 d 1 h"),
        (86_400 * 30 + 59, "30 d"),
    ],
)
def test_a_length_of_time_is_told_in_its_two_largest_units(seconds: float, words: str) -> None:
    assert span_words(seconds) == words


@pytest.mark.parametrize(
    ("ratio", "words"), [(1.0, "100.000 %"), (0.999999, "99.999 %"), (0.5, "50.000 %"), (0.0, "0.000 %")]
)
def test_a_ratio_is_never_rounded_up_to_everything(ratio: float, words: str) -> None:
    assert percent(ratio) == words
