"""One HTTP request: bounded in every direction, and nowhere but at the registered address."""

import asyncio
import gzip

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors.probes.attempt import Attempt, ProbeFailure
from fengsui.collectors.probes.http import MOST_BODY_BYTES, judge_http
from fengsui.collectors.probes.prober import Prober
from fengsui.model.probe import ProbeOutcome, ProbeResult
from fengsui.model.service import Service
from tests.support.portal import Script, Visitor, page, portal, says

UP = ProbeOutcome.UP


async def _probe(service: Service) -> ProbeResult:
    return await Prober(SystemClock(), allow_loopback=True).probe(service)


async def _ask(script: Script, **given: object) -> ProbeResult:
    async with portal(script) as there:
        return await _probe(there.service(**given))  # type: ignore[arg-type]  # columns of a service


async def test_a_page_is_up_with_its_status_times_and_length() -> None:
    seen = await _ask(page(b"welcome"))
    assert (seen.outcome, seen.http_status, seen.body_bytes, seen.body_whole) == (UP, 200, 7, True)
    assert seen.times.connect is not None
    assert seen.times.tls is None
    assert seen.times.first_byte is not None
    assert seen.times.total is not None
    assert seen.times.connect + seen.times.first_byte <= seen.times.total


async def test_the_request_names_the_host_and_path_and_wants_nothing_compressed() -> None:
    async with portal(page()) as there:
        await _probe(there.service(host="portal.example.cn", path="/health?full=1"))
        (request,) = there.requests
        assert request.startswith(b"GET /health?full=1 HTTP/1.1\r\n")
        assert f"Host: portal.example.cn:{there.port}\r\n".encode() in request
        assert b"Accept-Encoding: identity\r\n" in request
        assert b"Connection: close\r\n" in request


async def test_without_a_host_the_address_stands_in_its_place() -> None:
    async with portal(page()) as there:
        await _probe(there.service())
        assert f"Host: 127.0.0.1:{there.port}\r\n".encode() in there.requests[0]


@pytest.mark.parametrize("status", ["500 Oops", "404 Not Found", "503 Service Unavailable"])
async def test_another_status_than_expected_is_named(status: str) -> None:
    seen = await _ask(page(status=status))
    assert (seen.outcome, seen.detail) == (ProbeOutcome.WRONG_STATUS, f"{status[:3]}, expected 200-399")


async def test_a_status_that_is_expected_is_right_whatever_it_is() -> None:
    assert (await _ask(page(status="401 Unauthorized"), expected_status="401")).outcome is UP


async def test_a_redirect_is_recorded_and_never_followed() -> None:
    async with portal(page()) as elsewhere:
        target = f"http://127.0.0.1:{elsewhere.port}/login"
        seen = await _ask(page(b"", "302 Found", f"Location: {target}"))
        await asyncio.sleep(0.05)
        assert elsewhere.connections == 0
    assert (seen.outcome, seen.http_status, seen.location) == (UP, 302, target)


async def test_a_redirect_may_be_what_is_wrong() -> None:
    seen = await _ask(page(b"", "301 Moved", "Location: https://elsewhere.example/"), expected_status="200")
    assert seen.outcome is ProbeOutcome.WRONG_STATUS
    assert seen.location == "https://elsewhere.example/"


async def test_where_a_redirect_points_is_escaped_and_shortened() -> None:
    seen = await _ask(says(b"HTTP/1.1 302 x\r\nLocation: http://x/\xe2\x80\xae" + b"a" * 999 + b"\r\n\r\n"))
    assert seen.location is not None
    assert seen.location.isprintable()
    assert len(seen.location) <= 255


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
async def test_an_expected_text_is_found_in_either_encoding(encoding: str) -> None:
    assert (await _ask(page("欢迎光临甘肃".encode(encoding)), expected_text="甘肃")).outcome is UP


async def test_a_text_that_is_not_there_is_named() -> None:
    seen = await _ask(page(b"under construction"), expected_text="欢迎")
    assert (seen.outcome, seen.detail) == (ProbeOutcome.WRONG_TEXT, "'欢迎' is not in the answer")


async def test_a_body_is_read_to_its_bound_and_no_further() -> None:
    body = b"x" * (4 * MOST_BODY_BYTES)
    seen = await _ask(page(body))
    assert (seen.outcome, seen.body_bytes, seen.body_whole) == (UP, MOST_BODY_BYTES, False)
    late = await _ask(page(body + b"end"), expected_text="end")
    assert (late.outcome, late.detail) == (ProbeOutcome.WRONG_TEXT, "'end' is not in the first 64 KiB")


async def test_a_body_without_an_end_costs_no_more_than_the_bound() -> None:
    async def flood(visitor: Visitor) -> None:
        await visitor.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await visitor.send(b"x" * 65536)

    seen = await _ask(flood)
    assert (seen.outcome, seen.body_bytes, seen.body_whole) == (UP, MOST_BODY_BYTES, False)


async def test_an_answer_that_drips_without_an_end_ends_at_the_deadline() -> None:
    async def drip(visitor: Visitor) -> None:
        await visitor.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await visitor.send(b"x")
            await asyncio.sleep(0.02)

    seen = await _ask(drip, timeout_seconds=0.3)
    assert seen.outcome is ProbeOutcome.TOO_LONG
    assert seen.detail.startswith("status 200, ")
    assert seen.detail.endswith("and no end in 0.3 s")
    assert seen.times.total is not None
    assert 0.3 <= seen.times.total < 5


