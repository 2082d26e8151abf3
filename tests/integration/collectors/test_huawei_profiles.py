"""Huawei equipment by its profiles, asked by the production poller: recordings of VRP and ME60, a synthetic SmartAX OLT. Values are worked by hand."""

import tracemalloc

import pytest

from fengsui.collectors.poller import Poller
from fengsui.collectors.snmp.oid import decode_oid
from fengsui.collectors.target import Target
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll, PollOutcome
from fengsui.model.secret import Secret
from tests.support import equipment, synthetic
from tests.support.equipment import GPON_0_1_0, INVALID, SMARTAX_ONTS, XPON
from tests.support.recordings import Recordings
from tests.support.scripted_agent import Request
from tests.support.synthetic import counted, readings

ENTITY = "1.3.6.1.4.1.2011.5.25.31.1.1"
NAMES = "1.3.6.1.2.1.47.1.1.1.1.7"


async def recorded(device: str, recordings: Recordings, poller: Poller) -> DevicePoll:
    credential = Credential(device, SnmpVersion.V2C, community=Secret(device))
    return await poller.poll(Target("127.0.0.1", credential, recordings.port, deadline_seconds=60.0))


def vrp(objects: synthetic.Objects) -> dict[str, synthetic.Said]:
    """A VRP router with two ports."""
    names = {f"{NAMES}.9": "MPU Board 9", f"{NAMES}.17": "100GE1/0/0", f"{NAMES}.18": "GE1/0/1"}
    return synthetic.device(
        "1.3.6.1.4.1.2011.2.239.1", {**names, **objects}, interfaces={7: "100GE1/0/0", 8: "GE1/0/1"}
    )


# --- VRP, recorded


@pytest.mark.xdist_group("snmpsim")
async def test_an_s5720_gives_its_board_and_no_number_for_empty_cages(recordings: Recordings, poller: Poller) -> None:
    poll = await recorded("huawei-s5720", recordings, poller)

    assert (poll.outcome, poll.profile, poll.problems) == (PollOutcome.OK, "huawei-vrp", ())
    # 62 of 63 entities say 0: they have no processor, no memory and no thermometer.
    assert readings(poll, "cpu_utilisation_ratio") == {"MPU Board 0": 0.38}
    assert readings(poll, "memory_utilisation_ratio") == {"MPU Board 0": 0.07}
    assert readings(poll, "temperature_celsius") == {"MPU Board 0": 42}
    assert readings(poll, "fan_up") == {"0/7": 1}
    # All 33 cages say -255 °C, -1 mV, -1 µA and -1 for both powers.
    assert not [reading for reading in poll.readings if reading.name.startswith("optical_")]


@pytest.mark.xdist_group("snmpsim")
async def test_an_s12704_gives_its_boards_and_optics(recordings: Recordings, poller: Poller) -> None:
    poll = await recorded("huawei-s12704", recordings, poller)

    assert (poll.outcome, poll.profile, poll.problems) == (PollOutcome.OK, "huawei-vrp", ())
    assert readings(poll, "cpu_utilisation_ratio") == {
        "LPU Board 1": 0.16, "LPU Board 2": 0.08, "LPU Board 3": 0.03, "LPU Board 4": 0.04,
        "MPU Board 5": 0.41, "SFU Board 7": 0.16, "SFU Board 8": 0.15,
    }  # fmt: skip
    assert readings(poll, "temperature_celsius")["LPU Board 3"] == 38
    assert readings(poll, "fan_up") == {"30/1": 1, "30/2": 1, "31/1": 1, "31/2": 1}
    receive = readings(poll, "optical_receive_power_dbm")
    # 13 of 45 cages have a module. By lane they say -480.00 and so on, in hundredths; three see no light.
    assert len(receive) == 13
    assert receive["XGigabitEthernet2/0/0"] == -4.80
    assert receive["XGigabitEthernet2/0/2"] == -13.33
    assert {port for port, dbm in receive.items() if dbm == -40.0} == {
        "XGigabitEthernet2/0/9", "XGigabitEthernet2/0/10", "XGigabitEthernet2/0/11",
    }  # fmt: skip
    assert readings(poll, "optical_transmit_power_dbm")["XGigabitEthernet2/0/15"] == -2.27
    assert readings(poll, "optical_voltage_volts")["XGigabitEthernet2/0/0"] == 3.312
    assert readings(poll, "optical_bias_amperes")["XGigabitEthernet2/0/0"] == pytest.approx(0.03012)
    assert readings(poll, "optical_bias_amperes")["XGigabitEthernet2/0/15"] == pytest.approx(0.005818)
    assert readings(poll, "optical_temperature_celsius")["XGigabitEthernet2/0/8"] == 27


