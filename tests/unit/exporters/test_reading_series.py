from fengsui.exporters.catalogue import CATALOGUE, READING_METRICS, metric_label
from fengsui.exporters.reading_series import READING_FAMILIES, ByFamily, reading_lines, sort_readings
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import PollOutcome, Reading
from fengsui.model.reading import READINGS
from tests.support.builders import observation
from tests.unit.exporters.test_device_series import LABELS, view


def lines(seen: DeviceObservation) -> dict[str, str]:
    families: ByFamily = {}
    for _ in sort_readings(families, [view(seen)]):
        pass
    return {name: "".join(reading_lines(name, each) for each in devices) for name, devices in families.items()}


def test_readings_are_told_by_part_and_of_doubles_the_first_counts() -> None:
    readings = (
        Reading("cpu_utilisation_ratio", "slot 1", 0.5, "ratio"),
        Reading("cpu_utilisation_ratio", "slot 1", 0.9, "ratio"),
        Reading("cpu_utilisation_ratio", "", 0.25, "ratio"),
        Reading("something_else", "", 1.0, "count"),
    )

    assert lines(observation(readings=readings)) == {
        "fengsui_device_cpu_utilisation_ratio": (
            f'fengsui_device_cpu_utilisation_ratio{{{LABELS},part="slot 1"}} 0.5\n'
            f'fengsui_device_cpu_utilisation_ratio{{{LABELS},part=""}} 0.25\n'
        )
    }


def test_readings_of_an_interface_stand_beside_its_own_series() -> None:
    readings = (
        Reading("optical_receive_power_dbm", "xge1", -7.31, "dbm"),
        Reading("pon_onus", 'GPON "0"', 12, "count", (("state", "online"),)),
        Reading("pon_onus", 'GPON "0"', 0, "count", (("state", "offline"),)),
    )

    assert lines(observation(readings=readings)) == {
        "fengsui_interface_optical_receive_power_dbm": (
            'fengsui_interface_optical_receive_power_dbm{device="lz-core-1",interface="xge1"} -7.31\n'
        ),
        "fengsui_pon_onus": (
            'fengsui_pon_onus{device="lz-core-1",interface="GPON \\"0\\"",state="online"} 12\n'
            'fengsui_pon_onus{device="lz-core-1",interface="GPON \\"0\\"",state="offline"} 0\n'
        ),
    }


def test_labels_stand_in_the_order_of_the_catalogue_and_none_is_missing() -> None:
    readings = (Reading("bgp_session_up", "", 1, "bool", (("remote_as", "64512"),)),)

    (text,) = lines(observation(readings=readings)).values()

    assert text == f'fengsui_device_bgp_session_up{{{LABELS},part="",peer="",remote_as="64512"}} 1\n'


def test_what_an_agent_said_before_it_refused_is_not_shown_as_current() -> None:
    readings = (Reading("cpu_utilisation_ratio", "", 0.5, "ratio"),)

    assert lines(observation(outcome=PollOutcome.REFUSED, readings=readings)) == {}


def test_every_reading_has_a_family_with_its_unit_and_labels() -> None:
    assert set(READING_METRICS) == set(READINGS)
    assert len(READING_FAMILIES) == len(READINGS)
    for name, family in READING_METRICS.items():
        metric, kind = CATALOGUE[family], READINGS[name]
        assert metric.unit == ("" if kind.unit in ("count", "bool") else kind.unit)
        assert metric.labels[-len(kind.labels) or len(metric.labels) :] == tuple(map(metric_label, kind.labels))