async def test_headers_that_drip_end_at_the_deadline() -> None:
    async def drip(visitor: Visitor) -> None:
        await visitor.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            await visitor.send(b"X: y\r\n")
            await asyncio.sleep(0.05)

    seen = await _ask(drip, timeout_seconds=0.3)
    assert (seen.outcome, seen.detail) == (ProbeOutcome.TIMEOUT, "connected, and no answer")


@pytest.mark.parametrize("line", [b"X-%d: y\r\n", b"X: " + b"y" * 5000])
async def test_headers_without_an_end_are_too_long(line: bytes) -> None:
    async def flood(visitor: Visitor) -> None:
        await visitor.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            await visitor.send(line * 10)

    seen = await _ask(flood)
    assert (seen.outcome, seen.detail) == (ProbeOutcome.TOO_LONG, "the header of the answer is beyond all bounds")


async def test_interim_answers_without_an_end_are_too_long() -> None:
    async def flood(visitor: Visitor) -> None:
        while True:
            await visitor.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 10)

    seen = await _ask(flood, timeout_seconds=20.0)
    assert (seen.outcome, seen.detail) == (ProbeOutcome.TOO_LONG, "the header of the answer is beyond all bounds")


async def test_trailers_without_an_end_cost_no_memory() -> None:
    sent = 0

    async def flood(visitor: Visitor) -> None:
        nonlocal sent
        await visitor.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
        while True:
            await visitor.send(b"X: y\r\n" * 1000)
            sent += 6000

    seen = await _ask(flood, timeout_seconds=0.5)
    assert seen.outcome is not UP
    assert seen.body_bytes in (None, 0, 1)
    assert sent < 20_000_000


async def test_a_switch_of_protocols_is_another_status() -> None:
    seen = await _ask(says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"))
    assert (seen.outcome, seen.http_status) == (ProbeOutcome.WRONG_STATUS, 101)


async def test_a_server_that_says_nothing_is_a_timeout() -> None:
    seen = await _ask(Visitor.wait, timeout_seconds=0.2)
    assert (seen.outcome, seen.detail) == (ProbeOutcome.TIMEOUT, "connected, and no answer")


async def test_a_compressed_answer_stays_as_it_is() -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    seen = await _ask(page(bomb, "200 OK", "Content-Encoding: gzip"))
    assert (seen.outcome, seen.body_bytes) == (UP, len(bomb))


async def test_a_server_that_hangs_up_is_closed() -> None:
    async def hang_up(visitor: Visitor) -> None:
        visitor.writer.transport.abort()

    assert (await _ask(hang_up)).outcome is ProbeOutcome.CLOSED
    assert (await _ask(says(b""))).outcome is ProbeOutcome.CLOSED


async def test_an_answer_that_breaks_off_is_closed() -> None:
    seen = await _ask(says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"))
    assert (seen.outcome, seen.http_status, seen.body_bytes) == (ProbeOutcome.CLOSED, 200, 4)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 999999 x\r\n\r\n",
        b"\x00\x01\x02\x03\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_what_is_no_http_is_a_protocol_error(answer: bytes) -> None:
    seen = await _ask(says(answer))
    assert seen.outcome in (ProbeOutcome.PROTOCOL_ERROR, ProbeOutcome.CLOSED)
    assert seen.detail.isprintable()


async def test_a_probe_leaves_no_cookie_for_the_next_one() -> None:
    async with portal(page(b"", "200 OK", "Set-Cookie: a=b")) as there:
        await _probe(there.service())
        await _probe(there.service())
        assert b"Cookie" not in there.requests[1]


def test_a_certificate_that_does_not_verify_comes_before_the_status() -> None:
    attempt = Attempt.begin(SystemClock())
    attempt.http_status = 500
    attempt.certificate_failure = ProbeFailure(ProbeOutcome.CERTIFICATE_EXPIRED)
    service = Service("s", "x", "http", "127.0.0.1", 80, expected_status="200")  # type: ignore[arg-type]  # a plain word
    with pytest.raises(ProbeFailure) as failed:
        judge_http(service, attempt)
    assert failed.value.outcome is ProbeOutcome.CERTIFICATE_EXPIRED


async def test_extensions_of_chunks_without_an_end_are_hung_up_on_long_before_the_deadline() -> None:
    async def flood(visitor: Visitor) -> None:
        await visitor.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;")
        while True:
            await visitor.send(b"a" * 10_000)

    seen = await _ask(flood, timeout_seconds=20.0)
    assert (seen.outcome, seen.http_status) == (ProbeOutcome.TOO_LONG, 200)
    assert seen.detail == "what came around the body is beyond all bounds"
    assert not seen.body_whole


async def test_a_body_in_chunks_of_one_byte_is_no_flood() -> None:
    async def drip(visitor: Visitor) -> None:
        await visitor.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 70_000)

    seen = await _ask(drip, timeout_seconds=20.0)
    assert (seen.outcome, seen.body_bytes, seen.body_whole) == (UP, MOST_BODY_BYTES, False)
