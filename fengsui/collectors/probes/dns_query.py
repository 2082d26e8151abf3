"""Asking a registered name server: UDP on a connected socket, so that answers from elsewhere never arrive; else TCP."""

import asyncio

from fengsui.collectors.probes.attempt import Attempt, ProbeFailure
from fengsui.collectors.probes.connection import open_socket
from fengsui.collectors.probes.dns_message import DnsAnswer, DnsQuestion
from fengsui.model.probe import ProbeOutcome
from fengsui.model.service import DnsRecord, Service

# Datagrams that are no answer to the question: each is read whole, and a server that sends nothing else is asked no longer.
_MOST_STRANGE = 100


class _Answers(asyncio.DatagramProtocol):
    """Waits for the first datagram that answers the question; others are counted."""

    def __init__(self, question: DnsQuestion, attempt: Attempt) -> None:
        self._question = question
        self._attempt = attempt
        self.answer: asyncio.Future[DnsAnswer] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - the socket is connected
        if self.answer.done():
            return
        answer = self._question.read(data)
        if answer is not None:
            self.answer.set_result(answer)
            return
        self._attempt.strange += 1
        if self._attempt.strange >= _MOST_STRANGE:
            self.answer.set_exception(strange_answers(self._attempt.strange))

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)


async def ask_dns(service: Service, name: str, record: DnsRecord, attempt: Attempt) -> DnsAnswer:
    """Asks once over UDP, and over TCP where the answer does not fit.

    Raises:
        OSError: as the network says.
        ProbeFailure: what came was no answer to the question.
    """
    question = DnsQuestion(name, record.value)
    since = attempt.clock.monotonic()
    answer = await _over_udp(service, question, attempt)
    if answer.truncated:
        answer = await _over_tcp(service, question, attempt)
    attempt.answered(since)
    return answer


def strange_answers(count: int) -> ProbeFailure:
    """The failure of a server that sent so many datagrams, and no answer among them."""
    return ProbeFailure(ProbeOutcome.PROTOCOL_ERROR, f"{count} datagram(s) came, none a valid answer to the question")


def judge_dns(service: Service, answer: DnsAnswer) -> None:
    """Holds the answer against what is expected.

    Raises:
        ProbeFailure: with the first thing that is wrong.
    """
    if answer.rcode != "NOERROR":
        raise ProbeFailure(ProbeOutcome.DNS_ERROR, answer.rcode)
    if not answer.answers:
        raise ProbeFailure(ProbeOutcome.DNS_ERROR, f"no {service.record} for {service.host}")
    wanted = service.expected_answer
    if wanted and _plain(wanted) not in map(_plain, answer.answers):
        raise ProbeFailure(ProbeOutcome.WRONG_ANSWER, f"{wanted} is not among {', '.join(answer.answers[:5])}")


async def _over_udp(service: Service, question: DnsQuestion, attempt: Attempt) -> DnsAnswer:
    loop = asyncio.get_running_loop()
    transport, waiting = await loop.create_datagram_endpoint(
        lambda: _Answers(question, attempt), remote_addr=(service.address, service.port)
    )
    try:
        transport.sendto(question.wire)
        return await waiting.answer
    finally:
        transport.abort()


async def _over_tcp(service: Service, question: DnsQuestion, attempt: Attempt) -> DnsAnswer:
    reader, writer = await asyncio.open_connection(sock=await open_socket(service, attempt))
    try:
        writer.write(len(question.wire).to_bytes(2) + question.wire)  # RFC 1035 4.2.2: two octets of length before it
        length = int.from_bytes(await reader.readexactly(2))
        answer = question.read(await reader.readexactly(length))
    except asyncio.IncompleteReadError:
        raise ProbeFailure(ProbeOutcome.CLOSED, "in the middle of the answer over TCP") from None
    finally:
        writer.transport.abort()
    if answer is None:
        raise ProbeFailure(ProbeOutcome.PROTOCOL_ERROR, "what came over TCP is no valid answer to the question")
    return answer


def _plain(text: str) -> str:
    return text.strip().strip('"').rstrip(".").casefold()
