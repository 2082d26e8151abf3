from collections.abc import Mapping

import pytest

from fengsui.collectors import mib
from fengsui.collectors.interfaces import PREFERRED_COLUMNS, REPLAN_POLLS, InterfaceMemory, collect_interfaces
from fengsui.collectors.session import Value
from fengsui.errors import SnmpTimeoutError
from fengsui.model.poll import INTERFACE_COLUMNS, InterfaceTable
from tests.support.agent import AgentDouble

IF_TABLE = "1.3.6.1.2.1.2.2.1"
IFX_TABLE = "1.3.6.1.2.1.31.1.1.1"
BASE: dict[int, Value] = {
    2: b"eth%d",
    3: 6,
    5: 4_294_967_295,
    6: bytes.fromhex("00e0fc0000ff"),
    7: 1,
    8: 1,
    10: 1010,
    11: 1011,
    13: 1013,
    14: 1014,
    16: 1016,
    17: 1017,
    19: 1019,
    20: 1020,
}
WIDE: dict[int, Value] = {1: b"e%d", 6: 2**40, 7: 2**41, 10: 2**42, 11: 2**43, 15: 10_000, 18: b"to %d", 19: 250}


def rows(*indexes: int, base: Mapping[int, Value] = BASE, wide: Mapping[int, Value] = WIDE) -> dict[str, Value]:
    return {
        f"{table}.{column}.{index}": value % index if isinstance(value, bytes) and b"%d" in value else value
        for table, values in ((IF_TABLE, base), (IFX_TABLE, wide))
        for column, value in values.items()
        for index in indexes
    }


async def table_of(agent: AgentDouble, memory: InterfaceMemory | None = None) -> InterfaceTable:
    return (await collect_interfaces(agent, memory or InterfaceMemory())).table


async def test_the_whole_table_comes_with_wide_counters() -> None:
    agent = AgentDouble(rows(1, 2))

    answer = await collect_interfaces(agent, InterfaceMemory())

    assert answer.complete
    assert answer.problems == ()
    assert list(answer.table.rows())[1] == {
        "index": 2,
        "name": "e2",
        "descr": "eth2",
        "alias": "to 2",
        "type": 6,
        "physical_address": "00:e0:fc:00:00:ff",
        "admin_status": "up",
        "oper_status": "up",
        "speed_bits_per_second": 10_000_000_000,
        "in_octets": 2**40,
        "out_octets": 2**42,
        "in_unicast_packets": 2**41,
        "out_unicast_packets": 2**43,
        "in_errors": 1014,
        "out_errors": 1020,
        "in_discards": 1013,
        "out_discards": 1019,
        "counter_bits": 64,
        "discontinuity_seconds": 2.5,
    }


async def test_an_agent_with_wide_counters_is_never_asked_for_narrow_ones() -> None:
    agent = AgentDouble(rows(1, 2))

    await table_of(agent)

    assert agent.walks == [PREFERRED_COLUMNS]


async def test_an_agent_without_the_extension_table_gives_narrow_counters_and_no_names() -> None:
    agent = AgentDouble(rows(1, 2, base=BASE | {5: 100_000_000}, wide={}))

    table = await table_of(agent)

    assert table.counter_bits == (32, 32)
    assert (table.in_octets, table.out_octets) == ((1010, 1010), (1016, 1016))
    assert (table.in_unicast_packets, table.out_unicast_packets) == ((1011, 1011), (1017, 1017))
    assert table.speed_bits_per_second == (100_000_000, 100_000_000)
    assert table.name == table.alias == (None, None)
    assert table.discontinuity_seconds == (None, None)
    assert table.descr == ("eth1", "eth2")


async def test_the_columns_of_an_agent_are_remembered_so_that_one_walk_is_enough() -> None:
    agent = AgentDouble(rows(1, 2, base=BASE | {5: 100_000_000}, wide={}))
    memory = InterfaceMemory()

    first = await table_of(agent, memory)
    second = await table_of(agent, memory)

    assert len(agent.walks) == 3
    assert mib.IF_IN_OCTETS in agent.walks[2]
    assert mib.IF_NAME not in agent.walks[2]
    assert second == first


async def test_every_column_is_asked_for_again_from_time_to_time() -> None:
    agent = AgentDouble(rows(1, wide={}))
    memory = InterfaceMemory()
    await table_of(agent, memory)
    agent.mib |= AgentDouble(rows(1)).mib

    tables = [await table_of(agent, memory) for _ in range(REPLAN_POLLS + 1)]

    assert tables[0].counter_bits == (32,)
    assert tables[-1].counter_bits == (64,)
    assert tables[-1].name == ("e1",)


