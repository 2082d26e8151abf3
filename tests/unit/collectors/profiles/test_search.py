"""One packet tells which groups a device has, and whoever else wants one row of a column goes along in it."""

from pathlib import Path

import pytest

from fengsui.collectors.profiles.catalogue import check_profiles
from fengsui.collectors.profiles.memory import SECOND_SEARCH_SECONDS, ProfileMemory
from fengsui.collectors.profiles.search import search_profile
from fengsui.collectors.readings import SEARCHED, ReadingMemory, collect_readings
from fengsui.collectors.session import Value
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.errors import SnmpTimeoutError
from fengsui.model.poll import Reading
from tests.support.agent import AgentDouble

BOARDS, FANS = "1.3.6.1.4.1.99999.1", "1.3.6.1.4.1.99999.2"
PROFILE = f"""
name: acme
title: {{zh: 示例, en: Acme}}
groups:
  boards:
    index: [slot]
    columns: {{cpu: {BOARDS}.1, state: {BOARDS}.2}}
    readings: [{{name: cpu_utilisation_ratio, column: cpu, scale: 0.01}}]
  fans:
    index: [slot]
    columns: {{state: {FANS}.1}}
    readings: [{{name: fan_up, column: state, map: {{1: 1, 2: 0}}}}]
"""
WANTED = tuple(encode_oid(f"{table}.{column}") for table, column in ((BOARDS, 1), (BOARDS, 2), (FANS, 1)))
LOAD = "1.3.6.1.2.1.25.3.3.1.2.1"
BOARD: dict[str, Value] = {f"{BOARDS}.1.1": 50}


@pytest.fixture
def known(tmp_path: Path) -> ProfileMemory:
    path = tmp_path / "acme.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    memory = ProfileMemory()
    memory.take(check_profiles(path).choose("acme", None, None))
    return memory


async def test_a_group_of_which_any_column_has_a_row_is_there_and_the_others_are_missing(known: ProfileMemory) -> None:
    agent = AgentDouble(BOARD)

    found = await search_profile(agent, known, now=0.0)

    assert agent.walks == [WANTED]
    assert (known.groups["boards"].present, known.groups["fans"].present) == (True, False)
    assert [(poll.group, poll.asked, poll.packets) for poll in found.polls] == [("fans", "missing", 1)]
    assert found.also == ()


async def test_other_columns_go_along_in_the_same_packet(known: ProfileMemory) -> None:
    agent = AgentDouble(BOARD | {LOAD: 30})

    found = await search_profile(agent, known, 0.0, SEARCHED)

    assert agent.walks == [(*SEARCHED, *WANTED)]
    assert [column.values for column in found.also] == [[30], []]
    answer = await collect_readings(agent, ReadingMemory(), found.also)
    assert answer.readings == (Reading("cpu_utilisation_ratio", "", 0.3, "ratio"),)
    assert agent.walks[1:] == [SEARCHED]


async def test_an_agent_that_showed_no_processor_on_the_way_is_not_asked_for_it_again(known: ProfileMemory) -> None:
    agent = AgentDouble(BOARD)

    found = await search_profile(agent, known, 0.0, SEARCHED)
    answer = await collect_readings(agent, ReadingMemory(), found.also)

    assert answer.readings == ()
    assert len(agent.questions) == 1


async def test_where_nothing_has_to_be_looked_for_nobody_goes_along(known: ProfileMemory) -> None:
    agent = AgentDouble(BOARD)
    await search_profile(agent, known, 0.0)

    found = await search_profile(agent, known, 1.0, SEARCHED)

    assert (found.also, found.polls) == ((), ())
    assert len(agent.questions) == 1
    await search_profile(agent, known, SECOND_SEARCH_SECONDS, SEARCHED)
    assert agent.walks[1:] == [(*SEARCHED, WANTED[2])]


async def test_a_silent_agent_s_last_words_are_not_told_as_new(known: ProfileMemory) -> None:
    agent = AgentDouble(BOARD)
    agent.failure = SnmpTimeoutError("silent")
    known.groups["boards"].readings = (Reading("cpu_utilisation_ratio", "", 0.5, "ratio"),)

    with pytest.raises(SnmpTimeoutError):
        await search_profile(agent, known, 0.0)

    assert not known.groups["boards"].readings
    assert known.groups["boards"].present is None
