"""Notification PDUs of all versions, and bytes that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp.message import RESPONSE, read_pdu
from fengsui.collectors.snmp.oid import decode_oid
from fengsui.collectors.traps.notification import INFORM, TRAP_V1, read_notification, read_trap_v1
from fengsui.errors import SnmpProtocolError
from tests.support.net_snmp import LINK_DOWN
from tests.support.traps import IF_INDEX, TRAP_OID, binding, bindings, pdu, pdu_v1


def test_a_trap_is_known_by_its_snmp_trap_oid_and_wants_no_answer() -> None:
    content = pdu()
    read = read_notification(content, 0, len(content))
    assert (decode_oid(read.oid), read.response) == (LINK_DOWN, None)


def test_a_trap_without_uptime_is_read_all_the_same() -> None:
    content = pdu(content=binding(TRAP_OID, 0x06, bytes((43, 6, 1, 4))))
    assert decode_oid(read_notification(content, 0, len(content)).oid) == "1.3.6.1.4"


def test_an_inform_is_answered_with_its_number_and_bindings_and_no_error() -> None:
    content = pdu(INFORM, number=1234567)
    response = read_notification(content, 0, len(content)).response
    assert response is not None
    read = read_pdu(response, 0, len(response))
    assert (read.pdu, read.request_id, read.error_status, read.error_index) == (RESPONSE, 1234567, 0, 0)
    assert response[read.start : read.end] == bindings()


@pytest.mark.parametrize(
    ("generic", "specific", "oid"),
    [
        (0, 0, "1.3.6.1.6.3.1.1.5.1"),
        (1, 0, "1.3.6.1.6.3.1.1.5.2"),
        (2, 0, "1.3.6.1.6.3.1.1.5.3"),
        (3, 99, "1.3.6.1.6.3.1.1.5.4"),
        (4, 0, "1.3.6.1.6.3.1.1.5.5"),
        (5, 0, "1.3.6.1.6.3.1.1.5.6"),
        (6, 0, "1.3.6.1.4.1.2011.2.224.0.0"),
        (6, 300, "1.3.6.1.4.1.2011.2.224.0.300"),
    ],
)
def test_v1_traps_are_mapped_as_rfc_3584_says(generic: int, specific: int, oid: str) -> None:
    content = pdu_v1(generic, specific)
    assert decode_oid(read_trap_v1(content, 0, len(content)).oid) == oid


@pytest.mark.parametrize(("generic", "specific"), [(7, 0), (-1, 0), (6, -1), (6, 1 << 31)])
def test_a_v1_trap_out_of_range_is_refused(generic: int, specific: int) -> None:
    content = pdu_v1(generic, specific)
    with pytest.raises(SnmpProtocolError, match="out of range"):
        read_trap_v1(content, 0, len(content))


@pytest.mark.parametrize(
    "content",
    [
        binding(*IF_INDEX),
        b"",
        binding(TRAP_OID, 0x02, b"\x01"),
        binding(TRAP_OID, 0x06, b""),
        binding(TRAP_OID, 0x06, b"\x2b\x86"),
        binding(TRAP_OID, 0x06, b"\x2b" + b"\x01" * 200),
        bindings() + b"\x30\x05\x06\x01",
    ],
)
def test_a_notification_that_does_not_say_which_or_is_garbled_is_refused(content: bytes) -> None:
    whole = pdu(content=content)
    with pytest.raises(SnmpProtocolError):
        read_notification(whole, 0, len(whole))


@pytest.mark.parametrize("whole", [pdu(), pdu(INFORM)])
def test_a_notification_cut_off_anywhere_is_refused(whole: bytes) -> None:
    for size in range(len(whole)):
        with pytest.raises(SnmpProtocolError):
            read_notification(whole[:size], 0, size)


def test_a_v1_trap_cut_off_anywhere_is_refused() -> None:
    whole = pdu_v1()
    for size in range(len(whole)):
        with pytest.raises(SnmpProtocolError):
            read_trap_v1(whole[:size], 0, size)


@given(st.binary(max_size=200), st.sampled_from([TRAP_V1, INFORM, 0xA7, 0xA0]))
def test_any_bytes_are_read_or_refused(content: bytes, tag: int) -> None:
    data = bytes((tag, len(content) & 0x7F)) + content
    for read in (read_trap_v1, read_notification):
        try:
            read(data, 0, len(data))
        except SnmpProtocolError:
            continue
