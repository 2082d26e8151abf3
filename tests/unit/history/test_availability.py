"""Availability from the records of states."""

from fengsui.coverage.availability import AvailabilityKind
from fengsui.history.availability import availability_of
from fengsui.history.eras import Watch
from fengsui.history.parts import Part, StateRecord
from fengsui.history.state_log import Timelines

WATCHES = [Watch(0.0, 100.0)]


def records(
    kind: str, name: str, carrier: str, *states: tuple[float, str | None]
) -> tuple[tuple[str, str, str], list[StateRecord]]:
    key = (kind, name, carrier)
    return key, [StateRecord(key, at, None if state is None else Part(state, detail="{}")) for at, state in states]


def test_a_carrier_is_as_available_as_it_makes_its_counties() -> None:
    timelines = Timelines(
        dict(
            [
                records("county", "620102", "", (0, "covered")),
                records("county", "620102", "telecom", (0, "covered"), (50, "uncovered"), (60, "covered")),
                records("county", "620200", "telecom", (0, "covered"), (90, "uncovered")),
                records("county", "620102", "mobile", (0, "covered")),
            ]
        ),
        WATCHES,
    )
    mobile, telecom = availability_of(AvailabilityKind.CARRIER, timelines, (0.0, 100.0))
    assert (mobile.name, mobile.availability.ratio) == ("mobile", 1.0)
    assert (telecom.name, telecom.parts, telecom.availability.down_seconds) == ("telecom", 2, 20.0)
    assert (telecom.availability.outages, telecom.availability.mean_time_to_repair_seconds) == (2, 10.0)
    assert availability_of(AvailabilityKind.CARRIER, timelines, (0.0, 100.0), carrier="telecom") == [telecom]
    (county,) = availability_of(AvailabilityKind.COUNTY, timelines, (0.0, 100.0))
    assert county.availability.up_seconds == 100


def test_a_clock_that_was_set_back_gives_no_negative_time() -> None:
    timelines = Timelines(dict([records("device", "a", "telecom", (0, "up"), (50, "down"), (20, "up"))]), WATCHES)
    (found,) = availability_of(AvailabilityKind.DEVICE, timelines, (0.0, 100.0))
    assert (found.availability.up_seconds, found.availability.down_seconds) == (100, 0)


def test_a_part_that_left_counts_no_longer() -> None:
    timelines = Timelines(dict([records("device", "a", "telecom", (0, "up"), (50, None))]), WATCHES)
    (found,) = availability_of(AvailabilityKind.DEVICE, timelines, (0.0, 100.0))
    assert (found.availability.up_seconds, found.availability.unknown_seconds) == (50, 0)
