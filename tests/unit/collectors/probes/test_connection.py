"""Connections go to the registered address, and to no other."""

import asyncio
import socket
import ssl
from pathlib import Path

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors.probes.attempt import Attempt
from fengsui.collectors.probes.connection import connect, open_socket, tls_context
from fengsui.model.service import ServiceKind
from tests.support.authority import HOST, Authority
from tests.support.portal import Visitor, page, portal


def _attempt() -> Attempt:
    return Attempt.begin(SystemClock())


async def test_no_name_is_ever_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    async with portal(page()) as there:
        service = there.service(host="portal.example.cn")
        transport, _ = await connect(service, asyncio.Protocol, _attempt(), None)
        assert transport.get_extra_info("peername") == ("127.0.0.1", there.port)
        transport.abort()


async def test_a_connection_is_timed_and_a_refused_one_leaves_no_socket() -> None:
    attempt = _attempt()
    async with portal(Visitor.wait) as there:
        (await open_socket(there.service(ServiceKind.TCP), attempt)).close()
        assert attempt.times.connect is not None
        gone = there.service(ServiceKind.TCP)
    with pytest.raises(ConnectionRefusedError):
        await open_socket(gone, _attempt())


async def test_the_certificate_is_read_from_the_handshake(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with portal(page(), authority.server()) as there:
        attempt, service = _attempt(), there.service(ServiceKind.HTTPS, host=HOST)
        trusting = tls_context(str(authority.file), verify=True)
        transport, _ = await connect(service, asyncio.Protocol, attempt, trusting)
        transport.abort()
        assert attempt.certificate is not None
        assert attempt.certificate.names == (HOST,)
        assert attempt.times.tls is not None


def test_a_context_verifies_unless_it_is_only_to_read() -> None:
    assert tls_context(None, verify=True).verify_mode is ssl.CERT_REQUIRED
    assert tls_context(None, verify=True).check_hostname
    assert tls_context(None, verify=False).verify_mode is ssl.CERT_NONE
