"""A name server on loopback that answers with whatever a test makes of the question, over UDP and TCP."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from fengsui.model.service import DnsRecord, Service, ServiceKind

ADDRESS = "127.0.0.1"
# From a question's bytes and where it came from to the datagrams that go back, in order.
Answer = Callable[[bytes, tuple[str, int]], Iterable[bytes]]


@dataclass
class NameServer:
    """What a test may look at: where it listens, and what was asked."""

    port: int = 0
    questions: list[bytes] = field(default_factory=list)
    over_tcp: int = 0

    def service(self, host: str = "portal.example.cn", **given: object) -> Service:
        """A registered DNS service at this server; a probe of it has time enough on a busy machine."""
        fields = {
            "name": "names", "site": "s", "kind": ServiceKind.DNS, "address": ADDRESS, "port": self.port, "host": host,
            "record": DnsRecord.A, "timeout_seconds": 10.0,
        }  # fmt: skip
        return Service(**{**fields, **given})  # type: ignore[arg-type]  # the dictionary's values differ in type


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer, answer: Answer) -> None:
        self._server, self._answer = server, answer
        self._transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # narrower in fact
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._server.questions.append(data)
        for reply in self._answer(data, addr):
            self._transport.sendto(reply, addr)


@asynccontextmanager
async def name_server(answer: Answer, over_tcp: Answer | None = None) -> AsyncIterator[NameServer]:
    """A name server; over TCP it says the same unless told otherwise."""
    there = NameServer()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there.over_tcp += 1
        question = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
        for reply in (over_tcp or answer)(question, writer.get_extra_info("peername")):
            writer.write(len(reply).to_bytes(2) + reply)
        writer.close()

    loop = asyncio.get_running_loop()
    server = await asyncio.start_server(visit, ADDRESS, 0)
    there.port = server.sockets[0].getsockname()[1]
    udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(there, answer), local_addr=(ADDRESS, there.port))
    try:
        yield there
    finally:
        udp.close()
        server.close()


def reply(question: bytes, *answers: str, rcode: str = "NOERROR", truncated: bool = False) -> bytes:
    """A well-formed answer; each record as in a zone file, for example `portal.example.cn. 60 IN A 10.0.0.1`."""
    made = dns.message.make_response(dns.message.from_wire(question))
    made.set_rcode(dns.rcode.from_text(rcode))
    for text in answers:
        name, ttl, kind, record, value = text.split(maxsplit=4)
        made.answer.append(dns.rrset.from_text(name, int(ttl), kind, record, value))
    if truncated:
        made.flags |= dns.flags.TC
    return made.to_wire()


def answers(*records: str, rcode: str = "NOERROR") -> Answer:
    """A server that always gives these records."""
    return lambda question, _: [reply(question, *records, rcode=rcode)]


def send_from_elsewhere(data: bytes, port: int, source: str = "127.0.0.9") -> None:
    """A datagram to a port here from another loopback address, as a forger would send it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as forger:
        forger.bind((source, 0))
        forger.sendto(data, (ADDRESS, port))
