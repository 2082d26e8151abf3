"""Values of a report as people read them."""

import pytest

from fengsui.reports.cells import (
    NOTHING,
    count,
    moment,
    names,
    percent,
    seconds,
    share,
    signed,
    span,
    state,
    whole_percent,
)
from fengsui.reports.words import Language

ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (1.0, "100.000 %"),
        (0.999999, "99.999 %"),
        (0.3, "30.000 %"),
        (0.0, "0.000 %"),
        (-0.45, "−45.000 %"),
        (1.234, "123.400 %"),
    ],
)
def test_a_percentage_is_never_rounded_up(ratio: float, text: str) -> None:
    assert percent(ratio) == text


@pytest.mark.parametrize(
    ("length", "english", "chinese"),
    [
        (0, "0 s", "0 秒"),
        (59, "59 s", "59 秒"),
        (148 * 60, "2 h 28 min", "2 小时 28 分"),
        (86_400, "1 d", "1 天"),
        (90_000, "1 d 1 h", "1 天 1 小时"),
    ],
)
def test_a_length_of_time_is_told_in_two_units(length: int, english: str, chinese: str) -> None:
    assert (span(length, EN), span(length, ZH)) == (english, chinese)


def test_what_is_not_known_is_a_dash_and_no_zero() -> None:
    for cell in (count(None), share(None), seconds(None, EN), signed(None), moment(None)):
        assert (cell.text, cell.value) == (NOTHING, None)
    assert count(0).text == "0"


def test_a_cell_holds_what_a_spreadsheet_counts_with_beside_the_text() -> None:
    assert (count(1_234_567).text, count(1_234_567).value) == ("1,234,567", 1_234_567)
    assert (signed(-2).text, signed(3).text, signed(0).text) == ("−2", "+3", "+0")
    assert (share(0.5).value, share(0.5).style) == (0.5, "share")
    assert moment("2026-10-31T23:59:59+08:00").text == "2026-10-31 23:59"
    assert (state("uncovered", ZH).text, state("uncovered", EN).style) == ("中断", "state-uncovered")
    assert whole_percent(0.2) == "20 %"


def test_of_many_names_the_first_are_told_and_the_others_counted() -> None:
    assert names(["a", "b"], 2, EN) == "a, b"
    assert names(["a", "b", "c"], 9, ZH, most=2) == "a、b，等 7 项"
    # Names that a reader may not see leave their number.
    assert names([], 4, EN) == "4"
    assert names([], 0, EN) == ""
