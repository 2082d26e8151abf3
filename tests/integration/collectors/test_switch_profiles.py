"""DCN, Maipu and BDCOM switches, and the standard's sensors, on recorded devices."""

import pytest

from tests.support.recorded_profile import ENTITY_DESCR, ENTITY_NAME, column, kinds, parts, poll_of, texts
from tests.support.recordings import Recorded, Recordings
from tests.support.synthetic import device, polled, readings, table

pytestmark = pytest.mark.xdist_group("snmpsim")

SENSOR = "1.3.6.1.2.1.99.1.1.1"


@pytest.mark.parametrize(
    ("name", "profile", "tree"),
    [
        ("dcn-dcrs-5980", "dcn", "1.3.6.1.4.1.6339.100.1.11"),
        ("maipu-sm4200", "maipu", "1.3.6.1.4.1.5651.6.7.2.100.1.11"),
    ],
)
async def test_load_memory_and_temperature_of_a_switch(
    name: str, profile: str, tree: str, recordings: Recordings
) -> None:
    said = {int(index.removesuffix(".0")): value for index, value in column(recordings.rows[name], tree).items()}
    poll = await poll_of(recordings, name)
    assert poll.profile == profile
    assert readings(poll, "cpu_utilisation_ratio") == {"": said[10] / 100}
    assert readings(poll, "memory_utilisation_ratio") == {"": pytest.approx(said[7] / said[6])}
    assert readings(poll, "temperature_celsius") == {"": said[9]}
    assert kinds(poll) == set()


async def test_a_dcn_switch_says_19_percent(recordings: Recordings) -> None:
    poll = await poll_of(recordings, "dcn-dcrs-5980")
    assert readings(poll, "cpu_utilisation_ratio") == {"": 0.19}
    assert readings(poll, "memory_utilisation_ratio") == {"": pytest.approx(168_411_136 / 536_870_912)}
    assert readings(poll, "temperature_celsius") == {"": 34}


async def test_a_dcn_switch_of_another_tree_has_no_such_readings_and_no_problem() -> None:
    poll = await polled(device("1.3.6.1.4.1.6339.1.1.5.3", {}, interfaces={1: "Ethernet1/1"}))
    assert (poll.profile, poll.readings, poll.problems) == ("dcn", (), ())


async def test_load_and_memory_of_a_bdcom_switch(recordings: Recordings) -> None:
    rows = recordings.rows["bdcom-s5612"]
    poll = await poll_of(recordings, "bdcom-s5612")
    assert poll.profile == "bdcom"
    assert column(rows, "1.3.6.1.4.1.3320.9.109.1.1.1.1.4") == {"1": 38}
    assert readings(poll, "cpu_utilisation_ratio") == {"": 0.38}
    assert readings(poll, "memory_utilisation_ratio") == {"": 0.15}


def _sensed(rows: Recorded, named: dict[str, str], *types: int) -> dict[str, float]:
    kind, scale, precision, value, status = (column(rows, f"{SENSOR}.{number}") for number in (1, 2, 3, 4, 5))
    return {
        named[i]: value[i] * 1000.0 ** (scale[i] - 9) / 10 ** precision[i]
        for i in value
        if kind[i] in types and status[i] == 1
    }


async def test_standard_sensors_with_names_in_the_description_alone(recordings: Recordings) -> None:
    rows = recordings.rows["arista-7150s"]
    poll = await poll_of(recordings, "arista-7150s", "entity-sensor")
    values = column(rows, f"{SENSOR}.4")
    assert not any(texts(rows, ENTITY_NAME).get(index) for index in values), "entPhysicalName is empty"
    named = parts(rows, ENTITY_DESCR, values)
    kinds_of = {"temperature_celsius": (8,), "sensor_volts": (3, 4), "sensor_amperes": (5,), "sensor_watts": (6,)}
    for name, types in kinds_of.items():
        assert readings(poll, name) == pytest.approx(_sensed(rows, named, *types)), name
    assert readings(poll, "temperature_celsius")["Cpu temp sensor"] == 28.2
    assert readings(poll, "temperature_celsius")["Board temp sensor#100006005"] == 25
    assert readings(poll, "sensor_watts")["DOM RX Power Sensor for Ethernet50"] == pytest.approx(4e-7)
    assert readings(poll, "sensor_rpm") == {}, "its fans are unavailable(2), and 0 beside that is no speed"
    assert kinds(poll) == set()


async def test_standard_sensors_of_a_firewall(recordings: Recordings) -> None:
    rows = recordings.rows["paloalto-5000"]
    poll = await poll_of(recordings, "paloalto-5000", "entity-sensor")
    names = texts(rows, ENTITY_NAME)
    assert readings(poll, "sensor_rpm") == _sensed(rows, names, 10)
    assert readings(poll, "sensor_rpm")["Fan #10 RPM"] == 4074
    assert readings(poll, "temperature_celsius") == _sensed(rows, names, 8)


async def test_a_sensor_without_a_sensible_scale_is_absent_and_one_beyond_belief_is_a_problem() -> None:
    objects = {
        **table(f"{SENSOR}.1", {1: 8, 2: 8, 3: 8, 4: 12, 5: 99}),
        **table(f"{SENSOR}.2", {1: 9, 2: 0, 3: 10, 4: 9, 5: 9}),
        **table(f"{SENSOR}.3", {1: 1, 2: 0, 3: 0, 4: 0, 5: 0}),
        **table(f"{SENSOR}.4", {1: -105, 2: 20, 3: 20, 4: 1, 5: 1}),
        **table(f"{SENSOR}.5", dict.fromkeys(range(1, 6), 1)),
    }
    poll = await polled(device("1.3.6.1.4.1.99999", objects, interfaces={1: "e1"}), profile="entity-sensor")
    assert readings(poll, "temperature_celsius") == {"1": -10.5}
    assert {reading.name for reading in poll.readings} == {"temperature_celsius"}
    assert [problem.kind for problem in poll.problems] == ["out_of_range"], "20 kilo-degrees"
