"""What one exchange learns of the agent's patience."""

import asyncio

from fengsui.collectors.snmp.budget import PacketBudget
from fengsui.collectors.snmp.conversation import Conversation
from fengsui.collectors.snmp.exchange import Exchange
from fengsui.collectors.snmp.get import Getter
from fengsui.collectors.snmp.message import RequestEncoder
from fengsui.collectors.snmp.patience import RoundTrips
from fengsui.model.credential import SnmpVersion


def exchange(trips: RoundTrips, *, configured: float = 2.0, retries: int = 2) -> Exchange:
    talk = Conversation(RequestEncoder(SnmpVersion.V2C, b"public"), Getter([]), lambda: 0x40000001)
    done = asyncio.get_running_loop().create_future()
    begun = Exchange(("127.0.0.1", 161), talk, configured, retries, 99.0, trips, PacketBudget(), done)
    begun.timeout_seconds = trips.timeout(configured)
    return begun


async def test_the_first_answer_of_an_unknown_agent_sets_the_patience_at_once() -> None:
    begun = exchange(RoundTrips())
    assert begun.timeout_seconds == 2.0
    begun.slower(0.01)
    assert begun.timeout_seconds == 0.2


async def test_an_answer_near_the_timeout_counts_at_once() -> None:
    trips = RoundTrips(0.01, 0.001)
    begun = exchange(trips)
    begun.slower(0.05)
    assert trips.smoothed == 0.01
    begun.slower(0.19)
    assert begun.timeout_seconds > 0.2


async def test_a_retransmission_doubles_the_patience_until_an_answer_can_be_measured() -> None:
    begun = exchange(RoundTrips(0.01, 0.001))
    begun.slower(0.01)
    assert begun.next_wait() is not None
    begun.unanswered()
    assert (begun.timeout_seconds, begun.retried, begun.slowest) == (0.4, 1, -1.0)
    begun.slower(0.01)
    assert begun.timeout_seconds == 0.2


async def test_an_unknown_agent_is_asked_as_often_as_configured() -> None:
    begun = exchange(RoundTrips())
    found = []
    while (wait := begun.next_wait()) is not None:
        found.append(wait)
        begun.unanswered()
    assert found == [3.0, 4.5]
