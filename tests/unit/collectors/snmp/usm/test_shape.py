"""A message read by shape reads as it does with care, or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.collectors.snmp.usm.keys import KeyCache
from fengsui.collectors.snmp.usm.message import V3Message, read_message
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.shape import MessageShape, shape_of
from fengsui.collectors.snmp.usm.user import LocalUser
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import AuthProtocol, PrivProtocol
from tests.support.snmpd import Level, v3_credential
from tests.support.v3_engine import ENGINE_ID

LEVEL: Level = (AuthProtocol.SHA_256, PrivProtocol.AES)


def local_user(level: Level = LEVEL, engine_id: bytes = ENGINE_ID, name: str = "noc") -> LocalUser:
    credential = v3_credential(level, user=name)
    return LocalUser(credential, engine_id, KeyCache().local_keys(credential, engine_id), Salts(3))


USER = local_user()


def sealed(
    number: int = 0x40000001, size: int = 600, boots: int = 7, time: int = 100_000, user: LocalUser = USER
) -> bytes:
    return user.seal(number, b"\xa2" + b"\x82" + size.to_bytes(2, "big") + bytes(size), boots, time)


def shape() -> MessageShape:
    data = sealed()
    found = shape_of(data, read_message(data))
    assert found is not None
    return found


SHAPE = shape()


def carefully(data: bytes) -> V3Message | None:
    try:
        return read_message(data)
    except SnmpProtocolError:
        return None


@pytest.mark.parametrize("number", [0x40000001, 0x7FFFFFFF])
@pytest.mark.parametrize("size", [300, 601, 1_400, 60_000])
@pytest.mark.parametrize("time", [65_536, 100_001, 0x7FFFFF])
def test_messages_alike_are_read_by_shape(number: int, size: int, time: int) -> None:
    data = sealed(number, size, time=time) + b"behind"

    assert SHAPE.read(data) == read_message(data)


@pytest.mark.parametrize(
    "data",
    [
        sealed(boots=8),
        sealed(time=0x7FFF),
        sealed(time=0x800000),
        sealed(size=100),
        sealed(user=local_user(name="other")),
        sealed(user=local_user(engine_id=ENGINE_ID[:-1] + b"x")),
        sealed(user=local_user((AuthProtocol.SHA_512, PrivProtocol.AES))),
        sealed(user=local_user((AuthProtocol.SHA_256, None))),
        b"",
        sealed()[:60],
        sealed()[:-1],
    ],
)
def test_other_messages_are_left_to_the_careful_reader(data: bytes) -> None:
    assert SHAPE.read(data) is None


@pytest.mark.parametrize(
    "data",
    [sealed(size=100), sealed(user=local_user((AuthProtocol.SHA_256, None))), sealed(user=local_user((None, None)))],
)
def test_short_and_plain_messages_have_no_shape(data: bytes) -> None:
    assert shape_of(data, read_message(data)) is None


@settings(max_examples=800, deadline=None)
@given(data=st.data())
def test_what_is_read_by_shape_reads_the_same_with_care(data: st.DataObject) -> None:
    message = bytearray(sealed())
    for _ in range(data.draw(st.integers(1, 3))):
        message[data.draw(st.integers(0, 130))] = data.draw(st.integers(0, 255))
    garbled = bytes(message[: data.draw(st.sampled_from([len(message), len(message) - 1, 120]))])

    found = SHAPE.read(garbled)

    assert found is None or found == carefully(garbled)


def test_a_user_reads_by_shape_once_it_has_seen_an_authentic_message() -> None:
    reader = local_user()
    for time in (65_535, 65_536, 65_537):
        data = sealed(time=time)
        read = reader.read(data)
        assert read == read_message(data)
        assert reader.is_authentic(data, read)
        assert reader.open(data, read).pdu[0] == 0xA2
