"""Probing once: never an exception, always an outcome, and nowhere but at the registered address."""

import asyncio
import socket
import ssl
import struct
from pathlib import Path

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors.probes.prober import Prober
from fengsui.errors import ConfigError
from fengsui.model.probe import ProbeOutcome, ProbeResult
from fengsui.model.service import Service, ServiceKind
from tests.support.authority import HOST, Authority
from tests.support.name_server import answers, name_server
from tests.support.portal import ADDRESS, Visitor, page, portal

HTTPS = ServiceKind.HTTPS
UP = ProbeOutcome.UP


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def _probe(service: Service, ca: Path | None = None, names: Service | None = None) -> ProbeResult:
    prober = Prober(SystemClock(), allow_loopback=True, ca_file=str(ca) if ca else "")
    return await prober.probe(service, names)


async def _secure(authority: Authority, tls: ssl.SSLContext, *, trusted: bool = True, **given: object) -> ProbeResult:
    async with portal(page(), tls) as there:
        service = there.service(HTTPS, **{"host": HOST, **given})
        return await _probe(service, authority.file if trusted else None)


async def test_a_certificate_that_verifies_is_up_with_its_end(authority: Authority) -> None:
    seen = await _secure(authority, authority.server(HOST, days=(-1, 20)))
    assert (seen.outcome, seen.http_status) == (UP, 200)
    assert seen.certificate is not None
    assert seen.certificate.verifies
    assert 19 < (seen.certificate.not_after - seen.at) / 86_400 < 21
    assert seen.times.tls is not None


@pytest.mark.parametrize(
    ("names", "days", "self_signed", "outcome", "said"),
    [
        ((HOST,), (-20, -1), False, ProbeOutcome.CERTIFICATE_EXPIRED, "certificate has expired"),
        ((HOST,), (1, 20), False, ProbeOutcome.CERTIFICATE_EXPIRED, "not yet valid"),
        (("other.example.cn",), (-1, 20), False, ProbeOutcome.CERTIFICATE_WRONG_NAME, "ostname mismatch"),
        ((HOST,), (-1, 20), True, ProbeOutcome.CERTIFICATE_UNTRUSTED, "self-signed certificate"),
    ],
)
async def test_a_certificate_that_does_not_verify_is_named_read_and_looked_behind(
    authority: Authority,
    names: tuple[str, ...],
    days: tuple[float, float],
    self_signed: bool,
    outcome: ProbeOutcome,
    said: str,
) -> None:
    seen = await _secure(authority, authority.server(*names, days=days, self_signed=self_signed))
    assert seen.outcome is outcome
    assert said in seen.detail
    assert seen.http_status == 200
    assert seen.certificate is not None
    assert seen.certificate.names == names
    assert not seen.certificate.verifies


async def test_an_authority_that_nobody_trusts_is_untrusted(authority: Authority) -> None:
    seen = await _secure(authority, authority.server(), trusted=False)
    assert seen.outcome is ProbeOutcome.CERTIFICATE_UNTRUSTED


async def test_without_a_host_the_certificate_must_be_for_the_address(authority: Authority) -> None:
    assert (await _secure(authority, authority.server(ADDRESS), host=None)).outcome is UP
    assert (await _secure(authority, authority.server(HOST), host=None)).outcome is ProbeOutcome.CERTIFICATE_WRONG_NAME


async def test_a_server_without_tls_is_a_tls_error() -> None:
    async with portal(page()) as there:
        seen = await _probe(there.service(HTTPS, host=HOST, timeout_seconds=0.3))
    assert seen.outcome in (ProbeOutcome.TLS_ERROR, ProbeOutcome.TIMEOUT)


async def test_a_handshake_without_an_end_ends_at_the_deadline() -> None:
    with socket.create_server((ADDRESS, 0)) as listener:
        service = Service("s", "x", HTTPS, ADDRESS, listener.getsockname()[1], timeout_seconds=0.2)
        seen = await _probe(service)
    assert (seen.outcome, seen.detail) == (ProbeOutcome.TIMEOUT, "connected, and no end of the TLS handshake")


