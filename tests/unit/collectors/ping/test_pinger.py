"""The pinger on loopback: every address answers, each in its own time, at a bounded rate."""

import asyncio
import time

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors.ping.pinger import Pinger, may_ping
from fengsui.collectors.ping.sockets import SocketKind
from fengsui.errors import PingError, PingNotPermittedError
from tests.support.ping import needs_ping, pinging


async def test_an_address_that_is_there_answers_every_echo() -> None:
    async with pinging() as pinger:
        began = time.monotonic()
        found = await pinger.ping(["127.0.0.1"], count=3, interval_seconds=0.01)
        took = time.monotonic() - began
        counts = pinger.counts()
    result = found["127.0.0.1"]
    assert (result.sent, result.received, result.loss_ratio, result.duplicates) == (3, 3, 0, 0)
    assert 0 <= (result.minimum or 0) <= (result.mean or 0) <= (result.maximum or 0) < took
    assert (counts.echoes_sent, counts.replies, counts.ignored) == (3, 3, {})


async def test_ipv6_answers_too() -> None:
    async with pinging() as pinger:
        if "IPv6" not in pinger.kinds:
            pytest.skip("no IPv6 on this machine")
        assert (await pinger.ping(["::1"]))["::1"].received == 1


async def test_five_thousand_addresses_answer_within_a_second() -> None:
    addresses = [f"127.{20 + third // 250}.{third % 250}.{host}" for third in range(50) for host in range(1, 101)]
    async with pinging() as pinger:
        began = time.monotonic()
        found = await pinger.ping(addresses, timeout_seconds=5)
        took = time.monotonic() - began
    assert len(found) == 5000
    assert sum(result.received for result in found.values()) == 5000
    # Half a second of it is the bounded rate; a machine under load gets patience, the benchmark has the figure.
    assert took < 3


async def test_echoes_leave_at_a_bounded_rate() -> None:
    addresses = [f"127.0.9.{host}" for host in range(1, 101)]
    async with pinging(packets_per_second=500) as pinger:
        began = time.monotonic()
        await pinger.ping(addresses)
    assert time.monotonic() - began > 0.15


async def test_an_address_named_twice_is_asked_once_and_answers_by_both_names() -> None:
    async with pinging() as pinger:
        if "IPv6" not in pinger.kinds:
            pytest.skip("no IPv6 on this machine")
        found = await pinger.ping(["::1", "0:0:0:0:0:0:0:1", "::1"])
        assert pinger.counts().echoes_sent == 1
    assert found["::1"] == found["0:0:0:0:0:0:0:1"]


async def test_an_answer_that_comes_too_late_is_lost() -> None:
    async with pinging() as pinger:
        found = await pinger.ping(["127.0.0.1"], timeout_seconds=0)
        await pinger.ping(["127.0.0.2"])
        assert pinger.counts().ignored == {"late": 1}
    assert found["127.0.0.1"].received == 0


async def test_pings_at_the_same_time_do_not_mix() -> None:
    async with pinging() as pinger:
        found = await asyncio.gather(
            *(pinger.ping([f"127.0.8.{host}", "127.0.0.1"], count=2, interval_seconds=0.01) for host in range(1, 20))
        )
    assert [result.received for each in found for result in each.values()] == [2] * 38


@pytest.mark.parametrize("address", ["", "example.org", "127.0.0.1.5", "fe80::1%lo", "127.0.0.1\0"])
async def test_what_is_no_address_is_refused_before_anything_is_sent(address: str) -> None:
    async with pinging() as pinger:
        with pytest.raises(PingError, match="expected an IPv4 or IPv6 address"):
            await pinger.ping(["127.0.0.1", address])
        assert pinger.counts().echoes_sent == 0


async def test_closing_ends_what_is_under_way_with_what_came() -> None:
    async with pinging() as pinger:
        asking = asyncio.get_running_loop().create_task(pinger.ping(["127.0.0.1"], count=3, interval_seconds=0.05))
        await asyncio.sleep(0.02)
        pinger.close()
        found = await asking
        with pytest.raises(PingError, match="closed"):
            await pinger.ping(["127.0.0.1"])
    assert found["127.0.0.1"].received == 1


async def test_a_ping_that_is_cancelled_leaves_nothing_behind() -> None:
    async with pinging() as pinger:
        asking = asyncio.get_running_loop().create_task(pinger.ping(["127.0.0.1"], count=3, interval_seconds=5))
        await asyncio.sleep(0.02)
        asking.cancel()
        await asyncio.wait([asking])
        assert (await pinger.ping(["127.0.0.1"]))["127.0.0.1"].received == 1


async def test_without_permission_opening_says_so() -> None:
    with pytest.raises(PingNotPermittedError):
        Pinger(SystemClock(), kinds=()).open()


def test_what_may_be_opened_is_told_without_sending_anything() -> None:
    assert all(isinstance(found, PingNotPermittedError) for found in may_ping(()).values())
    needs_ping()
    assert isinstance(may_ping()["IPv4"], SocketKind)