async def test_a_row_without_wide_counters_falls_back_alone() -> None:
    agent = AgentDouble(rows(1, 2) | rows(3, wide={}))

    table = await table_of(agent)

    assert table.counter_bits == (64, 64, 32)
    assert table.in_octets == (2**40, 2**40, 1010)
    assert table.out_unicast_packets == (2**43, 2**43, 1017)


async def test_idle_narrow_counters_are_still_asked_for_at_the_next_poll() -> None:
    agent = AgentDouble(rows(1, base=BASE | {10: 0, 11: 0, 16: 0, 17: 0}, wide={}))
    memory = InterfaceMemory()

    tables = [await table_of(agent, memory) for _ in range(3)]

    assert [table.in_octets for table in tables] == [(0,), (0,), (0,)]


async def test_a_row_never_mixes_the_widths_of_its_octets() -> None:
    agent = AgentDouble(rows(1) | {f"{IFX_TABLE}.10.1": None})

    table = await table_of(agent)

    assert (table.in_octets, table.out_octets, table.counter_bits) == ((2**40,), (None,), (64,))


async def test_rows_of_either_table_are_kept() -> None:
    agent = AgentDouble(rows(1, 3, wide={}) | rows(2, 3, base={}))

    table = await table_of(agent)

    assert table.index == (1, 2, 3)
    assert table.descr == ("eth1", None, "eth3")
    assert table.name == (None, "e2", "e3")
    assert table.oper_status == ("up", None, "up")
    assert table.counter_bits == (32, 64, 64)


@pytest.mark.parametrize(
    ("high", "low", "speed"),
    [
        (100, 100_000_000, 100_000_000),
        (0, 64_000, 64_000),
        (0, 0, 0),
        (None, 64_000, 64_000),
        (None, None, None),
        (None, 4_294_967_295, None),
        (400_000, 4_294_967_295, 400_000_000_000),
    ],
)
async def test_the_speed_is_if_high_speed_or_if_speed_where_that_is_missing_or_zero(
    high: int | None, low: int | None, speed: int | None
) -> None:
    base = {key: value for key, value in (BASE | {5: low}).items() if value is not None}
    wide = {key: value for key, value in (WIDE | {15: high}).items() if value is not None}
    memory = InterfaceMemory()
    agent = AgentDouble(rows(1, base=base, wide=wide))

    assert (await table_of(agent, memory)).speed_bits_per_second == (speed,)
    assert (await table_of(agent, memory)).speed_bits_per_second == (speed,)


async def test_if_speed_that_gave_nothing_is_not_asked_for_again_for_the_same_rows() -> None:
    agent = AgentDouble(rows(1, base=BASE | {5: 0}, wide=WIDE | {15: 0}))
    memory = InterfaceMemory()

    for _ in range(3):
        await table_of(agent, memory)

    assert [mib.IF_SPEED in walk for walk in agent.walks] == [False, True, False, False]


async def test_indexes_above_two_to_the_31_are_unsigned() -> None:
    table = await table_of(AgentDouble(rows(7, 4_194_307_840)))

    assert table.index == (7, 4_194_307_840)


async def test_a_row_whose_index_is_no_if_index_is_left_out_with_a_problem() -> None:
    agent = AgentDouble(rows(1, 2) | {f"{IF_TABLE}.8.1.5": 1})

    answer = await collect_interfaces(agent, InterfaceMemory())

    assert answer.table.index == (1, 2)
    assert answer.table.oper_status == ("up", "up")
    assert [problem.kind for problem in answer.problems] == ["bad_index"]


@pytest.mark.parametrize(
    ("oid", "value", "column", "name"),
    [
        (f"{IF_TABLE}.8.2", 9, "oper_status", "ifOperStatus"),
        (f"{IF_TABLE}.7.2", 0, "admin_status", "ifAdminStatus"),
        (f"{IF_TABLE}.14.2", -3, "in_errors", "ifInErrors"),
        (f"{IFX_TABLE}.6.2", b"many", "in_octets", "ifHCInOctets"),
        (f"{IFX_TABLE}.18.2", 5, "alias", "ifAlias"),
        (f"{IFX_TABLE}.19.2", 1.5, "discontinuity_seconds", "ifCounterDiscontinuityTime"),
    ],
)
async def test_a_value_that_cannot_be_right_is_none_and_a_problem(
    oid: str, value: Value, column: str, name: str
) -> None:
    agent = AgentDouble(rows(1, 2) | {oid: value})

    answer = await collect_interfaces(agent, InterfaceMemory())

    first, second = getattr(answer.table, column)
    assert first is not None
    assert second is None
    assert [problem.kind for problem in answer.problems] == ["bad_value"]
    assert answer.problems[0].text.startswith(f"{name}: 1 of 2 value(s) cannot be right (first: ")
    assert answer.problems[0].text.endswith("at ifIndex 2)")


