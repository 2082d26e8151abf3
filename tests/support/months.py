"""A province with two months of history in a database: outages that are written down here, subscriber reports, targets, and what was observed.

September and October 2026 are watched, but for a night in October; in November the record ends.
"""

import asyncio
import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from sqlalchemy import insert

from fengsui.coverage.engine import Assessor
from fengsui.coverage.moment import PROVINCE_TIME
from fengsui.coverage.subscribers import Observed
from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.database.open import open_database
from fengsui.history.eras import Watch
from fengsui.history.incidents import IncidentStore
from fengsui.history.month_figures import MonthFigures, MonthFigureStore, SiteShare
from fengsui.history.parts import Part, PartKey, StateRecord, coverage_from, coverage_parts, differences
from fengsui.history.state_log import CoverageThen, StateLog, Timelines
from fengsui.inventory.criteria import load_criteria
from fengsui.inventory.divisions import load_divisions
from fengsui.inventory.readers.table import read_table
from fengsui.inventory.rows import Reading
from fengsui.inventory.store import InventoryStore
from fengsui.inventory.tables import SubscriberReportRow
from fengsui.inventory.targets import TARGETS, TargetStore, load_phases, shipped_targets
from fengsui.inventory.writer import write
from fengsui.model.carrier import Carrier
from fengsui.model.device import Device, DeviceLifecycle, DeviceRole, NetworkKind
from fengsui.model.incident import Cause, CauseKind, CountyVictim, Element, Incident, IncidentSeverity, Loss, Victims
from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState
from fengsui.model.report import FIGURES, ReportVersion, SubscriberReport
from fengsui.model.site import Sector, Site, SiteKind
from fengsui.model.target import Target, TargetFigure
from fengsui.reports.gather import ReportSource
from fengsui.reports.material import Material
from fengsui.reports.month import Month, month_before, month_from
from tests.support.registers import BY

MONTH = "2026-10"
CARRIERS = {
    "broadcast": ("甘肃广电网络", "Gansu Broadcast", NetworkKind.BROADCAST),
    "mobile": ("中国移动甘肃公司", "China Mobile Gansu", NetworkKind.TELECOM),
    "telecom": ("中国电信甘肃公司", "China Telecom Gansu", NetworkKind.INTERNET),
}
# Where a carrier has equipment: every unit whose place in the list is divisible by this.
EVERY = {"broadcast": 3, "mobile": 2, "telecom": 1}
WUDU, CHENGXIAN, JIAYUGUAN, GUAZHOU = "621202", "621221", "620200", "620922"

# What went down and came back, by the province's time; links are named after carrier, county and number.
OUTAGES = (
    ("telecom-621202-1", "2026-09-10T08:00", "2026-09-10T09:30"),
    ("telecom-621202-1", "2026-10-15T03:12", "2026-10-15T05:40"),
    ("telecom-621202-2", "2026-10-15T03:12", "2026-10-15T05:40"),
    ("mobile-621202-1", "2026-10-15T03:12", "2026-10-15T05:40"),
    ("mobile-621202-2", "2026-10-15T03:12", "2026-10-15T05:40"),
    ("telecom-621221-1", "2026-10-02T10:00", "2026-10-02T10:20"),
    ("telecom-621221-2", "2026-10-02T10:05", "2026-10-02T10:25"),
    ("telecom-620922-1", "2026-10-28T14:00", None),
    ("telecom-620922-2", "2026-10-30T22:00", None),
    ("mobile-620922-1", "2026-10-30T22:00", None),
    ("mobile-620922-2", "2026-10-30T22:00", None),
    ("telecom-620502-1", "2026-10-20T00:00", None),
)
# Units that telecom serves alone, and those that broadcast does not serve.
ALONE = (JIAYUGUAN, "620502")
NO_BROADCAST = (*ALONE, WUDU, CHENGXIAN, GUAZHOU)
# Units where nothing is registered.
BARE = ("623027", "623026")
WATCHES = (("2026-09-01T00:00", "2026-10-21T01:30"), ("2026-10-21T04:10", "2026-11-02T12:00"))


