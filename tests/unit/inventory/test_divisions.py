"""The shipped divisions are the ones of the census and of GB/T 2260."""

from fengsui.inventory.divisions import ALIASES, NOT_DIVISIONS, load_divisions
from fengsui.model.division import DivisionLevel

DIVISIONS = {division.code: division for division in load_divisions()}


def test_there_are_14_prefectures_86_counties_and_87_coverage_units() -> None:
    levels = [division.level for division in DIVISIONS.values()]
    assert (levels.count(DivisionLevel.PREFECTURE), levels.count(DivisionLevel.COUNTY)) == (14, 86)
    units = [division for division in DIVISIONS.values() if division.coverage_unit]
    assert len(units) == 87
    assert [unit.code for unit in units if unit.level is DivisionLevel.PREFECTURE] == ["620200"]


def test_the_prefectures_hold_the_province_s_population() -> None:
    prefectures = [division for division in DIVISIONS.values() if division.level is DivisionLevel.PREFECTURE]
    assert sum(division.population or 0 for division in prefectures) == 25_019_831
    assert all(division.year == 2020 for division in DIVISIONS.values())


def test_every_county_lies_in_a_prefecture_that_is_there() -> None:
    for division in DIVISIONS.values():
        parent = DIVISIONS.get(division.parent_code)
        if division.level is DivisionLevel.COUNTY:
            assert parent is not None
            assert parent.level is DivisionLevel.PREFECTURE
            assert division.code[:4] == parent.code[:4]
        else:
            assert division.parent_code == "620000"


def test_huating_was_a_county_when_the_plan_was_written() -> None:
    changed = [division for division in DIVISIONS.values() if division.code != division.code_2011]
    assert [(each.code, each.code_2011, each.name_2011) for each in changed] == [("620881", "620824", "华亭县")]


def test_aliases_lead_to_divisions_and_are_none_themselves() -> None:
    for alias, (code, reason) in ALIASES.items():
        assert alias not in DIVISIONS
        assert code in DIVISIONS
        assert reason
    assert not set(NOT_DIVISIONS) & set(DIVISIONS)
