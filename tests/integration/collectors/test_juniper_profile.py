"""Juniper Junos: two recorded routers, and a synthetic one for BGP over IPv6 and modules of several lanes."""

import ipaddress

import pytest

from tests.support.recorded_profile import IF_NAME, column, kinds, poll_of, texts
from tests.support.recordings import Recordings
from tests.support.synthetic import Said, counted, device, polled, readings, table

pytestmark = pytest.mark.xdist_group("snmpsim")

PARTS, UNITS, DOM = "1.3.6.1.4.1.2636.3.1.13.1", "1.3.6.1.4.1.2636.3.1.15.1", "1.3.6.1.4.1.2636.3.60.1.1.1.1"
LANES, BGP = "1.3.6.1.4.1.2636.3.60.1.2.1.1", "1.3.6.1.4.1.2636.5.1.1.2.1.1.1"
FAN, POWER = 13, 7


async def test_load_and_memory_are_given_where_memory_is_installed(recordings: Recordings) -> None:
    rows = recordings.rows["juniper-mx960"]
    poll = await poll_of(recordings, "juniper-mx960")
    names, sizes = texts(rows, f"{PARTS}.5"), column(rows, f"{PARTS}.15")
    loads, used = column(rows, f"{PARTS}.8"), column(rows, f"{PARTS}.11")
    fitted = [index for index, size in sizes.items() if size]
    assert poll.profile == "juniper-junos"
    assert readings(poll, "cpu_utilisation_ratio") == {names[index]: loads[index] / 100 for index in fitted}
    assert readings(poll, "memory_utilisation_ratio") == {names[index]: used[index] / 100 for index in fitted}
    assert readings(poll, "cpu_utilisation_ratio")["Routing Engine 1"] == 0, "the one on standby"
    assert "midplane" not in readings(poll, "cpu_utilisation_ratio")


async def test_0_degrees_are_none_and_fans_repeat_their_tray(recordings: Recordings) -> None:
    rows = recordings.rows["juniper-mx960"]
    poll = await poll_of(recordings, "juniper-mx960")
    names, celsius, kind = texts(rows, f"{PARTS}.5"), column(rows, f"{PARTS}.7"), column(rows, f"{UNITS}.6")
    wanted = {names[i]: degrees for i, degrees in celsius.items() if degrees and kind.get(i) != FAN}
    assert readings(poll, "temperature_celsius") == wanted
    assert wanted["CB 2"] == 21
    assert len(wanted) == 12


async def test_fans_and_power_supplies_are_up_where_they_are_online(recordings: Recordings) -> None:
    rows = recordings.rows["juniper-mx960"]
    poll = await poll_of(recordings, "juniper-mx960")
    names, kind = texts(rows, f"{UNITS}.5"), column(rows, f"{UNITS}.6")
    assert readings(poll, "power_supply_up") == {names[i]: 1 for i, said in kind.items() if said == POWER}
    assert readings(poll, "fan_up") == {names[i]: 1 for i, said in kind.items() if said == FAN}
    assert len(readings(poll, "fan_up")) == 26


async def test_more_light_than_a_receiver_survives_is_not_believed(recordings: Recordings) -> None:
    raw = column(recordings.rows["juniper-mx960"], f"{DOM}.5")
    assert sorted(value for value in raw.values() if value) == [754, 1598, 1650, 1745, 1754, 1755, 1877]
    poll = await poll_of(recordings, "juniper-mx960")
    assert readings(poll, "optical_receive_power_dbm") == {}
    assert kinds(poll) == {"out_of_range"}
    sent = readings(poll, "optical_transmit_power_dbm")
    assert sent["xe-0/2/0"] == -2.06
    assert sent["xe-1/2/0"] == 0.69
    assert "xe-0/3/1" not in sent, "0 is no module"


async def test_optical_modules_are_given_by_interface_and_0_is_no_signal(recordings: Recordings) -> None:
    rows = recordings.rows["juniper-mx960-13"]
    poll = await poll_of(recordings, "juniper-mx960-13")
    names = texts(rows, IF_NAME)
    for name, number, unit in [
        ("optical_receive_power_dbm", 5, 100),
        ("optical_transmit_power_dbm", 7, 100),
        ("optical_temperature_celsius", 8, 1),
        ("optical_bias_amperes", 6, 1_000_000),
    ]:
        raw = column(rows, f"{DOM}.{number}")
        assert readings(poll, name) == pytest.approx({names[i]: value / unit for i, value in raw.items() if value})
    assert readings(poll, "optical_receive_power_dbm")["xe-1/2/0"] == -8.09
    assert 0 in column(rows, f"{DOM}.5").values()


