"""Verifications: what a reason says in one line, and names that are held against each other."""

from fengsui.model.verification import Reason, ReasonKind, Words, folded


def test_a_reason_is_one_line_with_what_was_expected_and_got_and_a_hint() -> None:
    reason = Reason(ReasonKind.UNREACHABLE, Words("an answer", "应答"), Words("silence", "无应答"))
    assert str(reason) == "expected an answer, got silence"
    hinted = Reason(reason.kind, reason.expected, reason.got, Words("Look", "查看"), other="yd-1")
    assert str(hinted) == "expected an answer, got silence (yd-1). Look"


def test_names_are_folded_before_they_are_held_against_each_other() -> None:
    assert folded(" LZ-Core  1 ") == folded("lz-core 1") == "lz-core 1"
    assert folded(None) == folded(" ") == ""
    assert len(folded("x" * 1000)) == 255
