"""What a device is asked, how often, and what is made of what it says."""

from pathlib import Path

from fengsui.collectors.profiles.ask import ask_profile
from fengsui.collectors.profiles.catalogue import check_profiles
from fengsui.collectors.profiles.memory import (
    SEARCH_SECONDS,
    SECOND_SEARCH_SECONDS,
    LookupMemory,
    ProfileAnswer,
    ProfileMemory,
)
from fengsui.collectors.session import Value
from fengsui.collectors.snmp.oid import encode_numbers, encode_oid
from fengsui.errors import SnmpTimeoutError
from fengsui.model.poll import InterfaceTable
from tests.support.agent import AgentDouble

BOARDS, ONUS, OPTICS, NAMES = (f"1.3.6.1.4.1.99999.{table}" for table in (1, 2, 3, 4))
PORTS = InterfaceTable(index=(1, 2), name=("gpon1", "gpon2"), descr=(None, None))
PROFILE = f"""
name: acme
title: {{zh: 示例, en: Acme}}
groups:
  boards:
    ask: known
    index: [slot]
    columns: {{cpu: {BOARDS}.1, state: {BOARDS}.2}}
    lookups: {{name: {NAMES}}}
    readings:
      - {{name: cpu_utilisation_ratio, column: cpu, scale: 0.01, part: "{{name}}", absent: [-1]}}
      - {{name: board_up, column: state, map: {{1: 1, 2: 0}}, part: "{{name}}"}}
  users:
    scalars: {{online: {BOARDS}.9.0}}
    readings: [{{name: subscribers_online, column: online}}]
  onus:
    every_seconds: 300
    index: [interface, onu]
    columns: {{state: {ONUS}}}
    readings: [{{name: pon_onus, count: state, part: "{{interface}}", states: {{online: [1], offline: [2]}}, absent: [-1]}}]
  optics:
    every_seconds: 300
    sample: {{of: onus, rows: 2, suffix: "1", when: {{state: [1]}}}}
    index: [interface, onu, lane]
    columns: {{rx: {OPTICS}}}
    readings:
      - {{name: pon_onu_receive_power_dbm, column: rx, scale: 0.01, part: "{{interface}}", aggregate: quantiles, quantiles: [0, 0.5]}}
"""
BOARD: dict[str, Value] = {
    f"{BOARDS}.1.1": 50,
    f"{BOARDS}.1.2": -1,
    f"{BOARDS}.1.3": 400,
    f"{BOARDS}.2.1": 1,
    f"{BOARDS}.2.2": 2,
    f"{BOARDS}.2.3": 9,
    f"{NAMES}.1": b"main",
    f"{NAMES}.2": "县局".encode("gbk"),
}
STATES: dict[str, Value] = {f"{ONUS}.1.{onu}": state for onu, state in enumerate((1, 1, 1, 1, 2, -1, 7))}
LIGHT: dict[str, Value] = {f"{OPTICS}.1.{onu}.1": -2000 - onu for onu in range(4)}


def memory(folder: Path, text: str = PROFILE) -> ProfileMemory:
    path = folder / "acme.yaml"
    path.write_text(text, encoding="utf-8")
    catalogue = check_profiles(path)
    made = ProfileMemory()
    made.take(catalogue.choose("acme", None, None))
    return made


async def asked(agent: AgentDouble, known: ProfileMemory, now: float = 0.0) -> ProfileAnswer:
    return await ask_profile(agent, known, PORTS, now)


def told(answer: ProfileAnswer) -> dict[tuple[str, ...], float]:
    return {(r.name, r.index, *(text for _, text in r.labels)): r.value for r in answer.readings}


async def test_values_are_read_scaled_named_and_left_out(tmp_path: Path) -> None:
    answer = await asked(AgentDouble(BOARD), memory(tmp_path))

    # A board without a name is called by its index; a state that is not in the map says nothing.
    assert told(answer) == {
        ("cpu_utilisation_ratio", "main"): 0.5,
        ("board_up", "main"): 1,
        ("board_up", "县局"): 0,
    }
    assert [problem.kind for problem in answer.problems] == ["out_of_range"]
    assert "1 value(s) outside 0 to 1, such as 4" in answer.problems[0].text
    tallies = {tally.reading: tally for group in answer.groups for tally in group.tallies}
    assert (tallies["cpu_utilisation_ratio"].absent, tallies["cpu_utilisation_ratio"].out_of_range) == (1, 1)


async def test_rows_are_counted_by_port_and_state_and_what_is_neither_is_other(tmp_path: Path) -> None:
    answer = await asked(AgentDouble(STATES), memory(tmp_path))

    assert told(answer) == {
        ("pon_onus", "gpon1", "online"): 4,
        ("pon_onus", "gpon1", "offline"): 1,
        ("pon_onus", "gpon1", "other"): 1,
    }


