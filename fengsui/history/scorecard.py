"""The carriers' scorecard from the database: what the record of states, the audit and the reports say of each carrier over a period."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from fengsui.coverage.availability import Availability, AvailabilityKind, Period, WatchedTime, unseen
from fengsui.coverage.moment import PROVINCE_TIME
from fengsui.coverage.ratios import month_to_show
from fengsui.coverage.scorecard import CarrierRecord, Registrations, Scorecard, Silence, binding, scorecard
from fengsui.coverage.standing import Known
from fengsui.coverage.subscribers import Gap, Observed, Place, gaps, observed_subscribers
from fengsui.coverage.targets import target_standings
from fengsui.database.engine import Database
from fengsui.errors import NotKeptError
from fengsui.history.availability import availability_of, turns_of
from fengsui.history.month_figures import MonthFigureStore
from fengsui.history.registrations import Waiting, waiting_at
from fengsui.history.state_log import StateLog, Timelines
from fengsui.inventory.targets import TargetStore
from fengsui.model.carrier import Carrier
from fengsui.model.criterion import Criterion
from fengsui.model.report import month_of
from fengsui.model.target import Phase, Target

# A device that is there answers within minutes; a week leaves time for whoever has to drive to it.
GRANTED_SECONDS = 7 * 86_400.0
# Of what equipment sees of subscribers the last look of each month is kept. A look stands for a period that ended so long before or
# after it, and for no other.
_SEEN_SECONDS = 45 * 86_400.0
# What was asked for up to now is answered a moment later.
_A_MOMENT_SECONDS = 60.0
# The last instant of a day belongs to it, and a day that is over is over: see `coverage/moment.py`.
_NEXT_INSTANT = 0.002


@dataclass(frozen=True, slots=True)
class Programme:
    """What carriers are held to.

    Attributes:
        criteria: What they are scored by.
        phases: By name.
    """

    criteria: Sequence[Criterion]
    targets: Sequence[Target] = ()
    phases: Mapping[str, Phase] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Past:
    """What was read of a period."""

    counties: Timelines
    devices: Timelines
    waiting: Sequence[Waiting] | None
    seen: Mapping[Place, Observed] | None


class Scorecards:
    """Scorecards of one database.

    Args:
        db: An open database.
        criteria: What carriers are scored by.
        phases: Of the programme, by name.
    """

    def __init__(self, db: Database, criteria: Sequence[Criterion], phases: Mapping[str, Phase]) -> None:
        self._db = db
        self._criteria = criteria
        self._phases = phases

    async def scorecard(self, known: Known, period: Period) -> Scorecard:
        """As `read_scorecard` gives it, with the targets that there are.

        Raises:
            DatabaseError: where the database fails.
        """
        targets = await TargetStore(self._db).targets()
        return await read_scorecard(self._db, known, Programme(self._criteria, targets, self._phases), period)


async def read_scorecard(
    db: Database, known: Known, programme: Programme, period: Period, *, seen: Mapping[Place, Observed] | None = None
) -> Scorecard:
    """The scorecard of every carrier over a period.

    Args:
        db: An open database, of whose record of states, audit and targets the past is read.
        known: What is known now; its reports count for the period too.
        programme: Criteria, targets and phases.
        period: Epoch seconds; it ends at `known.now` at the latest.
        seen: What equipment saw of subscribers at the end of the period; None for the look that lies nearest to it.

    Raises:
        DatabaseError: where the database fails.
    """
    log = StateLog(db)
    then = known
    if period[1] < known.now - _A_MOMENT_SECONDS:
        try:
            then = replace(known, coverage=(await log.coverage_at(period[1], or_last=True)).coverage)
        except NotKeptError:
            then = replace(known, coverage=replace(known.coverage, counties=()))
    past = _Past(
        await log.timelines("county", *period),
        await log.timelines("device", *period),
        await waiting_at(db, period[1]),
        seen if seen is not None else await _seen(db, known, period[1]),
    )
    # A year of a large province takes seconds to add up: beside the loop.
    return await asyncio.to_thread(_worked_out, past, then, programme, period)


async def _seen(db: Database, known: Known, end: float) -> Mapping[Place, Observed] | None:
    """What equipment saw of subscribers, by the look that lies nearest to the end of a period; None where none lies near."""
    kept = await MonthFigureStore(db).of_month(month_of(end))
    looks = [at for at in (kept.at, known.now) if at is not None and abs(at - end) <= _SEEN_SECONDS]
    nearest = min(looks, key=lambda at: abs(at - end), default=None)
    if nearest is None:
        return None
    if nearest == kept.at:
        return kept.subscribers
    return observed_subscribers(known.network, known.observations, known.now, fresh_seconds=known.fresh_seconds)


def _worked_out(past: _Past, then: Known, programme: Programme, period: Period) -> Scorecard:
    end = period[1] + _NEXT_INSTANT
    month = month_to_show(then.reports, month_of(end))
    found = None if past.seen is None else _gaps(then, month, past.seen)
    available = {
        each.name: each.availability for each in availability_of(AvailabilityKind.CARRIER, past.counties, period)
    }
    watched = WatchedTime((each.began_at, each.until) for each in past.devices.watches)
    silences, standing = _silences(past.devices, watched, period), _standing(past.devices)
    # Of a carrier that is registered no more the record still tells.
    gone = {code: Carrier(code, code, code) for code in {*available, *silences}}
    carriers = {**gone, **then.network.carriers}
    judged = replace(then, now=end, past=tuple(each for each in then.past if each.day < _day(end).isoformat()))
    today = _day(end)
    records = [
        CarrierRecord(
            carriers[code],
            availability=available.get(code, Availability()),
            silence=silences.get(code, Silence(watched_seconds=watched.seconds(*period))),
            registrations=_registrations(past.waiting, code, standing.get(code, 0), period[1]),
            targets=target_standings(binding(programme.targets, code), judged, programme.phases, today),
            gaps=None if found is None else [each for each in found if each.carrier == code],
            month=month,
        )
        for code in carriers
    ]
    return scorecard(records, programme.criteria, period)


def _gaps(known: Known, month: str, seen: Mapping[Place, Observed]) -> Sequence[Gap]:
    """Declared against observed; none where nobody reported of the month, for then no carrier is silent alone."""
    if not any(report.month == month for report in known.reports):
        return ()
    return gaps(known.reports, month, seen, known.tolerance)


def _silences(devices: Timelines, watched: WatchedTime, period: Period) -> dict[str, Silence]:
    sums: dict[str, tuple[float, float]] = {}
    for (_, _, carrier), records in devices.records.items():
        silent, registered = unseen(turns_of(records), watched, period)
        before = sums.get(carrier, (0.0, 0.0))
        sums[carrier] = (before[0] + silent, before[1] + registered)
    seconds = watched.seconds(*period)
    return {carrier: Silence(silent, registered, seconds) for carrier, (silent, registered) in sums.items()}


def _standing(devices: Timelines) -> dict[str, int]:
    """How many devices of each carrier count when the period ends."""
    found: dict[str, int] = {}
    for (_, _, carrier), records in devices.records.items():
        if records[-1].part is not None:
            found[carrier] = found.get(carrier, 0) + 1
    return found


def _registrations(waiting: Iterable[Waiting] | None, carrier: str, counted: int, until: float) -> Registrations | None:
    if waiting is None:
        return None
    own = [each for each in waiting if each.carrier == carrier]
    overdue = sum(until - each.since > GRANTED_SECONDS for each in own)
    return Registrations(counted + len(own), len(own), overdue)


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, PROVINCE_TIME).date()
