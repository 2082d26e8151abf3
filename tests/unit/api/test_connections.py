"""Connections that send nothing whole are closed in time, and of too many the longest idle go."""

from collections.abc import Sequence

from fengsui.api.connections import Connections, most_connections
from fengsui.clock import ManualClock


class Line:
    """An open connection."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = False

    def force_close(self) -> None:
        self.closed = True


def names(found: Sequence[object]) -> list[str]:
    return [each.name for each in found if isinstance(each, Line)]


async def test_who_sends_no_whole_request_in_time_is_closed() -> None:
    clock, slow, quick, busy = ManualClock(), Line("slow"), Line("quick"), Line("busy")
    kept = Connections(clock, most=10, first_seconds=15)
    assert kept.to_close([slow, quick, busy]) == []
    kept.began(quick)
    kept.ended(quick)
    kept.began(busy)
    await clock.advance(14)
    assert kept.to_close([slow, quick, busy]) == []
    await clock.advance(1)
    assert names(kept.to_close([slow, quick, busy])) == ["slow"]
    kept.ended(busy)
    await clock.advance(1000)
    assert kept.to_close([quick, busy]) == []


async def test_of_too_many_those_go_that_were_idle_longest() -> None:
    clock, lines = ManualClock(), [Line(str(n)) for n in range(5)]
    kept = Connections(clock, most=3)
    for line in lines:
        kept.began(line)
        kept.ended(line)
        await clock.advance(1)
    kept.began(lines[0])
    assert names(kept.to_close(lines)) == ["1", "2"]
    assert kept.to_close(lines[:3]) == []


async def test_what_is_being_answered_is_never_closed() -> None:
    clock, lines = ManualClock(), [Line(str(n)) for n in range(5)]
    kept = Connections(clock, most=2)
    for line in lines:
        kept.began(line)
    await clock.advance(1000)
    assert kept.to_close(lines) == []


async def test_a_connection_that_is_gone_is_forgotten() -> None:
    clock, line = ManualClock(), Line("gone")
    kept = Connections(clock, most=2, first_seconds=15)
    kept.to_close([line])
    await clock.advance(14)
    kept.to_close([])
    await clock.advance(2)
    assert kept.to_close([line]) == []


def test_half_of_the_files_of_the_process_are_left_for_everything_else() -> None:
    assert 1 <= most_connections() <= 1000
