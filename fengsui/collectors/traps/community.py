"""Traps and informs of SNMPv1 and v2c: believed where they carry the community of a device at their source. Pure.

A community travels in the clear, and a source address can be forged: that is why such a trap leads to a look, and to nothing
else. Communities are compared in constant time all the same.
"""

import hmac
from collections.abc import Sequence

from fengsui.collectors.snmp import ber
from fengsui.collectors.traps.notification import INFORM, TRAP, TRAP_V1, Notification, read_notification, read_trap_v1
from fengsui.collectors.traps.senders import Sender, speaks_v3
from fengsui.collectors.traps.verdict import Answer, Drop, Verdict
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import SnmpVersion

_VERSIONS = (SnmpVersion.V1, SnmpVersion.V2C)


def judge_plain(data: bytes, wire_version: int, at: int, end: int, senders: Sequence[Sender]) -> Verdict:
    """Judges a message of version 0 (v1) or 1 (v2c) whose community stands at `at`.

    A device that is asked in v2c may send v1 traps with the same community, and the other way round: many do.

    Raises:
        SnmpProtocolError: The bytes are no such message.
    """
    tag, start, at = ber.read_tlv(data, at, end)
    if tag != ber.OCTET_STRING:
        raise SnmpProtocolError(f"expected a community, got tag 0x{tag:02x}")
    asked_plainly = [sender for sender in senders if not speaks_v3(sender)]
    if not asked_plainly:
        return Verdict(Drop.VERSION)
    # All are compared, so that the time does not tell which one was right.
    matches = [_has_community(sender, data[start:at]) for sender in asked_plainly]
    devices = tuple(sender.device for sender, right in zip(asked_plainly, matches, strict=True) if right)
    if not devices:
        return Verdict(Drop.COMMUNITY)
    notification = _read(data, wire_version, at, end)
    if notification is None:
        return Verdict(Drop.UNEXPECTED_PDU)
    version = _VERSIONS[wire_version].value
    if notification.response is None:
        return Verdict(oid=notification.oid, version=version, devices=devices)
    community = ber.encode_tlv(ber.OCTET_STRING, data[start:at])
    reply = ber.encode_tlv(ber.SEQUENCE, ber.encode_integer(wire_version) + community + notification.response)
    return Verdict(oid=notification.oid, version=version, devices=devices, reply=reply, answer=Answer.RESPONSE)


def _read(data: bytes, wire_version: int, at: int, end: int) -> Notification | None:
    tag, _, _ = ber.read_tlv(data, at, end)
    if wire_version == 0:
        return read_trap_v1(data, at, end) if tag == TRAP_V1 else None
    return read_notification(data, at, end) if tag in (TRAP, INFORM) else None


def _has_community(sender: Sender, given: bytes) -> bool:
    known = sender.credential.community
    return known is not None and hmac.compare_digest(known.reveal().encode(errors="replace"), given)
