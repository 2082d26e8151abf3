"""Polls of agents that say odd things in one cell, over real UDP: the cell is read for what it means or left out, the rest counts."""

import struct
from collections.abc import Callable, Iterable

import pytest

from fengsui.collectors import mib
from fengsui.collectors.poller import Poller
from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.oid import encode_numbers
from fengsui.collectors.target import Target
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll, PollOutcome
from fengsui.model.secret import Secret
from fengsui.state.observe import observe
from tests.support.scripted_agent import (
    Answer,
    Binding,
    Mib,
    Request,
    Script,
    ScriptedAgent,
    honest,
    honest_bindings,
    reply_to,
)

ROWS = (1, 2, 3)
NUMBERS = {
    mib.IF_TYPE: 6, mib.IF_ADMIN_STATUS: 1, mib.IF_OPER_STATUS: 1, mib.IF_IN_ERRORS: 3, mib.IF_OUT_ERRORS: 4,
    mib.IF_IN_DISCARDS: 5, mib.IF_OUT_DISCARDS: 6, mib.IF_HC_IN_OCTETS: 7, mib.IF_HC_OUT_OCTETS: 8,
    mib.IF_HC_IN_UCAST_PKTS: 9, mib.IF_HC_OUT_UCAST_PKTS: 10, mib.IF_HIGH_SPEED: 100, mib.IF_COUNTER_DISCONTINUITY_TIME: 0,
}  # fmt: skip
TEXTS = {
    mib.IF_DESCR: b"port %d",
    mib.IF_NAME: b"e%d",
    mib.IF_ALIAS: b"to %d",
    mib.IF_PHYS_ADDRESS: b"\0\xe0\xfc\0\0%d",
}


def cell(column: bytes, row: int) -> bytes:
    return column + encode_numbers([row])


def sound(rows: Iterable[int] = ROWS) -> dict[bytes, tuple[int, bytes]]:
    """Interfaces in every column, and a system group."""
    each = list(rows)
    cells = {cell(column, row): (ber.INTEGER, bytes([number])) for column, number in NUMBERS.items() for row in each}
    cells |= {cell(column, row): (ber.OCTET_STRING, text % row) for column, text in TEXTS.items() for row in each}
    cells[mib.SYS_DESCR] = (ber.OCTET_STRING, "兰州".encode("gb18030"))
    cells[mib.SYS_UP_TIME] = (ber.TIMETICKS, b"\x27\x10")
    return cells


async def polled(poller: Poller, script: Script) -> DevicePoll:
    async with ScriptedAgent(script) as agent:
        credential = Credential("lab", SnmpVersion.V2C, Secret("public"))
        target = Target("127.0.0.1", credential, agent.port, timeout_seconds=0.1, retries=1, deadline_seconds=10.0)
        return await poller.poll(target)


async def with_cell(poller: Poller, oid: bytes, tag: int, content: bytes) -> DevicePoll:
    return await polled(poller, honest({**sound(), oid: (tag, content)}))


async def test_a_sound_agent_is_polled_without_a_problem(poller: Poller) -> None:
    poll = await polled(poller, honest(sound()))
    assert (poll.outcome, poll.problems, poll.interfaces.index) == (PollOutcome.OK, (), ROWS)
    assert poll.interfaces_complete
    assert poll.monotonic is not None
    assert poll.system is not None
    assert (poll.system.sys_descr, poll.system.sys_uptime_seconds) == ("兰州", 100.0)


