"""LLDP is held against the links of the board, with what is known at that moment."""

import asyncio

from fengsui.clock import ManualClock
from fengsui.model.adjacency import LinkVerdict
from fengsui.model.network import Network
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import Neighbour, PollOutcome
from fengsui.tasks.adjacency import hold_forever, hold_once
from fengsui.tasks.board import Board
from tests.support.builders import device, link, site


def board_of_two() -> Board:
    board = Board(evidence_limit_seconds=180)
    a, b = (device(name, address=f"127.0.1.{place}") for place, name in enumerate("ab", 1))
    board.register(Network.of(sites=[site()], devices=[a, b], links=[link("a-b", "a eth1", "b eth1")]))
    heard = Neighbour("eth1", "", "eth1", "b")
    board.pin(DeviceObservation("a", PollOutcome.OK, 1000.0, 1000.0, neighbours=(heard,)), [])
    return board


async def test_what_lldp_says_is_pinned_up() -> None:
    board = board_of_two()
    assert board.adjacency.links == {}
    await hold_once(board, 1001.0)
    assert board.adjacency.counts()[LinkVerdict.CONFIRMED] == 1
    await hold_once(board, 2001.0)
    assert board.adjacency.counts()[LinkVerdict.UNKNOWN] == 1


async def test_it_is_not_done_before_anything_can_be_known() -> None:
    board, clock = board_of_two(), ManualClock(1000.0)
    loop = asyncio.get_running_loop().create_task(hold_forever(board, clock, every_seconds=60))
    await clock.advance(59)
    loop.cancel()
    assert board.adjacency.links == {}
