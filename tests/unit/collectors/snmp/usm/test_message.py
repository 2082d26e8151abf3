"""SNMPv3 messages: ours read by pysnmp, arbitrary and garbled bytes read by us."""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.collectors.snmp.message import GET, GET_BULK, Ask, encode_pdu
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.usm.message import (
    AUTH,
    PRIV,
    REPORTABLE,
    encode_answer,
    encode_context,
    encode_message,
    encode_scoped,
    read_message,
    read_scoped,
    security_head,
)
from fengsui.errors import SnmpProtocolError
from tests.support import asn1
from tests.support.v3_engine import ENGINE_ID

ID = 0x40000001
rfc3412: Any = import_module("pysnmp.proto.mpmod.rfc3412")
rfc3414: Any = import_module("pysnmp.proto.secmod.rfc3414.service")


def request(ask: Ask) -> bytes:
    before, after = encode_pdu(ask)
    return before + ID.to_bytes(4, "big") + after


def whole(flags: int = AUTH | REPORTABLE, data: bytes | None = None, user: bytes = b"noc") -> bytes:
    data = (
        encode_scoped(encode_context(ENGINE_ID), request(Ask(GET, [encode_oid("1.3.6.1.2.1.1.3.0")])))
        if data is None
        else data
    )
    head = security_head(ENGINE_ID, 7, 100_000, user)
    return encode_message(
        ID, flags, head, data, digest_size=12 if flags & AUTH else 0, salt=b"saltsalt" if flags & PRIV else b""
    )[0]


def test_pysnmp_reads_our_message_as_we_meant_it() -> None:
    theirs, rest = asn1.decoder.decode(whole(), asn1Spec=rfc3412.SNMPv3Message())
    header = theirs["msgGlobalData"]
    security, _ = asn1.decoder.decode(bytes(theirs["msgSecurityParameters"]), asn1Spec=rfc3414.UsmSecurityParameters())

    assert rest == b""
    assert int(theirs["msgVersion"]) == 3
    assert [int(header["msgID"]), int(header["msgMaxSize"]), int(header["msgSecurityModel"])] == [ID, 65507, 3]
    assert bytes(header["msgFlags"]) == bytes([AUTH | REPORTABLE])
    assert bytes(security["msgAuthoritativeEngineId"]) == ENGINE_ID
    assert int(security["msgAuthoritativeEngineBoots"]) == 7
    assert int(security["msgAuthoritativeEngineTime"]) == 100_000
    assert bytes(security["msgUserName"]) == b"noc"
    assert bytes(security["msgAuthenticationParameters"]) == bytes(12)
    scoped = theirs["msgData"]["plaintext"]
    assert bytes(scoped["contextEngineId"]) == ENGINE_ID
    assert bytes(scoped["contextName"]) == b""
    assert int(scoped["data"]["get-request"]["request-id"]) == ID


def test_pysnmp_reads_our_getbulk() -> None:
    oids = [encode_oid(f"1.3.6.1.2.1.2.2.1.{column}") for column in range(1, 60)]
    data = encode_scoped(encode_context(ENGINE_ID), request(Ask(GET_BULK, oids, 300)))
    theirs, _ = asn1.decoder.decode(whole(data=data), asn1Spec=rfc3412.SNMPv3Message())

    bulk = theirs["msgData"]["plaintext"]["data"]["get-bulk-request"]

    assert (int(bulk["max-repetitions"]), len(bulk["variable-bindings"])) == (300, 59)


@pytest.mark.parametrize("flags", [0, AUTH, AUTH | PRIV])
def test_what_we_write_we_read(flags: int) -> None:
    data = b"\x04\x05cryme" if flags & PRIV else None

    message = whole(flags, data)
    read = read_message(message + b"behind it")

    assert (read.message_id, read.flags, read.engine_id, read.boots, read.time) == (ID, flags, ENGINE_ID, 7, 100_000)
    assert (read.user, read.digest_size, read.encrypted) == (b"noc", 12 if flags else 0, bool(flags & PRIV))
    assert message[read.digest_at : read.digest_at + read.digest_size] == bytes(read.digest_size)
    assert read.stop == len(message)
    if flags & PRIV:
        assert (message[read.start : read.end], read.salt) == (b"cryme", b"saltsalt")
    else:
        assert read_scoped(message, read.start, read.end).context_engine_id == ENGINE_ID


