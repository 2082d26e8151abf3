"""The synthetic equipment itself: what it is given comes out of a poll, whatever the type and however long the table."""

from fengsui.collectors.poller import Poller
from fengsui.model.poll import PollOutcome
from tests.support import synthetic
from tests.support.synthetic import Address, Counter64, Gauge, Identifier, Ticks, encode

PON = 4_194_307_840  # 0xFA000F00: an ifIndex beyond 2^31, as SmartAX gives them


async def test_a_device_is_polled_with_its_system_group_and_its_interfaces() -> None:
    poll = await synthetic.polled(
        synthetic.device(
            "1.3.6.1.4.1.2011.2.115", {}, sys_descr="烽燧", interfaces={7: "ethernet0/9/0", PON: "GPON 0/1/0"}
        )
    )

    assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())
    assert poll.system is not None
    assert (poll.system.sys_object_id, poll.system.sys_descr) == ("1.3.6.1.4.1.2011.2.115", "烽燧")
    assert poll.interfaces.index == (7, PON)
    assert poll.interfaces.name == ("ethernet0/9/0", "GPON 0/1/0")


async def test_a_long_table_comes_whole_and_in_datagrams_that_fit_a_frame(poller: Poller) -> None:
    interfaces = {index: f"port {index}" for index in range(1, 801)}

    async with synthetic.served(synthetic.device("1.3.6.1.4.1.2011.2.115", {}, interfaces=interfaces)) as agent:
        poll = await poller.poll(synthetic.target(agent))

    assert poll.interfaces.index == tuple(range(1, 801))
    assert len(agent.requests) >= 800 * 8 * 20 / synthetic.ANSWER_OCTETS


def test_values_carry_the_tags_of_their_types() -> None:
    assert encode(-4000) == (0x02, b"\xf0\x60")
    assert encode("烽") == (0x04, b"\xe7\x83\xbd")
    assert encode(b"\xff") == (0x04, b"\xff")
    assert encode(Gauge(2**32 - 1)) == (0x42, b"\x00\xff\xff\xff\xff")
    assert encode(Ticks(100)) == (0x43, b"\x64")
    assert encode(Counter64(2**64 - 1)) == (0x46, b"\x00" + b"\xff" * 8)
    assert encode(Address("10.0.0.1")) == (0x40, b"\x0a\x00\x00\x01")
    assert encode(Identifier("1.3.6.1")) == (0x06, b"\x2b\x06\x01")
