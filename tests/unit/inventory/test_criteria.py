"""Criteria as they are shipped, and as an operator writes them."""

from pathlib import Path

import pytest

from fengsui.errors import InputError
from fengsui.inventory.criteria import load_criteria, read_criteria
from fengsui.model.criterion import Criterion, ScorePart

HEAD = "part,weight,full,nil,half\n"


def test_the_shipped_ones_score_every_part_and_weigh_a_hundred() -> None:
    found = load_criteria()
    assert [each.part for each in found] == list(ScorePart)
    assert sum(each.weight for each in found) == 100


def test_an_operators_own_file_may_leave_parts_out(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"\ufeff{HEAD}silence,1,0,0.1,5\navailability,3,1,0.9,1\n", encoding="utf-8")
    assert load_criteria(path) == (
        Criterion(ScorePart.AVAILABILITY, 3, 1, 0.9, 1),
        Criterion(ScorePart.SILENCE, 1, 0, 0.1, 5),
    )


def test_all_faults_are_told_at_once() -> None:
    text = f"{HEAD}avalability,1,0,1,1\nrepair,x,0,-1,1\nrepair,0,1,1,1\nsilence,1,0\n"
    with pytest.raises(InputError) as raised:
        read_criteria(text, "own.csv")
    assert [str(fault) for fault in raised.value.faults] == [
        f"own.csv row 2 column part: expected one of {', '.join(ScorePart)}, got 'avalability'. Did you mean availability?",
        "own.csv row 3 column weight: expected a number of 0 or more, got 'x'",
        "own.csv row 3 column nil: expected a number of 0 or more, got '-1'",
        "own.csv row 4 column weight: expected more than 0, got 0. Leave the row out to leave the part out",
        "own.csv row 4 column nil: expected another value than full, got '1'",
        "own.csv row 5 column nil: expected a number of 0 or more, got ''",
        "own.csv row 5 column half: expected a number of 0 or more, got ''",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected the columns part,weight,full,nil,half, got ''"),
        ("part,weight\n", "got 'part,weight'"),
        (HEAD, "expected a row a part, got no row"),
        (f"{HEAD}silence,nan,0,1e300,inf\n", "expected a number of 0 or more, got 'nan'"),
        (f"{HEAD}silence,1,0,0.1,5\nsilence,1,0,0.1,5\n", "expected each part once, got silence again"),
    ],
)
def test_what_cannot_be_used_is_said(text: str, words: str) -> None:
    with pytest.raises(InputError) as raised:
        read_criteria(text, "own.csv")
    assert words in str(raised.value)


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        load_criteria(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="expected a CSV file in UTF-8, got other bytes"):
        load_criteria(tmp_path / "bytes.csv")