def test_where_the_digest_goes_is_told() -> None:
    message, at = encode_message(ID, AUTH, security_head(ENGINE_ID, 1, 1, b"u"), b"\x30\x00", digest_size=24)

    assert at == read_message(message).digest_at


def swap(old: bytes, new: bytes) -> bytes:
    message = whole()
    assert message.count(old) == 1
    return message.replace(old, new)


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (b"", "cut off"),
        (b"\x04\x00", "expected an SNMP message"),
        (swap(b"\x02\x01\x03\x30", b"\x02\x01\x01\x30"), "version 1"),
        (swap(b"\x04\x01\x05\x02\x01\x03", b"\x04\x01\x05\x02\x01\x02"), "model 2"),
        (swap(b"\x04\x01\x05\x02\x01\x03", b"\x04\x01\x02\x02\x01\x03"), "privacy without authentication"),
        (swap(b"\x04\x01\x05\x02\x01\x03", b"\x04\x01\x07\x02\x01\x03"), "data with tag 0x30"),
        (swap(b"\x02\x01\x07", b"\x02\x01\xff"), "out of range"),
        (whole(user=b"x" * 33), "too long"),
        (whole(data=b"\x02\x01\x00"), "data with tag 0x02"),
        (whole()[:-1], "beyond the message"),
    ],
)
def test_what_is_no_message_is_a_protocol_error(message: bytes, problem: str) -> None:
    with pytest.raises(SnmpProtocolError, match=problem):
        read_message(message)


def read_all(data: bytes) -> None:
    try:
        read = read_message(data)
        if not read.encrypted:
            read_scoped(data, read.start, read.end)
    except SnmpProtocolError:
        return
    assert 0 <= read.digest_at <= read.digest_at + read.digest_size <= read.start <= read.end <= read.stop <= len(data)


@settings(max_examples=400, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_give_a_message_or_a_protocol_error(data: bytes) -> None:
    read_all(data)


@settings(max_examples=600, deadline=None)
@given(data=st.data())
def test_garbled_and_truncated_messages_give_a_message_or_a_protocol_error(data: st.DataObject) -> None:
    flags = data.draw(st.sampled_from([0, AUTH, AUTH | PRIV]))
    message = bytearray(whole(flags, b"\x04\x05cryme" if flags & PRIV else None))
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))

    read_all(bytes(message[: data.draw(st.integers(0, len(message)))]))


@pytest.mark.parametrize("message_id", [0, 1, 127, 128, 0x3FFFFFFF, 0x7FFFFFFF])
def test_an_answer_carries_any_message_id_in_as_few_bytes_as_it_takes(message_id: int) -> None:
    head = security_head(ENGINE_ID, 3, 1_000, b"noc")
    data = encode_scoped(encode_context(ENGINE_ID), request(Ask(GET, [encode_oid("1.3.6.1.2.1.1.3.0")])))
    message, at = encode_answer(message_id, AUTH, head, data, digest_size=12, salt=b"")
    read = read_message(message)
    assert (read.message_id, read.flags, read.engine_id, read.boots, read.time, read.user) == (
        message_id, AUTH, ENGINE_ID, 3, 1_000, b"noc",
    )  # fmt: skip
    assert (read.digest_at, read.digest_size, message[read.start : read.stop]) == (at, 12, data)
    whole, _ = asn1.decoder.decode(message, asn1Spec=rfc3412.SNMPv3Message())
    assert int(whole["msgGlobalData"]["msgID"]) == message_id


def test_an_answer_is_the_message_that_a_request_of_that_id_is() -> None:
    head, data = security_head(ENGINE_ID, 3, 1_000, b"noc"), encode_scoped(encode_context(ENGINE_ID), b"\xa2\x00")
    for size, salt in ((0, b""), (24, b"saltsalt")):
        given = (ID, AUTH, head, data)
        assert encode_answer(*given, digest_size=size, salt=salt) == encode_message(*given, digest_size=size, salt=salt)
