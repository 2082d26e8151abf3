"""SNMPv1 and v2c messages as an agent reads and writes them (RFC 1157, RFC 1901, RFC 3416)."""

from dataclasses import dataclass
from enum import IntEnum

from fengsui.simulator import ber
from fengsui.simulator.ber import MalformedError

V1, V2C = 0, 1


class Pdu(IntEnum):
    """Protocol data units that an agent is asked with."""

    GET = 0xA0
    GET_NEXT = 0xA1
    RESPONSE = 0xA2
    SET = 0xA3
    GET_BULK = 0xA5


class ErrorStatus(IntEnum):
    """Error-status of RFC 3416, the ones that a read-only agent needs."""

    NO_ERROR = 0
    TOO_BIG = 1
    NO_SUCH_NAME = 2
    NO_ACCESS = 6


@dataclass(frozen=True, slots=True)
class Request:
    """A request, its parts left encoded where the answer repeats them.

    Attributes:
        request_id: Type, length and content, to be repeated as it came.
        first, second: error-status and error-index, or non-repeaters and max-repetitions.
        oids: Content of each OID asked for.
        varbinds: The variable bindings as they came, for answers that must repeat them.
    """

    version: int
    community: bytes
    pdu: Pdu
    request_id: bytes
    first: int
    second: int
    oids: list[bytes]
    varbinds: bytes


def parse(datagram: bytes) -> Request:
    """Reads a request.

    Raises:
        MalformedError: where it is none that an agent for v1 and v2c could answer.
    """
    _, at, end = _expect(datagram, 0, ber.SEQUENCE)
    version, at = _integer(datagram, at)
    _, begin, at = _expect(datagram, at, ber.OCTET_STRING)
    community = datagram[begin:at]
    tag, at, end = ber.read_tlv(datagram, at)
    if version not in (V1, V2C) or tag not in _REQUESTS or (tag == Pdu.GET_BULK and version == V1):
        raise MalformedError
    _, _, after_id = _expect(datagram, at, ber.INTEGER)
    request_id = datagram[at:after_id]
    first, at = _integer(datagram, after_id)
    second, at = _integer(datagram, at)
    _, begin, end = _expect(datagram, at, ber.SEQUENCE)
    return Request(
        version, community, Pdu(tag), request_id, first, second, _oids(datagram, begin, end), datagram[begin:end]
    )


def response(request: Request, varbinds: bytes, error: ErrorStatus = ErrorStatus.NO_ERROR, index: int = 0) -> bytes:
    """The answer to `request` with encoded variable bindings."""
    body = request.request_id + ber.integer(error) + ber.integer(index) + ber.tlv(ber.SEQUENCE, varbinds)
    version = b"\x02\x01\x01" if request.version == V2C else b"\x02\x01\x00"
    community = ber.tlv(ber.OCTET_STRING, request.community)
    return ber.tlv(ber.SEQUENCE, version + community + ber.tlv(Pdu.RESPONSE, body))


def room(request: Request, largest: int) -> int:
    """Octets left for variable bindings in an answer of at most `largest`."""
    # Version 3, error-status and -index up to 7, three headers of up to 4 octets and the community's of up to 4.
    return largest - len(request.community) - len(request.request_id) - 26


_REQUESTS = frozenset(map(int, (Pdu.GET, Pdu.GET_NEXT, Pdu.SET, Pdu.GET_BULK)))


def _expect(data: bytes, at: int, tag: int) -> tuple[int, int, int]:
    found = ber.read_tlv(data, at)
    if found[0] != tag:
        raise MalformedError
    return found


def _integer(data: bytes, at: int) -> tuple[int, int]:
    _, begin, end = _expect(data, at, ber.INTEGER)
    if not 1 <= end - begin <= 5:
        raise MalformedError
    return int.from_bytes(data[begin:end], "big", signed=True), end


def _oids(data: bytes, at: int, end: int) -> list[bytes]:
    oids = []
    while at < end:
        _, begin, after = _expect(data, at, ber.SEQUENCE)
        _, oid_begin, oid_end = _expect(data, begin, ber.OBJECT_IDENTIFIER)
        if after > end or oid_end > after:
            raise MalformedError
        oids.append(data[oid_begin:oid_end])
        at = after
    return oids
