"""One link in, its lines out; its traffic comes from whichever end has seen it."""

import pytest

from fengsui.exporters.devices import render_devices
from fengsui.exporters.snapshot import Snapshot
from fengsui.model.observation import Condition, Conditions, DeviceObservation, InterfaceRates
from tests.support.builders import (
    device,
    divisions,
    element,
    interfaces,
    link,
    network,
    observation,
    silent,
    site,
    snapshot,
)
from tests.support.exposition import lines_of

LABELS = 'link="l",carrier="telecom"'


def picture(
    *seen: DeviceObservation, capacity: int | None = 10**9, condition: Condition = Condition.UP, b: str = "b eth1"
) -> Snapshot:
    registered = network(
        divisions=divisions(),
        sites=[site("sa", "620102"), site("sb", "620502")],
        devices=[device("a", "sa"), device("b", "sb")],
        links=[link("l", "a eth1", b, capacity_bits_per_second=capacity)],
    )
    return snapshot(
        registered,
        observations={each.device: each for each in seen},
        conditions=Conditions({}, {"l": element("l", condition)}),
    )


def end(name: str, received: float | None, sent: float | None) -> DeviceObservation:
    return observation(name, interfaces=interfaces(1), rates=InterfaceRates((received,), (sent,)))


def test_info_names_both_ends_and_where_they_stand() -> None:
    (line,) = lines_of(render_devices(picture()), "fengsui_link_info")

    assert line == (
        f'fengsui_link_info{{{LABELS},tier="county",medium="fibre",a_device="a",a_interface="eth1",a_county="620102",'
        'a_prefecture="620100",b_device="b",b_interface="eth1",b_county="620502",b_prefecture="620500"} 1'
    )


@pytest.mark.parametrize(("condition", "up"), [(Condition.UP, ["1"]), (Condition.DOWN, ["0"]), (Condition.UNKNOWN, [])])
def test_up_is_absent_while_unknown(condition: Condition, up: list[str]) -> None:
    body = render_devices(picture(condition=condition))

    assert lines_of(body, "fengsui_link_up") == [f"fengsui_link_up{{{LABELS}}} {value}" for value in up]
    assert f'fengsui_link_state{{{LABELS},state="{condition}"}} 1' in lines_of(body, "fengsui_link_state")


def test_capacity_is_in_bytes_and_absent_where_none_is_registered() -> None:
    assert lines_of(render_devices(picture()), "fengsui_link_capacity_bytes_per_second")[0].endswith(" 125000000")
    assert lines_of(render_devices(picture(capacity=None)), "fengsui_link_capacity_bytes_per_second") == []


@pytest.mark.parametrize(
    ("seen", "a_to_b", "b_to_a"),
    [
        ((end("a", 2e8, 1e8), end("b", 9e8, 9e8)), 0.1, 0.2),
        ((silent("a"), end("b", 1e8, 2e8)), 0.1, 0.2),
        ((end("a", None, 1e8), end("b", 5e8, 2e8)), 0.1, 0.2),
    ],
    ids=["end a speaks first", "a silent, end b speaks", "a gap at a is filled by b"],
)
def test_utilisation_by_direction(seen: tuple[DeviceObservation, ...], a_to_b: float, b_to_a: float) -> None:
    assert lines_of(render_devices(picture(*seen)), "fengsui_link_utilisation_ratio") == [
        f'fengsui_link_utilisation_ratio{{{LABELS},direction="a_to_b"}} {a_to_b}',
        f'fengsui_link_utilisation_ratio{{{LABELS},direction="b_to_a"}} {b_to_a}',
    ]


def test_without_a_capacity_the_line_rate_counts() -> None:
    body = render_devices(picture(end("a", 5e8, 5e8), capacity=None))

    assert lines_of(body, "fengsui_link_utilisation_ratio")[0].endswith(" 0.5")


def test_an_end_that_no_interface_answers_to_gives_no_utilisation() -> None:
    body = render_devices(picture(end("b", 5e8, 5e8), b="b elsewhere"))

    assert lines_of(body, "fengsui_link_utilisation_ratio") == []
