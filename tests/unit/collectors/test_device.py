import pytest

from fengsui.collectors.device import DeviceMemory, poll_device
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.target import Target
from fengsui.errors import SnmpAuthError, SnmpError, SnmpProtocolError, SnmpTimeoutError
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll, PollOutcome
from fengsui.model.secret import Secret
from tests.support.agent import AgentDouble
from tests.unit.collectors.test_interfaces import rows
from tests.unit.collectors.test_readings import HOST
from tests.unit.collectors.test_system import SYSTEM

AT = 1_790_000_000.0


def target(profile: str = "auto") -> Target:
    return Target("127.0.0.1", Credential("lab", SnmpVersion.V2C, community=Secret("public")), 1161, profile)


async def polled(agent: AgentDouble, memory: DeviceMemory | None = None, profile: str = "auto") -> DevicePoll:
    return await poll_device(agent, target(profile), memory or DeviceMemory(), at=AT)


async def test_a_poll_brings_system_interfaces_and_readings() -> None:
    poll = await polled(AgentDouble(SYSTEM | rows(1, 2) | HOST))

    assert (poll.address, poll.at, poll.outcome, poll.profile) == ("127.0.0.1:1161", AT, PollOutcome.OK, "huawei-vrp")
    assert poll.system is not None
    assert poll.system.sys_name == "lz-core-1"
    assert poll.interfaces.name == ("e1", "e2")
    assert [reading.name for reading in poll.readings] == ["cpu_utilisation_ratio", "memory_utilisation_ratio"]
    assert poll.problems == ()


async def test_the_steady_state_is_one_get_one_walk_and_one_get() -> None:
    agent = AgentDouble(SYSTEM | rows(1, 2) | HOST)
    memory = DeviceMemory()
    await polled(agent, memory)
    agent.questions.clear()

    await polled(agent, memory)

    assert [kind for kind, _ in agent.questions] == ["get", "walk", "get"]


@pytest.mark.parametrize(
    ("error", "outcome", "kind"),
    [
        (SnmpTimeoutError("silent"), PollOutcome.TIMEOUT, "timeout"),
        (SnmpAuthError("wrong key"), PollOutcome.REFUSED, "refused"),
        (SnmpProtocolError("rubbish"), PollOutcome.ERROR, "malformed"),
    ],
)
async def test_an_agent_that_fails_at_the_first_question_is_asked_no_other(
    error: SnmpError, outcome: PollOutcome, kind: str
) -> None:
    agent = AgentDouble(SYSTEM | rows(1))
    agent.failure = error

    poll = await polled(agent)

    assert poll.outcome is outcome
    assert poll.system is None
    assert [problem.kind for problem in poll.problems] == [kind]
    assert len(agent.questions) == 1


async def test_an_agent_that_falls_silent_after_its_system_group_gives_a_partial_poll() -> None:
    agent = AgentDouble(SYSTEM | rows(1))
    agent.failure, agent.failing_from = SnmpTimeoutError("silent"), 1

    poll = await polled(agent)

    assert poll.outcome is PollOutcome.PARTIAL
    assert poll.system is not None
    assert len(poll.interfaces) == 0
    assert [problem.kind for problem in poll.problems] == ["timeout"]
    assert len(agent.questions) == 2


async def test_an_agent_that_falls_silent_before_its_readings_keeps_its_interfaces() -> None:
    agent = AgentDouble(SYSTEM | rows(1) | HOST)
    agent.failure, agent.failing_from = SnmpTimeoutError("silent"), 2

    poll = await polled(agent)

    assert poll.outcome is PollOutcome.PARTIAL
    assert poll.interfaces.name == ("e1",)
    assert poll.interfaces_complete


async def test_a_walk_that_breaks_off_is_a_partial_poll_without_further_questions() -> None:
    agent = AgentDouble(SYSTEM | rows(1, 2) | HOST)
    agent.cut_rows = 1

    poll = await polled(agent)

    assert poll.outcome is PollOutcome.PARTIAL
    assert poll.interfaces.name == ("e1",)
    assert not poll.interfaces_complete
    assert poll.readings == ()


async def test_an_agent_whose_view_shows_nothing_is_answered_with_problems_that_say_so() -> None:
    poll = await polled(AgentDouble({}))

    assert poll.outcome is PollOutcome.OK
    assert [problem.kind for problem in poll.problems] == ["missing_column", "missing_column"]


async def test_a_profile_that_there_is_not_is_a_problem_and_the_one_that_fits_stands_in() -> None:
    poll = await polled(AgentDouble(SYSTEM | rows(1)), profile="nokia-9000")

    assert poll.profile == "huawei-vrp"
    assert [problem.kind for problem in poll.problems] == ["unknown_profile"]


async def test_a_model_that_no_profile_knows_is_polled_as_generic_and_said_once() -> None:
    agent = AgentDouble(SYSTEM | rows(1) | {"1.3.6.1.2.1.1.2.0": encode_oid("1.3.6.1.4.1.99999.7")})

    poll = await polled(agent)

    assert poll.profile == "generic"
    (problem,) = poll.problems
    assert problem.kind == "unknown_model"
    assert "1.3.6.1.4.1.99999.7" in problem.text


async def test_a_profile_named_at_the_device_counts_over_the_one_that_fits() -> None:
    poll = await polled(AgentDouble(SYSTEM | rows(1)), profile="generic")

    assert (poll.profile, poll.profile_why, poll.problems) == ("generic", "named at the device", ())


async def test_a_device_that_becomes_another_model_is_asked_anew() -> None:
    agent = AgentDouble(SYSTEM | rows(1))
    memory = DeviceMemory()
    await polled(agent, memory)
    agent.set("1.3.6.1.2.1.1.2.0", encode_oid("1.3.6.1.4.1.8072.3.2.10"))

    assert (await polled(agent, memory)).profile == "net-snmp"
