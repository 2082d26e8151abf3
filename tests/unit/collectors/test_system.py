from fengsui.collectors import mib
from fengsui.collectors.session import Value
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.system import SystemMemory, collect_system
from fengsui.model.poll import SystemFacts
from tests.support.agent import AgentDouble

SYSTEM: dict[str, Value] = {
    "1.3.6.1.2.1.1.1.0": b"VRP\r\nRelease 5 \0",
    "1.3.6.1.2.1.1.2.0": encode_oid("1.3.6.1.4.1.2011.2.23.339"),
    "1.3.6.1.2.1.1.3.0": 4_294_967_295,
    "1.3.6.1.2.1.1.5.0": b"lz-core-1",
    "1.3.6.1.2.1.1.6.0": "兰州".encode("gbk"),
    "1.3.6.1.6.3.10.2.1.2.0": 7,
    "1.3.6.1.6.3.10.2.1.3.0": 123_456,
    "1.3.6.1.2.1.25.1.1.0": 12_345,
}


async def test_one_question_brings_the_system_group_and_the_witnesses_of_a_reboot() -> None:
    agent = AgentDouble(SYSTEM)

    answer = await collect_system(agent, SystemMemory())

    assert answer.problems == ()
    assert len(agent.questions) == 1
    assert answer.facts == SystemFacts(
        sys_descr="VRP\r\nRelease 5",
        sys_object_id="1.3.6.1.4.1.2011.2.23.339",
        sys_name="lz-core-1",
        sys_location="兰州",
        sys_uptime_seconds=42_949_672.95,
        engine_time_seconds=123_456,
        engine_boots=7,
        host_uptime_seconds=123.45,
    )


async def test_what_the_agent_does_not_have_is_none() -> None:
    answer = await collect_system(AgentDouble({}), SystemMemory())

    assert answer.facts == SystemFacts()
    assert answer.problems == ()


async def test_a_value_that_cannot_be_right_is_none_and_a_problem() -> None:
    wrong: dict[str, Value] = {"1.3.6.1.2.1.1.3.0": -1, "1.3.6.1.2.1.1.5.0": 5, "1.3.6.1.2.1.1.2.0": b"\x81"}

    answer = await collect_system(AgentDouble(SYSTEM | wrong), SystemMemory())

    assert answer.facts.sys_uptime_seconds is None
    assert answer.facts.sys_name is None
    assert answer.facts.sys_object_id is None
    assert sorted(problem.text.split(":")[0] for problem in answer.problems) == ["sysName", "sysObjectID", "sysUpTime"]
    assert {problem.kind for problem in answer.problems} == {"bad_value"}


async def test_witnesses_that_are_not_there_are_not_asked_for_at_every_poll() -> None:
    agent = AgentDouble({oid: value for oid, value in SYSTEM.items() if ".25." not in oid})
    memory = SystemMemory()

    for _ in range(61):
        await collect_system(agent, memory)

    asked = [mib.HR_SYSTEM_UPTIME in oids for _, oids in agent.questions]
    assert asked == [True, *[False] * 59, True]


async def test_the_system_group_is_asked_for_even_where_it_was_missing() -> None:
    agent = AgentDouble({})
    memory = SystemMemory()
    await collect_system(agent, memory)
    agent.set("1.3.6.1.2.1.1.5.0", b"now-named")

    answer = await collect_system(agent, memory)

    assert answer.facts.sys_name == "now-named"
