from fengsui.collectors import mib
from fengsui.collectors.readings import RESEARCH_POLLS, SECOND_SEARCH_POLLS, ReadingMemory, collect_readings
from fengsui.collectors.session import Value
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.model.poll import Reading
from tests.support.agent import AgentDouble

STORAGE = "1.3.6.1.2.1.25.2.3.1"
LOAD = "1.3.6.1.2.1.25.3.3.1.2"
RAM = encode_oid("1.3.6.1.2.1.25.2.1.2")
DISK = encode_oid("1.3.6.1.2.1.25.2.1.4")
HOST: dict[str, Value] = {
    f"{LOAD}.196608": 10,
    f"{LOAD}.196609": 30,
    f"{STORAGE}.2.1": RAM,
    f"{STORAGE}.2.31": DISK,
    f"{STORAGE}.4.1": 1024,
    f"{STORAGE}.5.1": 1000,
    f"{STORAGE}.6.1": 250,
    f"{STORAGE}.4.31": 4096,
    f"{STORAGE}.5.31": 10,
    f"{STORAGE}.6.31": 9,
}


async def test_the_mean_load_of_processors_and_the_use_of_main_memory_are_read() -> None:
    answer = await collect_readings(AgentDouble(HOST), ReadingMemory())

    assert answer.readings == (
        Reading("cpu_utilisation_ratio", "", 0.2, "ratio"),
        Reading("memory_utilisation_ratio", "", 0.25, "ratio"),
    )
    assert answer.problems == ()


async def test_a_known_agent_is_asked_one_question_for_the_instances_that_it_has() -> None:
    agent = AgentDouble(HOST)
    memory = ReadingMemory()

    await collect_readings(agent, memory)
    await collect_readings(agent, memory)

    assert [kind for kind, _ in agent.questions] == ["walk", "walk", "get", "get"]


async def test_an_agent_without_host_resources_is_searched_seldom_and_otherwise_left_alone() -> None:
    agent = AgentDouble({})
    memory = ReadingMemory()
    searched: list[int] = []

    for poll in range(SECOND_SEARCH_POLLS + RESEARCH_POLLS + 1):
        assert (await collect_readings(agent, memory)).readings == ()
        searched += [poll] * (len(agent.questions) - len(searched))

    assert searched == [0, SECOND_SEARCH_POLLS, SECOND_SEARCH_POLLS + RESEARCH_POLLS]
    assert {kind for kind, _ in agent.questions} == {"walk"}


async def test_what_an_agent_learns_after_its_start_is_found_soon() -> None:
    agent = AgentDouble({})
    memory = ReadingMemory()
    await collect_readings(agent, memory)
    agent.set(f"{LOAD}.1", 40)

    answers = [await collect_readings(agent, memory) for _ in range(SECOND_SEARCH_POLLS)]

    assert [len(answer.readings) for answer in answers] == [0] * (SECOND_SEARCH_POLLS - 1) + [1]


async def test_several_memories_count_together_each_in_its_own_unit() -> None:
    second: dict[str, Value] = {
        f"{STORAGE}.2.2": RAM,
        f"{STORAGE}.4.2": 1,
        f"{STORAGE}.5.2": 1024_000,
        f"{STORAGE}.6.2": 0,
    }

    answer = await collect_readings(AgentDouble(HOST | second), ReadingMemory())

    assert answer.readings[1].value == 0.125


async def test_values_that_cannot_be_right_give_no_reading_but_a_problem() -> None:
    wrong: dict[str, Value] = {f"{LOAD}.196608": -5, f"{LOAD}.196609": 250, f"{STORAGE}.5.1": -7}

    answer = await collect_readings(AgentDouble(HOST | wrong), ReadingMemory())

    assert answer.readings == ()
    assert [problem.text.split(":")[0] for problem in answer.problems] == ["hrProcessorLoad", "hrStorageTable"]


async def test_an_instance_that_went_away_is_left_out() -> None:
    agent = AgentDouble(HOST)
    memory = ReadingMemory()
    await collect_readings(agent, memory)
    del agent.mib[mib.HR_PROCESSOR_LOAD + encode_oid("1.3.6.1.2.1.25.3.3.1.2.196608")[len(mib.HR_PROCESSOR_LOAD) :]]

    answer = await collect_readings(agent, memory)

    assert answer.readings[0].value == 0.3


async def test_many_processors_are_asked_for_in_pieces_and_only_the_first_ones() -> None:
    agent = AgentDouble({f"{LOAD}.{index}": 50 for index in range(1, 201)})

    answer = await collect_readings(agent, ReadingMemory())

    assert answer.readings == (Reading("cpu_utilisation_ratio", "", 0.5, "ratio"),)
    assert [len(oids) for kind, oids in agent.questions if kind == "get"] == [48, 16]
