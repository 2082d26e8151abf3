"""Columns of a table in, lines out; a value that is not there is no line."""

from dataclasses import replace

import pytest

from fengsui.exporters.interface_series import interface_lines
from fengsui.exporters.labels import InterfaceLabels
from fengsui.exporters.view import DeviceView
from fengsui.model.observation import DeviceObservation, InterfaceRates
from fengsui.model.poll import InterfaceTable
from tests.support.builders import NOW, device, interfaces, observation, rates


def view(table: InterfaceTable, **given: object) -> DeviceView:
    seen = observation("d", **{"interfaces": table, "rates": InterfaceRates(), **given})
    return DeviceView(device("d"), NOW, False, "", seen, None, True, True, InterfaceLabels.of("d", table))


def values(name: str, seen: DeviceView) -> list[str]:
    return [line.rpartition(" ")[2] for line in interface_lines(name, seen).splitlines()]


def test_statuses_are_the_numbers_of_the_mib() -> None:
    words = ["up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown", None, "odd"]
    seen = view(interfaces(9, oper_status=words, admin_status=["down"] * 9))

    assert values("fengsui_interface_oper_status", seen) == ["1", "2", "3", "4", "5", "6", "7"]
    assert values("fengsui_interface_admin_status", seen) == ["2"] * 9


def test_speed_is_in_bytes_and_absent_where_the_agent_has_none() -> None:
    seen = view(interfaces(3, speed_bits_per_second=[10**9, None, 0]))

    assert values("fengsui_interface_speed_bytes_per_second", seen) == ["125000000.0"]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("fengsui_interface_in_bytes_total", "in_octets"),
        ("fengsui_interface_out_bytes_total", "out_octets"),
        ("fengsui_interface_in_unicast_packets_total", "in_unicast_packets"),
        ("fengsui_interface_out_unicast_packets_total", "out_unicast_packets"),
        ("fengsui_interface_in_errors_total", "in_errors"),
        ("fengsui_interface_out_errors_total", "out_errors"),
        ("fengsui_interface_in_discards_total", "in_discards"),
        ("fengsui_interface_out_discards_total", "out_discards"),
    ],
)
def test_counters_are_passed_on_as_the_agent_has_them(name: str, column: str) -> None:
    seen = view(interfaces(3, **{column: [2**64 - 1, None, 0]}))

    assert interface_lines(name, seen) == (
        f'{name}{{device="d",interface="eth1"}} 18446744073709551615\n{name}{{device="d",interface="eth3"}} 0\n'
    )


def test_utilisation_is_the_rate_over_the_speed_and_a_gap_is_no_line() -> None:
    table = interfaces(4, speed_bits_per_second=[10**9, 10**9, None, 0])
    seen = view(table, rates=InterfaceRates((2.5e8, None, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0)))

    assert values("fengsui_interface_in_utilisation_ratio", seen) == ["0.25"]
    assert values("fengsui_interface_out_utilisation_ratio", seen) == ["0.0", "0.0"]


def test_a_first_poll_has_no_rates() -> None:
    assert interface_lines("fengsui_interface_in_utilisation_ratio", view(interfaces(2))) == ""


@pytest.mark.parametrize("seen", [None, observation("d", interfaces=InterfaceTable(), rates=rates(0))])
def test_a_device_without_interfaces_has_no_lines(seen: DeviceObservation | None) -> None:
    bare = DeviceView(device("d"), NOW, False, "", seen, None, True, True, InterfaceLabels.of("d", InterfaceTable()))

    assert (
        interface_lines("fengsui_interface_info", bare) == interface_lines("fengsui_interface_oper_status", bare) == ""
    )


def test_a_counter_that_jumped_is_shown_anew_from_zero() -> None:
    seen = view(interfaces(3, in_octets=[10**15 + 7, 5, None]), counter_bases={"in_octets": (10**15, 0, 0)})

    assert values("fengsui_interface_in_bytes_total", seen) == ["7", "5"]


def test_an_interface_that_was_not_seen_lately_says_nothing_and_its_neighbours_do() -> None:
    seen = replace(view(interfaces(3, oper_status=["up", "down", "testing"])), old_rows=frozenset({1}))

    assert values("fengsui_interface_oper_status", seen) == ["1", "3"]
    assert len(values("fengsui_interface_info", seen)) == 3
