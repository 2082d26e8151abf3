"""The scorecard from what a running province has written, on both databases."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert

from fengsui.coverage.engine import assess
from fengsui.coverage.score import PartScore
from fengsui.coverage.scorecard import CarrierScore, Scorecard
from fengsui.coverage.standing import Known
from fengsui.coverage.subscribers import Observed
from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.history.eras import Watch
from fengsui.history.month_figures import MonthFigures, MonthFigureStore
from fengsui.history.parts import Part, PartKey, coverage_parts, differences, element_parts
from fengsui.history.scorecard import Programme, read_scorecard
from fengsui.history.state_log import StateLog
from fengsui.inventory.audit import write_audit
from fengsui.inventory.criteria import load_criteria
from fengsui.inventory.tables import CarrierRow
from fengsui.model.audit import AuditAction, AuditEntry
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import PollOutcome, Reading
from fengsui.model.report import SubscriberReport
from fengsui.model.target import Target, TargetFigure
from tests.unit.coverage.networks import conditions, device, link, network

JUNE = 1_780_243_200.0  # 2026-06-01T00:00+08:00
DAY = 86_400.0
PERIOD = (JUNE, JUNE + 30 * DAY - 0.001)
OF = network(
    [
        device("tc", "620102", role="core"),
        device("t1", "620200"),
        device("uc", "620102", "unicom", "core"),
        device("u1", "620200", "unicom"),
    ],
    [link("t-1", "tc", "t1"), link("u-1", "uc", "u1", "unicom")],
)
CRITERIA = load_criteria()


async def fill(db: Database) -> None:
    """June: telecom loses a county for an hour, unicom's device in it is unknown for three days, and one day nobody watched."""
    log = StateLog(db)
    before: dict[PartKey, Part] = {}
    moments: list[tuple[float, dict[str, str]]] = [
        (0, {}),
        (5 * DAY, {"t_1": "down"}),
        (5 * DAY + 3600, {}),
        (10 * DAY, {"u1": "unknown", "u_1": "unknown"}),
        (13 * DAY, {}),
    ]
    watches = [Watch(JUNE - DAY, JUNE + 20 * DAY), Watch(JUNE + 21 * DAY, JUNE + 40 * DAY)]
    for after, states in moments:
        at = JUNE - DAY if not after else JUNE + after
        now = conditions(OF, **states)
        parts = {**coverage_parts(assess(OF, now, at)), **element_parts(OF, now)}
        await log.append(differences(before, parts, at), watches[0])
        before = parts
    await log.append([], watches[1])


def seen(name: str, onus: int, now: float) -> DeviceObservation:
    reading = Reading("pon_onus", "1", onus, "count", (("state", "online"),))
    return DeviceObservation(name, PollOutcome.OK, now, answered_at=now, readings=(reading,))


def known(now: float, reports: Sequence[SubscriberReport] = ()) -> Known:
    state = conditions(OF)
    sees = {"t1": seen("t1", 990, now), "u1": seen("u1", 100, now)}
    return Known(OF, state, assess(OF, state, now), sees, reports, now, 180.0)


def part(found: Scorecard, carrier: str, name: str) -> PartScore:
    (one,) = [each for each in found.carriers if each.carrier.code == carrier]
    return next(each for each in one.parts if each.part.value == name)


def by_code(found: Scorecard) -> dict[str, CarrierScore]:
    return {each.carrier.code: each for each in found.carriers}


async def test_a_month_is_scored_from_its_record(db: Database) -> None:
    await fill(db)
    found = await read_scorecard(db, known(JUNE + 31 * DAY), Programme(CRITERIA), PERIOD)
    telecom = part(found, "telecom", "availability").measured
    assert telecom.facts["down_seconds"] == 3600
    assert abs((telecom.value or 0) - (1 - 3600 / (2 * 29 * DAY))) < 1e-6
    assert part(found, "telecom", "repair").measured.value == 3600
    assert part(found, "unicom", "availability").measured.value == 1
    assert part(found, "unicom", "repair").measured.reason == "no outage"


async def test_time_that_nobody_watched_is_no_silence_of_a_carrier(db: Database) -> None:
    await fill(db)
    found = await read_scorecard(db, known(JUNE + 31 * DAY), Programme(CRITERIA), PERIOD)
    assert part(found, "telecom", "silence").measured.value == 0
    of = part(found, "unicom", "silence").measured
    assert abs((of.value or 0) - 3 / 58) < 1e-6
    assert of.facts == {"devices": 2.0, "silent_devices": 0.103}