def moment(text: str) -> float:
    """Epoch seconds of a time in the province."""
    return datetime.fromisoformat(text).replace(tzinfo=PROVINCE_TIME).timestamp()


def served(carrier: str) -> list[str]:
    """Units where a carrier has equipment."""
    units = [each.code for each in load_divisions() if each.coverage_unit and each.code not in BARE]
    left_out = {"telecom": (), "mobile": ALONE, "broadcast": NO_BROADCAST}[carrier]
    return [code for code in units[:: EVERY[carrier]] if code not in left_out]


@cache
def province(hostile: str = "") -> Network:
    """Each carrier has two cores in Lanzhou and a router with two ways to them in its counties; `hostile` becomes a part of names."""
    divisions = load_divisions()
    units = [each.code for each in divisions if each.coverage_unit and each.code not in BARE]
    sites = [Site(f"s-{code}", code, code, SiteKind.POP) for code in units]
    sites += [Site(f"e-{code}", code, code, SiteKind.SCHOOL, Sector.EMERGENCY) for code in units]
    devices: list[Device] = []
    links: list[Link] = []
    for carrier, (_, _, network) in CARRIERS.items():
        cores = [f"{carrier}-core-{number}" for number in (1, 2)]
        devices += [_device(name, carrier, "s-620102", DeviceRole.CORE, network) for name in cores]
        for code in served(carrier):
            router = f"{carrier}-{code}{hostile}"
            devices.append(_device(router, carrier, f"s-{code}", DeviceRole.COUNTY, network))
            links += [_link(f"{carrier}-{code}-{n}{hostile}", carrier, cores[n - 1], router) for n in (1, 2)]
    devices.append(_device("telecom-emergency", "telecom", "e-620102", DeviceRole.ACCESS, NetworkKind.INTERNET))
    links.append(_link("telecom-emergency-up", "telecom", "telecom-core-1", "telecom-emergency"))
    devices = [
        replace(each, lifecycle=DeviceLifecycle.MAINTENANCE) if each.name == f"telecom-620502{hostile}" else each
        for each in devices
    ]
    carriers = [Carrier(code, zh + hostile, en + hostile) for code, (zh, en, _) in CARRIERS.items()]
    return Network.of(divisions, carriers, sites, devices, links)


def _device(name: str, carrier: str, site: str, role: DeviceRole, network: NetworkKind) -> Device:
    return Device(name, carrier, site, role, network, "127.0.0.1")


def _link(name: str, carrier: str, a: str, b: str) -> Link:
    return Link(name, carrier, LinkEnd(a, f"to-{name}"), LinkEnd(b, f"to-{name}"))


async def fill(url: str, hostile: str = "") -> None:
    """Puts inventory and history into a new database."""
    network = province(hostile)
    async with open_database(url, create=True) as db:
        await InventoryStore(db).prepare()
        async with db.begin() as session:
            numbered = {
                name: replace(device, address=f"10.{place // 60000}.{place // 250 % 240}.{place % 250 + 1}")
                for place, (name, device) in enumerate(network.devices.items())
            }
            for kind, records in (
                ("carriers", network.carriers.values()),
                ("sites", network.sites.values()),
                ("devices", numbered.values()),
                ("links", network.links.values()),
            ):
                await write(session, kind, records)
            rows = [_report_row(each) for each in declared()]
            await session.execute(insert(table_of(SubscriberReportRow)), rows)
        for watch, noted in history(hostile):
            await StateLog(db).append(noted, watch)
        await MonthFigureStore(db).save(MONTH, observed())
        await IncidentStore(db).save(incidents(hostile))
        await _load_targets(TargetStore(db))


async def _load_targets(store: TargetStore) -> None:
    for source in ("policy-2011", "template"):
        reading = Reading()
        read_table(enumerate(csv.reader(io.StringIO(shipped_targets(source), newline="")), 1), TARGETS, source, reading)
        await store.put(reading.rows, reading.faults, by=BY)


