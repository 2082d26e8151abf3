"""The ratios of the programme, from what carriers declare and what is observed: pure.

What is missing is named and never guessed: a county without a report adds nothing to the numerator and stays in the denominator, so
that silence never makes a province look better.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fengsui.coverage.ratio import WHOLE, Extent, Figure, Ratio, Source
from fengsui.coverage.result import CONNECTED, CountyCoverage, Coverage, CoverageState
from fengsui.coverage.retrospect import Retrospect, sector_month
from fengsui.model.division import Division
from fengsui.model.link import Link, LinkMedium
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions
from fengsui.model.report import SubscriberReport
from fengsui.model.site import Site, SiteKind
from fengsui.model.target import FIBRE_KINDS

# In the order in which they are told.
DECLARED_FIGURES = (
    Figure.HOUSEHOLD_PENETRATION,
    Figure.INTERNET_USERS,
    Figure.PON_10G_SHARE,
    Figure.USERS_500MBPS_SHARE,
)


def all_ratios(
    network: Network,
    conditions: Conditions,
    coverage: Coverage,
    reports: Iterable[SubscriberReport],
    month: str,
    extent: Extent = WHOLE,
    past: Retrospect = (),
) -> tuple[Ratio, ...]:
    """Every ratio of an extent.

    Args:
        network: What is registered.
        conditions: Of devices and links, now.
        coverage: Of counties, now.
        reports: Those that count, of any months.
        month: Month of the declared ratios, `YYYY-MM`.
        extent: What is counted.
        past: Days of the month as they are recorded.
    """
    declared = declared_ratios(network.coverage_units, reports, month, extent, expected=carriers_by_unit(coverage))
    sectors = (*sector_ratios(network, coverage), *sector_availability(past, month)) if extent == WHOLE else ()
    return (
        county_ratio(coverage, extent),
        *declared,
        *(fibre_ratio(network, conditions, kind, extent) for kind in FIBRE_KINDS),
        *sectors,
    )


def carriers_by_unit(coverage: Coverage) -> dict[str, set[str]]:
    """The carriers with equipment in each coverage unit: who is expected to report of it."""
    return {county.code: {each.carrier for each in county.carriers} for county in coverage.counties}


def county_ratio(coverage: Coverage, extent: Extent = WHOLE) -> Ratio:
    """Coverage units that are connected, by any carrier or by the one of the extent."""
    states = {each.code: _state(each, extent) for each in coverage.counties if extent.holds(each.code)}
    unknowns = sorted(code for code, state in states.items() if state is CoverageState.UNKNOWN)
    connected = sum(state in CONNECTED for state in states.values())
    return Ratio(Figure.COUNTY_COVERAGE, "", connected, len(states), Source.OBSERVED, None, tuple(unknowns))


def _state(county: CountyCoverage, extent: Extent) -> CoverageState:
    if extent.carrier is None:
        return county.state
    return next((each.state for each in county.carriers if each.carrier == extent.carrier), CoverageState.UNSERVED)


def declared_ratios(
    units: Sequence[Division],
    reports: Iterable[SubscriberReport],
    month: str,
    extent: Extent = WHOLE,
    *,
    expected: Mapping[str, Iterable[str]],
    figures: Sequence[Figure] = DECLARED_FIGURES,
) -> tuple[Ratio, ...]:
    """The ratios of one month that rest on carriers' reports.

    Args:
        units: Coverage units of the province.
        reports: Those that count, of any months.
        month: `YYYY-MM`.
        extent: What is counted.
        expected: Codes of the carriers that should report of each unit, beside those that have reported of it before.
        figures: Which of them.
    """
    counted = [unit for unit in units if extent.holds(unit.code)]
    held = [report for report in reports if report.month <= month and extent.holds(report.division, report.carrier)]
    given = {(report.division, report.carrier): report for report in held if report.month == month}
    wanted = _wanted(counted, held, extent, expected)
    missing = {_name(*pair) for pair in wanted if pair not in given}
    codes = {unit.code for unit in counted}
    now = [report for report in given.values() if report.division in codes]
    return tuple(
        _of_people(figure, counted, now, month, missing)
        if figure in _OF_PEOPLE
        else _share(figure, now, month, missing)
        for figure in figures
    )


_OF_PEOPLE = frozenset({Figure.HOUSEHOLD_PENETRATION, Figure.INTERNET_USERS})
# Column of the numerator, and of the denominator: of the division for people, of the report for shares.
_COLUMNS: Mapping[Figure, tuple[str, str]] = {
    Figure.HOUSEHOLD_PENETRATION: ("broadband_households", "households"),
    Figure.INTERNET_USERS: ("internet_users", "population"),
    Figure.PON_10G_SHARE: ("pon_10g_ports", "pon_ports"),
    Figure.USERS_500MBPS_SHARE: ("users_500mbps", "broadband_households"),
}


def _wanted(
    units: Sequence[Division],
    held: Sequence[SubscriberReport],
    extent: Extent,
    expected: Mapping[str, Iterable[str]],
) -> Iterator[tuple[str, str]]:
    """Unit and carrier of each report that should be there; no carrier for a unit that nobody reports of."""
    before: dict[str, set[str]] = {}
    for report in held:
        before.setdefault(report.division, set()).add(report.carrier)
    for unit in units:
        carriers = before.get(unit.code, set()) | {
            carrier for carrier in expected.get(unit.code, ()) if extent.holds(unit.code, carrier)
        }
        # A carrier is not expected to report where it is not.
        nobody = {""} if extent.carrier is None else set[str]()
        yield from ((unit.code, carrier) for carrier in carriers or nobody)


def _of_people(
    figure: Figure, units: Sequence[Division], reports: Sequence[SubscriberReport], month: str, missing: set[str]
) -> Ratio:
    """A figure of reports over one of the census; where the census is silent, neither counts."""
    column, census = _COLUMNS[figure]
    people = {unit.code: getattr(unit, census) for unit in units}
    known = [report for report in reports if people[report.division] is not None]
    unknowns = missing | {code for code, count in people.items() if count is None}
    unknowns |= {_name(report.division, report.carrier) for report in known if getattr(report, column) is None}
    numerator = sum(getattr(report, column) or 0 for report in known)
    denominator = sum(count for count in people.values() if count is not None)
    return Ratio(figure, "", numerator, denominator, Source.DECLARED, month, tuple(sorted(unknowns)))


def _share(figure: Figure, reports: Sequence[SubscriberReport], month: str, missing: set[str]) -> Ratio:
    """One figure of reports over another, where a report has both."""
    part, whole = _COLUMNS[figure]
    open_ = [each for each in reports if getattr(each, part) is None or getattr(each, whole) is None]
    both = [each for each in reports if getattr(each, part) is not None and getattr(each, whole) is not None]
    unknowns = missing | {_name(each.division, each.carrier) for each in open_}
    numerator, denominator = (sum(getattr(each, column) for each in both) for column in (part, whole))
    return Ratio(figure, "", numerator, denominator, Source.DECLARED, month, tuple(sorted(unknowns)))


def _name(unit: str, carrier: str) -> str:
    return f"{unit}/{carrier}" if carrier else unit


def fibre_ratio(network: Network, conditions: Conditions, kind: SiteKind, extent: Extent = WHOLE) -> Ratio:
    """Sites of a kind at which a device that is up has a link over fibre that is up and leads to another site.

    A site without any device is not connected. Of a carrier, sites count that it registered or that its devices stand at.
    """
    standing: dict[str, list[str]] = {}
    for device in network.devices.values():
        if extent.carrier in (None, device.carrier):
            standing.setdefault(device.site, []).append(device.name)
    sites = [site for site in network.sites.values() if site.kind is kind and _counts(site, standing, extent)]
    served = {site.code: _served(standing.get(site.code, ()), network, conditions) for site in sites}
    unknowns = sorted(code for code, condition in served.items() if condition is Condition.UNKNOWN)
    connected = sum(condition is Condition.UP for condition in served.values())
    return Ratio(Figure.FIBRE_SITES, kind.value, connected, len(sites), Source.OBSERVED, None, tuple(unknowns))


def _counts(site: Site, standing: Mapping[str, Sequence[str]], extent: Extent) -> bool:
    own = extent.carrier is None or site.carrier == extent.carrier or site.code in standing
    return own and extent.holds(site.division)


def _served(devices: Iterable[str], network: Network, conditions: Conditions) -> Condition:
    """Whether fibre serves one of the devices: the best of their pairs of device and link."""
    found = Condition.DOWN
    for device in devices:
        for link in network.links_of[device]:
            if link.medium is LinkMedium.FIBRE and _leads_away(link, network):
                pair = {_condition(conditions.devices, device), _condition(conditions.links, link.name)}
                if pair == {Condition.UP}:
                    return Condition.UP
                if Condition.DOWN not in pair:
                    found = Condition.UNKNOWN
    return found


def _leads_away(link: Link, network: Network) -> bool:
    """Whether a link joins two sites: a cable within a building brings no fibre to it."""
    return network.devices[link.a.device].site != network.devices[link.b.device].site


def _condition(states: Mapping[str, object], name: str) -> Condition:
    state = states.get(name)
    return getattr(state, "condition", Condition.UNKNOWN)


def sector_ratio(network: Network, coverage: Coverage, sector: str, extent: Extent = WHOLE) -> Ratio:
    """Sites of one sector in some units that reach a core of any carrier."""
    states = {
        code: state
        for code, state in coverage.sites.items()
        if (site := network.sites.get(code)) and site.sector == sector and extent.holds(site.division)
    }
    unknowns = sorted(code for code, state in states.items() if state is CoverageState.UNKNOWN)
    connected = sum(state in CONNECTED for state in states.values())
    return Ratio(Figure.SECTOR_COVERAGE, sector, connected, len(states), Source.OBSERVED, None, tuple(unknowns))


def sector_availability(past: Retrospect, month: str) -> Iterator[Ratio]:
    """Time in which the sites of each sector reached a core, of the time of which that is known; in seconds, added up over the sites."""
    for sector, of in sector_month(past, month):
        known, unknown = round(of.up_seconds + of.down_seconds), round(of.unknown_seconds / 3600)
        said = (f"{unknown} site-hour(s)",) if unknown else ()
        if known or said:
            yield Ratio(Figure.SECTOR_AVAILABILITY, sector, round(of.up_seconds), known, Source.OBSERVED, month, said)


def sector_ratios(network: Network, coverage: Coverage) -> Iterator[Ratio]:
    """Sites of each sector that reach a core; of a coverage that was recorded only the number of unknown sites is known."""
    for sector in coverage.sectors:
        if sector.parts and coverage.sites:
            yield sector_ratio(network, coverage, sector.key)
        elif sector.parts:
            connected = sum(sector.by_state[state] for state in CONNECTED)
            unknown = sector.by_state[CoverageState.UNKNOWN]
            said = (f"{unknown} site(s)",) if unknown else ()
            yield Ratio(Figure.SECTOR_COVERAGE, sector.key, connected, sector.parts, Source.OBSERVED, None, said)


def month_to_show(reports: Iterable[SubscriberReport], this_month: str) -> str:
    """The month that ratios are of where nobody says: the last that is over and reported of, or else the last that is over."""
    over = [report.month for report in reports if report.month < this_month]
    return max(over) if over else month_before(this_month)


def month_before(month: str) -> str:
    """The month before a month."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"
