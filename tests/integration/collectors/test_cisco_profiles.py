"""Cisco: four recorded devices of IOS and NX-OS, and synthetic ones for IOS-XE and IOS-XR."""

import ipaddress
from collections.abc import Mapping

import pytest

from fengsui.model.poll import DevicePoll
from tests.support.recorded_profile import ENTITY_NAME, column, kinds, poll_of, texts
from tests.support.recordings import Recorded, Recordings
from tests.support.synthetic import Counter64, Gauge, Identifier, Said, counted, device, polled, readings, table

pytestmark = pytest.mark.xdist_group("snmpsim")

CPM, CEMP = "1.3.6.1.4.1.9.9.109.1.1.1.1", "1.3.6.1.4.1.9.9.221.1.1.1.1"
POOL, SENSOR = "1.3.6.1.4.1.9.9.48.1.1.1", "1.3.6.1.4.1.9.9.91.1.1.1.1"
CBGP, ALIAS = "1.3.6.1.4.1.9.9.187.1.2.5.1", "1.3.6.1.2.1.47.1.3.2.1.2"
XR = "Cisco IOS XR Software (Cisco ASR9K Series), Version 6.4.2[Default]"


def _sensed(rows: Recorded, *types: int) -> dict[str, float]:
    """What sensors of these types say that are ok, by name."""
    value, kind, status = (column(rows, f"{SENSOR}.{number}") for number in (4, 1, 5))
    scale, precision = column(rows, f"{SENSOR}.2"), column(rows, f"{SENSOR}.3")
    names = texts(rows, ENTITY_NAME)
    return {
        names[i]: value[i] * 1000.0 ** (scale[i] - 9) / 10 ** precision[i]
        for i in value
        if kind[i] in types and status[i] == 1
    }


async def test_an_old_switch_has_its_memory_in_the_old_pools(recordings: Recordings) -> None:
    poll = await poll_of(recordings, "cisco-c3560")
    assert poll.profile == "cisco-ios-xe"
    assert readings(poll, "cpu_utilisation_ratio") == {"1": 0.58}, (
        "cpmCPUTotalPhysicalIndex is 0: no entity, so no name"
    )
    memory = readings(poll, "memory_utilisation_ratio")
    assert memory["Processor"] == pytest.approx(22_188_980 / (22_188_980 + 53_499_780))
    assert memory["I/O"] == pytest.approx(3_640_984 / (3_640_984 + 4_747_624))
    assert readings(poll, "temperature_celsius") == {"SW#1, Sensor#1, YELLOW": 61}
    assert readings(poll, "fan_up") == {"Switch#1, Fan#1": 1}
    assert readings(poll, "power_supply_up") == {"Sw1, PS1 Normal, RPS NotExist": 1}
    assert kinds(poll) == set()


async def test_older_ios_has_its_load_in_the_older_column(recordings: Recordings) -> None:
    rows = recordings.rows["cisco-old-ios"]
    assert not column(rows, f"{CPM}.7")
    assert column(rows, f"{CPM}.4") == {"1": 13}
    poll = await poll_of(recordings, "cisco-old-ios")
    assert readings(poll, "cpu_utilisation_ratio") == {"1": 0.13}
    assert readings(poll, "memory_utilisation_ratio") == {
        "Processor": pytest.approx(8_335_368 / (8_335_368 + 51_069_488)),
        "I/O": pytest.approx(783_972 / (783_972 + 7_604_636)),
    }


