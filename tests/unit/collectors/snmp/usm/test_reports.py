import pytest

from fengsui.collectors.snmp.decode import decode_varbinds
from fengsui.collectors.snmp.message import read_pdu
from fengsui.collectors.snmp.oid import decode_oid
from fengsui.collectors.snmp.usm.reports import REPORT, Report, encode_report, read_report, refusal
from fengsui.errors import SnmpAuthError, SnmpError, SnmpProtocolError
from tests.support.v3_engine import REPORT_OIDS, report_pdu


@pytest.mark.parametrize("report", REPORT_OIDS)
def test_a_report_is_known_by_its_counter(report: Report) -> None:
    assert read_report(report_pdu(report)) is report


def test_the_counters_are_those_of_the_mib() -> None:
    assert decode_oid(REPORT_OIDS[Report.WRONG_DIGEST]) == "1.3.6.1.6.3.15.1.1.5.0"
    assert decode_oid(REPORT_OIDS[Report.UNKNOWN_CONTEXT]) == "1.3.6.1.6.3.12.1.5.0"


def test_a_report_without_an_instance_or_without_anything_is_read() -> None:
    bare = report_pdu(Report.WRONG_DIGEST).replace(
        REPORT_OIDS[Report.WRONG_DIGEST], b"\x2b\x06\x01\x06\x03\x0f\x01\x01\x05\x00"
    )

    assert read_report(bare) is Report.WRONG_DIGEST
    assert read_report(b"\xa8\x0b\x02\x01\x00\x02\x01\x00\x02\x01\x00\x30\x00") is Report.OTHER


@pytest.mark.parametrize("pdu", [b"\xa8\x00", b"\xa8\x03\x02\x01\x00", report_pdu(Report.WRONG_DIGEST)[:-1]])
def test_what_is_no_report_is_a_protocol_error(pdu: bytes) -> None:
    with pytest.raises(SnmpProtocolError):
        read_report(pdu)


@pytest.mark.parametrize(
    ("report", "kind", "part"),
    [
        (Report.UNKNOWN_USER, SnmpAuthError, "does not know the user"),
        (Report.WRONG_DIGEST, SnmpAuthError, "authentication key or protocol"),
        (Report.DECRYPTION_ERROR, SnmpAuthError, "privacy key or protocol"),
        (Report.UNSUPPORTED_LEVEL, SnmpAuthError, "security level"),
        (Report.NOT_IN_TIME_WINDOW, SnmpAuthError, "boots and time"),
        (Report.UNKNOWN_ENGINE, SnmpProtocolError, "engine id"),
        (Report.UNKNOWN_CONTEXT, SnmpProtocolError, "snmpUnknownContexts"),
        (Report.OTHER, SnmpProtocolError, "a report that SNMPv3 does not have"),
    ],
)
def test_a_refusal_says_which_part_is_wrong(report: Report, kind: type[SnmpError], part: str) -> None:
    error = refusal("10.20.0.1", report)

    assert type(error) is kind
    assert str(error).startswith("10.20.0.1 ")
    assert part in str(error)


@pytest.mark.parametrize("report", [report for report in REPORT_OIDS if report is not Report.OTHER])
def test_a_report_that_we_make_is_the_one_that_an_agent_makes(report: Report) -> None:
    assert encode_report(report, 0, 7) == report_pdu(report)


def test_a_report_carries_the_request_id_and_a_counter_of_32_bits() -> None:
    pdu = encode_report(Report.WRONG_DIGEST, 4711, 2**32 + 5)
    read = read_pdu(pdu, 0, len(pdu))
    assert (read.pdu, read.request_id) == (REPORT, 4711)
    assert decode_varbinds(pdu, read.start, read.end).values == [5]
