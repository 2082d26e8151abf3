"""Asking a name server that answers rightly, wrongly, late, twice, or not at all."""

from collections.abc import Iterator

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors.probes.dns_message import DnsQuestion
from fengsui.collectors.probes.prober import Prober
from fengsui.model.probe import ProbeOutcome, ProbeResult
from fengsui.model.service import DnsRecord, Service
from tests.support.name_server import Answer, answers, name_server, reply, send_from_elsewhere

NAME = "portal.example.cn"
GOOD = f"{NAME}. 60 IN A 10.0.0.1"


async def _probe(service: Service) -> ProbeResult:
    return await Prober(SystemClock(), allow_loopback=True).probe(service)


async def _ask(answer: Answer, over_tcp: Answer | None = None, **given: object) -> ProbeResult:
    async with name_server(answer, over_tcp) as there:
        return await _probe(there.service(**given))  # type: ignore[arg-type]  # columns of a service


async def test_an_answer_is_up_with_code_answers_and_time() -> None:
    seen = await _ask(answers(GOOD))
    assert (seen.outcome, seen.rcode, seen.answers) == (ProbeOutcome.UP, "NOERROR", ("10.0.0.1",))
    assert seen.times.first_byte is not None


@pytest.mark.parametrize(
    ("answer", "outcome", "detail"),
    [
        (answers(rcode="NXDOMAIN"), ProbeOutcome.DNS_ERROR, "NXDOMAIN"),
        (answers(rcode="SERVFAIL"), ProbeOutcome.DNS_ERROR, "SERVFAIL"),
        (answers(), ProbeOutcome.DNS_ERROR, f"no A for {NAME}"),
        (lambda *_: [], ProbeOutcome.TIMEOUT, ""),
        (lambda *_: [b"\0" * 12, b"hello"], ProbeOutcome.PROTOCOL_ERROR, "2 datagram(s) came"),
    ],
)
async def test_each_way_to_fail_has_its_outcome(answer: Answer, outcome: ProbeOutcome, detail: str) -> None:
    waits = outcome in (ProbeOutcome.TIMEOUT, ProbeOutcome.PROTOCOL_ERROR)
    seen = await _ask(answer, timeout_seconds=0.2 if waits else 10.0)
    assert seen.outcome is outcome
    assert seen.detail.startswith(detail)


@pytest.mark.parametrize(("wanted", "up"), [("10.0.0.1", True), ("10.0.0.2", False)])
async def test_an_expected_answer_must_be_among_those_that_come(wanted: str, up: bool) -> None:
    seen = await _ask(answers(GOOD, f"{NAME}. 60 IN A 10.0.0.3"), expected_answer=wanted)
    assert seen.outcome is (ProbeOutcome.UP if up else ProbeOutcome.WRONG_ANSWER)


async def test_an_expected_name_is_compared_without_case_and_final_dot() -> None:
    served = answers(f"{NAME}. 60 IN NS ns1.Example.cn.")
    seen = await _ask(served, record=DnsRecord.NS, expected_answer="NS1.example.CN")
    assert seen.outcome is ProbeOutcome.UP


async def test_a_datagram_with_another_id_is_passed_over_for_the_right_one() -> None:
    def forged_first(question: bytes, _: object) -> Iterator[bytes]:
        good = reply(question, GOOD)
        yield bytes([good[0] ^ 0xFF]) + reply(question, f"{NAME}. 60 IN A 10.6.6.6")[1:]
        yield good

    assert (await _ask(forged_first)).answers == ("10.0.0.1",)


async def test_a_server_that_sends_nothing_but_strange_datagrams_is_left_long_before_the_deadline() -> None:
    seen = await _ask(lambda *_: [b"\0" * 12] * 150, timeout_seconds=20.0)
    assert seen.outcome is ProbeOutcome.PROTOCOL_ERROR
    assert seen.detail == "100 datagram(s) came, none a valid answer to the question"
    assert (seen.times.total or 0) < 10


async def test_an_answer_from_another_address_never_arrives() -> None:
    def forged(question: bytes, source: tuple[str, int]) -> Iterator[bytes]:
        # The forger knows the question, the port and the identification, and lacks only the address.
        send_from_elsewhere(reply(question, f"{NAME}. 60 IN A 10.6.6.6"), source[1])
        yield reply(question, GOOD)

    async with name_server(forged) as there:
        seen = await _probe(there.service())
    assert (seen.outcome, seen.answers) == (ProbeOutcome.UP, ("10.0.0.1",))


async def test_what_does_not_fit_is_asked_for_over_tcp() -> None:
    async with name_server(lambda q, _: [reply(q, truncated=True)], answers(GOOD)) as there:
        seen = await _probe(there.service())
        assert there.over_tcp == 1
    assert (seen.outcome, seen.answers) == (ProbeOutcome.UP, ("10.0.0.1",))
    assert seen.times.connect is not None


@pytest.mark.parametrize(
    ("over_tcp", "outcome"),
    [(lambda *_: [], ProbeOutcome.CLOSED), (lambda *_: [b"rubbish"], ProbeOutcome.PROTOCOL_ERROR)],
)
async def test_an_answer_over_tcp_that_breaks_off_or_is_none(over_tcp: Answer, outcome: ProbeOutcome) -> None:
    seen = await _ask(lambda q, _: [reply(q, truncated=True)], over_tcp)
    assert seen.outcome is outcome


async def test_nobody_at_the_port_is_refused() -> None:
    async with name_server(answers(GOOD)) as there:
        gone = there.service()
    assert (await _probe(gone)).outcome is ProbeOutcome.REFUSED


def test_each_question_has_an_identification_of_its_own() -> None:
    assert len({DnsQuestion(NAME, "A").wire[:2] for _ in range(50)}) > 40
