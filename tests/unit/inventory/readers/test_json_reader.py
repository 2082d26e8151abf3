"""JSON that becomes rows, JSON that is refused, and where it says so."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.inventory.kinds import CARRIERS, DEVICES, LINKS, SITES
from fengsui.inventory.readers.json_reader import NotJsonError, parse_json, read_array, read_ndjson, read_object


def places(document: Any) -> dict[str, str]:
    return {fault.where: f"{fault.expected}, got {fault.got}" for fault in read_object(DEVICES, document).faults}


def test_values_become_the_texts_that_a_file_would_hold() -> None:
    document = parse_json('{"code": "s", "longitude": 103.83, "latitude": -1e1, "sector": null, "division": "620102"}')
    (row,) = read_object(SITES, document).rows
    assert row.values == {"code": "s", "longitude": "103.83", "latitude": "-10", "sector": None, "division": "620102"}
    (link,) = read_object(LINKS, parse_json('{"capacity_bits_per_second": 1e10}')).rows
    assert link.values == {"capacity_bits_per_second": "10000000000"}
    (carrier,) = read_object(CARRIERS, {"management_prefixes": ["10.0.0.0/8", "fd00::/8"]}).rows
    assert carrier.values == {"management_prefixes": ("10.0.0.0/8", "fd00::/8")}


def test_a_value_of_another_type_is_named_with_both_types() -> None:
    assert places({"name": 1, "port": "161", "site": ["a"], "role": {}, "colour": 1, "profile": True}) == {
        "/name": "text, got a number",
        "/port": "a whole number, got text",
        "/site": "text, got a list",
        "/role": "text, got an object",
        "/profile": "text, got true or false",
        "/colour": (
            "a column of devices (name, carrier, site, role, network, address, port, credential, profile, lifecycle), "
            "got 'colour'"
        ),
    }
    assert places(parse_json('{"port": 1.5}')) == {"/port": "a whole number, got a number"}
    assert places({"port": True}) == {"/port": "a whole number, got true or false"}
    assert places([]) == {"": "an object with the columns of a device, got a list"}
    assert places({"name": " a", "site": ""}) == {
        "/name": "a value without blanks around it, got ' a'",
        "/site": "a value, or null for none, got an empty text",
    }


def test_a_secret_is_not_shown_where_it_is_refused() -> None:
    from fengsui.inventory.kinds import CREDENTIALS

    reading = read_object(CREDENTIALS, {"name": "lab", "community": ["a-canary"]})
    assert "canary" not in str(reading.faults)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": 1, "a": 2}',
        '{"a": ' + "9" * 5000 + "}",
        '{"a": 1e999999999}',
        '{"a": 1e-999999999}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '"' + '\\"' * 100_000,
        "\x00",
    ],
)
def test_what_is_not_strict_json_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(NotJsonError) as refused:
        parse_json(text)
    assert len(str(refused.value)) < 200


def test_an_array_counts_its_records_and_a_text_its_lines() -> None:
    array = read_array(DEVICES, [{"name": "a"}, 7, {"prot": 1}])
    assert [fault.where for fault in array.faults] == ["/1", "/2/prot"]
    assert array.faults[1].hint == "Did you mean port?"
    lines = read_ndjson(DEVICES, '{"name": "a"}\n\nnonsense\r\n{"name": "b"}\n')
    assert [row.key for row in lines.rows] == ["a", "b"]
    assert [fault.where for fault in lines.faults] == ["/2"]
    assert [row.where("address") for row in lines.rows] == ["/0/address", "/3/address"]


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_no_value_of_a_column_breaks_the_reader(value: Any) -> None:
    for column in DEVICES.columns:
        reading = read_object(DEVICES, {column: value})
        assert len(reading.rows) == 1
        for fault in reading.faults:
            str(fault).encode()


@given(st.text(max_size=50))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        document = parse_json(text)
    except NotJsonError:
        return
    json.dumps(document, default=str)


@pytest.mark.parametrize(
    ("number", "text"), [("1e30", "1" + "0" * 30), ("1.0", "1"), ("-2.50", "-2.50"), ("1e-3", "0.001")]
)
def test_a_number_of_any_size_that_is_taken_becomes_its_digits(number: str, text: str) -> None:
    reading = read_object(SITES, parse_json(f'{{"longitude": {number}}}'))
    assert (reading.faults, reading.rows[0].values) == ([], {"longitude": text})


@pytest.mark.parametrize("text", ['"\\ud800"', '{"\\uDC00x": 1}', '["\\ud83d \\ude00"]', '"\ud800"'])
def test_half_a_character_is_refused(text: str) -> None:
    with pytest.raises(NotJsonError, match="half of a character stands alone"):
        parse_json(text)


def test_a_whole_character_in_two_escapes_is_taken() -> None:
    assert parse_json('"\\ud83d\\ude00"') == "😀"
