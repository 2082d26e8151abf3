"""Messages: our requests read by pysnmp, pysnmp's replies read by us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysnmp.proto import api
from pysnmp.proto.api import v1, v2c

from fengsui.collectors.snmp import message
from fengsui.collectors.snmp.message import Ask, RequestEncoder, read_reply, status_name
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import SnmpVersion
from tests.support.asn1 import decoder, encoder

REQUEST_ID = 0x40000001


def request(version: SnmpVersion, ask: Ask, community: bytes = b"public") -> bytes:
    before, after = RequestEncoder(version, community).encode(ask)
    return before + REQUEST_ID.to_bytes(4, "big") + after


def test_a_getbulk_is_what_pysnmp_understands() -> None:
    oids = [f"1.3.6.1.2.1.2.2.1.{column}.4294967295" for column in range(1, 15)]
    data = request(SnmpVersion.V2C, Ask(message.GET_BULK, [encode_oid(oid) for oid in oids], 10))
    read, rest = decoder.decode(data, asn1Spec=v2c.Message())
    pdu = v2c.apiMessage.get_pdu(read)
    assert not rest
    assert v2c.apiMessage.get_community(read) == b"public"
    assert pdu.isSameTypeWith(v2c.GetBulkRequestPDU())
    assert int(v2c.apiBulkPDU.get_request_id(pdu)) == REQUEST_ID
    assert int(v2c.apiBulkPDU.get_non_repeaters(pdu)) == 0
    assert int(v2c.apiBulkPDU.get_max_repetitions(pdu)) == 10
    assert [str(oid) for oid, _ in v2c.apiBulkPDU.get_varbinds(pdu)] == oids


def test_a_getnext_of_version_1_is_what_pysnmp_understands() -> None:
    data = request(SnmpVersion.V1, Ask(message.GET_NEXT, [encode_oid("1.3.6.1.2.1.1")]), b"")
    read, _ = decoder.decode(data, asn1Spec=v1.Message())
    assert api.decodeMessageVersion(data) == api.SNMP_VERSION_1
    assert v1.apiMessage.get_pdu(read).isSameTypeWith(v1.GetNextRequestPDU())


def test_a_huge_oid_and_a_huge_community_are_encoded_in_long_form() -> None:
    oid = "1.3" + ".4294967295" * 60
    data = request(SnmpVersion.V2C, Ask(message.GET, [encode_oid(oid)]), b"c" * 300)
    read, _ = decoder.decode(data, asn1Spec=v2c.Message())
    assert [str(name) for name, _ in v2c.apiPDU.get_varbinds(v2c.apiMessage.get_pdu(read))] == [oid]


@given(status=st.integers(0, 18), index=st.integers(0, 100), request_id=st.integers(-(2**31), 2**31 - 1))
def test_a_reply_of_pysnmp_is_read_up_to_its_bindings(status: int, index: int, request_id: int) -> None:
    pdu = v2c.ResponsePDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_request_id(pdu, request_id)
    v2c.apiPDU.set_error_status(pdu, status)
    v2c.apiPDU.set_error_index(pdu, index)
    whole = v2c.Message()
    v2c.apiMessage.set_defaults(whole)
    v2c.apiMessage.set_community(whole, b"public")
    v2c.apiMessage.set_pdu(whole, pdu)
    reply = read_reply(encoder.encode(whole))
    assert (reply.wire_version, reply.community, reply.pdu) == (1, b"public", message.RESPONSE)
    assert (reply.request_id, reply.error_status, reply.error_index) == (request_id, status, index)
    assert reply.start == reply.end


@given(st.binary(max_size=80))
def test_any_bytes_give_a_reply_or_a_protocol_error(data: bytes) -> None:
    try:
        reply = read_reply(data)
    except SnmpProtocolError:
        return
    assert 0 <= reply.start <= reply.end <= len(data)


@pytest.mark.parametrize(
    "data",
    [
        "0401613002",  # no sequence at all
        "300702010104017030",  # cut off behind the community
        "300b0201010201059a03020100",  # a community that is a number
        "300802010104010030013000",  # no PDU
        "30190201010403616263a20f0204400000010201000201000401" + "61",  # bindings that are a string
    ],
)
def test_bytes_that_are_no_message_are_refused(data: str) -> None:
    with pytest.raises(SnmpProtocolError):
        read_reply(bytes.fromhex(data))


def test_error_statuses_have_the_words_of_the_standard() -> None:
    assert status_name(5) == "genErr"
    assert status_name(18) == "inconsistentName"
    assert status_name(99) == "error-status 99"
    assert status_name(-1) == "error-status -1"
