"""Synthetic equipment: a dictionary of OID → value served over real SNMP, and polled by the production poller.

Values are plain Python: an int is an INTEGER, str and bytes are OCTET STRINGs; `Gauge`, `Ticks`, `Counter64`, `Address` and
`Identifier` say what is meant where that is not enough.
"""

import bisect
import ipaddress
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fengsui.clock import Clock, SystemClock
from fengsui.collectors.poller import Poller
from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.oid import encode_oid, index_numbers
from fengsui.collectors.target import Target
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll
from fengsui.model.secret import Secret
from tests.support.scripted_agent import Request, Script, ScriptedAgent, bind, reply_to

# Octets of variable bindings in one answer: what fits an Ethernet frame.
ANSWER_OCTETS = 1400


class Gauge(int):
    """A Gauge32 or Unsigned32."""


class Ticks(int):
    """TimeTicks: hundredths of a second."""


class Counter64(int):
    """A Counter64."""


class Address(str):
    """An IpAddress, dotted."""

    __slots__ = ()


class Identifier(str):
    """An OBJECT IDENTIFIER, dotted."""

    __slots__ = ()


Said = int | str | bytes
Objects = Mapping[str, Said]
_TAGS = {Gauge: ber.GAUGE32, Ticks: ber.TIMETICKS, Counter64: ber.COUNTER64}


def encode(value: Said) -> tuple[int, bytes]:
    """Tag and content of a value."""
    if isinstance(value, Identifier):
        return ber.OBJECT_IDENTIFIER, encode_oid(value)
    if isinstance(value, Address):
        return ber.IP_ADDRESS, ipaddress.IPv4Address(value).packed
    if isinstance(value, int):
        size = (value if value >= 0 else ~value).bit_length() // 8 + 1
        return _TAGS.get(type(value), ber.INTEGER), value.to_bytes(size, "big", signed=True)
    return ber.OCTET_STRING, value.encode() if isinstance(value, str) else value


def device(
    sys_object_id: str,
    objects: Objects,
    *,
    sys_descr: str = "",
    sys_name: str = "synthetic",
    interfaces: Mapping[int, str] | None = None,
) -> dict[str, Said]:
    """A device: system group, interfaces (ifIndex → ifName; all up at 1 Gbit/s, without traffic), and the objects given."""
    said: dict[str, Said] = {
        "1.3.6.1.2.1.1.1.0": sys_descr,
        "1.3.6.1.2.1.1.2.0": Identifier(sys_object_id),
        "1.3.6.1.2.1.1.3.0": Ticks(123_456_700),
        "1.3.6.1.2.1.1.5.0": sys_name,
        "1.3.6.1.2.1.1.6.0": "兰州",
    }
    for index, name in (interfaces or {}).items():
        said |= {
            f"1.3.6.1.2.1.2.2.1.2.{index}": name,
            f"1.3.6.1.2.1.2.2.1.3.{index}": 6,
            f"1.3.6.1.2.1.2.2.1.7.{index}": 1,
            f"1.3.6.1.2.1.2.2.1.8.{index}": 1,
            f"1.3.6.1.2.1.31.1.1.1.1.{index}": name,
            f"1.3.6.1.2.1.31.1.1.1.6.{index}": Counter64(0),
            f"1.3.6.1.2.1.31.1.1.1.10.{index}": Counter64(0),
            f"1.3.6.1.2.1.31.1.1.1.15.{index}": Gauge(1000),
        }
    return {**said, **objects}


def table(column: str, rows: Mapping[int | str, Said]) -> dict[str, Said]:
    """One column: its OID and the values by index."""
    return {f"{column}.{index}": value for index, value in rows.items()}


class Served:
    """The script of a sound v2c agent; sorted once, so that tables of 20,000 rows are served quickly."""

    def __init__(self, objects: Objects) -> None:
        rows = sorted((index_numbers(oid), oid, said) for oid, said in ((encode_oid(o), v) for o, v in objects.items()))
        self._keys = [key for key, _, _ in rows]
        self._bound = [bind(oid, *encode(said)) for _, oid, said in rows]
        self._by_oid = {oid: bound for (_, oid, _), bound in zip(rows, self._bound, strict=True)}

    def __call__(self, request: Request) -> bytes:
        if request.pdu == message.GET:
            missing = (ber.NO_SUCH_INSTANCE, b"")
            return reply_to(request, b"".join(self._by_oid.get(oid) or bind(oid, *missing) for oid in request.oids))
        return reply_to(request, self._following(request))

    def _following(self, request: Request) -> bytes:
        places = [bisect.bisect_right(self._keys, index_numbers(oid)) for oid in request.oids]
        bindings = b""
        for repetition in range(request.repetitions if request.pdu == message.GET_BULK else 1):
            for column, place in enumerate(places):
                at = place + repetition
                if at < len(self._bound):
                    bound = self._bound[at]
                else:
                    bound = bind(request.oids[column], ber.END_OF_MIB_VIEW, b"")
                if bindings and len(bindings) + len(bound) > ANSWER_OCTETS:
                    return bindings
                bindings += bound
        return bindings


@asynccontextmanager
async def served(objects: Objects) -> AsyncIterator[ScriptedAgent]:
    """An agent on loopback that serves the objects; its `requests` are those it got."""
    async with ScriptedAgent(Served(objects)) as agent:
        yield agent


def target(agent: ScriptedAgent, **given: Any) -> Target:
    """The agent as a target."""
    credential = Credential("lab", SnmpVersion.V2C, community=Secret("public"))
    return Target("127.0.0.1", credential, agent.port, **{"timeout_seconds": 1.0, "deadline_seconds": 30.0, **given})


async def polled(objects: Objects, *, clock: Clock | None = None, **given: Any) -> DevicePoll:
    """The first poll of a device by the production poller."""
    return await polled_by(Served(objects), clock=clock, **given)


async def polled_by(script: Script, *, clock: Clock | None = None, **given: Any) -> DevicePoll:
    """The same of an agent that answers as the script says."""
    async with ScriptedAgent(script) as agent:
        poller = Poller(clock or SystemClock(), packets_per_second=0)
        await poller.open()
        try:
            return await poller.poll(target(agent, **given))
        finally:
            await poller.close()


def readings(poll: DevicePoll, name: str) -> dict[str, float]:
    """The values of one reading without labels, by what they belong to."""
    found = [(reading.index, reading.value) for reading in poll.readings if reading.name == name]
    assert len(dict(found)) == len(found), f"{name}: two values for one thing in {found}"
    return dict(found)


def counted(poll: DevicePoll, name: str, label: str = "state") -> dict[str, dict[str, float]]:
    """The values of a labelled reading: what they belong to → label's value → value."""
    found: dict[str, dict[str, float]] = {}
    for reading in poll.readings:
        if reading.name == name:
            worth = dict(getattr(reading, "labels", ()))[label]
            assert worth not in found.setdefault(reading.index, {}), f"{name}: {reading.index} {worth} twice"
            found[reading.index][worth] = reading.value
    return found