async def test_sensors_are_worth_what_scale_and_precision_say_and_belong_to_their_interface(
    recordings: Recordings,
) -> None:
    rows = recordings.rows["cisco-c3750"]
    poll = await poll_of(recordings, "cisco-c3750")
    assert readings(poll, "temperature_celsius") == pytest.approx(_sensed(rows, 8))
    assert readings(poll, "sensor_volts") == pytest.approx(_sensed(rows, 3, 4))
    assert readings(poll, "sensor_amperes") == pytest.approx(_sensed(rows, 5))
    assert readings(poll, "sensor_dbm") == pytest.approx(_sensed(rows, 14))
    assert readings(poll, "optical_receive_power_dbm") == {"Gi1/0/1": -6.0, "Gi1/0/6": -5.0}
    assert readings(poll, "optical_transmit_power_dbm") == {"Gi1/0/1": -6.0, "Gi1/0/6": -5.1}
    assert readings(poll, "optical_temperature_celsius") == {"Gi1/0/1": 41.9, "Gi1/0/6": 57.9}
    assert readings(poll, "optical_bias_amperes") == {"Gi1/0/1": 0.0195, "Gi1/0/6": 0.0209}


async def test_a_chassis_has_load_by_processor_and_memory_by_pool_of_each(recordings: Recordings) -> None:
    rows = recordings.rows["cisco-6509"]
    poll = await poll_of(recordings, "cisco-6509")
    names, entity = texts(rows, ENTITY_NAME), column(rows, f"{CPM}.2")
    loads = {names[str(entity[i])]: load / 100 for i, load in column(rows, f"{CPM}.7").items()}
    assert readings(poll, "cpu_utilisation_ratio") == loads
    assert loads["CPU of Routing Processor 5"] == 0.64
    used, free, pools = column(rows, f"{CEMP}.7"), column(rows, f"{CEMP}.8"), texts(rows, f"{CEMP}.3")
    wanted = {f"{names[i.split('.')[0]]} {pools[i]}": used[i] / (used[i] + free[i]) for i in used}
    assert len(wanted) == 8
    assert readings(poll, "memory_utilisation_ratio") == pytest.approx(wanted), "not the old pools beside them"


async def test_a_sensor_that_is_not_available_says_nothing(recordings: Recordings) -> None:
    rows = recordings.rows["cisco-6509"]
    poll = await poll_of(recordings, "cisco-6509")
    assert sorted(column(rows, f"{SENSOR}.5").values()).count(2) == 7, "unavailable"
    assert readings(poll, "temperature_celsius") == pytest.approx(_sensed(rows, 8)), "not those of CISCO-ENVMON-MIB too"
    received = readings(poll, "optical_receive_power_dbm")
    assert received["Te3/1"] == -2.6
    assert received == {name.split()[0]: dbm for name, dbm in _sensed(rows, 14).items() if "Receive" in name}
    assert readings(poll, "power_supply_up") == dict.fromkeys(
        ["Power Supply 1, WS-CAC-3000W", "Power Supply 2, WS-CAC-3000W"], 1
    )


async def test_nx_os_gives_sensors_that_have_a_name_and_neighbours_by_the_ports_description(
    recordings: Recordings,
) -> None:
    poll = await poll_of(recordings, "cisco-n5000")
    assert poll.profile == "cisco-nx-os"
    assert readings(poll, "cpu_utilisation_ratio") == {"1": 0.25}
    assert readings(poll, "memory_utilisation_ratio") == {"1": pytest.approx(2_429_964 / (2_429_964 + 5_823_892))}
    assert readings(poll, "temperature_celsius") == {"Module-1, Outlet": 40}
    assert readings(poll, "sensor_amperes") == {}, "6.7 A are no laser's bias"
    assert readings(poll, "power_supply_up") == {"PowerSupply-1": 1, "PowerSupply-2": 1}, "boards have such a state too"
    assert len(readings(poll, "fan_up")) == 6
    assert readings(poll, "fan_up")["FanModule-1"] == 1
    ports = {neighbour.local_interface: neighbour for neighbour in poll.neighbours}
    assert len(ports) == 9
    # The id of a local port is its MAC; ids of remote ports are padded with NUL.
    assert ports["Ethernet1/21"].remote_port == "Eth1/21"
    assert ports["mgmt0"].remote_chassis == "8c:60:4f:19:1b:c1"
    assert ports["Ethernet1/9"].remote_name == "H3C"


