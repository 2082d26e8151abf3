"""ZTE equipment by its profiles, asked by the production poller: recordings of ZXR10 switches, a synthetic C320 in both trees. Values are worked by hand."""

import pytest

from fengsui.clock import ManualClock
from fengsui.collectors.poller import Poller
from fengsui.collectors.target import Target
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll, PollOutcome
from fengsui.model.secret import Secret
from tests.support import equipment, synthetic
from tests.support.equipment import INVALID, ZTE_NEW, ZTE_OLD, new_index, old_index
from tests.support.recordings import Recordings
from tests.support.synthetic import counted, readings

# Of 125 ONUs on 7 ports, 5, 18, 39, 19, 9, 25 and 10: how many in which state. One failed to authenticate, one is logging in: other.
BY_STATE = {
    "gpon_1/1/1": {"online": 4, "los": 1, "dying_gasp": 0, "offline": 0},
    "gpon_1/1/2": {"online": 15, "los": 0, "dying_gasp": 3, "offline": 0},
    "gpon_1/1/3": {"online": 39, "los": 0, "dying_gasp": 0, "offline": 0},
    "gpon_1/1/4": {"online": 0, "los": 0, "dying_gasp": 0, "offline": 19},
    "gpon_1/1/5": {"online": 8, "los": 0, "dying_gasp": 0, "offline": 0, "other": 1},
    "gpon_1/1/6": {"online": 24, "los": 0, "dying_gasp": 0, "offline": 0, "other": 1},
    "gpon_1/1/7": {"online": 10, "los": 0, "dying_gasp": 0, "offline": 0},
}


async def recorded(device: str, recordings: Recordings, poller: Poller) -> DevicePoll:
    credential = Credential(device, SnmpVersion.V2C, community=Secret(device))
    return await poller.poll(Target("127.0.0.1", credential, recordings.port, deadline_seconds=60.0))


# --- ZXR10, recorded and synthetic


@pytest.mark.xdist_group("snmpsim")
async def test_a_5250_says_its_health_in_text(recordings: Recordings, poller: Poller) -> None:
    poll = await recorded("zte-zxr10-5250", recordings, poller)

    assert (poll.outcome, poll.profile, poll.problems) == (PollOutcome.OK, "zte-zxr10-5200", ())
    # "10.1", "82.5", "41.9 Watt"
    assert readings(poll, "cpu_utilisation_ratio") == {"": 0.101}
    assert readings(poll, "memory_utilisation_ratio") == {"": 0.825}
    assert readings(poll, "sensor_watts") == {"system": 41.9}


@pytest.mark.xdist_group("snmpsim")
async def test_a_9908_gives_every_processor_fan_and_thermometer(recordings: Recordings, poller: Poller) -> None:
    poll = await recorded("zte-zxr10-9900", recordings, poller)

    assert (poll.outcome, poll.profile, poll.problems) == (PollOutcome.OK, "zte-zxr10-9900", ())
    processors = readings(poll, "cpu_utilisation_ratio")
    # Boards 25 and 26 have none; the others have two each.
    assert len(processors) == 18
    assert (processors["0/0/1/0"], processors["0/0/27/1"], processors["0/0/19/0"]) == (0.18, 0.49, 0.05)
    assert readings(poll, "memory_utilisation_ratio")["0/0/2/0"] == 0.46
    assert readings(poll, "sensor_rpm") == {"fan 0/0/1/3": 2675, "fan 0/0/1/4": 2675}
    degrees = readings(poll, "temperature_celsius")
    assert len(degrees) == 27
    assert [degrees[f"0/0/3/{place}"] for place in (1, 2, 3)] == [22, 28, 19]
    # 158 cages have a module, none of which can be diagnosed: text that is empty or 0.000.
    assert not [reading for reading in poll.readings if reading.name.startswith("optical_")]


async def test_a_9908_with_diagnosis_gives_its_optics() -> None:
    optics = "1.3.6.1.4.1.3902.3.103.11.1.1"
    said = {18: "-7.412", 20: "-2.301", 22: "15.728", 24: "37.625", 26: "3.298"}
    objects = {f"{optics}.{column}.4": text for column, text in said.items()}
    dark = {f"{optics}.{column}.5": "" if column < 22 else "0.000" for column in said}

    poll = await synthetic.polled(
        synthetic.device(
            "1.3.6.1.4.1.3902.3.600.3.1.601", {**objects, **dark}, interfaces={4: "xgei-0/1/0/1", 5: "xgei-0/1/0/2"}
        )
    )

    port = "xgei-0/1/0/1"
    assert readings(poll, "optical_receive_power_dbm") == {port: -7.412}
    assert readings(poll, "optical_transmit_power_dbm") == {port: -2.301}
    assert readings(poll, "optical_bias_amperes") == {port: pytest.approx(0.015728)}
    assert readings(poll, "optical_temperature_celsius") == {port: 37.625}
    assert readings(poll, "optical_voltage_volts") == {port: 3.298}