@pytest.mark.xdist_group("snmpsim")
async def test_optics_belong_to_interfaces_by_the_name_that_these_have(recordings: Recordings, poller: Poller) -> None:
    poll = await recorded("huawei-s12704", recordings, poller)

    assert set(readings(poll, "optical_receive_power_dbm")) <= set(poll.interfaces.name)


# --- BRAS, recorded and synthetic


@pytest.mark.xdist_group("snmpsim")
@pytest.mark.parametrize(("device", "online", "pppoe"), [("huawei-me60", 3394, 628), ("huawei-me60-2", 3369, 685)])
async def test_an_me60_says_how_many_users_are_online(
    device: str, online: int, pppoe: int, recordings: Recordings, poller: Poller
) -> None:
    poll = await recorded(device, recordings, poller)

    assert (poll.outcome, poll.profile, poll.problems) == (PollOutcome.OK, "huawei-bras", ())
    assert poll.system is not None
    assert poll.system.sys_descr == ""
    assert readings(poll, "subscribers_online") == {"": online}
    assert readings(poll, "subscribers_online_pppoe") == {"": pppoe}


@pytest.mark.xdist_group("snmpsim")
async def test_an_me60_has_all_that_vrp_has_with_its_own_units(recordings: Recordings, poller: Poller) -> None:
    poll = await recorded("huawei-me60-2", recordings, poller)

    assert readings(poll, "cpu_utilisation_ratio")["SRU 9"] == 0.32
    assert readings(poll, "temperature_celsius")["FAN 18"] == 32
    # Power in hundredths of a dBm, and bias in mA where the MIB says µA; 14 of 36 cages are empty and say 0 throughout.
    receive = readings(poll, "optical_receive_power_dbm")
    assert len(receive) == 22
    assert receive["GigabitEthernet4/0/1"] == -8.01
    assert receive["GigabitEthernet4/1/15"] == -23.76
    assert readings(poll, "optical_bias_amperes")["GigabitEthernet4/0/1"] == 0.030
    assert readings(poll, "optical_bias_amperes")["GigabitEthernet4/1/0"] == 0.002
    assert "GigabitEthernet4/0/0" not in readings(poll, "optical_temperature_celsius")


async def test_a_bras_without_users_says_0() -> None:
    poll = await synthetic.polled(equipment.bras(online=0, pppoe=0))

    assert (poll.outcome, poll.profile, poll.problems) == (PollOutcome.OK, "huawei-bras", ())
    assert readings(poll, "subscribers_online") == {"": 0}


async def test_a_number_of_users_that_cannot_be_true_is_absent_and_said() -> None:
    poll = await synthetic.polled(equipment.bras(online=3394, pppoe=2**32 - 1))

    assert readings(poll, "subscribers_online") == {"": 3394}
    assert readings(poll, "subscribers_online_pppoe") == {}
    assert [problem.kind for problem in poll.problems] == ["out_of_range"]


# --- VRP, synthetic: what no recording has


@pytest.mark.parametrize(
    ("said", "dbm"),
    [(536, -2.71), (604, -2.19), (-4000, -40.0), (-1684, -16.84), (-1, None), (0, None), (INVALID, None)],
)
async def test_a_receive_power_without_lanes_is_microwatts_or_hundredths_of_a_dbm(said: int, dbm: float | None) -> None:
    poll = await synthetic.polled(vrp({f"{ENTITY}.3.1.5.18": 35, f"{ENTITY}.3.1.8.18": said}))

    receive = readings(poll, "optical_receive_power_dbm")
    assert receive == ({} if dbm is None else {"GE1/0/1": pytest.approx(dbm, abs=0.005)})
    assert readings(poll, "optical_temperature_celsius") == {"GE1/0/1": 35}
    assert poll.problems == ()


