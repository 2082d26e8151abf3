"""What the errors of sockets, TLS and HTTP mean for a probe: pure."""

import errno
import ssl

import aiohttp

from fengsui.collectors.probes.attempt import ProbeFailure
from fengsui.collectors.text import decode_text
from fengsui.model.probe import ProbeOutcome

HEADER_TOO_LONG = "the header of the answer is beyond all bounds"

_BY_ERRNO = {
    errno.ECONNREFUSED: ProbeOutcome.REFUSED,
    errno.ECONNRESET: ProbeOutcome.CLOSED,
    errno.ECONNABORTED: ProbeOutcome.CLOSED,
    errno.EPIPE: ProbeOutcome.CLOSED,
    errno.ETIMEDOUT: ProbeOutcome.TIMEOUT,
    errno.EHOSTUNREACH: ProbeOutcome.UNREACHABLE,
    errno.EHOSTDOWN: ProbeOutcome.UNREACHABLE,
    errno.ENETUNREACH: ProbeOutcome.UNREACHABLE,
    errno.ENETDOWN: ProbeOutcome.UNREACHABLE,
}
# OpenSSL's X509_V_ERR_…: not yet valid, expired; host name and address mismatch.
_EXPIRED = (9, 10)
_WRONG_NAME = (62, 64)


def failure_of(error: Exception) -> ProbeFailure:
    """The failure that an error of a connection or of an HTTP answer is."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return certificate_failure(error)
    if isinstance(error, ssl.SSLError):
        return ProbeFailure(
            ProbeOutcome.TLS_ERROR, shown(getattr(error, "reason", None) or error.strerror or "handshake failed")
        )
    if isinstance(error, TimeoutError):
        return ProbeFailure(ProbeOutcome.TIMEOUT)
    if isinstance(error, aiohttp.ClientPayloadError):
        return ProbeFailure(ProbeOutcome.CLOSED, "in the middle of the answer")
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return ProbeFailure(ProbeOutcome.CLOSED, "before an answer")
    if isinstance(error, OSError):
        return _of_system(error)
    if isinstance(error, aiohttp.ClientConnectionError):
        return ProbeFailure(ProbeOutcome.CLOSED, "before an answer")
    return _of_http(error)


def certificate_failure(error: ssl.SSLCertVerificationError) -> ProbeFailure:
    """Why a certificate does not verify."""
    outcome = ProbeOutcome.CERTIFICATE_UNTRUSTED
    if error.verify_code in _EXPIRED:
        outcome = ProbeOutcome.CERTIFICATE_EXPIRED
    elif error.verify_code in _WRONG_NAME:
        outcome = ProbeOutcome.CERTIFICATE_WRONG_NAME
    return ProbeFailure(outcome, shown(error.verify_message))


def shown(text: str, limit: int = 120) -> str:
    """A text from outside, escaped and shortened."""
    kept = decode_text(text.encode("utf-8", "backslashreplace"))
    return kept if len(kept) <= limit else f"{kept[: limit - 1]}…"


def _of_system(error: OSError) -> ProbeFailure:
    outcome = _BY_ERRNO.get(error.errno or 0, ProbeOutcome.ERROR)
    if isinstance(error, ConnectionError) and outcome is ProbeOutcome.ERROR:
        outcome = ProbeOutcome.CLOSED  # raised by asyncio itself, without a number
    told = outcome in (ProbeOutcome.REFUSED, ProbeOutcome.TIMEOUT)
    return ProbeFailure(outcome, "" if told else shown(error.strerror or str(error)))


def _of_http(error: Exception) -> ProbeFailure:
    said = getattr(error, "message", "") or str(error) or type(error).__name__
    # aiohttp tells a header that is too long from one that is malformed by the text alone; what it quotes stands behind.
    if said.startswith(("Got more than", "Too many")):
        return ProbeFailure(ProbeOutcome.TOO_LONG, HEADER_TOO_LONG)
    return ProbeFailure(ProbeOutcome.PROTOCOL_ERROR, shown(said.splitlines()[0].rstrip(":")))
