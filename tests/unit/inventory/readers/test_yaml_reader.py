"""YAML files become rows whose every value keeps its line and column, and nothing in them is run or expanded."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fengsui.inventory.readers.yaml_reader import read_yaml
from fengsui.inventory.rows import Reading

REGISTER = """\
sites:
  - {code: lz, name: 兰州, division: 620102, kind: pop, sector: null}
  - code: yd
    name: "no"
    division: '620121'
    kind: ~
links:
  - name: l
    a: {device: x, interface: eth1}
    b: {device: y, interface: 0x1}
carriers:
  - code: telecom
    management_prefixes: [10.20.0.0/16, 2001:db8::/32]
"""


def _read(text: str) -> Reading:
    return read_yaml(Path("p.yaml"), text)


def _faults(text: str) -> list[str]:
    return [str(fault) for fault in _read(text).faults]


def test_every_scalar_stays_the_text_it_is_written_as() -> None:
    reading = _read(REGISTER)
    assert reading.faults == []
    lz, yd, link, telecom = (row.values for row in reading.rows)
    assert lz == {"code": "lz", "name": "兰州", "division": "620102", "kind": "pop", "sector": None}
    assert yd == {"code": "yd", "name": "no", "division": "620121", "kind": None}
    assert (link["a_device"], link["a_interface"], link["b_interface"]) == ("x", "eth1", "0x1")
    assert telecom["management_prefixes"] == ("10.20.0.0/16", "2001:db8::/32")


def test_every_value_knows_its_place() -> None:
    lz, yd, link, _ = _read(REGISTER).rows
    assert lz.where("division") == "p.yaml line 2 column 36 (sites: division)"
    assert yd.where("kind") == "p.yaml line 6 column 11 (sites: kind)"
    assert yd.where("sector") == "p.yaml line 3 column 5 (sites: sector)"
    assert link.where("b_device") == "p.yaml line 10 column 17 (links: b_device)"
    assert link.where() == "p.yaml line 8 column 5 (links)"


# Line breaks of Unicode are folded by YAML's rules; a register refuses control characters anyway.
_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=20)


@given(st.dictionaries(st.sampled_from(["name", "kind", "sector"]), _TEXT, min_size=1))
def test_whatever_yaml_can_write_is_read_back_as_text(values: dict[str, str]) -> None:
    written = yaml.safe_dump({"sites": [{"code": "x", **values}]}, allow_unicode=True)
    assert _read(written).rows[0].values == {"code": "x", **values}


def test_unknown_sections_and_columns_are_named_with_the_nearest() -> None:
    assert _faults("device: [{name: x}]\nsites: [{code: x, divison: 1}]\nlinks: [{name: l, c: {device: x}}]") == [
        (
            "p.yaml line 1 column 1: expected one of divisions, carriers, credentials, sites, devices, links, services, subscriber_reports, got 'device'. "
            "Did you mean devices?"
        ),
        (
            "p.yaml line 2 column 19 (sites: divison): expected a column of sites (code, name, division, kind, sector, "
            "longitude, latitude, carrier), got 'divison'. Did you mean division?"
        ),
        (
            "p.yaml line 3 column 19 (links: c): expected a column of links (name, carrier, a_device, a_interface, b_device, "
            "b_interface, capacity_bits_per_second, medium, tier, duct, a, b), got 'c'"
        ),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a, b]", "line 1 column 1: expected a mapping with any of divisions"),
        ("just text", "line 1 column 1: expected a mapping with any of"),
        ("sites: {code: x}", "expected a list of sites, got a mapping"),
        ("sites: [x]", "expected a mapping with the columns of sites, got text"),
        ("sites: [{code: {a: b}}]", "(sites: code): expected one value, or a list of values, got a mapping"),
        ("links: [{a: {device: x}, a_device: y}]", "(links: a_device): expected each column once, got it again"),
        ("sites:\n- code: x\n  code: y", "line 3 column 3: expected each key once, got 'code' again"),
        ("sites: []", "expected records, got sections without any"),
        ("# nothing", "expected records, got an empty document"),
        ("sites: [{code: x}]\n---\nsites: []", "line 3 column 1: expected one document, got another one"),
        ("sites: [{? [a] : b}]", "expected text as a key, got a list"),
        ("sites: [{code: x", "expected YAML, got"),
        ("sites:\n\t- x", "line 2 column 1: expected YAML, got"),
        ("sites: [{code: \x00}]", "expected YAML, got"),
    ],
)
def test_another_form_is_refused_with_its_place(text: str, expected: str) -> None:
    (fault,) = _faults(text)
    assert expected in fault


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("sites: [{code: &a x, name: *a}]", "an alias (*)"),
        ("sites: [{code: !!python/object/apply:os.system [id]}]", "a tag (!)"),
        ("sites: [{code: !secret x}]", "a tag (!)"),
        ("[" * 100_000, "deeper nesting"),
        ("a: " * 3 + "{" * 50_000, ""),
    ],
)
def test_nothing_is_expanded_run_or_nested_without_end(text: str, got: str) -> None:
    (fault,) = _faults(text)
    assert got in fault


@pytest.mark.parametrize(
    "text",
    ["credentials: [{community: *canary-secret}]", "credentials: [{community: 'canary-secret}]", "x: %canary-secret"],
)
def test_a_syntax_error_does_not_quote_what_may_be_a_secret(text: str) -> None:
    reading = _read(text)
    assert reading.unread.may_hold("devices", "any")
    assert "canary" not in str(reading.faults[0])


def test_an_empty_section_is_noted() -> None:
    reading = _read("sites:\ncarriers: [{code: x}]")
    assert reading.faults == []
    assert reading.notes == ["p.yaml line 1 column 1: sites holds nothing"]


@pytest.mark.parametrize("text", ["sites: {code: x}", "sites: [x]"])
def test_a_section_that_cannot_be_read_may_hold_any_record_of_its_kind(text: str) -> None:
    assert _read(text).unread.kinds == {"sites"}
