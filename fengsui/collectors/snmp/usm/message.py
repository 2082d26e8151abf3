"""SNMPv3 messages (RFC 3412, RFC 3414): put together from pieces, taken apart into places. Knows no keys.

Any bytes give a result or SnmpProtocolError. Numbers are checked for the ranges that the RFCs give them, since boots and
time go into ciphers and clocks.
"""

from typing import NamedTuple

from fengsui.collectors.snmp import ber
from fengsui.errors import SnmpProtocolError

VERSION = 3
USER_BASED = 3
AUTH, PRIV, REPORTABLE = 0x01, 0x02, 0x04
LEVEL = AUTH | PRIV
LARGEST_NUMBER = 0x7FFFFFFF
# RFC 3411: SnmpEngineID has 5 to 32 octets; shorter ones are seen, and do no harm.
LONGEST_ENGINE_ID = 32
_LONGEST_USER = 32
# msgMaxSize: what a UDP datagram can hold over IPv4.
_MAX_SIZE = b"\x02\x03\x00\xff\xe3"
# msgVersion, and msgGlobalData up to the message-id of four bytes.
_OPENING = b"\x02\x01\x03\x30\x11\x02\x04"
_MODEL_BYTES = b"\x02\x01\x03"


class V3Message(NamedTuple):
    """A message up to its data.

    Attributes:
        digest_at, digest_size: Where the content of msgAuthenticationParameters stands.
        encrypted: True where the data is an OCTET STRING.
        start, end: Where the data stands: its content if encrypted, else the scoped PDU with tag and length.
        stop: Where the message ends.
    """

    message_id: int
    flags: int
    engine_id: bytes
    boots: int
    time: int
    user: bytes
    digest_at: int
    digest_size: int
    salt: bytes
    encrypted: bool
    start: int
    end: int
    stop: int


class ScopedPdu(NamedTuple):
    """A scoped PDU: the context, and the PDU with tag and length."""

    context_engine_id: bytes
    context_name: bytes
    pdu: bytes


def security_head(engine_id: bytes, boots: int, time: int, user: bytes) -> bytes:
    """The security parameters before digest and salt."""
    return (
        ber.encode_tlv(ber.OCTET_STRING, engine_id)
        + ber.encode_integer(boots)
        + ber.encode_integer(time)
        + ber.encode_tlv(ber.OCTET_STRING, user)
    )


def encode_frame(flags: int, head: bytes, digest_size: int, salt_size: int) -> tuple[bytes, bytes]:
    """What stands between message-id and digest, and between digest and salt."""
    security = head + bytes((ber.OCTET_STRING, digest_size)) + bytes(digest_size) + bytes((ber.OCTET_STRING, salt_size))
    sequence = ber.SEQUENCE.to_bytes() + ber.encode_length(len(security) + salt_size)
    parameters = b"\x04" + ber.encode_length(len(sequence) + len(security) + salt_size)
    before = _MAX_SIZE + bytes((ber.OCTET_STRING, 1, flags)) + _MODEL_BYTES + parameters + sequence + security
    return before[: len(before) - 2 - digest_size], before[-2:]


def encode_message(
    message_id: int, flags: int, head: bytes, data: bytes, *, digest_size: int = 0, salt: bytes = b""
) -> tuple[bytes, int]:
    """A message whose digest is zeros, and where that stands in it.

    Args:
        message_id: From 0x40000000 to 0x7fffffff, which four bytes hold.
        flags: msgFlags.
        head: From `security_head`.
        data: The scoped PDU, or the ciphertext as OCTET STRING, with tag and length.
        digest_size: Bytes of msgAuthenticationParameters.
        salt: msgPrivacyParameters.
    """
    to_digest, to_salt = encode_frame(flags, head, digest_size, len(salt))
    front, back = join_message(message_id, to_digest, digest_size, to_salt + salt, data)
    return front + bytes(digest_size) + back, len(front)


def join_message(
    message_id: int, to_digest: bytes, digest_size: int, from_digest: bytes, data: bytes
) -> tuple[bytes, bytes]:
    """A message before and behind its digest; the pieces come from `encode_frame`."""
    size = len(_OPENING) + 4 + len(to_digest) + digest_size + len(from_digest) + len(data)
    front = b"".join((b"\x30", ber.encode_length(size), _OPENING, message_id.to_bytes(4, "big"), to_digest))
    return front, from_digest + data


def encode_answer(
    message_id: int, flags: int, head: bytes, data: bytes, *, digest_size: int = 0, salt: bytes = b""
) -> tuple[bytes, int]:
    """A message as `encode_message` makes it, with any message-id from 0 on: one that the other side has chosen."""
    header = ber.encode_integer(message_id) + _MAX_SIZE + bytes((ber.OCTET_STRING, 1, flags)) + _MODEL_BYTES
    tail = ber.encode_tlv(ber.OCTET_STRING, salt)
    security = ber.encode_tlv(ber.SEQUENCE, head + ber.encode_tlv(ber.OCTET_STRING, bytes(digest_size)) + tail)
    parameters = ber.encode_tlv(ber.OCTET_STRING, security)
    whole = ber.encode_tlv(
        ber.SEQUENCE, ber.encode_integer(VERSION) + ber.encode_tlv(ber.SEQUENCE, header) + parameters + data
    )
    return whole, len(whole) - len(data) - len(tail) - digest_size


