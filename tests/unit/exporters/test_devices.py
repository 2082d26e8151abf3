"""The renderer of device series: grouping, shards, pieces and what it remembers between scrapes."""

from dataclasses import replace
from typing import Any

import pytest

from fengsui.exporters.devices import DeviceRenderer, render_devices
from fengsui.exporters.snapshot import Snapshot
from fengsui.exporters.text import EOF
from fengsui.model.poll import PollOutcome
from tests.support.builders import NOW, grid, interfaces, network, observation, province, snapshot
from tests.support.exposition import lines_of, parse, samples


def whole(renderer: DeviceRenderer, picture: Snapshot) -> bytes:
    return b"".join(renderer.pieces(picture))


def with_interfaces(picture: Snapshot, device: str, **columns: list[str]) -> Snapshot:
    seen = observation(device, interfaces=interfaces(2, **columns))
    return replace(picture, observations={**picture.observations, device: seen})


def test_each_family_stands_in_one_run() -> None:
    families = [line.split()[2] for line in render_devices(province()).decode().splitlines() if "# TYPE" in line]

    assert len(set(families)) == len(families)
    parse(render_devices(province(), openmetrics=True), openmetrics=True)  # raises where a family is interrupted


@pytest.mark.parametrize("count", [1, 3, 7])
def test_shards_together_are_the_whole_and_share_nothing(count: int) -> None:
    picture = province()
    shards = [samples(parse(render_devices(picture, (index, count)))) for index in range(count)]

    everything = samples(parse(render_devices(picture)))
    assert sum(map(len, shards)) == len(everything)
    assert {key: value for shard in shards for key, value in shard.items()} == everything


def test_pieces_are_small_and_a_warm_renderer_says_the_same() -> None:
    picture, renderer = grid(devices=60, ports=20), DeviceRenderer()
    cold = list(renderer.pieces(picture))

    assert max(map(len, cold)) < 256 * 1024
    assert len(cold) > 10
    assert whole(renderer, picture) == b"".join(cold) == render_devices(picture)


def test_a_renamed_interface_is_renamed_in_the_next_scrape() -> None:
    picture, renderer = snapshot(network()), DeviceRenderer()
    whole(renderer, picture)

    body = whole(renderer, with_interfaces(picture, "jyg-1", name=["uplink", "eth2"]))

    names = [line for line in lines_of(body, "fengsui_interface_in_bytes_total") if "jyg-1" in line]
    assert names == [
        'fengsui_interface_in_bytes_total{device="jyg-1",interface="uplink"} 1001',
        'fengsui_interface_in_bytes_total{device="jyg-1",interface="eth2"} 1002',
    ]


def test_a_device_that_moved_carries_its_new_county() -> None:
    picture, renderer = snapshot(network()), DeviceRenderer()
    whole(renderer, picture)
    moved = replace(picture.network.devices["jyg-1"], site="s-620502")
    devices = {**picture.network.devices, "jyg-1": moved}

    body = whole(renderer, replace(picture, network=replace(picture.network, devices=devices)))

    (line,) = [line for line in lines_of(body, "fengsui_device_up") if "jyg-1" in line]
    assert 'county="620502",prefecture="620500"' in line


def test_a_device_that_is_gone_leaves_no_series() -> None:
    picture, renderer = snapshot(network()), DeviceRenderer()
    whole(renderer, picture)

    assert whole(renderer, snapshot()) == b""


def test_two_scrapes_may_be_under_way_at_once() -> None:
    picture, renderer = province(), DeviceRenderer()
    first, second = renderer.pieces(picture), renderer.pieces(picture)
    taken: list[bytes] = []
    other: list[bytes] = []
    for piece in first:
        taken.append(piece)
        other.extend(next(second, b"") for _ in range(2))

    assert b"".join(taken) == b"".join([*other, *second]) == render_devices(picture)


def test_hostile_texts_and_doubled_names_stay_valid_in_both_formats() -> None:
    evil = ['a"b\\c\nd\0e\x85', 'a"b\\c\nd\0e\x85']
    picture = with_interfaces(snapshot(network()), "jyg-1", name=evil, alias=["\\xc0\\xbc%d{}", "\ud800"])

    for openmetrics in (False, True):
        body = render_devices(picture, openmetrics=openmetrics)
        assert samples(parse(body, openmetrics=openmetrics))


def test_an_empty_network_is_an_empty_text_with_an_end() -> None:
    assert render_devices(snapshot()) == b""
    assert render_devices(snapshot(), openmetrics=True) == EOF.encode()


def test_a_device_that_was_never_polled_is_unknown_and_has_no_interfaces() -> None:
    picture = snapshot(network(), observations={}, conditions=snapshot().conditions)
    body = render_devices(picture)

    states = [line for line in lines_of(body, "fengsui_device_state") if 'device="jyg-1"' in line]
    assert [line.rpartition(" ")[2] for line in states] == ["0", "0", "1"]
    assert lines_of(body, "fengsui_device_up") == []
    assert lines_of(body, "fengsui_interface_info") == []


@pytest.mark.parametrize(
    ("given", "absent"),
    [
        ({"answered_at": NOW - 181, "interfaces_at": NOW - 181}, {"in_bytes_total", "uptime_seconds"}),
        ({"answered_at": NOW - 179, "interfaces_at": NOW - 179}, set()),
        ({"outcome": PollOutcome.PARTIAL, "interfaces_at": NOW - 181}, {"in_bytes_total"}),
        ({"outcome": PollOutcome.REFUSED, "interfaces_at": NOW - 181}, {"in_bytes_total", "uptime_seconds"}),
    ],
    ids=["silent for long", "silent for a moment", "ports missing for long", "refused for long"],
)
def test_old_evidence_is_not_dressed_up_as_fresh(given: dict[str, Any], absent: set[str]) -> None:
    picture = snapshot(network())
    picture = replace(picture, observations={**picture.observations, "jyg-1": observation("jyg-1", **given)})
    body = render_devices(picture)

    for name in ("fengsui_interface_in_bytes_total", "fengsui_device_uptime_seconds"):
        told = [line for line in lines_of(body, name) if "jyg-1" in line]
        assert bool(told) != any(name.endswith(suffix) for suffix in absent)
    assert [line for line in lines_of(body, "fengsui_device_info") if "jyg-1" in line]


def test_an_interface_that_broken_walks_did_not_reach_is_shown_as_long_as_its_own_evidence_counts() -> None:
    picture = snapshot(network())
    half = observation("jyg-1", outcome=PollOutcome.PARTIAL, interface_seen=(NOW - 10, NOW - 181))
    body = render_devices(replace(picture, observations={**picture.observations, "jyg-1": half}))

    told = [line for line in lines_of(body, "fengsui_interface_oper_status") if "jyg-1" in line]
    assert len(told) == 1
    assert 'interface="eth1"' in told[0]
