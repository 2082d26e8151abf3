"""Subscribers declared against observed: what is summed, what is flagged, and what is left unknown."""

import pytest

from fengsui.coverage.subscribers import GapState, Observed, gap_document, gaps, observed_subscribers
from fengsui.model.network import Network
from fengsui.model.poll import Reading
from fengsui.model.report import SubscriberReport
from tests.support.builders import NOW, carrier, device, divisions, observation, site

HERE = ("620102", "telecom")
REPORT = SubscriberReport("telecom", "620102", "2026-08", 1000)


def network(*names: str) -> Network:
    return Network.of(divisions(), [carrier()], [site()], [device(name) for name in names])


def onus(count: int, state: str = "online", port: str = "PON 0/1") -> Reading:
    return Reading("pon_onus", port, float(count), "count", (("state", state),))


def observed(**seen: tuple[float, list[Reading]]) -> Observed:
    found = observed_subscribers(
        network(*seen),
        {name: observation(name, readings=tuple(said), answered_at=NOW - age) for name, (age, said) in seen.items()},
        NOW,
        fresh_seconds=180,
    )
    return found.get(HERE, Observed())


def test_what_is_online_is_summed_over_ports_and_devices_by_kind() -> None:
    seen = observed(
        olt=(10, [onus(30), onus(12, port="PON 0/2"), onus(5, "offline")]),
        olt2=(10, [onus(8)]),
        bras=(10, [Reading("subscribers_online", "", 70.0, "count")]),
        cmts=(10, [Reading("cable_modems", "c", 9.0, "count", (("state", "operational"),))]),
    )
    assert (seen.onus, seen.sessions, seen.cable_modems, seen.lines, seen.silent) == (50, 70, 9, 59, ())


def test_a_port_with_no_onu_online_is_a_zero_and_a_device_without_such_readings_nothing() -> None:
    assert observed(olt=(10, [onus(5, "offline")])).onus == 0
    assert observed(router=(10, [])) == Observed()


def test_what_is_too_old_is_left_out_and_named() -> None:
    seen = observed(olt=(10, [onus(30)]), old=(1000, [onus(12)]))
    assert (seen.onus, seen.silent) == (30, ("old",))


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (Observed(onus=1000), GapState.WITHIN),
        (Observed(onus=800), GapState.WITHIN),
        (Observed(onus=799), GapState.FLAGGED),
        (Observed(onus=1201), GapState.FLAGGED),
        (Observed(onus=700, cable_modems=300), GapState.WITHIN),
        (Observed(sessions=1000), GapState.UNKNOWN),
        (Observed(onus=700, silent=("olt",)), GapState.UNKNOWN),
        (Observed(onus=1000, silent=("olt",)), GapState.UNKNOWN),
        (Observed(onus=1300, silent=("olt",)), GapState.FLAGGED),
        (Observed(), GapState.UNKNOWN),
    ],
)
def test_a_gap_is_flagged_beyond_the_tolerance_and_unknown_while_equipment_is_silent(
    seen: Observed, state: GapState
) -> None:
    (gap,) = gaps([REPORT], "2026-08", {HERE: seen}, 0.2)
    assert gap.state is state
    assert bool(gap.reason) is (state is GapState.UNKNOWN)


def test_a_gap_of_a_few_lines_is_never_flagged() -> None:
    (gap,) = gaps([SubscriberReport("telecom", "620102", "2026-08", 20)], "2026-08", {HERE: Observed(onus=70)}, 0.2)
    assert (gap.state, gap.difference, gap.ratio) == (GapState.WITHIN, 50, 2.5)


def test_a_report_of_another_month_is_no_declaration() -> None:
    (gap,) = gaps([REPORT], "2026-09", {HERE: Observed(onus=1000)}, 0.2)
    assert (gap.declared, gap.state, gap.reason) == (None, GapState.UNKNOWN, "no report of the month")
    assert gap_document(gap)["difference"] is None


def test_a_declaration_of_nothing_has_a_difference_and_no_share() -> None:
    (gap,) = gaps([SubscriberReport("telecom", "620102", "2026-08", 0)], "2026-08", {HERE: Observed(onus=100)}, 0.2)
    assert (gap.difference, gap.ratio, gap.state) == (100, None, GapState.FLAGGED)
