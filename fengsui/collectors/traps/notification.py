"""Notification PDUs: SNMPv1's Trap-PDU (RFC 1157), SNMPv2-Trap and InformRequest (RFC 3416), read into one form. Pure.

Any bytes give a result or SnmpProtocolError. Variable bindings are read whole, so that a trap which is cut off or garbled
anywhere is refused; of their values nothing is kept but the notification's own OID.
"""

from typing import NamedTuple

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.decode import decode_varbinds
from fengsui.collectors.snmp.message import RESPONSE, read_pdu
from fengsui.collectors.snmp.oid import encode_numbers, encode_oid, index_numbers
from fengsui.errors import SnmpProtocolError

TRAP_V1, INFORM, TRAP = 0xA4, 0xA6, 0xA7

_SNMP_TRAP_OID = encode_oid("1.3.6.1.6.3.1.1.4.1.0")
_SNMP_TRAPS = encode_oid("1.3.6.1.6.3.1.1.5")
# RFC 1157, 4.1.6: generic-trap 6 is enterpriseSpecific, those before it are the standard traps in the order of snmpTraps.
_ENTERPRISE_SPECIFIC = 6
_LARGEST_SPECIFIC = 0x7FFFFFFF


class Notification(NamedTuple):
    """What a notification PDU says.

    Attributes:
        oid: BER content of its snmpTrapOID.
        response: The PDU that answers it, with tag and length; None for a trap, which is never answered.
    """

    oid: bytes
    response: bytes | None = None


def read_trap_v1(data: bytes, at: int, end: int) -> Notification:
    """Reads a Trap-PDU between `at` and `end`; its OID is mapped as RFC 3584 (3.1) says.

    The agent-addr inside is not looked at: it is what anybody may write there, and behind NAT it is wrong. The source of the
    datagram says who sent it.

    Raises:
        SnmpProtocolError: The bytes are no Trap-PDU.
    """
    at, end = _opened(data, at, end, TRAP_V1)
    enterprise, at = _content(data, at, end, ber.OBJECT_IDENTIFIER)
    _, at = _content(data, at, end, ber.IP_ADDRESS)
    generic, at = ber.read_integer(data, at, end)
    specific, at = ber.read_integer(data, at, end)
    _, at = _content(data, at, end, ber.TIMETICKS)
    tag, start, stop = ber.read_tlv(data, at, end)
    if tag != ber.SEQUENCE:
        raise SnmpProtocolError(f"expected variable bindings, got tag 0x{tag:02x}")
    decode_varbinds(data, start, stop)
    return Notification(_mapped(enterprise, generic, specific))


def read_notification(data: bytes, at: int, end: int) -> Notification:
    """Reads an SNMPv2-Trap or InformRequest PDU between `at` and `end`.

    snmpTrapOID.0 should be the second binding; it is taken wherever it stands, since some senders leave sysUpTime.0 out.

    Raises:
        SnmpProtocolError: The bytes are no such PDU, or it does not say which notification it is.
    """
    read = read_pdu(data, at, end)
    binds = decode_varbinds(data, read.start, read.end)
    try:
        oid = binds.values[binds.oids.index(_SNMP_TRAP_OID)]
    except ValueError:
        raise SnmpProtocolError("a notification without snmpTrapOID") from None
    if not isinstance(oid, bytes):
        raise SnmpProtocolError("a snmpTrapOID that is no OID")
    _check_oid(oid)
    if read.pdu != INFORM:
        return Notification(oid)
    return Notification(oid, _response(read.request_id, data[read.start : read.end]))


def _response(request_id: int, bindings: bytes) -> bytes:
    """RFC 3416, 4.2.7: the request-id and the variable bindings of the inform, and no error."""
    content = ber.encode_integer(request_id) + b"\x02\x01\x00" * 2 + ber.encode_tlv(ber.SEQUENCE, bindings)
    return ber.encode_tlv(RESPONSE, content)


def _mapped(enterprise: bytes, generic: int, specific: int) -> bytes:
    if 0 <= generic < _ENTERPRISE_SPECIFIC:
        return _SNMP_TRAPS + bytes((generic + 1,))
    if generic != _ENTERPRISE_SPECIFIC or not 0 <= specific <= _LARGEST_SPECIFIC:
        raise SnmpProtocolError("a generic-trap or specific-trap out of range")
    oid = enterprise + b"\x00" + encode_numbers([specific])
    _check_oid(oid)
    return oid


def _check_oid(oid: bytes) -> None:
    if not oid:
        raise SnmpProtocolError("a notification OID of no bytes")
    index_numbers(oid)


def _opened(data: bytes, at: int, end: int, expected: int) -> tuple[int, int]:
    tag, start, stop = ber.read_tlv(data, at, end)
    if tag != expected:
        raise SnmpProtocolError(f"expected tag 0x{expected:02x}, got 0x{tag:02x}")
    return start, stop


def _content(data: bytes, at: int, end: int, expected: int) -> tuple[bytes, int]:
    start, stop = _opened(data, at, end, expected)
    return data[start:stop], stop