def _sensor(entity: int, name: str, *said: int, status: int = 1) -> dict[str, Said]:
    """A sensor: type, scale, precision and value; and its name."""
    numbers = {f"{SENSOR}.{number}.{entity}": value for number, value in enumerate((*said, status), 1)}
    return {**numbers, f"{ENTITY_NAME}.{entity}": name}


def _xr(more: Mapping[str, Said] | None = None) -> dict[str, Said]:
    objects: dict[str, Said] = {
        **table(f"{CPM}.2", {2: 4, 3: 0}),
        **table(f"{CPM}.7", {2: Gauge(12), 3: Gauge(0)}),
        **table(f"{CEMP}.3", {"4.1": "processor", "4.12": "image"}),
        # 6 of 16 GiB; the columns of 32 bits have wrapped.
        **table(f"{CEMP}.18", {"4.1": Counter64(6 << 30), "4.12": Counter64(0)}),
        **table(f"{CEMP}.20", {"4.1": Counter64(10 << 30), "4.12": Counter64(0)}),
        **table(f"{CEMP}.7", {"4.1": Gauge(2**32 - 1)}),
        **table(f"{CEMP}.8", {"4.1": Gauge(2**32 - 1)}),
        f"{ENTITY_NAME}.4": "0/RSP0/CPU0",
        **_sensor(70, "TenGigE0/0/0/0 Receive Power", 14, 9, 2, -1105),
        **_sensor(71, "TenGigE0/0/0/0 Transmit Power", 14, 8, 0, -1931),
        **_sensor(72, "TenGigE0/0/0/1 Receive Power", 14, 9, 2, 0, status=2),
        **_sensor(73, "0/RSP0-Inlet0", 8, 9, 1, 305),
        **_sensor(74, "0/FT0-Fan 1", 10, 9, 0, 4320, status=3),
        **_sensor(75, "0/PT0-PM0 Output", 6, 10, 1, 12),
        **_sensor(76, "broken", 8, 30, 1, 305),
        **table("1.3.6.1.2.1.47.1.1.1.1.4", {70: 60, 71: 60, 72: 61}),
        **table(ALIAS, {"60.0": Identifier("1.3.6.1.2.1.2.2.1.1.9"), "61.0": Identifier("0.0")}),
    }
    return device("1.3.6.1.4.1.9.1.1639", {**objects, **(more or {})}, sys_descr=XR, interfaces={9: "TenGigE0/0/0/0"})


async def test_ios_xr_has_its_memory_in_64_bits_and_is_told_from_ios_by_its_description() -> None:
    poll = await polled(_xr())
    assert poll.profile == "cisco-ios-xr"
    assert readings(poll, "memory_utilisation_ratio") == {"0/RSP0/CPU0 processor": 0.375}, "an empty pool has no ratio"
    assert readings(poll, "cpu_utilisation_ratio") == {"0/RSP0/CPU0": 0.12, "3": 0}


async def test_sensors_count_by_scale_precision_and_status() -> None:
    poll = await polled(_xr())
    assert readings(poll, "optical_receive_power_dbm") == {"TenGigE0/0/0/0": -11.05}
    assert readings(poll, "optical_transmit_power_dbm") == {"TenGigE0/0/0/0": -1.931}
    assert readings(poll, "sensor_dbm") == {
        "TenGigE0/0/0/0 Receive Power": -11.05,
        "TenGigE0/0/0/0 Transmit Power": -1.931,
    }, "one is unavailable"
    assert readings(poll, "temperature_celsius") == {"0/RSP0-Inlet0": 30.5}, "a scale of 30 there is not"
    assert readings(poll, "sensor_rpm") == {}, "nonoperational"
    assert readings(poll, "sensor_watts") == {"0/PT0-PM0 Output": 1200}, "kilo, one decimal"


