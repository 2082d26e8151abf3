"""From probes to the condition of a service: pure.

| known before | probe | condition |
|---|---|---|
| anything | finds it up | up |
| up | first failure in a row | up, with the failure as reason |
| unknown | first failure in a row | unknown |
| anything | second failure in a row and further ones | down |
| anything | could not be made | as before, unknown where nothing is known |
| anything | none for longer than evidence counts | unknown |
"""

from dataclasses import replace

from fengsui.model.observation import Change, Condition
from fengsui.model.probe import ProbeOutcome, ProbeResult, ServiceObservation

# One lost handshake is no outage: a probe is a single try, without the retransmissions that a poll has.
DOWN_AFTER_FAILURES = 2


def observe_probe(before: ServiceObservation | None, result: ProbeResult) -> ServiceObservation:
    """What is known of a service after one more probe."""
    up = result.outcome is ProbeOutcome.UP
    known = before.failures if before else 0
    failures = 0 if up else known + int(result.outcome.is_verdict)
    condition = _condition(before, result, failures)
    kept = before is not None and before.condition is condition
    return ServiceObservation(
        service=result.service,
        condition=condition,
        since=before.since if before is not None and kept else result.at,
        reason=_reason(result, failures),
        failures=failures,
        up_at=result.at if up else before.up_at if before else None,
        last=result,
    )


def aged(seen: ServiceObservation, now: float, limit_seconds: float) -> ServiceObservation:
    """The same at `now`: unknown once the last probe is older than `limit_seconds`, as evidence that old does not count."""
    if seen.condition is Condition.UNKNOWN or now - seen.last.at <= limit_seconds:
        return seen
    return replace(seen, condition=Condition.UNKNOWN, since=now, reason="evidence too old", failures=0)


def service_change(
    before: ServiceObservation | None, after: ServiceObservation, at: float, carrier: str | None
) -> tuple[Change, ...]:
    """The change from one to the other; none where the condition is the same."""
    known = before.condition if before else None
    if known is after.condition or (known is None and after.condition is Condition.UNKNOWN):
        return ()
    evidence_at = after.last.at
    return (Change("service", after.service, known, after.condition, at, after.reason, carrier or "", evidence_at),)


def _condition(before: ServiceObservation | None, result: ProbeResult, failures: int) -> Condition:
    if result.outcome is ProbeOutcome.UP:
        return Condition.UP
    if result.outcome.is_verdict and failures >= DOWN_AFTER_FAILURES:
        return Condition.DOWN
    return before.condition if before else Condition.UNKNOWN


def _reason(result: ProbeResult, failures: int) -> str:
    if result.outcome is ProbeOutcome.UP:
        return ""
    said = f"{result.outcome.value}: {result.detail}" if result.detail else result.outcome.value
    return f"{said} ({failures} in a row)" if failures else said