async def test_what_changed_since_the_last_poll_is_decoded_anew() -> None:
    agent = AgentDouble(rows(1, 2))
    memory = InterfaceMemory()
    await table_of(agent, memory)
    agent.set(f"{IFX_TABLE}.18.2", "至天水".encode("gbk"))
    agent.set(f"{IF_TABLE}.8.1", 2)
    agent.set(f"{IFX_TABLE}.6.1", 77)

    table = await table_of(agent, memory)

    assert table.alias == ("to 1", "至天水")
    assert table.oper_status == ("down", "up")
    assert table.in_octets == (77, 2**40)


async def test_rows_that_come_and_go_are_followed() -> None:
    agent = AgentDouble(rows(1, 2, 3))
    memory = InterfaceMemory()
    await table_of(agent, memory)
    agent.mib = AgentDouble(rows(2, 9)).mib

    table = await table_of(agent, memory)

    assert table.index == (2, 9)
    assert table.name == ("e2", "e9")


async def test_a_walk_that_breaks_off_keeps_what_came_and_learns_nothing() -> None:
    agent = AgentDouble(rows(1, 2, 3))
    agent.cut_rows = 1
    memory = InterfaceMemory()

    answer = await collect_interfaces(agent, memory)

    assert not answer.complete
    assert answer.table.name == ("e1",)
    assert [problem.kind for problem in answer.problems] == ["timeout"]
    assert memory.asked == ()
    assert len(agent.walks) == 1


async def test_a_failing_second_walk_costs_its_columns_alone() -> None:
    agent = AgentDouble(rows(1, 2, wide={}))
    agent.failure, agent.failing_from = SnmpTimeoutError("silent"), 1

    answer = await collect_interfaces(agent, InterfaceMemory())

    assert not answer.complete
    assert answer.table.oper_status == ("up", "up")
    assert answer.table.in_octets == (None, None)
    assert [problem.kind for problem in answer.problems] == ["timeout"]


async def test_an_agent_without_interfaces_gives_an_empty_table_and_says_why_that_may_be() -> None:
    answer = await collect_interfaces(AgentDouble({}), InterfaceMemory())

    assert len(answer.table) == 0
    assert answer.complete
    assert "view" in answer.problems[0].text


async def test_every_column_has_the_length_of_the_index() -> None:
    for agent in (
        AgentDouble({}),
        AgentDouble(rows(1, 2, wide={})),
        AgentDouble(rows(4, base={})),
        AgentDouble(rows(5, 6)),
    ):
        table = await table_of(agent)
        assert {len(getattr(table, name)) for name in INTERFACE_COLUMNS} == {len(table)}


async def test_physical_addresses_are_remembered_until_interfaces_come_go_or_change_their_names() -> None:
    agent, memory = AgentDouble(rows(1, 2)), InterfaceMemory()
    for _ in range(3):
        assert (await table_of(agent, memory)).physical_address == ("00:e0:fc:00:00:ff",) * 2
    asked = [mib.IF_PHYS_ADDRESS in walk for walk in agent.walks]
    assert asked == [True, False, False]

    agent.set(f"{IFX_TABLE}.1.2", b"renamed")
    agent.set(f"{IF_TABLE}.6.2", b"\0\0\0\0\0\0")
    assert (await table_of(agent, memory)).physical_address == ("00:e0:fc:00:00:ff", None)
    assert agent.walks[-1] == (mib.IF_PHYS_ADDRESS,)

    agent.mib |= AgentDouble(rows(7)).mib
    assert (await table_of(agent, memory)).physical_address == ("00:e0:fc:00:00:ff", None, "00:e0:fc:00:00:ff")
    assert len(agent.walks) == 7


async def test_physical_addresses_are_not_given_to_other_interfaces_when_they_did_not_come() -> None:
    agent, memory = AgentDouble(rows(1, 2)), InterfaceMemory()
    await table_of(agent, memory)
    agent.set(f"{IFX_TABLE}.1.2", b"renamed")
    agent.failure, agent.failing_from = SnmpTimeoutError("silent"), 2
    assert (await table_of(agent, memory)).physical_address == (None, None)


async def test_an_agent_without_physical_addresses_is_asked_once() -> None:
    bare = {column: value for column, value in BASE.items() if column != 6}
    agent, memory = AgentDouble(rows(1, 2, base=bare)), InterfaceMemory()
    for _ in range(3):
        assert (await table_of(agent, memory)).physical_address == (None, None)
    assert [mib.IF_PHYS_ADDRESS in walk for walk in agent.walks] == [True, False, False]
