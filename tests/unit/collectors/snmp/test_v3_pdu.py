import struct
from typing import Any

import pytest
from pysnmp.proto import rfc1902, rfc1905
from pysnmp.proto.api import v2c

from fengsui.collectors.session import Value
from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.message import Ask
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.v3_pdu import make_request, read_response

OID = "1.3.6.1.2.1.1.3.0"


def answer_to(request: Any, *values: Any, status: int = 0) -> Any:
    answer = v2c.ResponsePDU()
    v2c.apiPDU.set_defaults(answer)
    v2c.apiPDU.set_request_id(answer, v2c.apiPDU.get_request_id(request))
    v2c.apiPDU.set_varbinds(answer, [(rfc1902.ObjectName(OID), value) for value in values])
    v2c.apiPDU.set_error_status(answer, status)
    v2c.apiPDU.set_error_index(answer, 1 if status else 0)
    return answer


def test_a_get_asks_for_the_oids_given() -> None:
    request = make_request(Ask(message.GET, [encode_oid(OID), encode_oid("1.3.6.1.4.1.4294967295")]))

    assert request.tagSet == v2c.GetRequestPDU.tagSet
    assert [str(name) for name, _ in v2c.apiPDU.get_varbinds(request)] == [OID, "1.3.6.1.4.1.4294967295"]


def test_a_getbulk_asks_for_so_many_repetitions() -> None:
    request = make_request(Ask(message.GET_BULK, [encode_oid(OID)], 12))

    assert request.tagSet == v2c.GetBulkRequestPDU.tagSet
    assert int(v2c.apiBulkPDU.get_max_repetitions(request)) == 12
    assert int(v2c.apiBulkPDU.get_non_repeaters(request)) == 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (rfc1902.Integer32(-5), -5),
        (rfc1902.Counter64(2**64 - 1), 2**64 - 1),
        (rfc1902.TimeTicks(7), 7),
        (rfc1902.Gauge32(8), 8),
        (rfc1902.OctetString(b"\xd6\xd0"), b"\xd6\xd0"),
        (rfc1902.IpAddress("10.20.0.1"), b"\x0a\x14\x00\x01"),
        (rfc1902.ObjectIdentifier(OID), encode_oid(OID)),
        (rfc1902.Opaque(b"\x9f\x78\x04" + struct.pack(">f", 1.5)), 1.5),
        (rfc1902.Opaque(b"\x9f\x78"), b"\x9f\x78"),
        (rfc1902.Null(""), None),
    ],
)
def test_values_come_in_our_terms(value: Any, expected: Value) -> None:
    request = make_request(Ask(message.GET, [encode_oid(OID)]))

    response = read_response(request, answer_to(request, value))

    assert response is not None
    assert response.binds.values == [expected]
    assert response.binds.oids == [encode_oid(OID)]
    assert response.binds.exceptions == {}


def test_exceptions_are_none_and_marked() -> None:
    request = make_request(Ask(message.GET, [encode_oid(OID)]))

    response = read_response(
        request,
        answer_to(request, rfc1905.noSuchObject, rfc1905.noSuchInstance, rfc1905.endOfMibView, rfc1902.Integer32(1)),
    )

    assert response is not None
    assert response.binds.values == [None, None, None, 1]
    assert response.binds.exceptions == {0: ber.NO_SUCH_OBJECT, 1: ber.NO_SUCH_INSTANCE, 2: ber.END_OF_MIB_VIEW}


def test_an_answer_with_an_error_has_no_bindings() -> None:
    request = make_request(Ask(message.GET, [encode_oid(OID)]))

    response = read_response(request, answer_to(request, rfc1902.Null(""), status=5))

    assert response is not None
    assert (response.error_status, response.error_index, len(response.binds)) == (5, 1, 0)


def test_the_answer_to_another_request_is_none() -> None:
    one, other = (make_request(Ask(message.GET, [encode_oid(OID)])) for _ in range(2))

    assert read_response(one, answer_to(other)) is None
    assert read_response(one, one) is None
