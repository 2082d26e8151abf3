"""How the command line words and sorts coverage."""

import pytest

from fengsui.commands.coverage import _print_table, _Report, age_words
from tests.support.builders import province


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "never"),
        (0.0, "0 s"),
        (0.4, "0 s"),
        (59.9, "59 s"),
        (60.0, "1 min"),
        (7199.0, "1 h"),
        (86400.0, "1 d"),
        (864000.0, "10 d"),
    ],
)
def test_an_age_is_told_in_its_largest_whole_unit(seconds: float | None, words: str) -> None:
    assert age_words(seconds) == words


def test_the_worst_counties_come_first_by_state_and_code(capsys: pytest.CaptureFixture[str]) -> None:
    found = province().coverage
    _print_table(_Report(found, devices=7, polled=7), found.counties)
    first, _, *rows = capsys.readouterr().out.splitlines()
    assert first == "3 of 6 units covered (1 degraded), 1 unknown, 1 uncovered, 1 unserved"
    assert [row.split()[0] for row in rows] == ["620122", "620200", "620103", "620503", "620102", "620502"]
    assert rows[0].split()[1:4] == ["皋兰县", "Gaolan", "uncovered"]
    assert rows[0].split()[-3:] == ["10", "s", "telecom=uncovered"]


@pytest.mark.parametrize(
    ("devices", "polled", "hint"), [(0, 0, "No equipment registered yet"), (7, 0, "Nothing polled yet")]
)
def test_an_empty_report_says_what_to_do(
    devices: int, polled: int, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _print_table(_Report(province().coverage, devices, polled), ())
    assert hint in capsys.readouterr().out
