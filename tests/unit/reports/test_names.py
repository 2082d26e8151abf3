"""A report without the names of equipment."""

from fengsui.reports.checksum import canonical
from fengsui.reports.figures import figures_of
from fengsui.reports.names import without_equipment
from tests.support.months import province, remembered


def test_no_name_of_equipment_is_left_and_their_numbers_stay() -> None:
    figures = figures_of(remembered())
    bare = without_equipment(figures)
    text = canonical(bare).decode()
    names = [*province().devices, *province().links]
    assert any(name in canonical(figures).decode() for name in names)
    assert [name for name in names if f'"{name}"' in text] == []
    for before, after in zip(figures["counties"], bare["counties"], strict=True):
        assert after["reason"]["count"] == before["reason"]["count"]
        assert after["single_points"]["devices"]["count"] == before["single_points"]["devices"]["count"]
    assert (figures["equipment_named"], bare["equipment_named"]) == (True, False)


def test_counties_and_reports_that_are_missing_keep_their_names() -> None:
    bare = without_equipment(figures_of(remembered()))
    assert next(each for each in bare["ratios"] if each["figure"] == "county_coverage")["unknowns"] == ["620200"]
    assert (
        "620922/telecom"
        in next(each for each in bare["ratios"] if each["figure"] == "household_penetration")["unknowns"]
    )
