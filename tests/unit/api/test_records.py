"""What the handlers of records make of callers, headers and results; over HTTP they are met in tests/integration/api."""

import pytest
from aiohttp.test_utils import make_mocked_request

from fengsui.api.problem import ProblemError
from fengsui.api.records import bulk_document, flag, scope_of
from fengsui.inventory.edits import Written
from fengsui.inventory.scope import Scope
from fengsui.model.principal import Principal, Role


def test_a_carrier_s_token_that_lost_its_carrier_sees_nobody_s_records() -> None:
    assert scope_of(Principal("t", Role.CARRIER, "telecom")) == Scope("telecom")
    assert scope_of(Principal("t", Role.CARRIER)) == Scope("-")
    assert scope_of(Principal("t", Role.OPERATOR)) == Scope()


def test_a_bulk_is_counted_and_told_row_by_row() -> None:
    document = bulk_document(Written((("a", "added"), ("b", "unchanged"), ("c", "added")), ("n",)), dry_run=True)
    assert (document["added"], document["changed"], document["unchanged"]) == (2, 0, 1)
    assert document["results"][2] == {"row": 2, "key": "c", "result": "added"}
    assert (document["dry_run"], document["notes"]) == (True, ["n"])


@pytest.mark.parametrize(("query", "meant"), [("", False), ("?dry_run=true", True), ("?dry_run=false", False)])
def test_a_flag_is_true_or_false(query: str, *, meant: bool) -> None:
    assert flag(make_mocked_request("POST", f"/{query}"), "dry_run") is meant


def test_a_flag_that_is_neither_is_refused_rather_than_guessed() -> None:
    with pytest.raises(ProblemError, match="expected true or false"):
        flag(make_mocked_request("POST", "/?dry_run=yes"), "dry_run")
