"""Ciphers against pysnmp's, both ways."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.collectors.snmp.usm.keys import KEY_SIZES
from fengsui.collectors.snmp.usm.privacy import AesPrivacy, Salts, privacy_with
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import PrivProtocol
from tests.support.pysnmp_usm import OctetString, priv_service

NUMBERS = st.integers(0, 2**31 - 1)


def key_of(protocol: PrivProtocol) -> bytes:
    return bytes(range(7, 7 + KEY_SIZES[protocol]))


@pytest.mark.parametrize("protocol", PrivProtocol)
@settings(max_examples=25, deadline=None)
@given(plain=st.binary(min_size=1, max_size=200), boots=NUMBERS, time=NUMBERS, number=st.integers(0, 2**64 - 1))
def test_pysnmp_reads_what_we_encrypt_and_we_read_it_too(
    protocol: PrivProtocol, plain: bytes, boots: int, time: int, number: int
) -> None:
    ours = privacy_with(protocol, key_of(protocol))

    data, salt = ours.encrypt(plain, boots, time, number)
    parameters = tuple(OctetString(salt) if at == 2 else value for at, value in enumerate((boots, time, None)))
    theirs = bytes(priv_service(protocol).decrypt_data(OctetString(key_of(protocol)), parameters, OctetString(data)))

    assert theirs[: len(plain)] == ours.decrypt(data, boots, time, salt)[: len(plain)] == plain
    assert len(salt) == 8


@pytest.mark.parametrize("protocol", PrivProtocol)
def test_we_read_what_pysnmp_encrypts(protocol: PrivProtocol) -> None:
    plain = b"fiber to every county" * 9
    data, salt = priv_service(protocol).encrypt_data(OctetString(key_of(protocol)), (3, 99, None), plain)

    read = privacy_with(protocol, key_of(protocol)).decrypt(bytes(data), 3, 99, bytes(salt))

    assert read[: len(plain)] == plain


@pytest.mark.parametrize("protocol", PrivProtocol)
def test_a_plaintext_never_gives_the_same_ciphertext_twice(protocol: PrivProtocol) -> None:
    ours, salts = privacy_with(protocol, key_of(protocol)), Salts(0)

    seen = {ours.encrypt(b"the same again", 1, 1, salts.next()) for _ in range(200)}

    assert len(seen) == len({salt for _, salt in seen}) == 200


def test_the_salt_of_des_begins_with_the_boots() -> None:
    _, salt = privacy_with(PrivProtocol.DES, bytes(16)).encrypt(b"x", 0x01020304, 9, 0xAABBCCDD_11223344)

    assert salt == struct.pack(">II", 0x01020304, 0x11223344)


def test_salts_begin_where_chance_says_and_go_round() -> None:
    salts = Salts(2**64 - 2)

    assert [salts.next(), salts.next()] == [2**64 - 1, 0]


@pytest.mark.parametrize(
    ("protocol", "data", "salt"),
    [
        (PrivProtocol.AES, b"x" * 16, b""),
        (PrivProtocol.AES, b"x" * 16, b"x" * 9),
        (PrivProtocol.DES, b"x" * 16, b"x" * 7),
        (PrivProtocol.DES, b"x" * 15, b"x" * 8),
        (PrivProtocol.DES, b"", b"x" * 8),
    ],
)
def test_lengths_that_cannot_be_are_a_protocol_error(protocol: PrivProtocol, data: bytes, salt: bytes) -> None:
    with pytest.raises(SnmpProtocolError, match="expected"):
        privacy_with(protocol, key_of(protocol)).decrypt(data, 1, 1, salt)


def test_a_cipher_shows_no_key() -> None:
    assert key_of(PrivProtocol.AES).hex() not in repr(AesPrivacy(key_of(PrivProtocol.AES)))