async def test_an_older_zxr10_says_used_memory_as_a_percentage() -> None:
    units = "1.3.6.1.4.1.3902.3.3.1.1"
    objects = {**synthetic.table(f"{units}.4", {1: 47, 2: 0}), **synthetic.table(f"{units}.12", {1: 23, 2: 0})}

    poll = await synthetic.polled(
        synthetic.device("1.3.6.1.4.1.3902.3.100.40", objects, sys_descr="ZXR10 5928", interfaces={1: "fei_1/1"})
    )

    assert (poll.profile, poll.problems) == ("zte-zxr10", ())
    assert readings(poll, "cpu_utilisation_ratio") == {"1": 0.23, "2": 0.0}
    assert readings(poll, "memory_utilisation_ratio") == {"1": 0.47}


async def test_an_m6000_gives_its_processors_and_thermometers() -> None:
    processors, thermometers = "1.3.6.1.4.1.3902.3.6002.2.1.1", "1.3.6.1.4.1.3902.3.6002.2.5.1"
    objects = {
        **synthetic.table(f"{processors}.9", {"0.0.1.0": 31, "0.0.2.0": 7}),
        **synthetic.table(f"{processors}.33", {"0.0.1.0": 6144, "0.0.2.0": 0}),
        **synthetic.table(f"{processors}.34", {"0.0.1.0": 2048, "0.0.2.0": 0}),
        **synthetic.table(f"{thermometers}.6", {"0.0.1.0.1": "PFU-1", "0.0.1.0.2": "PFU-1"}),
        **synthetic.table(f"{thermometers}.7", {"0.0.1.0.1": "inlet", "0.0.1.0.2": "outlet"}),
        **synthetic.table(f"{thermometers}.9", {"0.0.1.0.1": 33, "0.0.1.0.2": 47}),
    }

    poll = await synthetic.polled(
        synthetic.device("1.3.6.1.4.1.3902.3.100.6002.2", objects, interfaces={1: "xgei-0/1/0/1"})
    )

    assert (poll.profile, poll.problems) == ("zte-zxr10-6000", ())
    assert readings(poll, "cpu_utilisation_ratio") == {"0/0/1/0": 0.31, "0/0/2/0": 0.07}
    assert readings(poll, "memory_utilisation_ratio") == {"0/0/1/0": 0.25}
    assert readings(poll, "temperature_celsius") == {"PFU-1 inlet": 33, "PFU-1 outlet": 47}


# --- OLTs, synthetic


@pytest.mark.parametrize(("new", "profile"), [(False, "zte-c300"), (True, "zte-c600")])
async def test_a_c320_counts_its_onus_by_pon_port_and_state_in_either_tree(new: bool, profile: str) -> None:
    poll = await synthetic.polled(equipment.zte_c320(new=new))

    assert (poll.outcome, poll.profile, poll.problems) == (PollOutcome.OK, profile, ())
    found = counted(poll, "pon_onus")
    assert found == BY_STATE
    assert [sum(found[f"gpon_1/1/{port}"].values()) for port in range(1, 8)] == [5, 18, 39, 19, 9, 25, 10]
    assert sum(states["online"] for states in found.values()) == 100


async def test_a_c320_that_counts_phases_from_1_has_a_profile_of_its_own() -> None:
    olt = equipment.zte_c320(new=False, from_one=True)

    by_name = await synthetic.polled(olt, profile="zte-c300-from-1")
    by_itself = await synthetic.polled(olt)

    assert (by_name.profile, by_name.problems) == ("zte-c300-from-1", ())
    assert counted(by_name, "pon_onus") == BY_STATE
    # The other would take 3, syncMib here, for working.
    assert sum(states["online"] for states in counted(by_itself, "pon_onus").values()) == 0


async def test_the_old_tree_says_how_many_onus_are_configured() -> None:
    poll = await synthetic.polled(equipment.zte_c320(new=False))

    assert readings(poll, "pon_onus_configured") == {
        "gpon_1/1/1": 5, "gpon_1/1/2": 18, "gpon_1/1/3": 39, "gpon_1/1/4": 19,
        "gpon_1/1/5": 9, "gpon_1/1/6": 25, "gpon_1/1/7": 10, "gpon_1/1/8": 0,
    }  # fmt: skip


async def test_boards_without_a_processor_have_no_load() -> None:
    poll = await synthetic.polled(equipment.zte_c320(new=True))

    assert readings(poll, "cpu_utilisation_ratio") == {"1/1/1": 0.11, "1/1/4": 0.08}
    assert readings(poll, "memory_utilisation_ratio") == {"1/1/1": 0.26, "1/1/4": 0.25}
    # 1/1/2 is offline; 1/1/5 was switched off by hand.
    assert readings(poll, "board_up") == {"1/1/1": 1, "1/1/2": 0, "1/1/3": 1, "1/1/4": 1}
    # -1000 is no thermometer.
    assert readings(poll, "temperature_celsius") == {"1/1/1": 38, "1/1/3": 37, "1/1/4": 43}
    assert readings(poll, "fan_up") == {"1/1/1": 1, "1/1/2": 0}
    assert readings(poll, "sensor_rpm") == {"fan 1/1/1": 3240, "fan 1/1/2": 0}


