"""Verifications as rows: what is written comes back."""

from fengsui.inventory.verification_text import row_of, verification_of
from fengsui.model.poll import PollOutcome
from fengsui.model.verification import DeviceFacts, Reason, ReasonKind, Verdict, Verification, Words


def test_a_verification_comes_back_as_it_was() -> None:
    reason = Reason(ReasonKind.DUPLICATE_SERIAL, Words("a", "甲"), Words("b", "乙"), Words("c", "丙"), "yd-2")
    warning = Reason(ReasonKind.OTHER_NAME, Words("x"), Words("y"))
    facts = DeviceFacts(PollOutcome.OK, "yd-1", "路由器\n", engine_id="80aa", interfaces=3)
    full = Verification("yd-1", 1.5, Verdict.REFUSED, (reason,), (warning,), facts, 2, 61.5, 99.0)
    assert verification_of(row_of(full)) == full


def test_one_that_was_only_asked_for_comes_back_too() -> None:
    asked_for = Verification("yd-1", requested_at=5.0)
    assert verification_of(row_of(asked_for)) == asked_for
