"""How commands choose counties."""

import pytest

from fengsui.commands.counties import named
from fengsui.errors import UsageError
from tests.support.builders import province


def test_counties_are_chosen_by_code_in_the_order_of_codes() -> None:
    found = province().coverage
    assert [each.code for each in named(found, ["620503", "620102"])] == ["620102", "620503"]
    assert len(named(found, [])) == 6


def test_a_code_of_former_times_means_the_county_of_today() -> None:
    assert [each.code for each in named(province().coverage, ["620201"])] == ["620200"]


def test_every_wrong_code_is_named_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        named(province().coverage, ["6201222", "nowhere", "620102"])
    assert str(caught.value).splitlines() == [
        "--county: expected the GB/T 2260 code of a coverage unit, got '6201222'. Did you mean 620122?",
        "--county: expected the GB/T 2260 code of a coverage unit, got 'nowhere'.",
    ]