@cache
def history(hostile: str = "") -> tuple[tuple[Watch, tuple[StateRecord, ...]], ...]:
    """What the journal would have written: each watch with its records."""
    network = province(hostile)
    assessor = Assessor(network)
    before: dict[PartKey, Part] = {}
    found = []
    for began, ended in WATCHES:
        watch, records = Watch(moment(began), moment(ended)), list[StateRecord]()
        for at in [watch.began_at, *(at for at in _turns() if watch.began_at < at < watch.until)]:
            after = coverage_parts(assessor.assess(_conditions(network, at, hostile), at))
            records += differences(before, after, at)
            before = after
        found.append((watch, tuple(records)))
    return tuple(found)


@cache
def remembered(month: str = MONTH, hostile: str = "") -> Material:
    """What a month's report is made from, without a database."""
    wanted = month_from(month)
    before = month_before(wanted)
    targets = [
        Target("counties", TargetFigure.COUNTY_COVERAGE, 1.0, date(2026, 12, 31)),
        Target("households", TargetFigure.HOUSEHOLD_PENETRATION, 0.9, date(2027, 12, 31)),
    ]
    return Material(
        month=wanted,
        network=province(hostile),
        then=_then(wanted.last_instant, hostile),
        before=_then(before.last_instant, hostile) if before.until > history()[0][0].began_at else None,
        counties=_timelines(wanted, hostile),
        reports=[ReportVersion(each, 1, moment("2026-11-01T09:00"), "x") for each in declared() if each.month <= month],
        targets=targets,
        phases=load_phases(),
        observed=observed() if month == MONTH else MonthFigures(),
        incidents=[each for each in incidents(hostile) if _within(each, wanted)],
    )


def _within(incident: Incident, month: Month) -> bool:
    return incident.opened_at < month.until and (incident.closed_at is None or incident.closed_at > month.since)


def _then(at: float, hostile: str) -> CoverageThen:
    records = {each.key: each for _, listed in history(hostile) for each in listed if each.at <= at}
    parts = {key: each.part for key, each in records.items() if each.part is not None}
    return CoverageThen(coverage_from(parts, at), records)


def _timelines(month: Month, hostile: str) -> Timelines:
    found: dict[PartKey, list[StateRecord]] = {}
    for record in (each for _, listed in history(hostile) for each in listed):
        if record.key[0] == "county" and record.at <= month.until:
            found.setdefault(record.key, []).append(record)
    watches = [watch for watch, _ in history(hostile) if watch.until > month.since and watch.began_at < month.until]
    return Timelines(found, watches)


def _turns() -> Iterable[float]:
    return sorted({moment(text) for _, down, up in OUTAGES for text in (down, up) if text})


def _conditions(network: Network, at: float, hostile: str) -> Conditions:
    down = {
        f"{name}{hostile}"
        for name, begins, ends in OUTAGES
        if moment(begins) <= at and (ends is None or at < moment(ends))
    }
    states: list[Mapping[str, ElementState]] = [
        {name: _state(name, down, at) for name in names} for names in (network.devices, network.links)
    ]
    return Conditions(dict(states[0]), dict(states[1]))


def _state(name: str, down: set[str], at: float) -> ElementState:
    condition = Condition.DOWN if name in down else Condition.UP
    if name.startswith("telecom-620200"):
        # Jiayuguan is silent for the last two days of October.
        condition = Condition.UNKNOWN if at >= moment("2026-10-30T22:00") else condition
    return ElementState(name, condition, at, at - 20)