@pytest.mark.parametrize(
    ("column", "tag", "content", "attribute", "value"),
    [
        pytest.param(mib.IF_IN_ERRORS, ber.COUNTER32, "80000001", "in_errors", 2**31 + 1, id="Counter32, top bit set"),
        pytest.param(mib.IF_IN_ERRORS, ber.COUNTER32, "00ffffffff", "in_errors", 2**32 - 1, id="Counter32 in five bytes"),
        pytest.param(mib.IF_IN_ERRORS, ber.COUNTER32, "", "in_errors", 0, id="a counter without length"),
        pytest.param(mib.IF_HC_IN_OCTETS, ber.COUNTER64, "ff" * 8, "in_octets", 2**64 - 1, id="Counter64, top bit set"),
        pytest.param(mib.IF_TYPE, ber.INTEGER, "0000000006", "type", 6, id="an integer in five bytes"),
        pytest.param(mib.IF_COUNTER_DISCONTINUITY_TIME, ber.TIMETICKS, "ffffff9c", "discontinuity_seconds", 42949671.96,
                     id="negative TimeTicks"),
        pytest.param(mib.IF_ALIAS, ber.OCTET_STRING, "b8cac2ed", "alias", "甘马", id="GBK"),
        pytest.param(mib.IF_ALIAS, ber.OCTET_STRING, "ff07fe", "alias", None, id="neither UTF-8 nor GB18030"),
    ],
)  # fmt: skip
async def test_an_odd_cell_is_read_for_what_it_means(
    column: bytes, tag: int, content: str, attribute: str, value: object, poller: Poller
) -> None:
    poll = await with_cell(poller, cell(column, 2), tag, bytes.fromhex(content))
    found = getattr(poll.interfaces, attribute)[1]
    if value is None:
        assert found == "\\xff\\x07\\xfe"
    else:
        assert found == value
    assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())


@pytest.mark.parametrize(
    ("column", "tag", "content", "attribute"),
    [
        pytest.param(mib.IF_OPER_STATUS, ber.INTEGER, "", "oper_status", id="a status without length"),
        pytest.param(mib.IF_OPER_STATUS, ber.INTEGER, "ff", "oper_status", id="a negative status"),
        pytest.param(
            mib.IF_IN_ERRORS, ber.OPAQUE, "9f7804" + struct.pack(">f", 1.5).hex(), "in_errors", id="Opaque float"
        ),
        pytest.param(mib.IF_HC_IN_OCTETS, ber.OCTET_STRING, "31", "in_octets", id="text for a number"),
        pytest.param(mib.IF_NAME, ber.INTEGER, "05", "name", id="a number for text"),
    ],
)
async def test_a_cell_that_cannot_be_right_costs_itself_alone(
    column: bytes, tag: int, content: str, attribute: str, poller: Poller
) -> None:
    poll = await with_cell(poller, cell(column, 2), tag, bytes.fromhex(content))
    first, second, third = getattr(poll.interfaces, attribute)
    assert second is None
    assert None not in (first, third)
    assert [problem.kind for problem in poll.problems] == ["bad_value"]
    assert poll.outcome is PollOutcome.OK


async def test_a_negative_uptime_is_the_one_that_it_stands_for(poller: Poller) -> None:
    poll = await with_cell(poller, mib.SYS_UP_TIME, ber.TIMETICKS, b"\xff\xff\xff\x9c")
    assert poll.system is not None
    assert poll.system.sys_uptime_seconds == (2**32 - 100) / 100


@pytest.mark.parametrize("content", ["01" * 9, "00" * 17])
async def test_an_integer_longer_than_any_number_costs_its_own_cell_alone(content: str, poller: Poller) -> None:
    poll = await with_cell(poller, cell(mib.IF_HC_IN_OCTETS, 2), ber.COUNTER64, bytes.fromhex(content))
    first, second, third = poll.interfaces.in_octets
    assert second is None
    assert None not in (first, third)
    assert [problem.kind for problem in poll.problems] == ["bad_value"]


Said = Iterable[bytes | Answer] | bytes | None
Change = Callable[[list[Binding]], Iterable[Binding]]


def altered(mib_of: Mib, change: Change) -> Script:
    """An honest agent whose rows are changed on their way out."""

    def script(request: Request) -> Said:
        if request.pdu == message.GET:
            return honest(mib_of)(request)
        bindings = honest_bindings(request, mib_of)
        return reply_to(request, list(change(bindings))[: len(bindings)])

    return script


