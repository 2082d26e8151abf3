from fengsui.inventory.divisions import load_divisions
from fengsui.simulator.blueprint import CARRIERS, PREFECTURES

UNITS = {division.code: division for division in load_divisions() if division.coverage_unit}


def test_every_coverage_unit_lies_in_exactly_one_prefecture_of_the_blueprint() -> None:
    planned = [county for prefecture in PREFECTURES for county in prefecture.counties]
    assert sorted(planned) == sorted(UNITS)


def test_counties_belong_to_the_prefecture_that_they_are_planned_in() -> None:
    for prefecture in PREFECTURES:
        assert {UNITS[county].prefecture_code for county in prefecture.counties} == {prefecture.code}


def test_spurs_end_at_a_county_that_is_on_the_way_to_the_seat() -> None:
    for prefecture in PREFECTURES:
        known = {prefecture.seat, *(county for ring in prefecture.rings for county in ring)}
        for county, parent in prefecture.spurs:
            assert parent in known, f"{county} hangs on {parent}, which comes later or never"
            known.add(county)


def test_carriers_keep_to_prefixes_of_their_own_and_know_their_places() -> None:
    assert len({plan.octet for plan in CARRIERS}) == len(CARRIERS) == 4
    for plan in CARRIERS:
        assert set(plan.cores) | plan.absent <= set(UNITS)
        assert len(set(plan.cores)) == len(plan.cores)
