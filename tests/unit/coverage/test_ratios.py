"""The ratios of the programme: what counts, what it counts among, and what is said to be missing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fengsui.coverage.ratio import Extent, Figure, Ratio
from fengsui.coverage.ratios import (
    all_ratios,
    county_ratio,
    declared_ratios,
    fibre_ratio,
    month_before,
    month_to_show,
    sector_availability,
    sector_ratio,
    sector_ratios,
)
from fengsui.coverage.result import Coverage, CoverageState, Rollup
from fengsui.coverage.retrospect import DayRecord, SectorDay
from fengsui.model.link import LinkMedium
from fengsui.model.network import Network
from fengsui.model.report import SubscriberReport
from fengsui.model.site import Sector, SiteKind
from tests.support.builders import NOW, carrier, conditions, county, device, divisions, link, province, site

UNITS = (
    county("620102", households=1000, population=3000),
    county("620121", "永登县", "Yongdeng", households=500, population=1500),
)


def report(division: str = "620102", carrier: str = "telecom", households: int = 300, **given: Any) -> SubscriberReport:
    return SubscriberReport(**{"carrier": carrier, "division": division, "month": "2026-10", "broadband_households": households, **given})  # fmt: skip


def declared(
    *reports: SubscriberReport, extent: Extent | None = None, expected: dict[str, Iterable[str]] | None = None
) -> dict[Figure, Ratio]:
    found = declared_ratios(UNITS, reports, "2026-10", extent or Extent(), expected=expected or {})
    return {each.figure: each for each in found}


def test_households_of_all_carriers_count_among_those_of_every_county() -> None:
    found = declared(report(), report(carrier="mobile", households=100), report("620121", households=50))
    ratio = found[Figure.HOUSEHOLD_PENETRATION]
    assert (ratio.numerator, ratio.denominator, ratio.month, ratio.unknowns) == (450, 1500, "2026-10", ())
    assert ratio.value == 0.3


def test_a_county_without_a_report_stays_in_the_denominator_and_is_named() -> None:
    ratio = declared(report())[Figure.HOUSEHOLD_PENETRATION]
    assert (ratio.numerator, ratio.denominator, ratio.unknowns) == (300, 1500, ("620121",))


def test_a_carrier_with_equipment_or_an_earlier_report_is_missed_by_name() -> None:
    before = report("620121", "mobile", month="2026-09")
    ratio = declared(report(), before, expected={"620102": ("telecom", "unicom")})[Figure.HOUSEHOLD_PENETRATION]
    assert ratio.unknowns == ("620102/unicom", "620121/mobile")


def test_a_report_of_another_month_does_not_count() -> None:
    found = declared(report(month="2026-09"), report(month="2026-11"))
    assert found[Figure.HOUSEHOLD_PENETRATION].numerator == 0


def test_a_figure_that_was_not_reported_is_unknown_and_no_zero() -> None:
    found = declared(report(internet_users=900), report(carrier="mobile"), report("620121", internet_users=100))
    users = found[Figure.INTERNET_USERS]
    assert (users.numerator, users.denominator, users.unknowns) == (1000, 4500, ("620102/mobile",))


def test_a_share_counts_reports_that_have_both_of_its_figures() -> None:
    found = declared(
        report(pon_ports=10, pon_10g_ports=4),
        report(carrier="mobile", pon_ports=90),
        report("620121", users_500mbps=30),
    )
    ports, fast = found[Figure.PON_10G_SHARE], found[Figure.USERS_500MBPS_SHARE]
    assert (ports.numerator, ports.denominator, ports.unknowns) == (4, 10, ("620102/mobile", "620121/telecom"))
    assert (fast.numerator, fast.denominator) == (30, 300)


def test_a_county_of_which_the_census_is_silent_counts_on_neither_side() -> None:
    silent = county("620122", households=None, population=None)
    everywhere = [report(), report("620121"), report("620122")]
    found = declared_ratios((*UNITS, silent), everywhere, "2026-10", expected={})
    assert (found[0].numerator, found[0].denominator, found[0].unknowns) == (600, 1500, ("620122",))


def test_an_extent_narrows_both_sides() -> None:
    both = (report(), report(carrier="mobile"), report("620121"))
    one = declared(*both, extent=Extent({"620102"}, "telecom"))[Figure.HOUSEHOLD_PENETRATION]
    assert (one.numerator, one.denominator, one.unknowns) == (300, 1000, ())


def test_the_month_that_is_shown_is_the_last_that_is_over_and_reported_of() -> None:
    months = [report(month="2026-08"), report(month="2026-09"), report(month="2026-11")]
    assert month_to_show(months, "2026-11") == "2026-09"
    assert month_to_show([], "2026-11") == "2026-10"
    assert month_before("2026-01") == "2025-12"


def schools(**given: Any) -> Network:
    sites = [site(f"school-{place}", kind=SiteKind.SCHOOL) for place in range(4)]
    return Network.of(
        divisions=divisions(),
        carriers=[carrier()],
        sites=[*sites, site()],
        devices=[device(), *(device(f"onu-{place}", f"school-{place}") for place in range(3))],
        links=[link(f"l-{place}", "lz-core-1 eth1", f"onu-{place} eth1", **given) for place in range(3)],
    )


def test_a_site_is_on_fibre_where_a_live_fibre_serves_a_live_device() -> None:
    network = schools()
    ratio = fibre_ratio(network, conditions(network, down=("l-1",), unknown=("l-2",)), SiteKind.SCHOOL)
    assert (ratio.part, ratio.numerator, ratio.denominator, ratio.unknowns) == ("school", 1, 4, ("school-2",))


def test_copper_is_no_fibre_and_a_device_that_is_down_is_not_served() -> None:
    copper = schools(medium=LinkMedium.COPPER)
    assert fibre_ratio(copper, conditions(copper), SiteKind.SCHOOL).numerator == 0
    fibre = schools()
    assert fibre_ratio(fibre, conditions(fibre, down=("onu-0",)), SiteKind.SCHOOL).numerator == 2


def test_a_cable_within_a_site_brings_no_fibre_to_it() -> None:
    network = schools()
    inside = replace(
        network,
        devices={**network.devices, "switch-0": device("switch-0", "school-0")},
        links={**network.links, "l-0": link("l-0", "switch-0 eth1", "onu-0 eth1")},
    )
    assert fibre_ratio(inside, conditions(inside), SiteKind.SCHOOL).numerator == 2


def test_of_a_carrier_count_the_sites_where_it_stands() -> None:
    network = schools()
    ratio = fibre_ratio(network, conditions(network), SiteKind.SCHOOL, Extent(carrier="telecom"))
    assert (ratio.numerator, ratio.denominator) == (3, 3)
    assert fibre_ratio(network, conditions(network), SiteKind.SCHOOL, Extent(carrier="mobile")).denominator == 0


def test_counties_are_counted_as_their_states_are() -> None:
    ratio = county_ratio(province().coverage)
    assert (ratio.numerator, ratio.denominator, ratio.unknowns) == (3, 6, ("620200",))
    mobile = county_ratio(province().coverage, Extent(carrier="mobile"))
    assert (mobile.numerator, mobile.denominator) == (1, 6)


def test_sectors_are_counted_in_sites() -> None:
    by_state = dict.fromkeys(CoverageState, 0) | {CoverageState.COVERED: 2, CoverageState.UNKNOWN: 1}
    sector = Rollup("emergency", CoverageState.UNKNOWN, by_state, (), None, maintenance=False)
    (ratio,) = sector_ratios(Network(), Coverage(NOW, (), sectors=(sector,)))
    assert (ratio.part, ratio.numerator, ratio.denominator, ratio.unknowns) == ("emergency", 2, 3, ("1 site(s)",))


def test_sites_of_a_sector_are_counted_by_unit_and_named_where_they_are_known() -> None:
    places = {"a": "620102", "b": "620102", "c": "620502", "d": "620502"}
    sites = [site(code, division, sector=Sector.EMERGENCY) for code, division in places.items()]
    registered = Network.of(divisions=divisions(), sites=[*sites, site("e", "620102", sector=Sector.CAMPUS)])
    states = {
        "a": CoverageState.COVERED,
        "b": CoverageState.UNKNOWN,
        "c": CoverageState.UNCOVERED,
        "e": CoverageState.COVERED,
    }
    coverage = Coverage(NOW, (), sites={**states, "d": CoverageState.UNSERVED})
    whole = sector_ratio(registered, coverage, "emergency")
    assert (whole.numerator, whole.denominator, whole.unknowns) == (1, 4, ("b",))
    part = sector_ratio(registered, coverage, "emergency", Extent(frozenset({"620502"})))
    assert (part.numerator, part.denominator, part.unknowns) == (0, 2, ())


def test_a_sector_is_available_for_the_time_in_which_its_sites_reached_a_core() -> None:
    days = [
        DayRecord("2026-08-31", True, {}, {"emergency": SectorDay(up_seconds=5, down_seconds=5)}),
        DayRecord(
            "2026-09-01", True, {}, {"emergency": SectorDay(up_seconds=90, down_seconds=10, unknown_seconds=7200)}
        ),
        DayRecord("2026-09-02", False, {}, {"emergency": SectorDay(up_seconds=100), "campus": SectorDay(sites=2)}),
    ]
    (ratio,) = sector_availability(days, "2026-09")
    assert (ratio.part, ratio.numerator, ratio.denominator) == ("emergency", 190, 200)
    assert (ratio.value, ratio.month, ratio.unknowns) == (0.95, "2026-09", ("2 site-hour(s)",))


def test_everything_of_the_province_is_told_with_every_figure_once_a_part() -> None:
    picture = province()
    found = all_ratios(picture.network, picture.conditions, picture.coverage, picture.reports, "2026-08")
    told = [(each.figure, each.part) for each in found]
    assert len(told) == len(set(told))
    assert {figure for figure, _ in told} >= set(Figure) - {Figure.SECTOR_COVERAGE, Figure.SECTOR_AVAILABILITY}