def declared() -> list[SubscriberReport]:
    """Eight months of each carrier where it has equipment; one report of October is missing."""
    units = {each.code: each for each in load_divisions()}
    found = []
    for carrier in EVERY:
        for code in served(carrier):
            households = units[code].households or 0
            for month in range(3, 11):
                if (carrier, code, month) != ("mobile", CHENGXIAN, 10) and (carrier, code, month) != (
                    "telecom",
                    GUAZHOU,
                    10,
                ):
                    lines = households * (4 + month) // 40
                    found.append(
                        SubscriberReport(
                            carrier, code, f"2026-{month:02d}", lines, lines * 2, 400, 20 * month, lines // 9
                        )
                    )
    return found


def _report_row(report: SubscriberReport) -> dict[str, object]:
    names = ("carrier", "division", "month", *FIGURES, "reason")
    submitted = {"version": 1, "at": moment("2026-11-01T09:00"), "principal": "cli:tester", "warnings": "[]"}
    return {**{name: getattr(report, name) for name in names}, **submitted}


def observed() -> MonthFigures:
    """What was seen at the end of October: in Wudu fewer lines than were declared."""
    subscribers = {
        (each.division, each.carrier): Observed(
            None, each.broadband_households * (55 if each.division == WUDU else 97) // 100
        )
        for each in declared()
        if each.month == MONTH
    }
    fibre = {kind: SiteShare(30, 40, 2, ("a", "b")) for kind in ("enterprise", "community", "building", "school")}
    return MonthFigures(moment("2026-10-31T23:55"), subscribers, fibre)


def incidents(hostile: str = "") -> list[Incident]:
    """A night in Longnan, a county that nobody covers yet, one that opened after the month, and one that nobody felt."""
    night, guazhou = moment("2026-10-15T03:12"), moment("2026-10-30T22:00")
    wudu = [CountyVictim(WUDU, carrier, Loss.COVER, True, night, night + 148 * 60) for carrier in ("mobile", "telecom")]
    lasting = [CountyVictim(GUAZHOU, carrier, Loss.COVER, True, guazhou) for carrier in ("mobile", "telecom")]
    reserve = [CountyVictim("620502", "telecom", Loss.REDUNDANCY, False, moment("2026-10-20T00:00"))]
    return [
        _incident(
            "20261015-00000001", ["telecom-621202-1", "telecom-621202-2"], night, night + 148 * 60, wudu, hostile
        ),
        _incident("20261020-00000002", ["telecom-620502-1"], moment("2026-10-20T00:00"), None, reserve, hostile),
        _incident("20261030-00000003", ["mobile-620922-1"], guazhou, moment("2026-11-02T08:00"), lasting, hostile),
        _incident(
            "20261009-00000004",
            ["mobile-620104-1"],
            moment("2026-10-09T00:00"),
            moment("2026-10-09T01:00"),
            [],
            hostile,
        ),
        _incident("20261101-00000005", ["mobile-620104-1"], moment("2026-11-01T12:00"), None, [], hostile),
    ]


def _incident(
    name: str, links: list[str], opened: float, closed: float | None, felt: list[CountyVictim], hostile: str
) -> Incident:
    whole, any_ = any(each.whole for each in felt), bool(felt)
    severity = IncidentSeverity.CRITICAL if whole else IncidentSeverity.WARNING if any_ else IncidentSeverity.INFO
    cause = tuple(Element("link", f"{link}{hostile}", link.split("-")[0]) for link in links)
    kind = CauseKind.LINK if len(cause) == 1 else CauseKind.SET
    households = 100_000 if whole else 0
    reason = f"port down at {links[0]}{hostile} eth1"
    victims = Victims(tuple(felt))
    return Incident(
        name,
        Cause(kind, cause),
        opened,
        opened,
        severity,
        reason,
        victims=victims,
        households=households,
        closed_at=closed,
    )


def material(url: str, month: str = MONTH) -> Material:
    """What the month's report is made from."""

    async def read() -> Material:
        async with open_database(url, create=False) as db:
            return await source(db).gather(month_from(month))

    return asyncio.run(read())


def source(db: Database) -> ReportSource:
    """Where reports are read from."""
    return ReportSource(db, 0.2, load_criteria())
