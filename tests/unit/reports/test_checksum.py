"""The checksum over a report's figures."""

import hashlib

from fengsui.reports.checksum import LENGTH, canonical, checksum_of, grouped


def test_it_is_over_the_canonical_json_whatever_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": ["县", None, 0.5]}) == rb'{"a":["\u53bf",null,0.5],"b":1}'
    assert checksum_of({"a": 1, "b": 2}) == checksum_of({"b": 2, "a": 1})
    assert checksum_of({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()


def test_any_other_figure_gives_another_checksum() -> None:
    assert len({checksum_of({"a": value}) for value in (1, 2, None, "1", [1], 1.5)}) == 6


def test_people_read_it_in_groups_of_eight() -> None:
    parts = grouped(checksum_of({})).split(" ")
    assert {len(part) for part in parts} == {8}
    assert len("".join(parts)) == LENGTH