async def test_a_reset_is_closed() -> None:
    async def reset(visitor: Visitor) -> None:
        sock = visitor.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async with portal(reset) as there:
        assert (await _probe(there.service())).outcome is ProbeOutcome.CLOSED


@pytest.mark.parametrize("kind", [ServiceKind.HTTP, HTTPS, ServiceKind.TCP])
async def test_nobody_at_the_port_is_refused(kind: ServiceKind) -> None:
    async with portal(page()) as there:
        gone = there.service(kind)
    assert (await _probe(gone)).outcome is ProbeOutcome.REFUSED


async def test_a_tcp_service_is_up_once_it_takes_the_connection() -> None:
    async with portal(Visitor.wait) as there:
        seen = await _probe(there.service(ServiceKind.TCP))
    assert seen.outcome is UP
    assert seen.times.connect is not None
    assert seen.http_status is None


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "169.254.169.254", "224.0.0.1", "0.0.0.0", "255.255.255.255", "::ffff:127.0.0.1", "name"],
)
@pytest.mark.parametrize("kind", list(ServiceKind))
async def test_an_address_that_may_not_be_probed_is_sent_nothing(address: str, kind: ServiceKind) -> None:
    service = Service("s", "x", kind, address, 9, host="a.cn")
    seen = await Prober(SystemClock(), allow_loopback=False).probe(service)
    assert seen.outcome is ProbeOutcome.NOT_ALLOWED
    assert seen.detail.startswith(f"{address}: ")


@pytest.mark.parametrize(
    ("records", "outcome", "said"),
    [
        ((f"{HOST}. 60 IN A 127.0.0.1",), UP, ""),
        ((f"{HOST}. 60 IN A 10.6.6.6", f"{HOST}. 60 IN A 127.0.0.1"), UP, ""),
        ((f"{HOST}. 60 IN A 10.6.6.6",), ProbeOutcome.ADDRESS_MISMATCH, f"{HOST} is 10.6.6.6, not 127.0.0.1"),
        ((), ProbeOutcome.DNS_ERROR, f"names has no A for {HOST}"),
    ],
)
async def test_the_name_must_lead_to_the_registered_address(
    records: tuple[str, ...], outcome: ProbeOutcome, said: str
) -> None:
    async with portal(page()) as there, name_server(answers(*records)) as names:
        seen = await _probe(there.service(host=HOST, check_dns="names"), names=names.service())
        assert there.connections == 1
    assert (seen.outcome, seen.detail) == (outcome, said)


async def test_a_name_server_that_fails_is_its_own_trouble_and_is_noted() -> None:
    async with portal(page()) as there:
        async with name_server(lambda *_: []) as silent:
            seen = await _probe(there.service(host=HOST, timeout_seconds=0.6), names=silent.service())
        gone = await _probe(there.service(host=HOST), names=silent.service())
        async with name_server(answers(rcode="SERVFAIL")) as broken:
            failing = await _probe(there.service(host=HOST), names=broken.service())
    assert (seen.outcome, seen.name_check) == (UP, "not checked: names timeout")
    assert (gone.outcome, gone.name_check) == (UP, "not checked: names refused")
    assert (failing.outcome, failing.name_check) == (UP, "SERVFAIL")


async def test_a_probe_that_is_cancelled_lets_it_pass() -> None:
    async with portal(Visitor.wait) as there:
        probing = asyncio.ensure_future(_probe(there.service(timeout_seconds=30.0)))
        await asyncio.sleep(0.05)
        probing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await probing


def test_a_file_of_authorities_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    for file in (empty, tmp_path / "missing.pem"):
        with pytest.raises(ConfigError, match=f"FENGSUI_PROBE_CA_FILE {file}"):
            Prober(SystemClock(), allow_loopback=True, ca_file=str(file))
