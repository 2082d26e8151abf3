"""Probing one registered service once: never an exception, always an outcome, never longer than its time."""

import asyncio
import ssl

import aiohttp

from fengsui.clock import Clock
from fengsui.collectors.probes.attempt import Attempt, ProbeFailure
from fengsui.collectors.probes.connection import open_socket, tls_context
from fengsui.collectors.probes.dns_query import ask_dns, judge_dns, strange_answers
from fengsui.collectors.probes.failure import certificate_failure, failure_of
from fengsui.collectors.probes.http import ask_http, judge_http
from fengsui.errors import ConfigError
from fengsui.model.address import parse_address, refusal
from fengsui.model.probe import ProbeOutcome, ProbeResult
from fengsui.model.service import DnsRecord, Service, ServiceKind

# What is left of a probe's time for its name, where the answer took nearly all of it.
_LEAST_SECONDS = 0.2


class Prober:
    """Asks services at their registered addresses.

    Args:
        clock: For stamps and durations; the bound on a probe is of the event loop.
        allow_loopback: True where loopback addresses may be asked (demo and tests).
        ca_file: PEM file of authorities that are trusted beside those of the system; empty for none.

    Raises:
        ConfigError: the file of authorities cannot be used.
    """

    def __init__(self, clock: Clock, *, allow_loopback: bool, ca_file: str = "") -> None:
        self._clock = clock
        self._allow_loopback = allow_loopback
        try:
            self._trusting = tls_context(ca_file or None, verify=True)
        except (OSError, ssl.SSLError) as error:
            said = error.strerror or "no PEM certificates in it"
            raise ConfigError(f"FENGSUI_PROBE_CA_FILE {ca_file}: cannot be used: {said}") from None
        self._reading = tls_context(None, verify=False)

    async def probe(self, service: Service, names: Service | None = None) -> ProbeResult:
        """Asks once.

        Args:
            service: What is registered.
            names: The DNS service that it names in `check_dns`; None where there is none.
        """
        attempt = Attempt.begin(self._clock)
        try:
            self._refuse_address(service)
            async with asyncio.timeout(service.timeout_seconds):
                await self._ask(service, attempt)
            if names is not None and service.host:
                await self._check_name(service, names, attempt)
        except ProbeFailure as failure:
            return attempt.result(service.name, failure.outcome, failure.detail)
        except TimeoutError:
            return attempt.result(service.name, *_out_of_time(service, attempt))
        except (OSError, aiohttp.ClientError) as error:
            found = failure_of(error)
            return attempt.result(service.name, found.outcome, found.detail)
        return attempt.result(service.name, ProbeOutcome.UP)

    def _refuse_address(self, service: Service) -> None:
        # The register has checked it; it may have been written by another version, or under another setting.
        address = parse_address(service.address)
        reason = refusal(address, allow_loopback=self._allow_loopback) if address else "It is no address"
        if reason:
            raise ProbeFailure(ProbeOutcome.NOT_ALLOWED, f"{service.address}: {reason}")

    async def _ask(self, service: Service, attempt: Attempt) -> None:
        if service.kind is ServiceKind.TCP:
            (await open_socket(service, attempt)).close()
        elif service.kind is ServiceKind.DNS:
            answer = await ask_dns(service, service.host or "", service.record or DnsRecord.A, attempt)
            attempt.rcode, attempt.answers = answer.rcode, answer.answers
            judge_dns(service, answer)
        elif service.kind is ServiceKind.HTTP:
            await ask_http(service, attempt, None)
            judge_http(service, attempt)
        else:
            await self._ask_https(service, attempt)
            judge_http(service, attempt)

    async def _ask_https(self, service: Service, attempt: Attempt) -> None:
        """Asks over a connection that verifies; else says why, and asks once more to know what is behind it."""
        try:
            await ask_http(service, attempt, self._trusting)
        except ssl.SSLCertVerificationError as error:
            attempt.certificate_failure = certificate_failure(error)
            await ask_http(service, attempt, self._reading)

    async def _check_name(self, service: Service, names: Service, attempt: Attempt) -> None:
        """Whether the host's name leads to the registered address.

        A name server that fails to answer says nothing about this service: that is noted, and is its own trouble.
        """
        self._refuse_address(names)
        record = DnsRecord.AAAA if ":" in service.address else DnsRecord.A
        aside = Attempt.begin(self._clock)
        try:
            async with asyncio.timeout(max(_LEAST_SECONDS, service.timeout_seconds - attempt.elapsed())):
                answer = await ask_dns(names, service.host or "", record, aside)
        except (ProbeFailure, OSError) as error:
            failure = error if isinstance(error, ProbeFailure) else failure_of(error)
            attempt.name_check = f"not checked: {names.name} {failure.outcome.value}"
            return
        attempt.name_check = " ".join((answer.rcode, *answer.answers))
        if answer.rcode == "NXDOMAIN" or (answer.rcode == "NOERROR" and not answer.answers):
            raise ProbeFailure(ProbeOutcome.DNS_ERROR, f"{names.name} has no {record} for {service.host}")
        if answer.rcode == "NOERROR" and parse_address(service.address) not in map(parse_address, answer.answers):
            told = ", ".join(answer.answers[:5])
            raise ProbeFailure(ProbeOutcome.ADDRESS_MISMATCH, f"{service.host} is {told}, not {service.address}")


def _out_of_time(service: Service, attempt: Attempt) -> tuple[ProbeOutcome, str]:
    if attempt.certificate_failure is not None:
        return attempt.certificate_failure.outcome, attempt.certificate_failure.detail
    if attempt.strange:
        failure = strange_answers(attempt.strange)
        return failure.outcome, failure.detail
    if attempt.http_status is None:
        return ProbeOutcome.TIMEOUT, _reached(service, attempt)
    said = f"status {attempt.http_status}, {len(attempt.body)} bytes, and no end in {service.timeout_seconds:g} s"
    return ProbeOutcome.TOO_LONG, said


def _reached(service: Service, attempt: Attempt) -> str:
    if attempt.times.connect is None:
        return ""
    if service.kind is ServiceKind.HTTPS and attempt.times.tls is None:
        return "connected, and no end of the TLS handshake"
    return "connected, and no answer"
