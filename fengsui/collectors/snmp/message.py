"""SNMP v1 and v2c messages: requests are assembled from ready-made pieces, replies are read up to their variable bindings.

The request-id always has the second highest bit set and the highest clear, so that every encoder needs exactly four
bytes for it: an answer to the same question then has its bytes in the same places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

from fengsui.collectors.snmp import ber
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import SnmpVersion

GET = 0xA0
GET_NEXT = 0xA1
RESPONSE = 0xA2
GET_BULK = 0xA5

NO_ERROR, TOO_BIG, NO_SUCH_NAME, BAD_VALUE, READ_ONLY, GEN_ERR = range(6)
NO_ACCESS = 6
AUTHORIZATION_ERROR = 16
# RFC 3416, section 3.
STATUS_NAMES = (
    "noError", "tooBig", "noSuchName", "badValue", "readOnly", "genErr", "noAccess", "wrongType", "wrongLength", "wrongEncoding",
    "wrongValue", "noCreation", "inconsistentValue", "resourceUnavailable", "commitFailed", "undoFailed", "authorizationError",
    "notWritable", "inconsistentName",
)  # fmt: skip

FIRST_REQUEST_ID = 0x40000000
REQUEST_ID_BITS = 30

_WIRE_VERSIONS = {SnmpVersion.V1: 0, SnmpVersion.V2C: 1}
_NULL = b"\x05\x00"
# `30 L 06 l` before an OID of l bytes whose binding stays below 128 bytes.
_BINDING_HEADS = tuple(bytes((ber.SEQUENCE, size + 4, ber.OBJECT_IDENTIFIER, size)) for size in range(0x80 - 4))


def status_name(status: int) -> str:
    """Word of RFC 3416 for an error-status."""
    return STATUS_NAMES[status] if 0 <= status < len(STATUS_NAMES) else f"error-status {status}"


@dataclass(slots=True)
class Ask:
    """One request: which PDU, about which OIDs.

    Attributes:
        repetitions: max-repetitions of a GETBULK; 0 otherwise.
    """

    pdu: int
    oids: Sequence[bytes]
    repetitions: int = 0


class RequestEncoder:
    """Encodes requests to one agent: version and community are encoded once."""

    def __init__(self, version: SnmpVersion, community: bytes) -> None:
        self.wire_version = _WIRE_VERSIONS[version]
        self.community = community
        self._opening = ber.encode_integer(self.wire_version) + ber.encode_tlv(ber.OCTET_STRING, community)
        self._usual = _usual_front(self._opening)
        self._usual_head = self._opening + _LONG_RESPONSE

    def encode(self, ask: Ask) -> tuple[bytes, bytes]:
        """The bytes before and after the four bytes of the request-id."""
        bindings = _bindings(ask.oids)
        before, numbers = _message_around(self._opening, ask.pdu, ask.repetitions, len(bindings))
        return before, numbers + bindings

    def read(self, data: bytes) -> "Reply":
        """Reads an answer; see `read_reply`."""
        # Nearly all long answers begin alike, and then one struct says all there is to say.
        if len(data) < self._usual.size:
            return read_reply(data)
        opening, size, head, pdu_size, id_front, request_id, numbers, bindings_size = self._usual.unpack_from(data)
        at = self._usual.size
        if (
            (opening, id_front, numbers) != (_LONG_SEQUENCE, _ID_OF_FOUR, _NO_ERROR_LONG)
            or head != self._usual_head
            or bindings_size > len(data) - at
            or pdu_size - bindings_size != _PDU_AROUND
            or size - pdu_size != len(head) + 2
        ):
            return read_reply(data)
        return Reply(
            self.wire_version, self.community, RESPONSE, request_id, at - _AFTER_ID, 0, 0, at, at + bindings_size
        )


class PduEncoder:
    """Encodes requests without a message around them, for a security model that puts one there itself."""

    wire_version = 3
    community = b""

    def encode(self, ask: Ask) -> tuple[bytes, bytes]:
        """The bytes before and after the four bytes of the request-id."""
        return encode_pdu(ask)

    def read(self, data: bytes) -> "Reply":
        """Reads an answer; see `read_pdu`."""
        return read_pdu(data, 0, len(data), self.wire_version)


Encoder = RequestEncoder | PduEncoder


def encode_pdu(ask: Ask) -> tuple[bytes, bytes]:
    """A PDU before and after the four bytes of its request-id."""
    bindings = _bindings(ask.oids)
    before, numbers = _pdu_around(ask.pdu, ask.repetitions, len(bindings))
    return before, numbers + bindings


def _bindings(oids: Sequence[bytes]) -> bytes:
    heads = _BINDING_HEADS
    try:
        return b"".join([heads[len(oid)] + oid + _NULL for oid in oids])
    except IndexError:  # a binding of 128 bytes or more
        return b"".join([_long_binding(oid) for oid in oids])


def _pdu_around(pdu: int, repetitions: int, size: int) -> tuple[bytes, bytes]:
    """A PDU up to its request-id, and from there to its variable bindings of `size` bytes."""
    # error-status and error-index; in a GETBULK non-repeaters and max-repetitions stand in their place.
    numbers = b"\x02\x01\x00" + ber.encode_integer(repetitions) + b"\x30" + ber.encode_length(size)
    return bytes((pdu,)) + ber.encode_length(6 + len(numbers) + size) + b"\x02\x04", numbers


@lru_cache(maxsize=4096)
def _message_around(opening: bytes, pdu: int, repetitions: int, size: int) -> tuple[bytes, bytes]:
    """A message likewise."""
    head, numbers = _pdu_around(pdu, repetitions, size)
    body = opening + head
    return b"\x30" + ber.encode_length(len(body) + 4 + len(numbers) + size) + body, numbers


# How an answer without error begins whose lengths take two bytes each: `30 82 LL LL`, version and community, `a2 82 LL LL`, the
# request-id in four bytes, error-status and error-index 0, `30 82 LL LL`.
_LONG_SEQUENCE = b"\x30\x82"
_LONG_RESPONSE = bytes((RESPONSE, 0x82))
_ID_OF_FOUR = b"\x02\x04"
_NO_ERROR_LONG = b"\x02\x01\x00\x02\x01\x00\x30\x82"
# Bytes from the request-id on to the bindings, and from the PDU's length on.
_AFTER_ID = 4 + len(_NO_ERROR_LONG) + 2
_PDU_AROUND = 2 + _AFTER_ID


@lru_cache(maxsize=256)
def _usual_front(opening: bytes) -> Struct:
    return Struct(f">2sH{len(opening) + 2}sH2si8sH")


@dataclass(slots=True)
class Reply:
    """A reply up to its variable bindings, which stand from `start` to `end`; `id_at` is where the request-id's content stands."""

    wire_version: int
    community: bytes
    pdu: int
    request_id: int
    id_at: int
    error_status: int
    error_index: int
    start: int
    end: int


