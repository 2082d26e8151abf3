import socket
from dataclasses import replace

from fengsui.clock import ManualClock, SystemClock
from fengsui.collectors.poller import Poller
from fengsui.collectors.target import Target
from fengsui.model.agent import AgentTraits, WalkTraits
from fengsui.model.credential import AuthProtocol, Credential, SnmpVersion
from fengsui.model.poll import PollOutcome
from fengsui.model.poller import WireCounts
from fengsui.model.secret import Secret

LAB = Credential("lab", SnmpVersion.V2C, community=Secret("public"))


def target(port: int, credential: Credential = LAB) -> Target:
    return Target("127.0.0.1", credential, port, timeout_seconds=0.05, retries=1)


async def test_a_poller_that_is_not_open_gives_an_error_and_no_exception() -> None:
    poll = await Poller(ManualClock()).poll(target(9))

    assert not poll.outcome.answered
    assert "not open" in poll.problems[0].text


async def test_a_datagram_that_the_system_does_not_send_is_no_answer() -> None:
    poller = Poller(SystemClock())
    await poller.open()
    poll = await poller.poll(Target("127.255.255.255", LAB, 9))  # the broadcast address of loopback
    await poller.close()

    assert not poll.outcome.answered
    assert [problem.kind for problem in poll.problems] == ["error"]


async def test_a_silent_agent_costs_one_question_and_its_retransmissions() -> None:
    poller = Poller(SystemClock())
    await poller.open()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        poll = await poller.poll(target(silent.getsockname()[1]))
    counts = poller.counts()
    await poller.close()

    assert poll.outcome is PollOutcome.TIMEOUT
    assert [problem.kind for problem in poll.problems] == ["timeout"]
    assert (poll.cost.packets_sent, poll.cost.retries) == (2, 1)
    assert counts.packets_sent == 2


async def test_a_credential_that_cannot_be_used_is_an_error_and_no_exception() -> None:
    poller = Poller(SystemClock())
    await poller.open()
    bad = Credential("bad", SnmpVersion.V3, user="x" * 40, auth_protocol=AuthProtocol.SHA, auth_key=Secret("geheimnis"))
    polls = [await poller.poll(target(9, credential)) for credential in (bad, Credential("none", SnmpVersion.V2C))]
    await poller.close()

    assert [poll.outcome.answered for poll in polls] == [False, False]
    assert [poll.problems[0].kind for poll in polls] == ["error", "error"]
    assert "geheimnis" not in str(polls)


async def test_the_time_of_a_poll_is_the_clocks() -> None:
    clock = ManualClock(now=1_790_000_000.0)
    await clock.advance(5)

    poll = await Poller(clock).poll(target(9))

    assert poll.at == 1_790_000_005.0


async def test_nothing_was_done_before_opening_and_after_closing() -> None:
    poller = Poller(SystemClock())
    assert poller.counts() == WireCounts()
    await poller.open()
    await poller.close()
    assert poller.counts() == WireCounts()


async def test_what_an_earlier_process_learned_counts_at_the_first_poll_and_only_there() -> None:
    poller = Poller(SystemClock())
    await poller.open()
    learned = AgentTraits(0.3, 0.1, 0.02, (WalkTraits("0fe5c292", 16, 4),), retries=9)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        polls = [await poller.poll(replace(target(port), traits=given)) for given in (learned, AgentTraits(1.0, 9.0))]
        await poller.close()

    traits = [poll.traits for poll in polls]
    assert [each and each.round_trip_seconds for each in traits] == [0.1, 0.1]
    assert [each and each.walks for each in traits] == [learned.walks] * 2
    assert traits[0] is not None
    assert traits[0].retries == 9 + polls[0].cost.retries


async def test_another_credential_for_the_same_agent_keeps_its_ways_and_forgets_what_was_heard() -> None:
    poller = Poller(SystemClock())
    asked = target(9)
    first = poller._memory(asked)
    first.wire.trips.measured(0.5)
    assert (
        poller._memory(replace(asked, credential=Credential("lab", SnmpVersion.V2C, community=Secret("public"))))
        is first
    )
    other = poller._memory(replace(asked, credential=Credential("lab", SnmpVersion.V2C, community=Secret("new"))))
    assert other is not first
    assert other.wire.trips.smoothed == 0.5


async def test_agents_that_are_registered_no_more_are_forgotten() -> None:
    poller = Poller(SystemClock())
    kept, gone = poller._memory(target(9)), poller._memory(target(10))
    poller.keep_only({("127.0.0.1", 9)})
    assert poller._memory(target(9)) is kept
    assert poller._memory(target(10)) is not gone
