"""The packet budget: a draught at first, then the agent's rate."""

from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp.budget import PacketBudget


def test_a_poll_within_the_budget_is_not_held_back() -> None:
    budget = PacketBudget(rate=500)
    assert budget.allowance(0.0) == 50
    budget.spend(14, 0.0)
    assert budget.allowance(0.0) == 36
    assert budget.waits == 0


def test_no_rate_is_no_limit() -> None:
    budget = PacketBudget()
    budget.spend(1_000_000, 0.0)
    assert budget.allowance(0.0) > 1_000_000


def test_what_was_spent_comes_back_with_time_and_not_beyond_a_draught() -> None:
    budget = PacketBudget(rate=500)
    budget.allowance(0.0)
    budget.spend(50, 0.0)
    assert budget.allowance(0.02) == 10
    assert budget.allowance(60.0) == 50


def test_waits_are_counted_and_long_enough_for_several_packets() -> None:
    budget = PacketBudget(rate=500)
    budget.allowance(0.0)
    budget.spend(50, 0.0)
    assert budget.wait(0.0) == 0.02
    assert budget.allowance(0.02) == 10
    assert budget.waits == 1


def test_a_rate_below_one_packet_a_draught_still_lets_one_through() -> None:
    budget = PacketBudget(rate=0.5)
    assert budget.allowance(0.0) == 1
    budget.spend(1, 0.0)
    assert budget.allowance(0.0) == 0
    assert budget.wait(0.0) == 2.0
    assert budget.allowance(2.0) == 1


def test_retransmissions_are_paid_for_later() -> None:
    budget = PacketBudget(rate=100)
    budget.allowance(0.0)
    budget.spend(15, 0.0)
    assert budget.allowance(0.0) == 0
    assert budget.allowance(0.1) == 5


@given(st.floats(0.5, 2000), st.lists(st.floats(0, 0.5), max_size=60))
def test_in_no_time_more_is_sent_than_a_draught_and_the_rate(rate: float, pauses: list[float]) -> None:
    budget, now, sent = PacketBudget(rate=rate), 0.0, 0
    for pause in pauses:
        now += pause
        packets = budget.allowance(now)
        budget.spend(packets, now)
        sent += packets
        if not budget.allowance(now):
            now += budget.wait(now)
    assert sent <= max(1.0, rate * 0.1) + rate * now + 1e-6