async def test_the_new_trees_optics_are_in_thousandths() -> None:
    poll = await synthetic.polled(equipment.zte_c320(new=True))

    assert readings(poll, "optical_receive_power_dbm") == {"xgei_1/4/2": -8.412}
    assert readings(poll, "optical_transmit_power_dbm") == {"gpon_1/1/1": 5.21, "xgei_1/4/2": -2.277}
    assert readings(poll, "optical_bias_amperes") == {"gpon_1/1/1": 0.02135, "xgei_1/4/2": 0.03012}
    assert readings(poll, "optical_voltage_volts") == {"gpon_1/1/1": 3.281, "xgei_1/4/2": 3.316}
    assert readings(poll, "optical_temperature_celsius") == {"gpon_1/1/1": 41.5}


@pytest.mark.parametrize("new", [False, True])
async def test_onu_powers_are_asked_some_at_a_time_until_every_port_has_them(new: bool) -> None:
    clock = ManualClock()
    poller = Poller(clock, packets_per_second=0)
    await poller.open()
    async with synthetic.served(equipment.zte_c320(new=new)) as agent:
        polls = []
        for _ in range(4):
            polls.append(await poller.poll(synthetic.target(agent)))
            await clock.advance(300)
    await poller.close()

    first = counted(polls[0], "pon_onu_receive_power_dbm", "quantile")
    last = counted(polls[3], "pon_onu_receive_power_dbm", "quantile")
    # At most 32 of the 100 that work, so every fourth: ONU 1 of the first port, which says 3000.
    assert first["gpon_1/1/1"] == {"0": -24.0, "0.5": -24.0}
    assert list(first) == list(last) == [port for port, states in BY_STATE.items() if states["online"]]
    # Port 1: ONU 1 says 3000, 2 says 64536, which is -1000 in 16 bits, 3 says 5750, 4 says 3000: × 0.002 - 30.
    assert last["gpon_1/1/1"] == {"0": -32.0, "0.5": -24.0}
    # The OLT hears them at -26.500 and -23.102 in turn; the middle of four is the third.
    assert counted(polls[3], "pon_olt_receive_power_dbm", "quantile")["gpon_1/1/1"] == {"0": -26.5, "0.5": -23.102}
    assert all(poll.problems == () for poll in polls)


@pytest.mark.parametrize(("raw", "dbm"), [(5750, -18.5), (64_536, -32.0), (65_535, None), (0, None), (INVALID, None)])
async def test_an_onus_receive_power_has_16_bits_with_a_sign(raw: int, dbm: float | None) -> None:
    only = {f"{ZTE_NEW}.500.10.2.3.8.1.4.{new_index(1)}.1": 4, f"{ZTE_NEW}.500.20.2.2.2.1.10.{new_index(1)}.1.1": raw}
    olt = synthetic.device("1.3.6.1.4.1.3902.1082.1001.600.1.1", only, interfaces={new_index(1): "gpon_olt-1/1/1"})

    poll = await synthetic.polled(olt)

    found = counted(poll, "pon_onu_receive_power_dbm", "quantile")
    assert found == ({} if dbm is None else {"gpon_olt-1/1/1": {"0": dbm, "0.5": dbm}})


async def test_an_olt_without_onus_has_no_counts_and_no_problem() -> None:
    olt = {
        oid: value
        for oid, value in equipment.zte_c320(new=False).items()
        if not oid.startswith((f"{ZTE_OLD}.28.", f"{ZTE_OLD}.50.", "1.3.6.1.4.1.3902.1015.1010."))
    }

    poll = await synthetic.polled(olt)

    assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())
    assert counted(poll, "pon_onus") == {}
    assert readings(poll, "pon_onus_configured")["gpon_1/1/3"] == 39


async def test_a_port_that_is_no_interface_is_called_by_its_number() -> None:
    olt = equipment.zte_c320({f"{ZTE_NEW}.500.10.2.3.8.1.4.{new_index(9)}.1": 4}, new=True)

    poll = await synthetic.polled(olt)

    # 0x11010109
    assert counted(poll, "pon_onus")["#285278473"]["online"] == 1


async def test_the_old_tree_calls_ports_by_slot_and_number_and_so_by_the_names_of_their_interfaces() -> None:
    poll = await synthetic.polled(equipment.zte_c320({f"{ZTE_OLD}.28.2.1.4.{old_index(1) + 0x2_0F00}.1": 3}, new=False))

    found = set(counted(poll, "pon_onus"))
    # Slot 3, port 16
    assert found - set(poll.interfaces.name) == {"gpon_1/3/16"}


async def test_the_old_trees_optics_are_in_thousandths() -> None:
    poll = await synthetic.polled(equipment.zte_c320(new=False))

    assert readings(poll, "optical_transmit_power_dbm") == {"gpon_1/1/1": 4.213}
    assert readings(poll, "optical_bias_amperes") == {"gpon_1/1/1": 0.01469}
    assert readings(poll, "optical_voltage_volts") == {"gpon_1/1/1": 3.259}
    assert readings(poll, "optical_temperature_celsius") == {"gpon_1/1/1": 39.125}
