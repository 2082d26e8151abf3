"""Which notifications are worth asking at once."""

from fengsui.model.trap import URGENT_KINDS, TrapKind


def test_what_moves_a_state_is_worth_asking_and_nothing_else_is() -> None:
    assert set(TrapKind) - URGENT_KINDS == {TrapKind.AUTHENTICATION_FAILURE, TrapKind.OTHER}
