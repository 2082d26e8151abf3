"""An SNMP v1/v2c agent on loopback whose answers are a function of the request: honest, clumsy or hostile, as the test says.

A script gets each request and returns what to send: nothing, bytes, or `Answer`s with a delay or another source. `honest`
is the script of a well-behaved agent with a given MIB; hostile ones are often small changes of its answers.
"""

import asyncio
import bisect
import socket
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from fengsui.collectors.snmp import ber, message
from fengsui.collectors.snmp.message import Reply, read_reply
from fengsui.collectors.snmp.oid import encode_oid, index_numbers

# OID content, tag, value content.
Binding = tuple[bytes, int, bytes]
Mib = Mapping[bytes, tuple[int, bytes]]


@dataclass(frozen=True)
class Request:
    """A request as the agent read it; `repetitions` and `non_repeaters` are those of a GETBULK."""

    head: Reply
    oids: list[bytes]

    @property
    def pdu(self) -> int:
        return self.head.pdu

    @property
    def request_id(self) -> int:
        return self.head.request_id

    @property
    def repetitions(self) -> int:
        return self.head.error_index


@dataclass(frozen=True)
class Answer:
    """A datagram to send, after a delay, from another port or address where the test says so."""

    data: bytes
    delay: float = 0.0
    source: tuple[str, int] | None = None


Script = Callable[[Request], Iterable[bytes | Answer] | bytes | None]


def read_request(data: bytes) -> Request:
    """Reads a request."""
    head = read_reply(data)
    oids, at = [], head.start
    while at < head.end:
        _, start, at = ber.read_tlv(data, at, head.end)
        _, first, last = ber.read_tlv(data, start, at)
        oids.append(data[first:last])
    return Request(head, oids)


def bind(oid: bytes, tag: int, content: bytes) -> bytes:
    """One variable binding."""
    return ber.encode_tlv(0x30, ber.encode_tlv(0x06, oid) + ber.encode_tlv(tag, content))


def reply_to(
    request: Request,
    bindings: Iterable[Binding] | bytes = (),
    *,
    status: int = 0,
    index: int = 0,
    request_id: int | None = None,
    community: bytes | None = None,
    wire_version: int | None = None,
    pdu: int = message.RESPONSE,
) -> bytes:
    """An answer; everything that is not given is as an honest agent would say it."""
    head = request.head
    listed = bindings if isinstance(bindings, bytes) else b"".join(bind(*binding) for binding in bindings)
    numbers = [head.request_id if request_id is None else request_id, status, index]
    body = b"".join(map(ber.encode_integer, numbers)) + ber.encode_tlv(0x30, listed)
    version = ber.encode_integer(head.wire_version if wire_version is None else wire_version)
    name = ber.encode_tlv(0x04, head.community if community is None else community)
    return ber.encode_tlv(0x30, version + name + ber.encode_tlv(pdu, body))


def honest_bindings(request: Request, mib: Mib, most: int = 10_000) -> list[Binding]:
    """What a well-behaved v2c agent says, at most so many bindings."""
    order = sorted(mib, key=index_numbers)
    keys = [index_numbers(oid) for oid in order]
    if request.pdu == message.GET:
        return [(oid, *mib.get(oid, (ber.NO_SUCH_INSTANCE, b""))) for oid in request.oids]
    bindings: list[Binding] = []
    at = list(request.oids)
    for _ in range(request.repetitions if request.pdu == message.GET_BULK else 1):
        for column, oid in enumerate(at):
            place = bisect.bisect_right(keys, index_numbers(oid))
            if place < len(order):
                at[column] = order[place]
                bindings.append((order[place], *mib[order[place]]))
            else:
                bindings.append((oid, ber.END_OF_MIB_VIEW, b""))
        if len(bindings) >= most:
            break
    return bindings[:most]


def honest(mib: Mib, most: int = 10_000) -> Script:
    """The script of a well-behaved agent; on v1 it says noSuchName at the end of the MIB and for what it does not have."""

    def script(request: Request) -> bytes:
        bindings = honest_bindings(request, mib, most)
        missing = [place for place, binding in enumerate(bindings, 1) if binding[1] >= ber.NO_SUCH_OBJECT]
        if request.head.wire_version == 0 and missing:
            return reply_to(request, status=message.NO_SUCH_NAME, index=missing[0])
        return reply_to(request, bindings)

    return script


def table(*columns: str, rows: Iterable[int], tag: int = ber.COUNTER32) -> dict[bytes, tuple[int, bytes]]:
    """A MIB of columns with the given row numbers; each value is row × 1,000 + the column's place."""
    return {
        encode_oid(f"{column}.{row}"): (tag, ber.encode_integer(row * 1000 + place)[2:])
        for place, column in enumerate(columns)
        for row in rows
    }


class ScriptedAgent:
    """The agent; use it as an async context manager. `requests` are those it got, `script` may be changed at any time."""

    def __init__(self, script: Script, address: str = "127.0.0.1") -> None:
        self.script = script
        self.address = address
        self.requests: list[Request] = []
        self._others: list[socket.socket] = []

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((self.address, 0))
        self.port: int = self._socket.getsockname()[1]
        self._loop.add_reader(self._socket, self._read)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.remove_reader(self._socket)
        for each in [self._socket, *self._others]:
            each.close()

    def _read(self) -> None:
        data, source = self._socket.recvfrom(65_535)
        request = read_request(data)
        self.requests.append(request)
        said = self.script(request)
        for answer in [said] if isinstance(said, bytes) else said or ():
            self._send(answer if isinstance(answer, Answer) else Answer(answer), source)

    def _send(self, answer: Answer, to: tuple[str, int]) -> None:
        if answer.delay:
            self._loop.call_later(answer.delay, self._send, replace(answer, delay=0.0), to)
        elif self._socket.fileno() >= 0:
            self._from(answer.source).sendto(answer.data, to)

    def _from(self, source: tuple[str, int] | None) -> socket.socket:
        if source is None:
            return self._socket
        other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        other.bind(source)
        self._others.append(other)
        return other
