"""H3C Comware: four recorded devices, and synthetic ones for what none of them has."""

import pytest

from tests.support.recorded_profile import ENTITY_CLASS, ENTITY_NAME, IF_NAME, column, kinds, parts, poll_of, texts
from tests.support.recordings import Recordings
from tests.support.synthetic import counted, device, polled, readings, table

pytestmark = pytest.mark.xdist_group("snmpsim")

NEW, OLD = "1.3.6.1.4.1.25506.2", "1.3.6.1.4.1.2011.10.2"
STATE = "6.1.1.1.1"
MODULE, SENSOR = 9, 8


async def test_the_boards_of_a_stack_are_told_apart_and_all_have_their_load(recordings: Recordings) -> None:
    rows = recordings.rows["h3c-comware-7"]
    poll = await poll_of(recordings, "h3c-comware-7")
    memory = column(rows, f"{NEW}.{STATE}.8")
    named = parts(rows, ENTITY_NAME, memory)
    boards = {index for index, used in memory.items() if used > 0}
    assert poll.profile == "h3c-comware"
    assert len(boards) == 18
    assert readings(poll, "memory_utilisation_ratio") == {named[index]: memory[index] / 100 for index in boards}
    loads = column(rows, f"{NEW}.{STATE}.6")
    assert readings(poll, "cpu_utilisation_ratio") == {named[index]: loads[index] / 100 for index in boards}
    assert readings(poll, "cpu_utilisation_ratio")["Board 0#1432"] == 0.24
    assert readings(poll, "cpu_utilisation_ratio")["Standby Board 5#1437"] == 0, "a board at rest has a load of 0"
    assert kinds(poll) == set()


async def test_only_boards_and_sensors_have_temperatures_and_65535_is_none(recordings: Recordings) -> None:
    rows = recordings.rows["h3c-comware-7"]
    poll = await poll_of(recordings, "h3c-comware-7")
    memory, classes = column(rows, f"{NEW}.{STATE}.8"), column(rows, ENTITY_CLASS)
    celsius = column(rows, f"{NEW}.{STATE}.12")
    named = parts(rows, ENTITY_NAME, memory)
    wanted = {i for i in memory if (memory[i] or classes[i] == SENSOR) and celsius[i] not in (0, 65535)}
    assert readings(poll, "temperature_celsius") == {named[index]: celsius[index] for index in wanted}
    assert max(readings(poll, "temperature_celsius").values()) < 100
    assert "virtue Board" not in {part.partition("#")[0] for part in readings(poll, "temperature_celsius")}


async def test_transceivers_are_given_by_their_interface_and_one_that_cannot_be_measured_is_absent(
    recordings: Recordings,
) -> None:
    rows = recordings.rows["h3c-comware-7"]
    poll = await poll_of(recordings, "h3c-comware-7")
    names = texts(rows, IF_NAME)
    for name, number, unit in [
        ("optical_transmit_power_dbm", 9, 100),
        ("optical_receive_power_dbm", 12, 100),
        ("optical_temperature_celsius", 15, 1),
        ("optical_voltage_volts", 16, 100),
        ("optical_bias_amperes", 17, 100_000),
    ]:
        raw = column(rows, f"{NEW}.70.1.1.1.{number}")
        wanted = {names[index]: value / unit for index, value in raw.items() if value != 2_147_483_647}
        assert readings(poll, name) == pytest.approx(wanted), name
        assert len(wanted) == 20
    assert readings(poll, "optical_receive_power_dbm")["Ten-GigabitEthernet1/0/0/4"] == -8.81
    assert readings(poll, "optical_bias_amperes")["Ten-GigabitEthernet1/0/0/4"] == pytest.approx(0.03108)
    assert "GigabitEthernet1/2/0/2" not in readings(poll, "optical_receive_power_dbm")


async def test_ospf_neighbours_are_counted_by_state(recordings: Recordings) -> None:
    poll = await poll_of(recordings, "h3c-comware-7")
    states = counted(poll, "ospf_neighbours")[""]
    assert states.pop("full") == 7
    assert set(states.values()) == {0}
    assert len(states) == 7


async def test_comware_5_answers_the_new_tree(recordings: Recordings) -> None:
    poll = await poll_of(recordings, "h3c-e528")
    assert readings(poll, "memory_utilisation_ratio") == {"Level 1 Virtual Module #1": 0.55}
    assert readings(poll, "temperature_celsius") == {"Level 1 Virtual Module #1": 40, "Sensor1": 40}
    assert 0 <= readings(poll, "cpu_utilisation_ratio")["Level 1 Virtual Module #1"] <= 1


async def test_comware_5_answers_the_old_tree_below_huaweis_number(recordings: Recordings) -> None:
    assert not column(recordings.rows["h3c-e528-old-tree"], f"{NEW}.{STATE}.6")
    poll = await poll_of(recordings, "h3c-e528-old-tree")
    assert poll.profile == "h3c-comware"
    assert readings(poll, "cpu_utilisation_ratio") == {"Level 1 Virtual Module #1": 0.49}
    assert readings(poll, "memory_utilisation_ratio") == {"Level 1 Virtual Module #1": 0.53}
    assert readings(poll, "temperature_celsius") == {"Level 1 Virtual Module #1": 40, "Sensor1": 40}
    assert readings(poll, "fan_up") == {"FAN1": 1}
    # No table of local ports; the number of the port is an ifIndex here.
    neighbour = poll.neighbours[0]
    assert (neighbour.local_interface, neighbour.remote_chassis) == ("GigabitEthernet1/0/24", "38:91:d5:fb:74:2c")
    assert (neighbour.remote_port, neighbour.remote_name) == ("GigabitEthernet1/0/33", "WRD-Huiju-2")


async def test_a_power_supply_that_failed_is_down(recordings: Recordings) -> None:
    assert recordings.rows["h3c-wx6103"][f"{OLD}.{STATE}.19.99"] == 51, "psuError"
    poll = await poll_of(recordings, "h3c-wx6103")
    assert readings(poll, "power_supply_up") == {"PSU1": 1, "PSU2": 0}
    assert readings(poll, "fan_up") == {"Fan1": 1}
    assert readings(poll, "cpu_utilisation_ratio") == {"Level 1 Module #2": 0.12}
    assert readings(poll, "temperature_celsius") == {"Level 1 Module #2": 26}, "its sensors say 0 or 65535"


def _states(tree: str, cpu: int) -> dict[str, int | str | bytes]:
    return {
        **table(f"{tree}.{STATE}.6", {5: cpu}),
        **table(f"{tree}.{STATE}.8", {5: 50}),
        **table(f"{tree}.{STATE}.12", {5: 35}),
        **table(f"{tree}.{STATE}.19", {5: 2}),
        f"{ENTITY_NAME}.5": "Board 1",
        f"{ENTITY_CLASS}.5": MODULE,
    }


async def test_where_both_trees_answer_the_new_one_counts() -> None:
    poll = await polled(
        device("1.3.6.1.4.1.25506.1.1", {**_states(NEW, 11), **_states(OLD, 99)}, interfaces={1: "GE1"})
    )
    assert readings(poll, "cpu_utilisation_ratio") == {"Board 1": 0.11}
    assert kinds(poll) == set()


async def test_a_bras_says_how_many_users_are_online() -> None:
    users = {f"{NEW}.200.1.1.0": 5120, f"{NEW}.200.1.2.0": 4999}
    poll = await polled(device("1.3.6.1.4.1.25506.1.1", users))
    assert readings(poll, "subscribers_online") == {"": 5120}
    assert readings(poll, "subscribers_online_pppoe") == {"": 4999}