def encode_scoped(context: bytes, pdu: bytes) -> bytes:
    """A scoped PDU; `context` comes from `encode_context`."""
    return b"\x30" + ber.encode_length(len(context) + len(pdu)) + context + pdu


def encode_context(engine_id: bytes) -> bytes:
    """The default context of an engine."""
    return ber.encode_tlv(ber.OCTET_STRING, engine_id) + b"\x04\x00"


def read_message(data: bytes) -> V3Message:
    """Reads a message up to its data. Bytes behind the message are let be.

    Raises:
        SnmpProtocolError: The bytes are no SNMPv3 message under the user-based security model.
    """
    tag, at, stop = ber.read_tlv(data, 0, len(data))
    if tag != ber.SEQUENCE:
        raise SnmpProtocolError(f"expected an SNMP message, got tag 0x{tag:02x}")
    version, at = ber.read_integer(data, at, stop)
    if version != VERSION:
        raise SnmpProtocolError(f"expected SNMPv3, got version {version}")
    tag, start, at = ber.read_tlv(data, at, stop)
    if tag != ber.SEQUENCE:
        raise SnmpProtocolError(f"expected msgGlobalData, got tag 0x{tag:02x}")
    message_id, flags = _read_header(data, start, at)
    start, at = _octets(data, at, stop)
    engine_id, boots, time, user, digest, salt = _read_security(data, start, at)
    tag, start, end = ber.read_tlv(data, at, stop)
    if tag not in (ber.OCTET_STRING, ber.SEQUENCE) or (tag == ber.OCTET_STRING) != bool(flags & PRIV):
        raise SnmpProtocolError(f"message data with tag 0x{tag:02x} under the flags 0x{flags:02x}")
    encrypted = tag == ber.OCTET_STRING
    return V3Message(
        message_id, flags, engine_id, boots, time, user, digest[0], digest[1] - digest[0], salt,
        encrypted, start if encrypted else at, end, stop,
    )  # fmt: skip


def read_scoped(data: bytes, at: int, end: int) -> ScopedPdu:
    """Reads a scoped PDU between `at` and `end`; padding behind it is let be.

    Raises:
        SnmpProtocolError: The bytes are no scoped PDU.
    """
    tag, at, end = ber.read_tlv(data, at, end)
    if tag != ber.SEQUENCE:
        raise SnmpProtocolError(f"expected a scoped PDU, got tag 0x{tag:02x}")
    start, at = _octets(data, at, end)
    engine_id = data[start:at]
    start, at = _octets(data, at, end)
    name = data[start:at]
    tag, _, end = ber.read_tlv(data, at, end)
    if tag & 0xE0 != 0xA0:
        raise SnmpProtocolError(f"expected a PDU, got tag 0x{tag:02x}")
    return ScopedPdu(engine_id, name, data[at:end])


def _read_header(data: bytes, at: int, end: int) -> tuple[int, int]:
    message_id, at = ber.read_integer(data, at, end)
    _, at = ber.read_integer(data, at, end)  # msgMaxSize: answers to us, and we ask for little
    start, at = _octets(data, at, end)
    if at - start != 1:
        raise SnmpProtocolError(f"expected one octet of msgFlags, got {at - start}")
    flags = data[start]
    if flags & LEVEL == PRIV:
        raise SnmpProtocolError("privacy without authentication")
    model, _ = ber.read_integer(data, at, end)
    if model != USER_BASED:
        raise SnmpProtocolError(f"expected the user-based security model, got model {model}")
    return message_id, flags


def _read_security(data: bytes, at: int, end: int) -> tuple[bytes, int, int, bytes, tuple[int, int], bytes]:
    """Engine id, boots, time, user, where the digest stands, salt."""
    tag, at, end = ber.read_tlv(data, at, end)
    if tag != ber.SEQUENCE:
        raise SnmpProtocolError(f"expected security parameters, got tag 0x{tag:02x}")
    start, at = _octets(data, at, end)
    engine_id = data[start:at]
    boots, at = ber.read_integer(data, at, end)
    time, at = ber.read_integer(data, at, end)
    start, at = _octets(data, at, end)
    user = data[start:at]
    digest = start, at = _octets(data, at, end)
    start, at = _octets(data, at, end)
    if not (0 <= boots <= LARGEST_NUMBER and 0 <= time <= LARGEST_NUMBER):
        raise SnmpProtocolError("engine boots or time out of range")
    if len(engine_id) > LONGEST_ENGINE_ID or len(user) > _LONGEST_USER:
        raise SnmpProtocolError("an engine id or user that is too long")
    return engine_id, boots, time, user, digest, data[start:at]


def _octets(data: bytes, at: int, end: int) -> tuple[int, int]:
    tag, start, stop = ber.read_tlv(data, at, end)
    if tag != ber.OCTET_STRING:
        raise SnmpProtocolError(f"expected an OCTET STRING, got tag 0x{tag:02x}")
    return start, stop