async def test_of_a_module_with_four_lanes_the_weakest_counts() -> None:
    lanes = {
        **synthetic.table(f"{ENTITY}.3.1.5", {17: 41, 18: 33}),
        **synthetic.table(f"{ENTITY}.3.1.8", {17: 1234, 18: 536}),
        **synthetic.table(f"{ENTITY}.3.1.32", {17: "-130.00,-145.00,-1310.00,-128.00", 18: ""}),
        **synthetic.table(f"{ENTITY}.3.1.33", {17: "88.00,91.00,-1,90.00", 18: ""}),
    }

    poll = await synthetic.polled(vrp(lanes))

    assert readings(poll, "optical_receive_power_dbm") == {
        "100GE1/0/0": -13.1,
        "GE1/0/1": pytest.approx(-2.71, abs=0.005),
    }
    assert readings(poll, "optical_transmit_power_dbm") == {"100GE1/0/0": 0.88}
    assert poll.problems == ()


async def test_a_power_supply_that_sleeps_is_up_and_one_of_which_nothing_is_known_is_absent() -> None:
    poll = await synthetic.polled(vrp(synthetic.table(f"{ENTITY}.18.1.6", {"0.1": 1, "0.2": 2, "0.3": 3, "0.4": 4})))

    assert readings(poll, "power_supply_up") == {"0/1": 1, "0/2": 0, "0/3": 1}


async def test_a_fan_that_is_not_there_is_not_down() -> None:
    fans = {
        **synthetic.table(f"{ENTITY}.10.1.6", {"0.1": 1, "0.2": 2, "0.3": 1}),
        **synthetic.table(f"{ENTITY}.10.1.7", {"0.1": 1, "0.2": 2, "0.3": 2}),
    }

    poll = await synthetic.polled(vrp(fans))

    assert readings(poll, "fan_up") == {"0/1": 1, "0/3": 0}


async def test_bgp_sessions_have_their_peers_also_with_ipv6_and_wide_numbers() -> None:
    v4, v6 = "0.1.1.1.4.10.45.2.2", "0.2.1.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1"
    vpnv4 = "0.1.128.1.4.10.45.2.2"
    peers = {
        **synthetic.table(
            "1.3.6.1.4.1.2011.5.25.177.1.1.2.1.2",
            {v4: synthetic.Gauge(65001), vpnv4: synthetic.Gauge(65001), v6: synthetic.Gauge(4_200_000_001)},
        ),
        **synthetic.table("1.3.6.1.4.1.2011.5.25.177.1.1.2.1.5", {v4: 6, vpnv4: 6, v6: 3}),
    }

    poll = await synthetic.polled(vrp(peers))

    found = {reading.labels: reading.value for reading in poll.readings if reading.name == "bgp_session_up"}
    assert found == {
        (("peer", "10.45.2.2"), ("remote_as", "65001")): 1,
        (("peer", "2001:db8::1"), ("remote_as", "4200000001")): 0,
    }
    assert poll.problems == ()


async def test_values_that_cannot_be_true_are_absent_and_said() -> None:
    cells = {
        **synthetic.table(f"{ENTITY}.1.1.5", {9: 101}),
        **synthetic.table(f"{ENTITY}.1.1.7", {9: 34}),
        **synthetic.table(f"{ENTITY}.1.1.11", {9: 5000}),
        **synthetic.table(f"{ENTITY}.3.1.5", {18: 30}),
        **synthetic.table(f"{ENTITY}.3.1.6", {18: "n/a"}),
        **synthetic.table(f"{ENTITY}.3.1.8", {18: -100_000}),
    }

    poll = await synthetic.polled(vrp(cells))

    assert readings(poll, "memory_utilisation_ratio") == {"MPU Board 9": 0.34}
    for name in ("cpu_utilisation_ratio", "temperature_celsius", "optical_voltage_volts", "optical_receive_power_dbm"):
        assert readings(poll, name) == {}
    assert sorted(problem.kind for problem in poll.problems) == [
        "bad_value",
        "out_of_range",
        "out_of_range",
        "out_of_range",
    ]


