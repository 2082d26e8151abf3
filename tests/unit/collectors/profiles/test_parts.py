"""What a reading belongs to where names say it badly: names that several rows have, names that are empty."""

from fengsui.collectors.profiles.evaluate import Evaluated, evaluate
from fengsui.collectors.profiles.names import InterfaceNames
from fengsui.collectors.profiles.schema import Group
from fengsui.collectors.profiles.table import Table
from fengsui.collectors.session import Value
from fengsui.collectors.snmp.oid import encode_numbers, encode_oid
from fengsui.model.poll import InterfaceTable

NAMES = InterfaceNames(InterfaceTable())


def _evaluated(
    part: str, names: dict[int, str], values: dict[int, int], reading: str = "temperature_celsius", **rule: object
) -> Evaluated:
    group = Group.model_validate(
        {
            "index": ["entity"],
            "columns": {"value": "1.3.6.1.4.1.9.1"},
            "lookups": {"name": "1.3.6.1.2.1.47.1.1.1.1.7", "description": "1.3.6.1.2.1.47.1.1.1.1.2"},
            "readings": [{"name": reading, "column": "value", "part": part, **rule}],
        }
    )
    indexes = [encode_numbers([entity]) for entity in values]
    found: dict[bytes, Value] = {encode_numbers([entity]): name.encode() for entity, name in names.items()}
    lookups: dict[str, dict[bytes, Value]] = {"name": found, "description": dict.fromkeys(indexes, b"described")}
    return evaluate(group, Table(group, indexes, {"value": list(values.values())}, lookups, NAMES))


def _parts(evaluated: Evaluated) -> dict[str, float]:
    return {reading.index: reading.value for reading in evaluated.readings}


def test_rows_with_the_same_name_are_told_apart_by_their_index() -> None:
    # Two chassis in a stack, as an SR8808-X has them.
    evaluated = _evaluated("{name}", {1432: "Board 0", 1468: "Board 0", 7: "Fan"}, {1432: 37, 1468: 36, 7: 20})
    assert _parts(evaluated) == {"Board 0#1432": 37, "Board 0#1468": 36, "Fan": 20}
    assert evaluated.problems == []


def test_a_row_keeps_its_part_when_its_namesake_says_nothing_for_a_while() -> None:
    evaluated = _evaluated("{name}", {1: "Board", 2: "Board"}, {1: 37, 2: 255}, absent=[255])
    assert _parts(evaluated) == {"Board#1": 37}


def test_rows_that_are_put_together_share_their_part() -> None:
    assert _parts(_evaluated("{name}", {1: "Board", 2: "Board"}, {1: 37, 2: 36}, aggregate="max")) == {"Board": 37}


def test_a_row_without_a_name_is_called_by_its_index() -> None:
    assert _parts(_evaluated("{name}", {1: ""}, {1: 37, 2: 36})) == {"1": 37, "2": 36}


def test_an_empty_name_is_replaced_by_its_alternative() -> None:
    assert _parts(_evaluated("{name|description}", {1: "", 2: "PSU"}, {1: 37, 2: 36})) == {"described": 37, "PSU": 36}


def test_lldp_neighbours_are_counted_by_the_interface_they_are_at() -> None:
    evaluated = _neighbours({(0, 1, 1): b"core", (0, 1, 2): b"core-2", (0, 9, 1): b"\xd1\xa7\xd7\xd3\x07"})
    assert [neighbour.remote_name for neighbour in evaluated.neighbours] == ["core", "core-2", "学子\\x07"]
    assert _parts(evaluated) == {"ge-0/0/1": 2, "9": 1}


def test_lldp_neighbours_of_a_table_that_broke_off_are_kept_but_not_counted() -> None:
    evaluated = _neighbours({(0, 1, 1): b"core"}, partial=frozenset({"name"}))
    assert len(evaluated.neighbours) == 1
    assert evaluated.readings == []


def _neighbours(names: dict[tuple[int, int, int], bytes], partial: frozenset[str] = frozenset()) -> Evaluated:
    group = Group.model_validate(
        {
            "index": ["time_mark", "local_port", "remote_index"],
            "columns": {"name": {"oid": "1.0.8802.1.1.2.1.4.1.1.9", "as": "text"}},
            "neighbours": {
                "local_interface": ["{local_port}"],
                "remote_chassis": "{remote_index}",
                "remote_port": "{remote_index}",
                "remote_name": "{name}",
            },
        }
    )
    table = InterfaceTable(index=(1,), name=("ge-0/0/1",), descr=("ge-0/0/1",))
    indexes = [encode_numbers(list(index)) for index in names]
    assert not encode_oid("1.0.8802.1.1.2.1.4.1.1.9").startswith(encode_oid("1.3.6.1"))
    return evaluate(group, Table(group, indexes, {"name": list(names.values())}, {}, InterfaceNames(table)), partial)
