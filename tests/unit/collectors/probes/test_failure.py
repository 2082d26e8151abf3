"""What errors mean for a probe."""

import errno
import os
import ssl
import unicodedata

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.probes.failure import failure_of, shown
from fengsui.model.probe import ProbeOutcome


def _system(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (_system(errno.ECONNREFUSED), "refused"),
        (_system(errno.ECONNRESET), "closed"),
        (_system(errno.EHOSTUNREACH), "unreachable"),
        (_system(errno.ENETUNREACH), "unreachable"),
        (_system(errno.ETIMEDOUT), "timeout"),
        (_system(errno.EMFILE), "error"),
        (_system(errno.EPERM), "error"),
        (TimeoutError(), "timeout"),
        (ConnectionAbortedError("SSL handshake is taking too long"), "closed"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "tls_error"),
        (aiohttp.ServerDisconnectedError(), "closed"),
        (aiohttp.ClientPayloadError("not all"), "closed"),
        (aiohttp.ClientOSError(errno.ECONNRESET, "reset"), "closed"),
        (aiohttp.ClientError(), "protocol_error"),
    ],
)
def test_each_error_has_its_outcome(error: Exception, outcome: str) -> None:
    assert failure_of(error).outcome.value == outcome


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (10, "certificate_expired"),
        (9, "certificate_expired"),
        (62, "certificate_wrong_name"),
        (18, "certificate_untrusted"),
    ],
)
def test_openssl_s_codes_tell_why_a_certificate_does_not_verify(code: int, outcome: str) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = code, "because"
    failure = failure_of(error)
    assert (failure.outcome.value, failure.detail) == (outcome, "because")


def test_an_own_trouble_is_told_apart_from_the_service_s() -> None:
    assert not failure_of(_system(errno.EMFILE)).outcome.is_verdict
    assert failure_of(_system(errno.ECONNREFUSED)).outcome is ProbeOutcome.REFUSED


@given(st.text(max_size=400))
def test_a_text_from_outside_is_harmless_and_short(text: str) -> None:
    kept = shown(text)
    assert len(kept) <= 120
    assert {unicodedata.category(character) for character in kept}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
