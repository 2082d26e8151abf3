"""What one probe has come to know so far: filled while it is under way, so that a broken-off one keeps what it had."""

from dataclasses import dataclass, field, replace

from fengsui.clock import Clock
from fengsui.model.probe import Certificate, ProbeOutcome, ProbeResult, ProbeTimes


class ProbeFailure(Exception):  # noqa: N818 - it is an outcome of a probe, and never leaves the prober
    """A probe ended without finding the service up."""

    def __init__(self, outcome: ProbeOutcome, detail: str = "") -> None:
        self.outcome = outcome
        self.detail = detail
        super().__init__(f"{outcome}: {detail}")


@dataclass(slots=True)
class Attempt:
    """One probe under way; fields as in `ProbeResult`.

    Attributes:
        began: Of the clock's monotonic time.
        body: What was read of the answer's body.
        strange: Datagrams that came and were no valid answer to the question.
        certificate_failure: Why the certificate does not verify; the service is asked all the same, to know more of it.
    """

    clock: Clock
    at: float
    began: float
    times: ProbeTimes = field(default_factory=ProbeTimes)
    http_status: int | None = None
    location: str | None = None
    body: bytearray = field(default_factory=bytearray)
    body_whole: bool = True
    certificate: Certificate | None = None
    certificate_failure: ProbeFailure | None = None
    strange: int = 0
    rcode: str | None = None
    answers: tuple[str, ...] = ()
    name_check: str = ""

    @classmethod
    def begin(cls, clock: Clock) -> "Attempt":
        """A probe that begins now."""
        return cls(clock, clock.now(), clock.monotonic())

    def elapsed(self) -> float:
        """Seconds since it began."""
        return self.clock.monotonic() - self.began

    def connected(self, since: float) -> None:
        """Notes that the TCP connection stands; `since` is monotonic."""
        self.times = replace(self.times, connect=self.clock.monotonic() - since)

    def secured(self, since: float) -> None:
        """Notes that the TLS handshake is done."""
        self.times = replace(self.times, tls=self.clock.monotonic() - since)

    def answered(self, since: float) -> None:
        """Notes that an answer begins."""
        self.times = replace(self.times, first_byte=self.clock.monotonic() - since)

    def result(self, service: str, outcome: ProbeOutcome, detail: str = "") -> ProbeResult:
        """The probe as it ended."""
        return ProbeResult(
            service=service,
            at=self.at,
            outcome=outcome,
            detail=detail,
            times=replace(self.times, total=self.elapsed()),
            http_status=self.http_status,
            location=self.location,
            body_bytes=None if self.http_status is None else len(self.body),
            body_whole=self.body_whole,
            certificate=self.certificate,
            rcode=self.rcode,
            answers=self.answers,
            name_check=self.name_check,
        )
