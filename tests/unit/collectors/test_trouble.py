import pytest

from fengsui.collectors.trouble import outcome_from, problem_from
from fengsui.errors import SnmpAnswerError, SnmpAuthError, SnmpError, SnmpProtocolError, SnmpTimeoutError
from fengsui.model.poll import PollOutcome


@pytest.mark.parametrize(
    ("error", "kind", "outcome"),
    [
        (SnmpTimeoutError("silent"), "timeout", PollOutcome.TIMEOUT),
        (SnmpAuthError("no"), "refused", PollOutcome.REFUSED),
        (SnmpProtocolError("rubbish"), "malformed", PollOutcome.ERROR),
        (SnmpAnswerError(5, 1, "genErr"), "gen_err", PollOutcome.ERROR),
        (SnmpAnswerError(1, 0, "tooBig"), "too_big", PollOutcome.ERROR),
        (SnmpAnswerError(16, 0, "authorizationError"), "refused", PollOutcome.REFUSED),
        (SnmpAnswerError(99, 0, "what"), "error_status", PollOutcome.ERROR),
        (SnmpError("cannot send"), "error", PollOutcome.TIMEOUT),
    ],
)
def test_each_error_of_the_wire_has_its_kind_and_outcome(error: SnmpError, kind: str, outcome: PollOutcome) -> None:
    assert problem_from(error).kind == kind
    assert problem_from(error).text == str(error)
    assert outcome_from(error) is outcome


@pytest.mark.parametrize("error", [SnmpTimeoutError("silent"), SnmpError("cannot send to 10.20.0.1 port 161")])
def test_an_agent_that_sent_nothing_did_not_answer(error: SnmpError) -> None:
    assert not outcome_from(error).answered


def test_a_long_error_is_capped() -> None:
    assert len(problem_from(SnmpProtocolError("x" * 5000)).text) == 200