async def test_software_without_the_entity_table_is_asked_for_the_older_ones() -> None:
    # As an S5720 has them beside the new table, which says 38 % and 7 % at the same moment.
    old = {
        "1.3.6.1.4.1.2011.6.3.4.1.4.0.0.0": 42,
        "1.3.6.1.4.1.2011.6.3.5.1.1.2.0.0.0": synthetic.Gauge(1_626_341_376),
        "1.3.6.1.4.1.2011.6.3.5.1.1.3.0.0.0": synthetic.Gauge(1_499_870_392),
    }

    poll = await synthetic.polled(vrp(old))

    assert readings(poll, "cpu_utilisation_ratio") == {"0/0/0": 0.42}
    assert readings(poll, "memory_utilisation_ratio") == {"0/0/0": pytest.approx(0.0778, abs=0.00005)}
    assert poll.problems == ()


async def test_the_standards_bgp_table_is_asked_only_where_huaweis_has_no_rows() -> None:
    standard = {
        "1.3.6.1.2.1.15.3.1.2.10.45.2.2": 3,
        "1.3.6.1.2.1.15.3.1.3.10.45.2.2": 2,
        "1.3.6.1.2.1.15.3.1.9.10.45.2.2": 65001,
    }
    huawei = "1.3.6.1.4.1.2011.5.25.177.1.1.2.1"
    own = {f"{huawei}.2.0.1.1.1.4.10.45.2.2": synthetic.Gauge(65001), f"{huawei}.5.0.1.1.1.4.10.45.2.2": 6}

    old = await synthetic.polled(vrp(standard))
    new = await synthetic.polled(vrp({**standard, **own}))

    assert [reading.value for reading in old.readings if reading.name == "bgp_session_up"] == [0]
    assert [reading.value for reading in new.readings if reading.name == "bgp_session_up"] == [1]


# --- SmartAX, synthetic


async def test_an_olt_counts_its_onts_by_pon_port_and_state() -> None:
    poll = await synthetic.polled(equipment.smartax())

    assert (poll.outcome, poll.profile, poll.problems) == (PollOutcome.OK, "huawei-smartax", ())
    # ifIndex 4194307840 is beyond 2^31; of nine rows of 0/1/0 one says -1: the query failed.
    assert counted(poll, "pon_onus") == {
        "GPON 0/0/15": {"online": 11, "offline": 0},
        "GPON 0/1/0": {"online": 6, "offline": 2},
        "GPON 0/1/1": {"online": 0, "offline": 3},
    }
    assert readings(poll, "pon_onus_configured") == {
        "GPON 0/0/15": 11,
        "GPON 0/1/0": 9,
        "GPON 0/1/1": 3,
        "GPON 0/1/2": 0,
    }


async def test_an_olt_gives_its_boards() -> None:
    poll = await synthetic.polled(equipment.smartax())

    assert readings(poll, "cpu_utilisation_ratio") == {"0/9": 0.17, "0/10": 0.0}
    assert readings(poll, "memory_utilisation_ratio") == {"0/9": 0.52, "0/10": 0.51}
    assert readings(poll, "temperature_celsius") == {"0/0": 45, "0/9": 48, "0/10": -3}
    # 0/2 is empty, 0/10 was shut down on purpose.
    assert readings(poll, "board_up") == {"0/0": 1, "0/1": 0, "0/9": 1}


async def test_an_olt_gives_the_optics_of_its_ports() -> None:
    poll = await synthetic.polled(equipment.smartax())

    assert readings(poll, "optical_transmit_power_dbm") == {"GPON 0/0/15": 7.2, "GPON 0/1/0": 3.36, "GPON 0/1/1": 4.11}
    assert readings(poll, "optical_temperature_celsius") == {"GPON 0/0/15": 42, "GPON 0/1/0": 39, "GPON 0/1/1": 41}
    assert readings(poll, "optical_voltage_volts") == {"GPON 0/0/15": 3.28, "GPON 0/1/0": 3.31, "GPON 0/1/1": 3.3}
    assert readings(poll, "optical_bias_amperes") == {"GPON 0/0/15": 0.017, "GPON 0/1/0": 0.012, "GPON 0/1/1": 0.014}


