"""An outage is told when it begins and when it ends, and not at each of a thousand tries between."""

from structlog.testing import capture_logs

from fengsui.errors import DatabaseError
from fengsui.tasks.outage import Outage


def test_an_outage_is_told_once_and_its_end_once() -> None:
    outage = Outage("history not written, kept for the next try", "history written again")
    with capture_logs() as logs:
        outage.ended()
        for waiting in range(400):
            outage.failed(DatabaseError("no room left"), waiting=waiting)
        assert outage.lasts
        outage.ended()
        outage.ended()
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [
        ("history not written, kept for the next try", "warning"),
        ("history written again", "info"),
    ]
    assert logs[0]["error"] == "no room left"
    assert logs[1]["failures"] == 400
    assert (outage.lasts, outage.failures) == (False, 400)


def test_a_long_outage_is_told_again_now_and_then() -> None:
    outage = Outage("states not written", "states written")
    with capture_logs() as logs:
        for _ in range(1001):
            outage.failed(DatabaseError("away"), waiting=1)
    assert len(logs) == 3
