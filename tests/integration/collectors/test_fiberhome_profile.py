"""A synthetic FiberHome AN5516 by its profile, asked by the production poller. Values are worked by hand."""

import pytest

from fengsui.model.poll import PollOutcome
from tests.support import equipment, synthetic
from tests.support.equipment import FIBERHOME, fiberhome_index
from tests.support.synthetic import counted, readings


def test_an_index_holds_slot_port_and_onu() -> None:
    # Slot 11, PON 1, ONU 1 is 0x16080100; slot 20, PON 16, ONU 32 is 0x28802000.
    assert (fiberhome_index(11, 1, 1), fiberhome_index(20, 16, 32)) == (0x1608_0100, 0x2880_2000)


async def test_an_an5516_counts_its_onus_by_pon_port_and_state() -> None:
    poll = await synthetic.polled(equipment.fiberhome())

    assert (poll.outcome, poll.profile, poll.problems) == (PollOutcome.OK, "fiberhome-an5516", ())
    assert counted(poll, "pon_onus") == {
        "PON 11/1": {"online": 12, "offline": 0, "dying_gasp": 0},
        "PON 11/2": {"online": 2, "offline": 2, "dying_gasp": 1},
        "PON 20/16": {"online": 30, "offline": 0, "dying_gasp": 2},
    }
    assert readings(poll, "pon_onus_configured") == {"PON 11/1": 12, "PON 11/2": 6, "PON 20/16": 32}


async def test_ports_are_called_as_their_interfaces() -> None:
    poll = await synthetic.polled(equipment.fiberhome())

    assert set(counted(poll, "pon_onus")) == set(poll.interfaces.name)


async def test_an_an5516_gives_its_boards_fans_and_power_supplies() -> None:
    poll = await synthetic.polled(equipment.fiberhome())

    # 1234 is 12.34 %.
    assert readings(poll, "cpu_utilisation_ratio") == {"9": 0.1234}
    assert readings(poll, "memory_utilisation_ratio") == {"9": 0.4321, "10": 0.41}
    assert readings(poll, "temperature_celsius") == {"": 36}
    # The third fan is not checked.
    assert readings(poll, "fan_up") == {"1": 1, "2": 0}
    assert readings(poll, "power_supply_up") == {"1": 1, "2": 0}


async def test_an_an5516_gives_its_optics_and_those_of_its_onus() -> None:
    poll = await synthetic.polled(equipment.fiberhome())

    # A port without a module says 0 throughout.
    assert readings(poll, "optical_transmit_power_dbm") == {"PON 11/1": 5.17, "PON 20/16": 3.48}
    assert readings(poll, "optical_voltage_volts") == {"PON 11/1": 3.31, "PON 20/16": 3.29}
    assert readings(poll, "optical_bias_amperes") == {
        "PON 11/1": pytest.approx(0.0152),
        "PON 20/16": pytest.approx(0.0161),
    }
    assert readings(poll, "optical_temperature_celsius") == {"PON 11/1": 42.15, "PON 20/16": 39.9}
    # 44 are online and at most 32 are asked at a time: every second. ONU n says -1900 - 10 n; of 1, 3 … 11 the weakest is 11, the middle 7.
    assert counted(poll, "pon_onu_receive_power_dbm", "quantile") == {
        "PON 11/1": {"0": -20.1, "0.5": -19.7},
        "PON 11/2": {"0": -19.1, "0.5": -19.1},
        "PON 20/16": {"0": -21.9, "0.5": -20.5},
    }


async def test_an_an5516_without_onus_has_no_counts_and_no_problem() -> None:
    bare = {oid: value for oid, value in equipment.fiberhome().items() if not oid.startswith(f"{FIBERHOME}.10.")}

    poll = await synthetic.polled(bare)

    assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())
    assert counted(poll, "pon_onus") == {}
