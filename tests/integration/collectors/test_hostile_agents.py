"""Agents that make other clients loop for ever end here within a number of packets that is known, over real UDP.

gufo-snmp, aiosnmp and pysnmp go on for ever where an OID repeats or goes backwards. The packets below are those of a whole
poll, as measured; a test allows twice as many, so that another size of requests is no failure.
"""

from collections.abc import Callable, Iterable

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors import mib
from fengsui.collectors.poller import Poller
from fengsui.collectors.session import WalkBounds
from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.oid import encode_numbers, index_numbers
from fengsui.collectors.target import Target
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll, PollOutcome
from fengsui.model.secret import Secret
from tests.support.scripted_agent import Answer, Binding, Request, Script, ScriptedAgent, honest_bindings, reply_to

SYSTEM = {
    mib.SYS_DESCR: (ber.OCTET_STRING, b"a router that lies"),
    mib.SYS_UP_TIME: (ber.TIMETICKS, b"\x01\x00\x00"),
}
VERSIONS = [SnmpVersion.V1, SnmpVersion.V2C]
# Bindings of one answer: about a datagram.
MOST = 100

# What a script gives.
Said = Iterable[bytes | Answer] | bytes | None
Step = Callable[[int], int]


def liar(step: Step) -> Script:
    """An agent whose every column goes from row n to row `step(n)`, and that is honest about its system group."""

    def after(oid: bytes) -> bytes:
        prefix = next((each for each in mib.NAMES if oid.startswith(each)), oid)
        number = index_numbers(oid[len(prefix) :])[0] if len(oid) > len(prefix) else 0
        return prefix + encode_numbers([step(number)])

    def bindings(request: Request) -> Iterable[Binding]:
        at = list(request.oids)
        rows = request.repetitions if request.pdu == message.GET_BULK else 1
        for _ in range(min(rows, MOST // len(at) or 1)):
            for place, oid in enumerate(at):
                at[place] = after(oid)
                yield at[place], ber.COUNTER32, b"\x01"

    def script(request: Request) -> Said:
        if request.pdu != message.GET:
            return reply_to(request, bindings(request))
        found = honest_bindings(request, SYSTEM)
        missing = [place for place, binding in enumerate(found, 1) if binding[1] >= ber.NO_SUCH_OBJECT]
        if request.head.wire_version == 0 and missing:
            return reply_to(request, status=message.NO_SUCH_NAME, index=missing[0])
        return reply_to(request, found)

    return script


async def polled(agent: ScriptedAgent, version: SnmpVersion, deadline: float = 60.0) -> DevicePoll:
    """One poll, which must end by itself."""
    credential = Credential("lab", version, Secret("public"))
    poller = Poller(SystemClock(), packets_per_second=0)  # the bounds are to end it, not the patience
    await poller.open()
    try:
        target = Target("127.0.0.1", credential, agent.port, timeout_seconds=1.0, retries=1, deadline_seconds=deadline)
        return await poller.poll(target)
    finally:
        await poller.close()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("step", "kind", "packets_v1", "packets_v2c"),
    [
        pytest.param(lambda n: 1, "loop", 9, 3, id="the same row again and again"),
        pytest.param(lambda n: n - 1 if n > 1 else 500 - 499 * n, "decreasing", 9, 2, id="rows that go backwards"),
        pytest.param(lambda n: n % 3 + 1, "decreasing", 11, 2, id="three rows in a circle"),
        pytest.param(lambda n: n % 50 + 1, "decreasing", 58, 12, id="fifty rows in a circle"),
        pytest.param(lambda n: n ^ 1 if n else 2, "decreasing", 10, 2, id="two rows that take turns"),
    ],
)
async def test_an_agent_that_goes_round_in_circles_ends(
    version: SnmpVersion, step: Step, kind: str, packets_v1: int, packets_v2c: int
) -> None:
    async with ScriptedAgent(liar(step)) as agent:
        poll = await polled(agent, version)
        packets = len(agent.requests)
    assert poll.outcome is PollOutcome.PARTIAL
    assert kind in {problem.kind for problem in poll.problems}
    assert packets <= 2 * (packets_v1 if version is SnmpVersion.V1 else packets_v2c)
    assert poll.cost.packets_sent == packets


@pytest.mark.parametrize("version", VERSIONS)
async def test_an_agent_that_answers_everything_with_its_first_object_ends_at_once(version: SnmpVersion) -> None:
    def script(request: Request) -> Said:
        if request.pdu == message.GET:
            return liar(lambda n: n)(request)
        return reply_to(request, [(mib.SYS_DESCR, ber.OCTET_STRING, b"again")] * len(request.oids))

    async with ScriptedAgent(script) as agent:
        poll = await polled(agent, version)
        packets = len(agent.requests)
    assert poll.outcome.answered
    assert packets <= 20


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_table_without_an_end_stops_at_its_bounds(version: SnmpVersion) -> None:
    bounds = WalkBounds()
    async with ScriptedAgent(liar(lambda n: n + 1)) as agent:
        poll = await polled(agent, version)
        packets = len(agent.requests)
    assert "bound" in {problem.kind for problem in poll.problems}
    assert len(poll.interfaces) <= bounds.rows
    assert packets <= bounds.packets + 20


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_table_without_an_end_stops_at_the_deadline_of_its_device(version: SnmpVersion) -> None:
    async with ScriptedAgent(liar(lambda n: n + 1)) as agent:
        poll = await polled(agent, version, deadline=0.3)
    assert "deadline" in {problem.kind for problem in poll.problems}
    assert poll.cost.seconds < 1.5
    assert len(poll.interfaces) > 0