async def test_a_device_without_any_of_it_is_asked_little_and_seldom(tmp_path: Path) -> None:
    agent, known = AgentDouble({}), memory(tmp_path)
    at: list[float] = []

    for minute in range(70):
        before = len(agent.questions)
        assert (await asked(agent, known, minute * 60.0)).readings == ()
        at += [minute * 60.0] * (len(agent.questions) > before)

    assert at[0] == 0
    assert at[1] == SECOND_SEARCH_SECONDS
    assert at[2] == SECOND_SEARCH_SECONDS + SEARCH_SECONDS
    assert len(agent.questions) == 2 * len(at), "one walk for all tables, one get for the single values"


async def test_known_rows_are_asked_in_one_packet_with_the_single_values(tmp_path: Path) -> None:
    agent, known = AgentDouble(BOARD | {f"{BOARDS}.9.0": 12}), memory(tmp_path)
    await asked(agent, known)
    agent.questions.clear()
    agent.set(f"{BOARDS}.1.1", 75)

    answer = await asked(agent, known, 60.0)

    assert [kind for kind, _ in agent.questions] == ["get"]
    assert told(answer)["cpu_utilisation_ratio", "main"] == 0.75
    assert told(answer)["subscribers_online", ""] == 12


async def test_what_is_not_due_says_what_it_said_last(tmp_path: Path) -> None:
    agent, known = AgentDouble(STATES), memory(tmp_path)
    first = await asked(agent, known)
    walks = len(agent.walks)

    second = await asked(agent, known, 60.0)

    assert second.readings == first.readings
    assert len(agent.walks) == walks
    await asked(agent, known, 300.0)
    assert len(agent.walks) > walks


async def test_rows_that_cost_much_are_asked_in_rotation_and_the_others_keep_their_word(tmp_path: Path) -> None:
    agent, known = AgentDouble(STATES | LIGHT), memory(tmp_path)

    first = told(await asked(agent, known))
    second = told(await asked(agent, known, 300.0))

    # Two of four at a time, every other one: -20.00 and -20.02, then all.
    assert first["pon_onu_receive_power_dbm", "gpon1", "0"] == -20.02
    assert second["pon_onu_receive_power_dbm", "gpon1", "0"] == -20.03
    assert len(known.groups["optics"].samples) == 4


async def test_a_table_that_broke_off_is_not_counted_and_says_so(tmp_path: Path) -> None:
    agent, known = AgentDouble(STATES), memory(tmp_path)
    agent.cut_rows = 2

    answer = await asked(agent, known)

    assert told(answer) == {}
    assert not answer.complete
    assert "timeout" in [problem.kind for problem in answer.problems]


async def test_an_agent_that_falls_silent_says_nothing_old_as_new_and_is_asked_again(tmp_path: Path) -> None:
    agent, known = AgentDouble(BOARD), memory(tmp_path)
    await asked(agent, known)
    agent.failure, agent.failing_from = SnmpTimeoutError("silent"), 0

    answer = await asked(agent, known, 60.0)

    assert (told(answer), answer.complete) == ({}, False)
    agent.failure = None
    assert told(await asked(agent, known, 120.0)) != {}


async def test_a_row_that_goes_is_noticed_at_the_next_turn(tmp_path: Path) -> None:
    agent, known = AgentDouble(BOARD), memory(tmp_path)
    await asked(agent, known)
    for oid in (f"{BOARDS}.1.1", f"{BOARDS}.2.1"):
        agent.set(oid, None)

    first = await asked(agent, known, 60.0)

    assert ("board_up", "main") not in told(first)
    assert ("board_up", "县局") in told(first)


async def test_a_hostile_agent_s_thousands_of_rows_are_bounded(tmp_path: Path) -> None:
    many: dict[str, Value] = {f"{BOARDS}.1.{slot}": 50 for slot in range(6_000)}

    answer = await asked(AgentDouble(many), memory(tmp_path))

    assert len(answer.readings) == 5_000
    assert "bound" in [problem.kind for problem in answer.problems]


async def test_names_of_rows_that_an_agent_never_shows_again_do_not_pile_up(tmp_path: Path) -> None:
    known = memory(tmp_path)
    names = encode_oid(NAMES)
    known.lookups[names] = LookupMemory({encode_numbers([row]): b"gone" for row in range(10, 100_011)}, read_at=0.0)

    answer = await asked(AgentDouble(BOARD), known, 60.0)

    assert len(known.lookups[names].values) == 3
    assert ("cpu_utilisation_ratio", "main") in told(answer)


async def test_rows_with_another_index_are_told_and_lose_no_others(tmp_path: Path) -> None:
    answer = await asked(
        AgentDouble({f"{BOARDS}.1.1": 50, f"{BOARDS}.1.1.2.3": 60, f"{NAMES}.1": b"main"}), memory(tmp_path)
    )

    assert told(answer)["cpu_utilisation_ratio", "main"] == 0.5
    assert "bad_index" in [problem.kind for problem in answer.problems]


async def test_text_where_a_number_belongs_is_no_reading(tmp_path: Path) -> None:
    answer = await asked(AgentDouble({f"{BOARDS}.1.1": b"fifty"}), memory(tmp_path))

    assert told(answer) == {}
    assert [problem.kind for problem in answer.problems] == ["bad_value"]
