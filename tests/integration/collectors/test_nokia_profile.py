"""Nokia SR OS on a synthetic router made from TIMETRA-SYSTEM-MIB, TIMETRA-CHASSIS-MIB and TIMETRA-PORT-MIB."""

import pytest

from fengsui.model.poll import DevicePoll
from tests.support.recorded_profile import kinds
from tests.support.synthetic import Gauge, device, polled, readings, table

TIMETRA = "1.3.6.1.4.1.6527.3.1.2"
HARDWARE, MODULE = f"{TIMETRA}.2.1.8.1", f"{TIMETRA}.2.4.31.1"
# tmnxPortPortID is the ifIndex: 1/1/1, 1/1/2, 1/1/3.
LIT, DARK, EMPTY = 35_684_352, 35_717_120, 35_749_888


async def _poll() -> DevicePoll:
    objects = {
        f"{TIMETRA}.1.1.1.0": Gauge(23),
        f"{TIMETRA}.1.1.9.0": Gauge(3_145_728),
        f"{TIMETRA}.1.1.10.0": Gauge(9_437_184),
        **table(f"{HARDWARE}.8", {"1.50331649": "chassis", "1.134217729": "card 1", "1.150994977": "card A"}),
        **table(f"{HARDWARE}.18", {"1.50331649": -128, "1.134217729": 47, "1.150994977": 41, "1.83886081": 33}),
        **table(f"{TIMETRA}.2.1.4.1.2", {"1.1": 3, "1.2": 4, "1.3": 2}),
        **table(f"{TIMETRA}.2.1.5.1.6", {"1.1": 3, "1.2": 5, "1.3": 2, "1.4": 1}),
        # 31.5 °C × 256, 3.2871 V, 6.02 mA, 79 µW, 512.3 µW
        **table(f"{MODULE}.1", {f"1.{LIT}": 8064, f"1.{DARK}": -640, f"1.{EMPTY}": 0}),
        **table(f"{MODULE}.6", {f"1.{LIT}": 32_871, f"1.{DARK}": 32_900, f"1.{EMPTY}": 0}),
        **table(f"{MODULE}.11", {f"1.{LIT}": 3010, f"1.{DARK}": 0, f"1.{EMPTY}": 0}),
        **table(f"{MODULE}.16", {f"1.{LIT}": 5123, f"1.{DARK}": 0, f"1.{EMPTY}": 0}),
        **table(f"{MODULE}.21", {f"1.{LIT}": 790, f"1.{DARK}": 1, f"1.{EMPTY}": 0}),
    }
    names = {LIT: "1/1/1", DARK: "1/1/2", EMPTY: "1/1/3"}
    return await polled(
        device("1.3.6.1.4.1.6527.1.3.4", objects, sys_descr="TiMOS-B-16.0.R4 both/x86_64", interfaces=names)
    )


async def test_load_and_memory_of_the_system() -> None:
    poll = await _poll()
    assert poll.profile == "nokia-timos"
    assert readings(poll, "cpu_utilisation_ratio") == {"": 0.23}
    assert readings(poll, "memory_utilisation_ratio") == {"": 0.25}
    assert kinds(poll) == set()


async def test_790_tenths_of_a_microwatt_are_minus_11_02_dbm_and_0_is_no_light() -> None:
    poll = await _poll()
    assert readings(poll, "optical_receive_power_dbm") == pytest.approx({"1/1/1": -11.0237, "1/1/2": -40}, abs=1e-4)
    assert readings(poll, "optical_transmit_power_dbm") == pytest.approx({"1/1/1": -2.9048}, abs=1e-4)


async def test_temperatures_of_modules_are_in_256ths_of_a_degree() -> None:
    poll = await _poll()
    assert readings(poll, "optical_temperature_celsius") == {"1/1/1": 31.5, "1/1/2": -2.5}, "no module has no 0 °C"
    assert readings(poll, "optical_voltage_volts") == {"1/1/1": 3.2871, "1/1/2": 3.29}
    assert readings(poll, "optical_bias_amperes") == {"1/1/1": 0.00602, "1/1/2": 0}


async def test_minus_128_degrees_are_a_part_without_a_sensor() -> None:
    poll = await _poll()
    assert readings(poll, "temperature_celsius") == {"card 1": 47, "card A": 41, "1.83886081": 33}


async def test_fans_and_supplies_that_are_not_there_have_no_state() -> None:
    poll = await _poll()
    assert readings(poll, "fan_up") == {"1/1": 1, "1/2": 0}
    assert readings(poll, "power_supply_up") == {"1/1": 1, "1/2": 0}
