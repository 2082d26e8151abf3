"""TCP and TLS connections to a registered address: the address is given as numbers, and no name is looked up on the way."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from fengsui.collectors.probes.attempt import Attempt
from fengsui.collectors.probes.certificate import read_certificate
from fengsui.model.service import Service

# A kernel that keeps little of an answer hands over little at a time: what a server sends in one piece is parsed in one go.
_RECEIVE_BYTES = 32 * 1024

P = TypeVar("P", bound=asyncio.BaseProtocol)


async def open_socket(service: Service, attempt: Attempt) -> socket.socket:
    """A connected TCP socket; the caller closes it.

    Raises:
        OSError: as the network says.
    """
    family = socket.AF_INET6 if ":" in service.address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        since = attempt.clock.monotonic()
        await asyncio.get_running_loop().sock_connect(sock, (service.address, service.port))
        attempt.connected(since)
    except BaseException:
        sock.close()
        raise
    return sock


async def connect(
    service: Service, protocol: Callable[[], P], attempt: Attempt, tls: ssl.SSLContext | None
) -> tuple[asyncio.Transport, P]:
    """A connection with `protocol` on it, over TLS where a context is given; the caller aborts it.

    Raises:
        OSError: as the network or TLS says, ssl.SSLCertVerificationError among them.
    """
    loop = asyncio.get_running_loop()
    sock = await open_socket(service, attempt)
    if tls is None:
        return await loop.create_connection(protocol, sock=sock)
    since = attempt.clock.monotonic()
    transport, made = await loop.create_connection(
        protocol,
        sock=sock,
        ssl=tls,
        server_hostname=service.host or service.address,
        # The deadline of the probe comes first; this one ends what the deadline could not.
        ssl_handshake_timeout=service.timeout_seconds + 1,
        ssl_shutdown_timeout=1,
    )
    attempt.secured(since)
    der = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
    fault = attempt.certificate_failure.detail if attempt.certificate_failure else ""
    attempt.certificate = read_certificate(der, fault) if der else None
    return transport, made


def tls_context(ca_file: str | None, *, verify: bool) -> ssl.SSLContext:
    """A client's context that trusts the system's authorities, and those of `ca_file` beside them.

    Args:
        ca_file: PEM; None for the system's alone.
        verify: False to read certificates that do not verify.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    context.load_default_certs()
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context