async def test_registrations_targets_and_declarations_are_those_of_the_end_of_the_month(db: Database) -> None:
    await fill(db)
    async with db.begin() as session:
        added = {"name": "x", "lifecycle": "pending"}
        for key, at in (("x", JUNE + DAY), ("y", JUNE + 29 * DAY), ("z", JUNE + 30.5 * DAY)):
            entry = AuditEntry(
                at, "token:t", "devices", key, AuditAction.ADDED, "telecom", None, {**added, "name": key}
            )
            await write_audit(session, [entry])
    reports = [
        SubscriberReport("telecom", "620200", "2026-06", 1000, pon_ports=100, pon_10g_ports=10),
        SubscriberReport("telecom", "620200", "2026-07", 1, pon_ports=100, pon_10g_ports=100),
    ]
    due = Target("ports", TargetFigure.PON_10G_SHARE, 0.5, date(2026, 6, 30))
    later = Target("later", TargetFigure.PON_10G_SHARE, 0.1, date(2026, 12, 31))
    now = known(JUNE + 31 * DAY, reports)
    found = await read_scorecard(db, now, Programme(CRITERIA, [due, later]), PERIOD)
    assert part(found, "telecom", "verification").measured.facts == {"registered": 4, "waiting": 2, "overdue": 1}
    assert part(found, "unicom", "verification").measured.facts == {"registered": 2, "waiting": 0, "overdue": 0}
    targets = part(found, "telecom", "targets").measured
    assert (targets.value, targets.facts["late"], targets.facts["reached"]) == (0.5, ["ports"], ["later"])
    assert part(found, "unicom", "targets").measured.reason == "nothing is known of the targets that bind it"
    assert part(found, "telecom", "declaration").measured.facts["observed"] == 990
    assert part(found, "telecom", "declaration").measured.value == 0
    assert part(found, "unicom", "declaration").measured.facts["undeclared"] == ["620200"]


async def test_what_equipment_saw_long_ago_is_left_out(db: Database) -> None:
    await fill(db)
    found = await read_scorecard(db, known(JUNE + 90 * DAY), Programme(CRITERIA), PERIOD)
    assert part(found, "telecom", "declaration").measured.reason == "what equipment saw then is not kept"
    assert part(found, "telecom", "availability").score is not None


async def test_what_equipment_saw_at_the_end_of_the_month_is_taken_where_it_was_kept(db: Database) -> None:
    await fill(db)
    look = {("620200", "telecom"): Observed(onus=500), ("620200", "unicom"): Observed(onus=100)}
    await MonthFigureStore(db).save("2026-06", MonthFigures(PERIOD[1] - 3600, look))
    reports = [SubscriberReport("telecom", "620200", "2026-06", 1000)]
    for now in (JUNE + 31 * DAY, JUNE + 300 * DAY):
        found = await read_scorecard(db, known(now, reports), Programme(CRITERIA), PERIOD)
        telecom = part(found, "telecom", "declaration").measured
        assert (telecom.facts["observed"], telecom.facts["flagged"], telecom.value) == (500, ["620200"], 1.0)


async def test_a_period_that_ends_now_takes_what_is_known_now(db: Database) -> None:
    await fill(db)
    now = JUNE + 40 * DAY
    target = Target("both", TargetFigure.COUNTY_COVERAGE, 2 / 87, date(2026, 12, 31), carrier="telecom")
    found = await read_scorecard(db, known(now), Programme(CRITERIA, [target]), (JUNE, now))
    assert part(found, "telecom", "targets").measured.facts["reached"] == ["both"]


async def test_an_empty_installation_has_carriers_without_a_score(db: Database) -> None:
    async with db.begin() as session:
        row = {"code": "new", "name_zh": "新", "name_en": "New", "management_prefixes": []}
        await session.execute(insert(table_of(CarrierRow)), [row])
    found = await read_scorecard(db, known(JUNE + 31 * DAY), Programme(CRITERIA), PERIOD)
    assert {code: each.score for code, each in by_code(found).items()} == {"telecom": None, "unicom": None}
    assert all(not each.known for each in found.carriers)


async def test_a_carrier_that_is_registered_no_more_keeps_its_past(db: Database) -> None:
    await fill(db)
    only = network([device("tc", "620102", role="core")], [])
    now = JUNE + 31 * DAY
    state = conditions(only)
    gone = Known(only, state, assess(only, state, now), {}, (), now, 180.0)
    found = await read_scorecard(db, gone, Programme(CRITERIA), PERIOD)
    assert by_code(found)["unicom"].carrier.name_zh == "unicom"
    assert part(found, "unicom", "availability").score is not None