def read_reply(data: bytes) -> Reply:
    """Reads a message up to its variable bindings. Bytes behind the message are let be.

    Raises:
        SnmpProtocolError: The bytes are no v1 or v2c message.
    """
    tag, at, end = ber.read_tlv(data, 0, len(data))
    if tag != ber.SEQUENCE:
        raise SnmpProtocolError(f"expected an SNMP message, got tag 0x{tag:02x}")
    wire_version, at = ber.read_integer(data, at, end)
    tag, start, at = ber.read_tlv(data, at, end)
    if tag != ber.OCTET_STRING:
        raise SnmpProtocolError(f"expected a community, got tag 0x{tag:02x}")
    return read_pdu(data, at, end, wire_version, data[start:at])


def read_pdu(data: bytes, at: int, end: int, wire_version: int = 3, community: bytes = b"") -> Reply:
    """Reads a PDU between `at` and `end` up to its variable bindings. Bytes behind the PDU are let be.

    Raises:
        SnmpProtocolError: The bytes are no PDU.
    """
    pdu, at, end = ber.read_tlv(data, at, end)
    if pdu & 0xE0 != 0xA0:
        raise SnmpProtocolError(f"expected a PDU, got tag 0x{pdu:02x}")
    _, id_at, _ = ber.read_tlv(data, at, end)
    request_id, at = ber.read_integer(data, at, end)
    status, at = ber.read_integer(data, at, end)
    index, at = ber.read_integer(data, at, end)
    tag, start, end = ber.read_tlv(data, at, end)
    if tag != ber.SEQUENCE:
        raise SnmpProtocolError(f"expected variable bindings, got tag 0x{tag:02x}")
    return Reply(wire_version, community, pdu, request_id, id_at, status, index, start, end)


def _long_binding(oid: bytes) -> bytes:
    return ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.OBJECT_IDENTIFIER, oid) + _NULL)
