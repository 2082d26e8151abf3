"""A user at an engine: its messages are checked and read by pysnmp's services with keys that pysnmp made."""

from typing import Any

import pytest

from fengsui.collectors.snmp.message import GET, Ask, encode_pdu
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.usm.keys import KeyCache
from fengsui.collectors.snmp.usm.message import AUTH, PRIV, REPORTABLE, encode_context, encode_scoped, read_message
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.user import LocalUser
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import AuthProtocol, PrivProtocol
from tests.support import pysnmp_usm
from tests.support.pysnmp_usm import OctetString
from tests.support.snmpd import AUTH_KEY, LEVELS, PRIV_KEY, Level, user_of, v3_credential
from tests.support.v3_engine import ENGINE_ID

ID = 0x40000001
SHA_AES: Level = (AuthProtocol.SHA, PrivProtocol.AES)


def pdu() -> bytes:
    before, after = encode_pdu(Ask(GET, [encode_oid("1.3.6.1.2.1.1.3.0")]))
    return before + ID.to_bytes(4, "big") + after


def local_user(level: Level, engine_id: bytes = ENGINE_ID, **keys: str) -> LocalUser:
    credential = v3_credential(level, **keys, user="noc")
    return LocalUser(credential, engine_id, KeyCache().local_keys(credential, engine_id), Salts(7))


@pytest.mark.parametrize("level", LEVELS, ids=user_of)
def test_pysnmp_authenticates_and_decrypts_what_we_send(level: Level) -> None:
    auth, priv = level
    message = local_user(level).seal(ID, pdu(), 5, 77)
    read = read_message(message)
    expected = encode_scoped(encode_context(ENGINE_ID), pdu())

    assert read.flags == (AUTH if auth else 0) | (PRIV if priv else 0) | REPORTABLE
    plain: Any = message[read.start : read.end]
    if auth:
        digest = OctetString(message[read.digest_at : read.digest_at + read.digest_size])
        key = pysnmp_usm.auth_key(auth, AUTH_KEY, ENGINE_ID)
        pysnmp_usm.auth_service(auth).authenticate_incoming_message(key, digest, message)
    if auth and priv:
        their_key = pysnmp_usm.priv_key(auth, priv, PRIV_KEY, ENGINE_ID)
        plain = pysnmp_usm.priv_service(priv).decrypt_data(
            their_key, (read.boots, read.time, OctetString(read.salt)), OctetString(plain)
        )
    assert bytes(plain)[: len(expected)] == expected


@pytest.mark.parametrize("level", LEVELS, ids=user_of)
def test_what_one_side_seals_the_other_opens(level: Level) -> None:
    message = local_user(level).seal(ID, pdu(), 5, 77)
    other = local_user(level)
    read = read_message(message)

    assert other.is_authentic(message, read) is (level[0] is not None)
    assert other.open(message, read).pdu == pdu()
    assert other.open(message, read).context_engine_id == ENGINE_ID


def test_every_changed_byte_is_noticed() -> None:
    message = local_user(SHA_AES).seal(ID, pdu(), 5, 77)
    user = local_user(SHA_AES)

    for at in range(len(message)):
        changed = bytearray(message)
        changed[at] ^= 0x01
        try:
            read = read_message(bytes(changed))
        except SnmpProtocolError:
            continue
        assert not user.is_authentic(bytes(changed), read), f"byte {at}"


def test_bytes_behind_a_message_do_not_count() -> None:
    message = local_user(SHA_AES).seal(ID, pdu(), 5, 77) + b"junk"

    assert local_user(SHA_AES).is_authentic(message, read_message(message))


@pytest.mark.parametrize("change", [{"auth_key": "another-key"}, {"engine_id": b"another-engine"}])
def test_another_key_or_engine_is_not_authentic(change: dict[str, Any]) -> None:
    message = local_user(SHA_AES).seal(ID, pdu(), 5, 77)

    assert not local_user(SHA_AES, **change).is_authentic(message, read_message(message))


def test_a_shorter_digest_is_not_authentic() -> None:
    signed = local_user((AuthProtocol.MD5, None)).seal(ID, pdu(), 5, 77)

    assert not local_user((AuthProtocol.SHA_256, None)).is_authentic(signed, read_message(signed))
    assert not local_user((None, None)).is_authentic(signed, read_message(signed))


@pytest.mark.parametrize("priv", PrivProtocol)
def test_another_privacy_key_gives_no_scoped_pdu(priv: PrivProtocol) -> None:
    message = local_user((AuthProtocol.SHA, priv)).seal(ID, pdu(), 5, 77)
    other = local_user((AuthProtocol.SHA, priv), priv_key="another-priv")

    assert other.is_authentic(message, read_message(message))
    with pytest.raises(SnmpProtocolError):
        other.open(message, read_message(message))


def test_an_encrypted_message_to_a_user_without_privacy_is_a_protocol_error() -> None:
    message = local_user(SHA_AES).seal(ID, pdu(), 5, 77)

    with pytest.raises(SnmpProtocolError, match="without privacy"):
        local_user((AuthProtocol.SHA, None)).open(message, read_message(message))


def test_a_long_pdu_in_plain_form_and_one_in_odd_form_are_read_alike() -> None:
    user = local_user(SHA_AES)
    for size in (20, 100, 120, 200, 400, 70_000):
        long_pdu = b"\xa2\x84" + size.to_bytes(4, "big") + bytes(size)
        message = user.seal(ID, long_pdu, 5, 77)

        assert user.open(message, read_message(message)).pdu == long_pdu


def test_a_user_shows_no_key() -> None:
    user = local_user(SHA_AES)
    keys = KeyCache().local_keys(v3_credential(SHA_AES, user="noc"), ENGINE_ID)

    shown = repr(user) + repr(vars(user))

    assert AUTH_KEY not in shown
    assert not any(key and (key.hex() in shown or repr(key)[2:-1] in shown) for key in (keys.auth, keys.priv))


@pytest.mark.parametrize("level", LEVELS, ids=user_of)
def test_an_answer_is_authentic_reads_back_and_asks_for_no_report(level: Level) -> None:
    user, scoped = local_user(level), encode_scoped(encode_context(b"other"), pdu())
    for encrypted in (True, False):
        message = user.answer(5, scoped, 3, 1_000, encrypted=encrypted)
        read = read_message(message)
        assert (read.message_id, read.flags) == (5, user.level if encrypted else user.level & AUTH)
        assert user.is_authentic(message, read) == bool(user.level & AUTH)
        opened = user.open(message, read)
        assert (opened.context_engine_id, opened.pdu) == (b"other", pdu())
