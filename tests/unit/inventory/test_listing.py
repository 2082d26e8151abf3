"""Questions that make sense, and those that do not, with every fault."""

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.errors import InputError
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.listing import FILTERS, SORTS, parse_question
from fengsui.inventory.tables import TABLES


def test_every_filter_and_sort_is_a_column_and_a_sort_is_never_empty() -> None:
    assert FILTERS.keys() == SORTS.keys() == KINDS.keys()
    for kind in KINDS.values():
        assert set(FILTERS[kind.name]) | set(SORTS[kind.name]) <= set(kind.columns)
        assert SORTS[kind.name][0] == kind.key
        assert [column for column in SORTS[kind.name] if TABLES[kind.name].c[column].nullable] == []
        assert [field.name for field in kind.fields if field.secret and field.name in FILTERS[kind.name]] == []


def test_nothing_asked_is_the_first_hundred_by_key() -> None:
    question = parse_question("devices", {})
    assert (question.sort, question.descending, question.limit, question.after) == ("name", False, 100, None)


def test_values_are_what_the_database_holds() -> None:
    question = parse_question("devices", {"role": "core", "address": "10.20.0.1", "sort": "-site", "limit": "7"})
    assert question.filters == {"role": "core", "address": "10.20.0.1"}
    assert (question.sort, question.descending, question.limit) == ("site", True, 7)
    assert parse_question("divisions", {"coverage_unit": "true"}).filters == {"coverage_unit": True}


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def test_a_cursor_belongs_to_the_order_it_was_given_for() -> None:
    assert parse_question("devices", {"cursor": cursor("name", "a", "a")}).after == ("a", "a")
    for query in (
        {"sort": "site", "cursor": cursor("name", "a", "a")},
        {"cursor": cursor("name", 1, "a")},
        {"cursor": cursor("name", "a")},
        {"cursor": cursor("name", "a\x00", "a")},
        {"cursor": "[" * 2000},
    ):
        with pytest.raises(InputError, match="the cursor of a page that was sorted alike"):
            parse_question("devices", query)


@given(st.dictionaries(st.sampled_from(["cursor", "limit", "sort", "role", "address", "x"]), st.text(max_size=30)))
def test_no_question_breaks_anything_but_is_read_or_refused(query: dict[str, str]) -> None:
    with suppress(InputError):
        assert 1 <= parse_question("devices", query).limit <= 1000


def test_an_empty_filter_is_no_value() -> None:
    with pytest.raises(InputError, match="duct: expected a value, got ''"):
        parse_question("links", {"duct": ""})
