"""Snapshot in, exposition text out: services and their sectors."""

from fengsui.exporters.province import render_province
from fengsui.model.observation import Condition
from fengsui.model.probe import ProbeCounts, ProbeOutcome, ProbeTimes
from tests.support.builders import NOW, network, province, service, service_observation, snapshot
from tests.support.exposition import lines_of

ALARM = 'service="lz-alarm",sector="emergency",carrier="telecom",county="620102",prefecture="620100"'
PORTAL = 'service="lz-portal",sector="none",carrier="telecom",county="620102",prefecture="620100"'


def test_a_service_says_yes_or_no_only_while_it_is_known() -> None:
    body = render_province(province())
    assert lines_of(body, "fengsui_service_up") == [
        f"fengsui_service_up{{{ALARM}}} 1",
        f"fengsui_service_up{{{PORTAL}}} 0",
    ]
    unsure = snapshot(network(), services={"lz-portal": service_observation("lz-portal", Condition.UNKNOWN)})
    assert lines_of(render_province(unsure), "fengsui_service_up") == []


def test_every_service_has_its_three_states_probed_or_not() -> None:
    lines = lines_of(render_province(province()), "fengsui_service_state")
    assert len(lines) == 9
    ones = [line for line in lines if line.endswith(" 1")]
    assert [line.split('state="')[1][:2] for line in ones] == ["up", "do", "un"]


def test_sectors_are_counted_by_state_and_those_without_services_too() -> None:
    lines = lines_of(render_province(province()), "fengsui_sector_services")
    assert len(lines) == 30
    counted = [line for line in lines if not line.endswith(" 0")]
    assert counted == [
        'fengsui_sector_services{sector="emergency",state="up"} 1',
        'fengsui_sector_services{sector="none",state="down"} 1',
        'fengsui_sector_services{sector="none",state="unknown"} 1',
    ]


def test_the_parts_of_a_probe_are_timed_and_those_not_reached_are_absent() -> None:
    seen = service_observation("lz-portal", times=ProbeTimes(connect=0.5, total=5.0), http_status=None)
    body = render_province(snapshot(network(), services={"lz-portal": seen}, probes=ProbeCounts(60.0)))
    assert lines_of(body, "fengsui_service_probe_duration_seconds") == [
        'fengsui_service_probe_duration_seconds{service="lz-portal",phase="connect"} 0.5',
        'fengsui_service_probe_duration_seconds{service="lz-portal",phase="total"} 5',
    ]
    assert lines_of(body, "fengsui_service_http_status") == []


def test_what_a_probe_measured_is_absent_once_it_is_old_and_the_end_of_the_certificate_stays() -> None:
    seen = service_observation("lz-portal", at=NOW - 181)
    body = render_province(snapshot(network(), services={"lz-portal": seen}, probes=ProbeCounts(60.0)))
    for name in (
        "fengsui_service_probe_duration_seconds",
        "fengsui_service_http_status",
        "fengsui_service_certificate_valid",
    ):
        assert lines_of(body, name) == []
    (line,) = lines_of(body, "fengsui_service_certificate_expiry_timestamp_seconds")
    assert line.endswith(str(int(NOW + 30 * 86_400)))
    (age,) = lines_of(body, "fengsui_service_evidence_age_seconds")
    assert age.endswith(" 181")


def test_hostile_names_stay_in_their_labels() -> None:
    registered = network(services=[service("odd", "s-620102", host='a"} 1\nfengsui_county_covered 0')])
    body = render_province(snapshot(registered))
    plain = render_province(snapshot(network()))
    assert lines_of(body, "fengsui_county_covered") == lines_of(plain, "fengsui_county_covered")


def test_a_province_without_services_has_no_series_of_sectors() -> None:
    body = render_province(snapshot(network(services=[])))
    assert lines_of(body, "fengsui_sector_services") == []


def test_probes_are_counted_by_outcome_from_the_beginning() -> None:
    counts = {outcome.value: 0 for outcome in ProbeOutcome}
    body = render_province(snapshot(probes=ProbeCounts(60.0, counts)))
    assert len(lines_of(body, "fengsui_prober_probes_total")) == len(ProbeOutcome)
