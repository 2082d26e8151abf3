import pytest

from fengsui.commands.durations import parse_duration
from fengsui.errors import UsageError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90.0),
        ("0", 0.0),
        ("60s", 60.0),
        ("1.5h", 5400.0),
        ("30m", 1800.0),
        ("2h", 7200.0),
        ("7d", 604800.0),
        ("1w", 604800.0),
        ("1h30m", 5400.0),
        (" 2H ", 7200.0),
    ],
)
def test_a_duration_is_understood_as_people_type_it(text: str, seconds: float) -> None:
    assert parse_duration(text, option="--since") == seconds


@pytest.mark.parametrize("text", ["", "soon", "-1h", "1x", "h", "1h 30m", "nan", "inf", "1e9", "٣h", "9" * 40])
def test_what_is_no_duration_is_refused_with_the_option_and_an_example(text: str) -> None:
    with pytest.raises(UsageError, match=r"^--since: expected a duration such as 90s, 30m"):
        parse_duration(text, option="--since")
