"""One device in, its lines out."""

from typing import Any

import pytest

from fengsui.exporters.device_series import device_lines
from fengsui.exporters.view import DeviceView, LabelMemory
from fengsui.model.agent import AgentTraits
from fengsui.model.device import DeviceLifecycle
from fengsui.model.observation import Condition, Conditions, DeviceObservation, ElementState
from fengsui.model.ping import Ping
from tests.support.builders import (
    NOW,
    carrier,
    device,
    divisions,
    element,
    network,
    observation,
    silent,
    site,
    snapshot,
)

WAYS = (
    "fengsui_device_poll_phase_ratio", "fengsui_device_poll_packets", "fengsui_device_poll_retries_total",
    "fengsui_device_poll_deadlines_total", "fengsui_device_packet_budget_waits_total",
    "fengsui_device_round_trip_seconds", "fengsui_device_request_timeout_seconds", "fengsui_device_max_repetitions",
)  # fmt: skip
LABELS = 'device="lz-core-1",carrier="telecom",county="620102",prefecture="620100"'


def view(
    seen: DeviceObservation | None = None, state: ElementState | None = None, ping: Ping | None = None, **given: Any
) -> DeviceView:
    registered = network(
        divisions=divisions(), carriers=[carrier()], sites=[site()], devices=[device(**given)], links=[]
    )
    picture = snapshot(
        registered,
        observations={"lz-core-1": seen} if seen else {},
        conditions=Conditions({"lz-core-1": state} if state else {}, {}),
        pings={"lz-core-1": ping} if ping else {},
    )
    return LabelMemory().view(picture, registered.devices["lz-core-1"])


@pytest.mark.parametrize(
    ("condition", "up"), [(Condition.UP, [" 1"]), (Condition.DOWN, [" 0"]), (Condition.UNKNOWN, [])]
)
def test_up_is_absent_while_unknown_and_the_state_set_says_so(condition: Condition, up: list[str]) -> None:
    seen = view(observation(), element("lz-core-1", condition))

    assert device_lines("fengsui_device_up", seen) == "".join(f"fengsui_device_up{{{LABELS}}}{value}\n" for value in up)
    assert device_lines("fengsui_device_state", seen) == "".join(
        f'fengsui_device_state{{{LABELS},state="{each}"}} {int(each is condition)}\n' for each in Condition
    )


def test_info_carries_what_is_registered_and_what_the_agent_says() -> None:
    seen = view(observation(profile="huawei-vrp"), port=1161)

    assert device_lines("fengsui_device_info", seen) == (
        f'fengsui_device_info{{{LABELS},site="lz-core",role="core",network="internet",address="127.0.1.1:1161",'
        'profile="huawei-vrp",sys_name="lz-core-1",sys_object_id="1.3.6.1.4.1.2011.2.224"} 1\n'
    )


def test_info_of_a_device_that_was_never_polled_leaves_the_agent_s_texts_empty() -> None:
    assert device_lines("fengsui_device_info", view()).endswith('profile="",sys_name="",sys_object_id=""} 1\n')


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fengsui_device_uptime_seconds", "86400"),
        ("fengsui_device_evidence_age_seconds", "10"),
        ("fengsui_device_state_since_timestamp_seconds", "1789996400"),
        ("fengsui_device_poll_duration_seconds", "0.05"),
        ("fengsui_device_consecutive_poll_failures", "0"),
        ("fengsui_device_next_poll_timestamp_seconds", "1790000050"),
        ("fengsui_device_agent_silent", "0"),
        ("fengsui_device_maintenance", "0"),
    ],
)
def test_values_of_a_device_that_answers(name: str, value: str) -> None:
    assert device_lines(name, view(observation(), element("lz-core-1"))) == f"{name}{{{LABELS}}} {value}\n"


def test_a_silent_device_shows_its_failures_and_the_next_try() -> None:
    seen = view(silent("lz-core-1"), element("lz-core-1", agent_silent=True))

    assert device_lines("fengsui_device_consecutive_poll_failures", seen).endswith(" 12\n")
    assert device_lines("fengsui_device_next_poll_timestamp_seconds", seen).endswith(" 1790000200\n")
    assert device_lines("fengsui_device_agent_silent", seen).endswith(" 1\n")


def test_maintenance_is_told() -> None:
    seen = view(lifecycle=DeviceLifecycle.MAINTENANCE)

    assert device_lines("fengsui_device_maintenance", seen) == f"fengsui_device_maintenance{{{LABELS}}} 1\n"


def test_evidence_from_a_clock_ahead_of_ours_has_no_negative_age() -> None:
    seen = view(observation(), element("lz-core-1", evidence_at=NOW + 5))

    assert device_lines("fengsui_device_evidence_age_seconds", seen).endswith(" 0\n")


def test_the_ways_of_an_agent_are_shown_as_learned() -> None:
    seen = view(observation())
    found = {name: device_lines(name, seen).removeprefix(f"{name}{{{LABELS}}} ").strip() for name in WAYS}

    assert found == {
        "fengsui_device_poll_phase_ratio": "0.420645119487809",
        "fengsui_device_poll_packets": "3",
        "fengsui_device_poll_retries_total": "2",
        "fengsui_device_poll_deadlines_total": "1",
        "fengsui_device_packet_budget_waits_total": "4",
        "fengsui_device_round_trip_seconds": "0.02",
        "fengsui_device_request_timeout_seconds": "0.2",
        "fengsui_device_max_repetitions": "5",
    }


def test_of_an_agent_that_was_never_polled_only_its_turn_is_shown() -> None:
    shown = [name for name in WAYS if device_lines(name, view(None))]

    assert shown == ["fengsui_device_poll_phase_ratio"]


def test_a_round_trip_that_was_never_measured_is_absent() -> None:
    seen = view(observation(traits=AgentTraits(2.0)))

    assert device_lines("fengsui_device_round_trip_seconds", seen) == ""
    assert device_lines("fengsui_device_max_repetitions", seen) == ""
    assert device_lines("fengsui_device_request_timeout_seconds", seen).endswith(" 2\n")


def pings(ping: Ping | None) -> dict[str, str]:
    seen = view(ping=ping)
    lines = {name: device_lines(f"fengsui_device_ping_{name}", seen) for name in _OF_A_PING}
    return {name: line.rsplit(" ", 1)[1].strip() for name, line in lines.items() if line}


def test_a_ping_tells_loss_round_trips_and_jitter_in_seconds() -> None:
    assert pings(Ping("lz-core-1", NOW - 20, 4, 3, NOW - 20, 0.001, 0.0025, 0.004, 0.0015)) == {
        "up": "1",
        "timestamp_seconds": f"{NOW - 20:.0f}",
        "loss_ratio": "0.25",
        "round_trip_min_seconds": "0.001",
        "round_trip_mean_seconds": "0.0025",
        "round_trip_max_seconds": "0.004",
        "jitter_seconds": "0.0015",
    }


def test_a_dead_ping_has_loss_and_no_round_trips() -> None:
    dead = pings(Ping("lz-core-1", NOW - 20, 3, 0, NOW - 3600))
    assert (dead.pop("up"), dead.pop("loss_ratio")) == ("0", "1")
    assert list(dead) == ["timestamp_seconds"]


def test_an_old_ping_and_one_that_never_was_are_absent() -> None:
    assert pings(Ping("lz-core-1", NOW - 901, 3, 3)) == {}
    assert pings(None) == {}


_OF_A_PING = (
    "up", "timestamp_seconds", "loss_ratio", "round_trip_min_seconds", "round_trip_mean_seconds",
    "round_trip_max_seconds", "jitter_seconds",
)  # fmt: skip
