"""What probes have shown, as rows of listings."""

from fengsui.commands.observed_service import probe_row
from fengsui.model.probe import Certificate, ProbeOutcome, ProbeResult, ProbeTimes


def test_a_probe_shows_what_its_kind_has_and_nothing_else() -> None:
    row = probe_row(ProbeResult("s", 0.0, ProbeOutcome.UP, times=ProbeTimes(connect=0.123456, total=0.2)))
    assert row == {
        "probed_at": "1970-01-01T00:00:00Z",
        "outcome": "up",
        "connect_seconds": 0.1235,
        "total_seconds": 0.2,
    }


def test_a_certificate_shows_its_end_and_why_it_does_not_verify() -> None:
    shown = Certificate("CN=a", "CN=root", 0.0, 86_400.0, ("a.cn",), "certificate has expired")
    row = probe_row(
        ProbeResult("s", 0.0, ProbeOutcome.CERTIFICATE_EXPIRED, certificate=shown, http_status=200, body_bytes=0)
    )
    assert row["certificate_ends_at"] == "1970-01-02T00:00:00Z"
    assert (row["certificate_verifies"], row["certificate_fault"]) == (False, "certificate has expired")
    assert (row["http_status"], row["body_bytes"], row["body_whole"]) == (200, 0, True)


def test_dns_answers_are_a_list() -> None:
    row = probe_row(ProbeResult("s", 0.0, ProbeOutcome.UP, rcode="NOERROR", answers=("10.0.0.1",)))
    assert (row["rcode"], row["answers"]) == ("NOERROR", ["10.0.0.1"])
