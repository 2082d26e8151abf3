from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.history import codec
from fengsui.history.tables import ChangeRow, ConditionRow, ObservationRow, ObservedInterfaceRow
from fengsui.model.observation import (
    Change,
    Condition,
    DeviceObservation,
    ElementState,
    InterfaceIdentities,
    InterfaceRates,
)
from fengsui.model.poll import Neighbour, Problem, Reading, SystemFacts
from tests.support.observations import NOW, observation, observations, table

anything = st.text(st.characters(), max_size=600)


def kept(seen: DeviceObservation) -> DeviceObservation:
    """What comes back of an observation that was written as rows and read from them."""
    interfaces = [tuple(row[key] for key in codec.INTERFACE_KEYS) for row in codec.interface_rows(seen)]
    return codec.observation(codec.observation_row(seen, codec.digest(seen)), interfaces)


@given(observations())
def test_an_observation_comes_back_as_it_was_written(seen: DeviceObservation) -> None:
    assert kept(seen) == seen


def test_counters_and_rates_do_not_come_back() -> None:
    seen = observation(ports=2, rates=InterfaceRates((1.0, 2.0), (3.0, None)))
    again = kept(seen)
    assert again.interfaces.name == ("GE0/0/1", "GE0/0/2")
    assert again.interfaces.in_octets == (None, None)
    assert again.rates == InterfaceRates()
    assert list(again.interfaces.rows())[1]["alias"] == "至县局 2"


def test_what_a_profile_said_comes_back() -> None:
    seen = observation(
        profile="huawei-smartax",
        profile_why="named at the device",
        readings=(Reading("pon_onus", "GPON 0/1/0", 12, "count", (("state", "online"),)),),
        neighbours=(Neighbour("eth1", "00:11:22:33:44:55", "eth4", "县局"),),
    )

    again = kept(seen)

    assert (again.profile, again.profile_why) == (seen.profile, seen.profile_why)
    assert (again.readings, again.neighbours) == (seen.readings, seen.neighbours)


def test_of_an_agent_that_invents_readings_a_bounded_part_is_kept() -> None:
    many = tuple(Reading("temperature_celsius", "x" * 1000, float(number), "celsius") for number in range(5_000))

    again = kept(observation(readings=many))

    assert len(again.readings) == 1_000
    assert len(again.readings[0].index) == 255


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"polled_at": NOW + 60, "failures": 3}, False),
        ({"interfaces": replace(table(2), in_octets=(5, 6))}, False),
        ({"interfaces": table(2, oper_status="down")}, True),
        ({"interfaces": replace(table(2), alias=("至县局 1", "moved"))}, True),
        ({"interfaces": replace(table(2), speed_bits_per_second=(1_000_000_000, None))}, True),
        ({"interface_since": (NOW - 3600, NOW)}, True),
        ({"interfaces": table(3), "interface_since": (NOW,) * 3}, True),
        ({"identities": InterfaceIdentities((1, 3), 3)}, True),
        ({"identities": InterfaceIdentities((1, 2), 3, table(1), (3,), (NOW,))}, True),
        ({"interface_seen": (NOW, NOW - 60)}, True),
    ],
)
def test_the_digest_tells_whether_the_kept_columns_changed(change: dict[str, Any], differs: bool) -> None:
    before, after = observation(ports=2), observation(ports=2, **change)
    assert (codec.digest(before) != codec.digest(after)) is differs


def test_an_observation_without_ids_is_given_some_that_are_never_given_again() -> None:
    seen = codec.observation_row(observation(ports=2, identities=InterfaceIdentities()), "")
    assert seen["interface_ids_given"] == 2


def test_a_device_without_interfaces_has_no_digest() -> None:
    assert codec.digest(observation(ports=0)) == ""


@given(anything, st.integers(0, 300))
def test_cleaned_text_fits_its_column_and_suits_every_database(text: str, limit: int) -> None:
    cleaned = codec.clean(text, limit)
    assert len(cleaned) <= limit
    assert "\0" not in cleaned
    cleaned.encode("utf-8")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50))
def test_decent_text_is_left_as_it_is(text: str) -> None:
    assert codec.clean(text, 50) == text


@given(text=anything, number=st.integers() | st.none())
def test_whatever_an_agent_says_fits_the_tables(text: str, number: int | None) -> None:
    seen = observation(
        text,
        ports=1,
        profile=text,
        system=SystemFacts(sys_descr=text * 10),
        interfaces=replace(
            table(1), name=(text,), descr=(text,), alias=(text,), oper_status=(text,), speed_bits_per_second=(number,)
        ),
        problems=(Problem(text, text),) * 100,
    )
    row = codec.observation_row(seen, codec.digest(seen))
    _assert_fits(ObservationRow, row)
    _assert_fits(ObservedInterfaceRow, codec.interface_rows(seen)[0])
    _assert_fits(ChangeRow, codec.change_row(Change(text, text, text, text, NOW, text, text)) | {"kind": ""})
    _assert_fits(ConditionRow, codec.condition_row("device", ElementState(text, Condition.UP, NOW, None, text)))
    assert len(row["last_poll"]) < 100_000


@given(st.builds(ElementState, st.text("ab-", max_size=9), st.sampled_from(Condition), st.floats(0, 1e9), st.none()))
def test_a_condition_comes_back_as_it_was_written(state: ElementState) -> None:
    assert codec.condition(codec.condition_row("link", state)) == state


def _assert_fits(model: type, row: dict[str, object]) -> None:
    for column in model.__table__.columns:  # type: ignore[attr-defined] # of every mapped class
        value, width = row.get(column.name), getattr(column.type, "length", None)
        if isinstance(value, str):
            assert "\0" not in value
            assert width is None or len(value) <= width, column.name
        elif isinstance(value, int):
            assert -(2**63) <= value < 2**63, column.name