@pytest.mark.parametrize("exception", [ber.END_OF_MIB_VIEW, ber.NO_SUCH_INSTANCE, ber.NO_SUCH_OBJECT])
async def test_an_end_in_the_middle_costs_the_rest_of_its_column_alone(exception: int, poller: Poller) -> None:
    poll = await with_cell(poller, cell(mib.IF_ALIAS, 2), exception, b"")
    assert poll.outcome is PollOutcome.OK
    assert poll.interfaces.alias == ("to 1", None, None)
    assert poll.interfaces.name == ("e1", "e2", "e3")
    assert poll.interfaces.in_octets == (7, 7, 7)


async def test_of_rows_that_come_twice_the_first_counts(poller: Poller) -> None:
    stride = len(NUMBERS) + len(TEXTS)

    def twice(bindings: list[Binding]) -> Iterable[Binding]:
        rows = [bindings[start : start + stride] for start in range(0, len(bindings), stride)]
        return (binding for row in rows for copy in (row, _with_other_values(row)) for binding in copy)

    poll = await polled(poller, altered(sound(), twice))
    assert poll.interfaces.index == ROWS
    assert set(poll.interfaces.in_errors) == {3}
    assert "duplicate_row" in {problem.kind for problem in poll.problems}


def _with_other_values(row: list[Binding]) -> list[Binding]:
    return [(oid, tag, b"\x09" if tag == ber.INTEGER else content) for oid, tag, content in row]


async def test_an_oid_that_goes_backwards_costs_the_rest_of_its_column_alone(poller: Poller) -> None:
    def backwards(bindings: list[Binding]) -> Iterable[Binding]:
        for oid, tag, content in bindings:
            yield (cell(mib.IF_ALIAS, 1), tag, content) if oid == cell(mib.IF_ALIAS, 3) else (oid, tag, content)

    poll = await polled(poller, altered(sound(), backwards))
    assert poll.outcome is PollOutcome.PARTIAL
    assert poll.interfaces.alias == ("to 1", "to 2", None)
    assert poll.interfaces.oper_status == ("up", "up", "up")
    assert "decreasing" in {problem.kind for problem in poll.problems}


async def test_rows_of_one_table_that_the_other_lacks_are_kept(poller: Poller) -> None:
    cells = {
        oid: value for oid, value in sound().items() if oid not in {cell(column, 2) for column in (*NUMBERS, *TEXTS)}
    }
    cells |= {cell(mib.IF_DESCR, 2): (ber.OCTET_STRING, b"port 2"), cell(mib.IF_NAME, 9): (ber.OCTET_STRING, b"e9")}
    poll = await polled(poller, honest(cells))
    assert poll.interfaces.index == (1, 2, 3, 9)
    assert poll.interfaces.descr == ("port 1", "port 2", "port 3", None)
    assert poll.interfaces.name == ("e1", None, "e3", "e9")
    assert poll.interfaces.oper_status == ("up", None, "up", None)


async def test_an_agent_that_falls_silent_in_the_middle_of_its_table_keeps_the_evidence_of_the_other_rows(
    poller: Poller,
) -> None:
    cells, answered = sound(range(1, 101)), 0

    def tired(request: Request) -> Said:
        nonlocal answered
        answered += request.pdu != message.GET
        return honest(cells, most=150)(request) if request.pdu == message.GET or answered <= 2 else None

    whole = await polled(poller, honest(cells, most=150))
    broken = await polled(poller, tired)
    known, _ = observe(None, "r1", whole, next_poll_at=None)
    known, changes = observe(known, "r1", broken, next_poll_at=None)

    assert broken.outcome is PollOutcome.PARTIAL
    assert 0 < len(broken.interfaces) < 100
    assert (len(known.interfaces), changes, known.moves) == (100, (), ())
    assert known.interfaces.oper_status == ("up",) * 100
    assert (known.interface_seen[0], known.interface_seen[99]) == (broken.at, whole.at)
