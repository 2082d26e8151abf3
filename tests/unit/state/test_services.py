"""From probes to the condition of a service."""

import pytest

from fengsui.model.observation import Condition
from fengsui.model.probe import ProbeOutcome, ProbeResult, ServiceObservation
from fengsui.state.services import aged, observe_probe, service_change

NOW = 1_790_000_000.0
UP, DOWN, UNKNOWN = Condition.UP, Condition.DOWN, Condition.UNKNOWN


def _seen(*outcomes: str) -> ServiceObservation:
    seen = None
    for number, word in enumerate(outcomes):
        seen = observe_probe(seen, ProbeResult("portal", NOW + 60 * number, ProbeOutcome(word), "why"))
    assert seen is not None
    return seen


@pytest.mark.parametrize(
    ("outcomes", "condition", "since", "failures"),
    [
        (("up",), UP, 0, 0),
        (("refused",), UNKNOWN, 0, 1),
        (("refused", "timeout"), DOWN, 60, 2),
        (("up", "timeout"), UP, 0, 1),
        (("up", "timeout", "up", "timeout"), UP, 0, 1),
        (("up", "timeout", "wrong_status"), DOWN, 120, 2),
        (("up", "timeout", "timeout", "timeout"), DOWN, 120, 3),
        (("up", "timeout", "timeout", "up"), UP, 180, 0),
        (("not_allowed",), UNKNOWN, 0, 0),
        (("up", "error", "error", "error"), UP, 0, 0),
        (("up", "timeout", "error", "timeout"), DOWN, 180, 2),
    ],
)
def test_a_service_is_down_after_two_failures_in_a_row(
    outcomes: tuple[str, ...], condition: Condition, since: float, failures: int
) -> None:
    seen = _seen(*outcomes)
    assert (seen.condition, seen.since - NOW, seen.failures) == (condition, since, failures)


def test_the_reason_says_what_failed_and_how_often() -> None:
    assert _seen("up", "timeout").reason == "timeout: why (1 in a row)"
    assert _seen("refused", "refused").reason == "refused: why (2 in a row)"
    assert _seen("not_allowed").reason == "not_allowed: why"
    assert _seen("up").reason == ""


def test_when_it_was_last_up_is_remembered() -> None:
    assert _seen("up", "timeout", "timeout").up_at == NOW
    assert _seen("refused").up_at is None


def test_evidence_that_is_too_old_is_no_evidence() -> None:
    seen = _seen("up")
    assert aged(seen, NOW + 180, 180) is seen
    old = aged(seen, NOW + 181, 180)
    assert (old.condition, old.since, old.reason) == (UNKNOWN, NOW + 181, "evidence too old")
    assert aged(old, NOW + 500, 180) is old


def test_a_first_failure_after_too_long_a_silence_does_not_make_it_down() -> None:
    old = aged(_seen("up", "timeout"), NOW + 1000, 180)
    assert observe_probe(old, ProbeResult("portal", NOW + 1001, ProbeOutcome.TIMEOUT)).condition is UNKNOWN


def test_a_change_is_told_with_its_carrier_and_only_where_there_is_one() -> None:
    up, down, unsure = _seen("up"), _seen("timeout", "timeout"), _seen("timeout")
    (change,) = service_change(up, down, NOW, "telecom")
    assert (change.kind, change.name, change.before, change.after) == ("service", "portal", "up", "down")
    assert (change.carrier, change.reason) == ("telecom", "timeout: why (2 in a row)")
    assert service_change(up, up, NOW, None) == ()
    assert service_change(None, unsure, NOW, None) == ()
    (first,) = service_change(None, up, NOW, None)
    assert (first.before, first.carrier) == (None, "")