async def test_an_olt_gives_the_weakest_and_the_middle_onu_of_each_port() -> None:
    poll = await synthetic.polled(equipment.smartax())

    # 0/0/15: four at -18.50, four at -27.05, three at -22.10; 0/1/0: two of each.
    assert counted(poll, "pon_onu_receive_power_dbm", "quantile") == {
        "GPON 0/0/15": {"0": -27.05, "0.5": -22.1},
        "GPON 0/1/0": {"0": -27.05, "0.5": -22.1},
    }
    # The OLT says 7012 and 7300 where it hears them at -29.88 and -27 dBm: hundredths above -100 dBm.
    assert counted(poll, "pon_olt_receive_power_dbm", "quantile") == {
        "GPON 0/0/15": {"0": -29.88, "0.5": -27.0},
        "GPON 0/1/0": {"0": -29.88, "0.5": -27.0},
    }


async def test_an_olt_whose_ont_table_is_empty_has_no_onus_and_no_problem() -> None:
    poll = await synthetic.polled(equipment.smartax(onts={}))

    assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())
    assert counted(poll, "pon_onus") == {}
    assert readings(poll, "pon_onus_configured")["GPON 0/0/15"] == 11


async def test_a_state_that_the_mib_does_not_have_is_counted_as_other() -> None:
    poll = await synthetic.polled(equipment.smartax({f"{XPON}.46.1.15.{GPON_0_1_0}.0": 9}))

    assert counted(poll, "pon_onus")["GPON 0/1/0"] == {"online": 5, "offline": 2, "other": 1}


async def test_twenty_thousand_onts_cost_few_packets_and_give_few_readings(poller: Poller) -> None:
    # 16 ports of board 1 and 0, 1,250 ONTs each, every fifth of them down.
    onts = {0xFA00_0000 + port * 256: [1, 1, 2, 1, 1] * 250 for port in range(16)}
    async with synthetic.served(equipment.smartax(onts=onts)) as agent:
        first = await poller.poll(synthetic.target(agent, deadline_seconds=60.0))
        asked = len(agent.requests)
        second = await poller.poll(synthetic.target(agent, deadline_seconds=60.0))

    states = counted(first, "pon_onus")
    assert len(states) == 16
    assert all(each == {"online": 1000, "offline": 250} for each in states.values())
    assert first.problems == ()
    # Some 45 rows fit a datagram.
    assert asked < 1000
    assert len(first.readings) < 200
    # What is asked every five minutes is not asked again, and still known.
    assert counted(second, "pon_onus") == states
    assert len(agent.requests) - asked < 20


async def test_counting_twenty_thousand_onts_takes_little_memory() -> None:
    onts = {0xFA00_0000 + port * 256: [1, 1, 2, 1, 1] * 250 for port in range(16)}
    objects = synthetic.Served(equipment.smartax(onts=onts))
    tracemalloc.start()
    try:
        await synthetic.polled_by(objects, deadline_seconds=60.0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    # Some 10 MB, the datagrams that the agent got included.
    assert peak < 25_000_000


async def test_an_olt_that_invents_a_port_for_every_ont_gives_no_more_readings_than_are_kept() -> None:
    onts = {0xFA00_0000 + port: [1] for port in range(6000)}

    poll = await synthetic.polled(equipment.smartax(onts=onts))

    assert len(poll.readings) < 5_200
    assert "bound" in [problem.kind for problem in poll.problems]


async def test_rows_whose_index_is_none_of_the_tables_are_left_out_and_said() -> None:
    poll = await synthetic.polled(equipment.smartax({f"{XPON}.46.1.15.{GPON_0_1_0}.3.7.7": 1}))

    assert counted(poll, "pon_onus")["GPON 0/1/0"] == {"online": 6, "offline": 2}
    assert {problem.kind for problem in poll.problems} == {"bad_index"}


async def test_an_olt_that_falls_silent_in_its_ont_table_gives_no_half_counts() -> None:
    onts = {port: [*states] * 40 for port, states in SMARTAX_ONTS.items()}
    objects = synthetic.Served(equipment.smartax(onts=onts))
    whole = f"{XPON}.46.1.15"

    def silent(request: Request) -> bytes | None:
        names = [decode_oid(oid) for oid in request.oids]
        return None if any(name.startswith(f"{whole}.{GPON_0_1_0}") for name in names) else objects(request)

    poll = await synthetic.polled_by(silent, timeout_seconds=0.1, retries=0, deadline_seconds=10.0)

    assert poll.outcome is PollOutcome.PARTIAL
    assert counted(poll, "pon_onus") == {}
    assert "timeout" in [problem.kind for problem in poll.problems]
