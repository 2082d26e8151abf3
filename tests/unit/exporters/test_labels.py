"""Interfaces keep a name of their own, whatever the agent calls them."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from fengsui.exporters.labels import InterfaceLabels, interface_names
from fengsui.exporters.text import plain_label
from fengsui.model.poll import InterfaceTable
from tests.support.builders import interfaces
from tests.support.exposition import parse

NAMES = st.lists(st.one_of(st.none(), st.sampled_from(["a", "a#1", "a#2", "a#1#2", "%s", "\\"]), st.text(max_size=300)))


def named(names: Sequence[str | None], **columns: Sequence[object]) -> InterfaceTable:
    return interfaces(len(names), name=names, **columns)


@given(names=NAMES)
def test_every_interface_has_a_name_of_its_own(names: list[str | None]) -> None:
    found = interface_names(named(names, descr=[None] * len(names)))

    assert len(set(found)) == len(found) == len(names)


@given(names=NAMES, values=st.data())
def test_lines_are_valid_whatever_the_names_and_numbers(names: list[str | None], values: st.DataObject) -> None:
    number = st.one_of(st.none(), st.integers(0, 2**64 - 1), st.floats(0, 1))
    column = values.draw(st.lists(number, min_size=len(names), max_size=len(names)))
    table = named(names)

    text = InterfaceLabels.of("dev", table).lines("thing", column)

    read = {sample.labels["interface"]: sample.value for family in parse(text.encode()) for sample in family.samples}
    expected = zip(interface_names(table), column, strict=True)
    assert read == {name: value for name, value in expected if value is not None}


def test_a_unique_name_is_shown_as_it_is() -> None:
    assert interface_names(named(["eth1", "eth2"])) == ("eth1", "eth2")


def test_doubles_get_their_index_and_nameless_ones_their_description_or_index() -> None:
    table = interfaces(4, name=["lo", "lo", None, ""], descr=["", "", "port", None], index=[1, 5, 7, 9])

    assert interface_names(table) == ("lo#1", "lo#5", "port", "#9")


def test_a_long_name_with_a_double_stays_apart_beyond_the_cap() -> None:
    first, second = interface_names(named(["x" * 300, "x" * 299]))

    assert first != second
    assert first.startswith(plain_label("x" * 300))


def test_what_no_agent_can_mean_is_left_out_and_costs_only_itself() -> None:
    labels = InterfaceLabels.of("dev", interfaces(4))

    assert labels.lines("thing", [-1, 2**64, 10**5000, 3]) == 'thing{device="dev",interface="eth4"} 3\n'


def test_percent_signs_in_names_are_only_text() -> None:
    labels = InterfaceLabels.of("50%d", named(["%s", "100%"]))

    assert labels.lines("thing", [1, 2]) == (
        'thing{device="50%d",interface="%s"} 1\nthing{device="50%d",interface="100%"} 2\n'
    )


def test_info_lines_carry_the_texts() -> None:
    table = interfaces(1, alias=['to "lz"'], descr=[None])

    assert InterfaceLabels.of("dev", table).info_lines("i") == (
        'i{device="dev",interface="eth1",index="1",descr="",alias="to \\"lz\\"",type="6"} 1\n'
    )


def test_a_link_end_is_found_by_name_before_description_before_alias() -> None:
    table = interfaces(3, name=["a", "b", "c"], descr=["b", "x", "y"], alias=["x", "c", "only here"])

    row_of = InterfaceLabels.of("dev", table).row_of

    assert (row_of["b"], row_of["x"], row_of["c"], row_of["only here"]) == (1, 1, 2, 2)
