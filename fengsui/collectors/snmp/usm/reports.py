"""Reports: what an engine says instead of an answer (RFC 3414, 5; RFC 3412, 5; RFC 3413, 4.1), and what it means to an operator."""

from enum import Enum

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.decode import decode_varbinds
from fengsui.collectors.snmp.message import read_pdu
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.errors import SnmpAuthError, SnmpError, SnmpProtocolError

REPORT = 0xA8


class Report(Enum):
    """A report, by the counter that it shows."""

    UNSUPPORTED_LEVEL = "usmStatsUnsupportedSecLevels"
    NOT_IN_TIME_WINDOW = "usmStatsNotInTimeWindows"
    UNKNOWN_USER = "usmStatsUnknownUserNames"
    UNKNOWN_ENGINE = "usmStatsUnknownEngineIDs"
    WRONG_DIGEST = "usmStatsWrongDigests"
    DECRYPTION_ERROR = "usmStatsDecryptionErrors"
    UNKNOWN_MODEL = "snmpUnknownSecurityModels"
    INVALID_MESSAGE = "snmpInvalidMsgs"
    UNKNOWN_PDU_HANDLER = "snmpUnknownPDUHandlers"
    UNAVAILABLE_CONTEXT = "snmpUnavailableContexts"
    UNKNOWN_CONTEXT = "snmpUnknownContexts"
    OTHER = "a report that SNMPv3 does not have"


# SNMP-USER-BASED-SM-MIB, SNMP-MPD-MIB, SNMP-TARGET-MIB; the instance .0 behind is not always sent.
_COUNTERS = {
    encode_oid(oid): report
    for oid, report in (
        ("1.3.6.1.6.3.15.1.1.1", Report.UNSUPPORTED_LEVEL),
        ("1.3.6.1.6.3.15.1.1.2", Report.NOT_IN_TIME_WINDOW),
        ("1.3.6.1.6.3.15.1.1.3", Report.UNKNOWN_USER),
        ("1.3.6.1.6.3.15.1.1.4", Report.UNKNOWN_ENGINE),
        ("1.3.6.1.6.3.15.1.1.5", Report.WRONG_DIGEST),
        ("1.3.6.1.6.3.15.1.1.6", Report.DECRYPTION_ERROR),
        ("1.3.6.1.6.3.11.2.1.1", Report.UNKNOWN_MODEL),
        ("1.3.6.1.6.3.11.2.1.2", Report.INVALID_MESSAGE),
        ("1.3.6.1.6.3.11.2.1.3", Report.UNKNOWN_PDU_HANDLER),
        ("1.3.6.1.6.3.12.1.4", Report.UNAVAILABLE_CONTEXT),
        ("1.3.6.1.6.3.12.1.5", Report.UNKNOWN_CONTEXT),
    )
}
_OIDS = {report: oid for oid, report in _COUNTERS.items()}

_REFUSALS = {
    Report.UNKNOWN_USER: "the agent does not know the user; check the user's name, and that it exists on this agent",
    Report.WRONG_DIGEST: "the authentication key or protocol is wrong for this user",
    Report.DECRYPTION_ERROR: "the privacy key or protocol is wrong for this user",
    Report.UNSUPPORTED_LEVEL: (
        "the agent does not allow this user this security level; give it more or less of authentication and privacy"
    ),
    Report.NOT_IN_TIME_WINDOW: "its engine boots and time do not agree with its own answers",
}


def read_report(pdu: bytes) -> Report:
    """Which report a Report-PDU is.

    Raises:
        SnmpProtocolError: The bytes are no such PDU.
    """
    reply = read_pdu(pdu, 0, len(pdu))
    binds = decode_varbinds(pdu, reply.start, reply.end)
    oid = binds.oids[0] if binds.oids else b""
    return _COUNTERS.get(oid) or _COUNTERS.get(oid[:-1]) or Report.OTHER


def encode_report(report: Report, request_id: int, count: int) -> bytes:
    """The Report-PDU that shows a counter, with tag and length.

    Args:
        report: Any but `OTHER`.
        request_id: Of the PDU that it is about; 0 where that cannot be read (RFC 3412, 7.1).
        count: The counter's value.
    """
    name = ber.encode_tlv(ber.OBJECT_IDENTIFIER, _OIDS[report] + b"\x00")
    binding = ber.encode_tlv(ber.SEQUENCE, name + ber.encode_integer(count & ber.MASK32, ber.COUNTER32))
    content = ber.encode_integer(request_id) + b"\x02\x01\x00" * 2 + ber.encode_tlv(ber.SEQUENCE, binding)
    return ber.encode_tlv(REPORT, content)


def refusal(label: str, report: Report) -> SnmpError:
    """The error that a report stands for; it names the part of the credential that is wrong, never its value."""
    reason = _REFUSALS.get(report)
    if reason is not None:
        return SnmpAuthError(f"{label} refuses the SNMPv3 credential: {reason}")
    if report is Report.UNKNOWN_ENGINE:
        return SnmpProtocolError(f"{label} changes its engine id with every answer")
    return SnmpProtocolError(f"{label} answers SNMPv3 with {report.value}")
