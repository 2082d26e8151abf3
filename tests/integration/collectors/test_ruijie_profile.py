"""Ruijie RGOS: two recorded devices, and a synthetic one for the columns of newer releases."""

import pytest

from tests.support.recorded_profile import IF_DESCR, column, kinds, parts, poll_of, texts
from tests.support.recordings import Recordings
from tests.support.synthetic import device, polled, readings, table

pytestmark = pytest.mark.xdist_group("snmpsim")

RUIJIE = "1.3.6.1.4.1.4881.1.1.10.2"
FIBRE = f"{RUIJIE}.105.1.1.1"
DEVICE = "ruijie-n18010"


async def test_load_and_memory_are_given_for_the_device_and_for_each_board(recordings: Recordings) -> None:
    rows = recordings.rows[DEVICE]
    poll = await poll_of(recordings, DEVICE)
    names, loads = texts(rows, f"{RUIJIE}.36.1.2.1.2"), column(rows, f"{RUIJIE}.36.1.2.1.4")
    wanted = {names[index]: load / 100 for index, load in loads.items()} | {"": 0.21}
    assert poll.profile == "ruijie"
    assert len(wanted) == 15
    assert readings(poll, "cpu_utilisation_ratio") == wanted
    memory = readings(poll, "memory_utilisation_ratio")
    assert memory[""] == pytest.approx(6_064_652 / 16_777_216)
    assert memory["Devid 1 slotid 1"] == pytest.approx(606_108 / 995_520)
    assert len(memory) == 15


async def test_an_empty_slot_has_no_temperature(recordings: Recordings) -> None:
    rows = recordings.rows[DEVICE]
    poll = await poll_of(recordings, DEVICE)
    wanted: dict[str, int] = {}
    for table_, value in (("23", 3), ("44", 5)):
        celsius = column(rows, f"{RUIJIE}.1.1.{table_}.1.{value}")
        names = parts(rows, f"{RUIJIE}.1.1.{table_}.1.{value - 1}", celsius)
        wanted |= {names[index]: degrees for index, degrees in celsius.items() if degrees}
    assert readings(poll, "temperature_celsius") == wanted
    assert not [part for part in wanted if part.endswith(":invalid")]
    assert wanted["switch 1 slot 1 cpu 0"] == 32


async def test_only_power_supplies_and_fans_that_are_there_have_a_state(recordings: Recordings) -> None:
    rows = recordings.rows[DEVICE]
    poll = await poll_of(recordings, DEVICE)
    status = column(rows, f"{RUIJIE}.1.1.41.1.3")
    assert readings(poll, "power_supply_up") == {i.replace(".", "/"): 1 for i, said in status.items() if said == 4}
    assert set(readings(poll, "power_supply_up")) == {f"{chassis}/{n}" for chassis in (1, 2) for n in (1, 2, 3, 4)}
    assert len(readings(poll, "fan_up")) == 36


async def test_optical_power_is_put_together_of_its_pieces(recordings: Recordings) -> None:
    rows = recordings.rows[DEVICE]
    poll = await poll_of(recordings, DEVICE)
    names, volts, measured = texts(rows, IF_DESCR), column(rows, f"{FIBRE}.19"), column(rows, f"{FIBRE}.15")
    for name, first, sign in (("optical_receive_power_dbm", 31, 66), ("optical_transmit_power_dbm", 51, 71)):
        whole, hundredths, signs = (column(rows, f"{FIBRE}.{number}") for number in (first, first + 1, sign))
        wanted = {
            names[i]: signs[i] * (abs(whole[i]) + hundredths[i] / 100)
            for i in whole
            if measured[i] == 1 and volts[i] and whole[i] != -100
        }
        assert len(wanted) == 19
        assert readings(poll, name) == pytest.approx(wanted), name
    received = readings(poll, "optical_receive_power_dbm")
    assert received["TenGigabitEthernet 1/1/45"] == -2.09
    assert received["TenGigabitEthernet 1/3/47"] == -0.95, "0 and 95 with the sign of minus"
    assert received["TenGigabitEthernet 1/1/47"] == -40, "a module in the dark says its floor"
    assert "GigabitEthernet 1/1/1" not in received, "a module that is not measured shows 0 V and no light level"
    assert "GigabitEthernet 2/1/3" not in readings(poll, "optical_temperature_celsius"), "-100 °C"


async def test_neighbours_that_come_in_no_order_end_with_a_problem_that_says_so(recordings: Recordings) -> None:
    poll = await poll_of(recordings, DEVICE)
    assert [neighbour.local_interface for neighbour in poll.neighbours] == [
        "GigabitEthernet 1/1/1",  # its port is called Gi1/1/1 there; the number is its ifIndex
        "GigabitEthernet 1/1/3",
    ]
    assert kinds(poll) == {"decreasing"}
    assert readings(poll, "lldp_neighbours") == {}, "of a table that broke off nothing is counted"


async def test_a_small_switch_has_load_and_memory_and_no_temperature(recordings: Recordings) -> None:
    poll = await poll_of(recordings, "ruijie-s5750")
    assert readings(poll, "cpu_utilisation_ratio") == {"": 0.39, "number 1": 0.45}
    assert readings(poll, "memory_utilisation_ratio") == pytest.approx(
        dict.fromkeys(["", "number 1"], 130_012 / 262_144)
    )
    assert readings(poll, "temperature_celsius") == {}, "`number 1:invalid` says 0"


async def test_newer_releases_have_the_optical_power_in_one_column() -> None:
    objects = {
        **table(f"{FIBRE}.15", {1: 1, 2: 1, 3: 2, 4: 1}),
        **table(f"{FIBRE}.17", {1: 31, 2: 30, 3: 0, 4: 0}),
        **table(f"{FIBRE}.19", {1: 3301, 2: 3299, 3: 0, 4: 0}),
        **table(f"{FIBRE}.21", {1: 6500, 2: 0, 3: 0, 4: 0}),
        **table(f"{FIBRE}.31", {1: 0, 2: -100, 3: -100, 4: -40}),
        **table(f"{FIBRE}.32", {1: 0, 2: 0, 3: 0, 4: 0}),
        **table(f"{FIBRE}.66", {1: 1, 2: 1, 3: 1, 4: 1}),
        **table(f"{FIBRE}.76", {1: -412, 2: -10_000, 3: -10_000, 4: -4000}),
        **table(f"{FIBRE}.81", {1: 35, 2: -231, 3: -10_000, 4: -4000}),
    }
    interfaces = {1: "Te0/1", 2: "Te0/2", 3: "Te0/3", 4: "Te0/4"}
    poll = await polled(device("1.3.6.1.4.1.4881.1.1.10.1.200", objects, interfaces=interfaces))
    assert readings(poll, "optical_receive_power_dbm") == {"Te0/1": -4.12}
    assert readings(poll, "optical_transmit_power_dbm") == {"Te0/1": 0.35, "Te0/2": -2.31}
    assert readings(poll, "optical_bias_amperes") == {"Te0/1": 0.0065, "Te0/2": 0}
    assert kinds(poll) == set()
