"""What went wrong with an agent, as a problem that is kept beside what came."""

from fengsui.errors import SnmpAnswerError, SnmpAuthError, SnmpError, SnmpProtocolError, SnmpTimeoutError
from fengsui.model.poll import PollOutcome, Problem

# RFC 3416 error-status numbers that have a word of their own among the kinds of problems.
_ANSWER_KINDS = {1: "too_big", 2: "no_such_name", 5: "gen_err", 16: "refused"}

TEXT_LIMIT = 200


def problem_from(error: SnmpError) -> Problem:
    """The problem that an error of the wire is, its text capped."""
    return Problem(_kind(error), str(error)[:TEXT_LIMIT])


def outcome_from(error: SnmpError) -> PollOutcome:
    """How a poll ends that brought nothing but this error; only what an agent sent is a sign that it lives."""
    kind = _kind(error)
    # A datagram that this machine could not send is no answer: without a route, every device would else count as up.
    if kind in ("timeout", "error"):
        return PollOutcome.TIMEOUT
    return PollOutcome.REFUSED if kind == "refused" else PollOutcome.ERROR


def _kind(error: SnmpError) -> str:
    match error:
        case SnmpTimeoutError():
            return "timeout"
        case SnmpAuthError():
            return "refused"
        case SnmpAnswerError():
            return _ANSWER_KINDS.get(error.status, "error_status")
        case SnmpProtocolError():
            return "malformed"
    return "error"
