from collections import Counter
from ipaddress import ip_address, ip_network

import networkx
import pytest

from fengsui.inventory.divisions import load_divisions
from fengsui.model.device import DeviceRole
from fengsui.simulator.builder import build_province
from fengsui.simulator.province import Province
from tests.support.province import the_province

UNITS = {division.code for division in load_divisions() if division.coverage_unit}


@pytest.fixture
def province() -> Province:
    return the_province()


def test_the_same_seed_gives_the_same_province_and_another_seed_another() -> None:
    divisions = load_divisions()
    first, second = (build_province(divisions, seed=1, port=16161) for _ in range(2))
    other = build_province(divisions, seed=2, port=16161)
    assert first == second
    assert other.devices != first.devices
    assert other.links.keys() == first.links.keys()


def test_there_are_more_than_400_devices_of_four_carriers_in_every_place_of_the_network(province: Province) -> None:
    devices = [simulated.device for simulated in province.devices.values()]
    assert 420 <= len(devices) <= 460
    assert len(province.links) > len(devices)
    assert {device.carrier for device in devices} == {"telecom", "mobile", "unicom", "broadcast"}
    assert {device.role for device in devices} == {
        DeviceRole.CORE,
        DeviceRole.METRO,
        DeviceRole.COUNTY,
        DeviceRole.ACCESS,
    }


def test_every_unit_is_served_most_of_them_by_two_carriers_or_more(province: Province) -> None:
    served = {
        county: {province.devices[name].device.carrier for name in names}
        for county, names in province.devices_in.items()
    }
    assert set(served) == UNITS
    assert sum(len(carriers) >= 2 for carriers in served.values()) >= 60


def test_addresses_are_loopback_unique_and_within_the_prefixes_of_their_carrier(province: Province) -> None:
    devices = [simulated.device for simulated in province.devices.values()]
    assert len({device.address for device in devices}) == len(devices)
    for device in devices:
        (prefix,) = province.carriers[device.carrier].management_prefixes
        assert ip_address(device.address) in ip_network(prefix)
        assert ip_address(device.address).is_loopback
        assert device.port == 16161


def test_every_link_ends_at_ports_that_know_it_and_run_at_its_capacity(province: Province) -> None:
    ends = Counter[tuple[str, str]]()
    for link in province.links.values():
        for end in (link.a, link.b):
            ends[(end.device, end.interface)] += 1
            port = next(port for port in province.devices[end.device].ports if port.name == end.interface)
            assert (port.link, port.speed) == (link.name, link.capacity_bits_per_second)
            assert province.devices[end.device].device.carrier == link.carrier
    assert set(ends.values()) == {1}


def test_what_leaves_one_end_of_a_link_arrives_at_the_other(province: Province) -> None:
    for link in province.links.values():
        a, b = (
            next(port for port in province.devices[end.device].ports if port.link == link.name)
            for end in (link.a, link.b)
        )
        assert (a.in_rate, a.out_rate, a.phase) == (b.out_rate, b.in_rate, b.phase)


def test_no_port_is_ever_loaded_beyond_its_line_rate(province: Province) -> None:
    from fengsui.simulator.traffic import HIGHEST

    for simulated in province.devices.values():
        for port in simulated.ports:
            assert HIGHEST * max(port.in_rate, port.out_rate) * 8 <= 0.7 * port.speed


def test_rings_survive_any_one_cut_and_spurs_do_not(province: Province) -> None:
    spurs = {"620621", "620923", "620924", "621222", "621227", "621228", "623023", "623024", "623025", "623026"}
    for carrier in province.carriers:
        bridges = {frozenset(bridge) for bridge in networkx.bridges(_graph(province, carrier))}
        lonely = {
            province.county_of(name)
            for bridge in bridges
            for name in bridge
            if province.devices[name].device.role is DeviceRole.COUNTY
            and all(province.devices[end].device.role is DeviceRole.COUNTY for end in bridge)
        }
        assert {county for county in lonely if province.links_leaving(county)} - spurs <= {
            # The county that a spur hangs on is an end of its bridge as well.
            "620602", "620982", "621202", "621221", "623001", "623022",
        }  # fmt: skip


def test_each_network_is_one_piece(province: Province) -> None:
    for carrier in province.carriers:
        assert networkx.is_connected(networkx.Graph(_graph(province, carrier)))


def test_a_trench_holds_the_cables_of_all_carriers_that_pass(province: Province) -> None:
    trench = next(trench for trench in province.trenches if (trench.a, trench.b) == ("621125", "621126"))
    assert {province.links[name].carrier for name in trench.links} == {"telecom", "mobile", "unicom", "broadcast"}
    assert "telecom-zhang-min" in trench.links


def _graph(province: Province, carrier: str) -> "networkx.Graph[str]":
    # Parallel links are told apart by a node of their own, so that neither counts as a bridge.
    graph: networkx.Graph[str] = networkx.Graph()
    for link in province.links.values():
        if link.carrier == carrier:
            pair = (link.a.device, link.b.device)
            if graph.has_edge(*pair):
                graph.add_edge(pair[0], f"{link.name}-middle")
                graph.add_edge(f"{link.name}-middle", pair[1])
            else:
                graph.add_edge(*pair)
    return graph