async def test_power_supplies_and_fan_trays_of_ios_xr() -> None:
    power, fan = "1.3.6.1.4.1.9.9.117.1.1.2.1.2", "1.3.6.1.4.1.9.9.117.1.4.1.1.1"
    objects = {
        **table(power, {4: 2, 80: 2, 81: 8, 82: 3}),
        **table(fan, {90: 2, 91: 3, 92: 1}),
        **table("1.3.6.1.2.1.47.1.1.1.1.5", {4: 9, 80: 6, 81: 6, 82: 6}),
        **table(
            ENTITY_NAME, {80: "0/PT0-PM0", 81: "0/PT0-PM1", 82: "0/PT0-PM2", 90: "0/FT0", 91: "0/FT1", 92: "0/FT2"}
        ),
    }
    poll = await polled(_xr(objects))
    assert readings(poll, "power_supply_up") == {"0/PT0-PM0": 1, "0/PT0-PM1": 0}, "failed; one is switched off"
    assert readings(poll, "fan_up") == {"0/FT0": 1, "0/FT1": 0}, "one does not know"


def _peers(*peers: tuple[str, int, int, int]) -> dict[str, Said]:
    """Remote address, state, admin status and AS; the index is type, length and octets."""
    objects: dict[str, Said] = {}
    for text, state, admin, remote_as in peers:
        address = ipaddress.ip_address(text)
        octets = address.packed
        index = f"{1 if address.version == 4 else 2}.{len(octets)}.{'.'.join(map(str, octets))}"
        objects |= {
            f"{CBGP}.3.{index}": state,
            f"{CBGP}.4.{index}": admin,
            f"{CBGP}.11.{index}": Gauge(remote_as),
        }
    return objects


def _sessions(poll: DevicePoll) -> dict[tuple[str, str], float]:
    found = [(dict(reading.labels), reading.value) for reading in poll.readings if reading.name == "bgp_session_up"]
    return {(labels["peer"], labels["remote_as"]): value for labels, value in found}


async def test_bgp_peers_of_both_protocols_come_from_ciscos_table_alone() -> None:
    objects = _peers(
        ("192.0.2.1", 6, 2, 4_200_000_000),
        ("192.0.2.2", 1, 2, 64_512),
        ("192.0.2.3", 1, 1, 64_513),
        ("2001:db8::9", 6, 2, 64_514),
    )
    objects |= table("1.3.6.1.2.1.15.3.1.2", {"192.0.2.1": 6}) | table("1.3.6.1.2.1.15.3.1.9", {"192.0.2.1": 23_456})
    poll = await polled(_xr(objects))
    assert _sessions(poll) == {
        ("192.0.2.1", "4200000000"): 1,
        ("192.0.2.2", "64512"): 0,
        ("2001:db8::9", "64514"): 1,
    }


async def test_ios_without_ciscos_table_gives_the_standards_peers() -> None:
    objects = {
        **table("1.3.6.1.2.1.15.3.1.2", {"192.0.2.1": 6, "192.0.2.2": 4}),
        **table("1.3.6.1.2.1.15.3.1.9", {"192.0.2.1": 65_001, "192.0.2.2": 65_002}),
        **table(f"{CEMP}.7", {"7.1": Gauge(100)}),
        **table(f"{CEMP}.8", {"7.1": Gauge(300)}),
        **table(f"{CEMP}.3", {"7.1": "Processor"}),
        **table(f"{POOL}.5", {1: Gauge(1)}),
        **table(f"{POOL}.6", {1: Gauge(1)}),
    }
    poll = await polled(
        device("1.3.6.1.4.1.9.1.1745", objects, sys_descr="Cisco IOS Software, IOS-XE", interfaces={1: "Gi1"})
    )
    assert poll.profile == "cisco-ios-xe"
    assert counted(poll, "bgp_session_up", "peer") == {"": {"192.0.2.1": 1, "192.0.2.2": 0}}
    assert readings(poll, "memory_utilisation_ratio") == {"7 Processor": 0.25}