async def test_neighbours_are_at_the_interface_their_port_means_and_their_names_are_readable(
    recordings: Recordings,
) -> None:
    rows = recordings.rows["juniper-mx960"]
    poll = await poll_of(recordings, "juniper-mx960")
    names = texts(rows, IF_NAME)
    remote = texts(rows, "1.0.8802.1.1.2.1.4.1.1.5")
    # Junos 12.3 calls a local port by its ifIndex, as text.
    assert {neighbour.local_interface for neighbour in poll.neighbours} == {names[i.split(".")[1]] for i in remote}
    assert len(poll.neighbours) == 13
    by_port = {neighbour.local_interface: neighbour for neighbour in poll.neighbours}
    assert by_port["ge-0/1/5"].remote_name == "学子食府", "GBK in the neighbour's sysName"
    assert by_port["ge-0/1/5"].remote_chassis == "70:f9:6d:df:f0:1f"
    assert by_port["xe-1/2/0"].remote_port == "628"
    assert readings(poll, "lldp_neighbours") == dict.fromkeys(by_port, 1)


async def test_ospf_neighbours_are_counted_by_state(recordings: Recordings) -> None:
    states = counted(await poll_of(recordings, "juniper-mx960"), "ospf_neighbours")[""]
    assert {state for state, number in states.items() if number} == {"full"}
    assert states["full"] == 13


def _peers(*peers: tuple[str, str, int, int, int]) -> dict[str, Said]:
    """Local and remote address, state, status and AS; the index has the addresses without their length, as Junos gives it."""
    objects: dict[str, Said] = {}
    for local, remote, state, status, remote_as in peers:
        ends = [ipaddress.ip_address(address) for address in (local, remote)]
        index = ".".join(["0", *(f"{1 if end.version == 4 else 2}.{'.'.join(map(str, end.packed))}" for end in ends)])
        objects[f"{BGP}.2.{index}"] = state
        objects[f"{BGP}.3.{index}"] = status
        objects[f"{BGP}.11.{index}"] = ends[1].packed
        objects[f"{BGP}.13.{index}"] = remote_as
    return objects


async def test_bgp_sessions_over_both_protocols_are_up_where_established() -> None:
    objects = _peers(
        ("10.0.0.1", "10.0.0.2", 6, 2, 4_200_000_001),
        ("10.0.0.1", "10.0.0.3", 3, 2, 64512),
        ("10.0.0.1", "10.0.0.4", 1, 1, 64513),  # halted by the administrator
        ("2001:db8::1", "2001:db8::2", 6, 2, 64514),
    )
    # The standard's table repeats the peers over IPv4; it is not asked for where the better one has rows.
    objects |= {"1.3.6.1.2.1.15.3.1.2.10.0.0.2": 1, "1.3.6.1.2.1.15.3.1.9.10.0.0.2": 23456}
    poll = await polled(device("1.3.6.1.4.1.2636.1.1.1.2.21", objects, interfaces={1: "ge-0/0/0"}))
    sessions = {dict(r.labels)["peer"]: r for r in poll.readings if r.name == "bgp_session_up"}
    assert {peer: reading.value for peer, reading in sessions.items()} == {
        "10.0.0.2": 1,
        "10.0.0.3": 0,
        "2001:db8::2": 1,
    }
    assert dict(sessions["10.0.0.2"].labels)["remote_as"] == "4200000001"


async def test_a_router_without_junipers_table_gives_the_standards_peers() -> None:
    objects = {
        **table("1.3.6.1.2.1.15.3.1.2", {"10.0.0.2": 6, "10.0.0.9": 2, "10.0.0.10": 1}),
        **table("1.3.6.1.2.1.15.3.1.3", {"10.0.0.2": 2, "10.0.0.9": 2, "10.0.0.10": 1}),
        **table("1.3.6.1.2.1.15.3.1.9", {"10.0.0.2": 65001, "10.0.0.9": 0, "10.0.0.10": 65003}),
    }
    poll = await polled(device("1.3.6.1.4.1.2636.1.1.1.2.21", objects, interfaces={1: "ge-0/0/0"}))
    assert counted(poll, "bgp_session_up", "peer") == {"": {"10.0.0.2": 1, "10.0.0.9": 0}}


async def test_of_several_lanes_the_weakest_stands_for_the_interface_and_0_is_no_signal() -> None:
    objects = {
        **table(f"{DOM}.5", {510: 0, 511: -2677, 512: 0}),
        **table(f"{DOM}.7", {510: 0, 511: -206, 512: 0}),
        **table(f"{DOM}.30", {510: 4, 511: 1, 512: 1}),
        **table(f"{LANES}.6", {"510.0": -210, "510.1": -340, "510.2": -250, "510.3": 0, "511.0": -2677, "512.0": 0}),
        **table(f"{LANES}.8", {"510.0": 110, "510.1": 95, "510.2": 101, "510.3": 99, "511.0": -206, "512.0": 0}),
    }
    names = {510: "et-0/0/0", 511: "xe-0/1/0", 512: "xe-0/1/1"}
    poll = await polled(device("1.3.6.1.4.1.2636.1.1.1.2.21", objects, interfaces=names))
    assert readings(poll, "optical_receive_power_dbm") == {"et-0/0/0": -3.4, "xe-0/1/0": -26.77}
    assert readings(poll, "optical_transmit_power_dbm") == {"et-0/0/0": 0.95, "xe-0/1/0": -2.06}
