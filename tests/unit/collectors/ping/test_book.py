"""Which answer counts: by token, source and sequence, in time, once; and how long it took."""

import itertools
from typing import Any

import pytest

from fengsui.collectors.ping.book import Arrival, Asked, EchoBook, Run
from fengsui.collectors.ping.packet import Echo, Unreachable

HERE = "192.0.2.7"
WALL, STEADY = 1_790_000_000.0, 50.0


class Table:
    """A book with one address that is being asked, and what was sent to it last."""

    def __init__(self) -> None:
        numbers = itertools.count()
        self.book = EchoBook(lambda size: next(numbers).to_bytes(size))
        self.asked = Asked(HERE, Run())
        self.sequence, self.token = 0, b""

    def send(self, *, after: float = 0.0, timeout: float = 1.0) -> None:
        self.sequence, self.token = self.book.next()
        self.book.sent(self.asked, self.sequence, self.token, timeout=timeout, wall=WALL + after, steady=STEADY + after)

    def reply(self, after: float = 0.01, *, stamp: float | None = None, source: str = HERE, **other: Any) -> str:
        fields = {"sequence": self.sequence, "token": self.token, **other}
        echo = Echo(identifier=1, **fields)
        return self.book.replied(echo, source, Arrival(STEADY + after, stamp))

    def error(self, *, sequence: int | None = None, token: bytes | None = None, destination: str = HERE) -> str:
        about = Echo(
            1, self.sequence if sequence is None else sequence, self.token if token is None else token, destination
        )
        return self.book.failed(Unreachable("host_unreachable", about))


@pytest.fixture
def table() -> Table:
    found = Table()
    found.send()
    return found


def test_an_answer_in_time_counts_with_its_round_trip(table: Table) -> None:
    assert table.reply(0.25) == ""
    assert table.asked.result().round_trips == (0.25,)
    assert table.asked.run.waiting == set()


def test_the_kernels_stamp_leaves_our_own_waiting_out(table: Table) -> None:
    table.reply(0.25, stamp=WALL + 0.125)
    assert table.asked.result().round_trips == (0.125,)


@pytest.mark.parametrize("stamp", [WALL - 3600, WALL + 3600], ids=["back", "forth"])
def test_a_clock_that_was_set_meanwhile_bends_no_round_trip(table: Table, stamp: float) -> None:
    table.reply(0.25, stamp=stamp)
    assert table.asked.result().round_trips == (0.25,)


def test_a_stamp_that_is_off_by_less_than_clocks_are_apart_gives_no_negative_time(table: Table) -> None:
    table.reply(0.25, stamp=WALL - 0.0001)
    assert table.asked.result().round_trips == (0.0,)


@pytest.mark.parametrize(
    ("forged", "reason"),
    [({"token": b"x" * 16}, "token"), ({"source": "192.0.2.8"}, "source"), ({"sequence": 9}, "sequence")],
)
def test_a_forged_answer_counts_for_nothing_and_does_not_spoil_the_right_one(
    table: Table, forged: dict[str, Any], reason: str
) -> None:
    assert table.reply(**forged) == reason
    assert table.asked.result().received == 0
    assert table.reply() == ""


def test_a_second_answer_is_a_duplicate(table: Table) -> None:
    assert [table.reply(), table.reply(), table.reply()] == ["", "duplicate", "duplicate"]
    assert (table.asked.result().received, table.asked.result().duplicates) == (1, 2)


def test_an_answer_after_its_time_is_late_and_lost(table: Table) -> None:
    assert table.reply(1.5) == "late"
    assert table.reply(1.6) == "late"
    assert table.asked.result().loss_ratio == 1
    assert table.asked.run.waiting == set()


def test_an_answer_after_the_end_of_its_ping_is_late(table: Table) -> None:
    table.book.give_up(table.asked.run)
    assert table.book.waiting == 0
    assert table.reply(0.5) == "late"
    assert table.asked.result().received == 0


def test_giving_up_one_ping_leaves_the_others(table: Table) -> None:
    table.book.give_up(Run())
    assert table.reply() == ""


def test_round_trips_stand_in_the_order_of_sending_however_answers_overtake(table: Table) -> None:
    first = (table.sequence, table.token)
    table.send(after=0.1)
    table.reply(0.2)
    table.sequence, table.token = first
    table.reply(0.3)
    assert table.asked.result().round_trips == pytest.approx((0.3, 0.1))


def test_an_error_about_our_echo_is_counted_and_ends_no_wait(table: Table) -> None:
    assert table.error() == ""
    assert table.error(token=b"") == ""
    assert table.asked.result().unreachable == {"host_unreachable": 2}
    assert table.reply() == ""


@pytest.mark.parametrize(
    ("other", "reason"),
    [({"sequence": 9}, "token"), ({"token": b"x"}, "token"), ({"destination": "192.0.2.8"}, "source")],
)
def test_an_error_about_another_echo_is_none_of_ours(table: Table, other: dict[str, Any], reason: str) -> None:
    assert table.error(**other) == reason
    assert table.asked.result().unreachable == {}


def test_an_echo_that_could_not_leave_is_lost_with_its_reason(table: Table) -> None:
    table.asked.unsent("network_unreachable")
    table.reply()
    result = table.asked.result()
    assert (result.sent, result.received, result.unreachable) == (2, 1, {"network_unreachable": 1})


def test_sequence_numbers_go_round_at_sixteen_bits() -> None:
    book = EchoBook(bytes)
    assert [book.next()[0] for _ in range(65_537)][-3:] == [65_535, 0, 1]


def test_what_is_over_is_forgotten_in_the_end() -> None:
    table = Table()
    table.send()
    first = (table.sequence, table.token)
    table.reply()
    for _ in range(65_536):
        table.send()
        table.reply()
    table.sequence, table.token = first
    assert table.reply() == "token"
