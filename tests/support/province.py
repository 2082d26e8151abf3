"""The simulated province for tests, built once, and SNMP requests to its agents."""

from dataclasses import dataclass
from functools import cache

from fengsui.inventory.divisions import load_divisions
from fengsui.simulator import ber
from fengsui.simulator.builder import build_province
from fengsui.simulator.message import Pdu
from fengsui.simulator.province import COMMUNITY, Province

START = 1_790_000_000.0


@cache
def the_province() -> Province:
    return build_province(load_divisions(), seed=1, port=16161)


def request(
    pdu: Pdu,
    *oids: str,
    version: int = 1,
    first: int = 0,
    second: int = 0,
    community: str = COMMUNITY,
    number: int = 77,
) -> bytes:
    varbinds = b"".join(
        ber.tlv(ber.SEQUENCE, ber.tlv(ber.OBJECT_IDENTIFIER, ber.oid_content(ber.parse_oid(oid))) + b"\x05\x00")
        for oid in oids
    )
    body = ber.integer(number) + ber.integer(first) + ber.integer(second) + ber.tlv(ber.SEQUENCE, varbinds)
    return ber.tlv(
        ber.SEQUENCE, ber.integer(version) + ber.tlv(ber.OCTET_STRING, community.encode()) + ber.tlv(pdu, body)
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer taken apart: OIDs in dotted text, each with the tag and the content of its value."""

    number: int
    error: int
    index: int
    varbinds: list[tuple[str, int, bytes]]

    @property
    def oids(self) -> list[str]:
        return [oid for oid, _, _ in self.varbinds]

    @property
    def tags(self) -> list[int]:
        return [tag for _, tag, _ in self.varbinds]

    def number_at(self, position: int) -> int:
        return int.from_bytes(self.varbinds[position][2], "big", signed=True)


def parse_answer(datagram: bytes | None) -> Answer:
    assert datagram is not None, "the agent was silent"
    (message,) = _split(datagram)
    _, _, pdu = _split(message[1])
    assert pdu[0] == Pdu.RESPONSE
    number, error, index, varbinds = _split(pdu[1])
    return Answer(_int(number[1]), _int(error[1]), _int(index[1]), [_varbind(part) for _, part in _split(varbinds[1])])


def _varbind(content: bytes) -> tuple[str, int, bytes]:
    (_, oid), (tag, value) = _split(content)
    return ".".join(map(str, ber.oid_numbers(oid))), tag, value


def _split(data: bytes) -> list[tuple[int, bytes]]:
    parts, at = [], 0
    while at < len(data):
        tag, begin, at = ber.read_tlv(data, at)
        parts.append((tag, data[begin:at]))
    return parts


def _int(content: bytes) -> int:
    return int.from_bytes(content, "big", signed=True)
