"""The carriers' scorecard: how well each does what it promised, in parts that can be compared across carriers. Pure.

Each part is measured as a share or a mean, never as a count, so that a large carrier is not the worse for being large; what it rests on
stands beside it as evidence, so that a small one is not the better for having little (`fengsui.coverage.score`). What is not known is
left out and said. `docs/why/scorecard.md` says why each part is measured as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fengsui.coverage.availability import Availability, Period
from fengsui.coverage.document import utc_text
from fengsui.coverage.score import Measured, PartScore, known_weight, part_score, score_of
from fengsui.coverage.subscribers import Gap, GapState
from fengsui.coverage.targets import TargetStanding, TargetState
from fengsui.model.carrier import Carrier
from fengsui.model.criterion import Criterion, ScorePart
from fengsui.model.target import Target, TargetFigure

# A share of a carrier's own lines or ports: a target on it that is for all binds each. Households, people and counties are shared.
OWN_SHARES = frozenset({TargetFigure.PON_10G_SHARE, TargetFigure.USERS_500MBPS_SHARE})
_JUDGED = frozenset(TargetState) - {TargetState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Silence:
    """How much of the time in which the program watched was without evidence, all devices added up.

    Attributes:
        silent_seconds: In which nothing was known of a registered device, announced work apart.
        device_seconds: In which one was registered, announced work apart.
        watched_seconds: In which the program watched.
    """

    silent_seconds: float = 0.0
    device_seconds: float = 0.0
    watched_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Registrations:
    """What a carrier has registered, at the end of the period.

    Attributes:
        registered: Devices, those that wait for their verification included.
        waiting: Those of them that wait.
        overdue: Those that have waited longer than is granted.
    """

    registered: int
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class CarrierRecord:
    """What is known of a carrier over a period.

    Attributes:
        availability: Of the counties that it serves, added up.
        registrations: None where the record does not reach back so far.
        targets: Where the targets stand that bind it.
        gaps: Its declarations against what is seen, by county; None where what was seen at the time is not kept.
        month: Of the declarations.
    """

    carrier: Carrier
    availability: Availability = field(default_factory=Availability)
    silence: Silence = field(default_factory=Silence)
    registrations: Registrations | None = None
    targets: Sequence[TargetStanding] = ()
    gaps: Sequence[Gap] | None = None
    month: str = ""


@dataclass(frozen=True, slots=True)
class CarrierScore:
    """A carrier's scorecard.

    Attributes:
        score: 0–100; None where too little of the weight is known.
        known: Share of the weight that is known, 0–1.
        parts: All of them, in the order of the criteria.
    """

    carrier: Carrier
    score: float | None
    known: float
    parts: tuple[PartScore, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The scorecards of all carriers over a period, by code of the carrier."""

    period: Period
    carriers: tuple[CarrierScore, ...]


def scorecard(records: Iterable[CarrierRecord], criteria: Sequence[Criterion], period: Period) -> Scorecard:
    """Scores every carrier alone: what one gets does not depend on the others."""
    ordered = sorted(records, key=lambda each: each.carrier.code)
    return Scorecard(period, tuple(carrier_score(each, criteria, period) for each in ordered))


def carrier_score(record: CarrierRecord, criteria: Sequence[Criterion], period: Period) -> CarrierScore:
    """Scores one carrier."""
    limits = {each.part: each for each in criteria}
    measured = {
        ScorePart.AVAILABILITY: _availability(record.availability, period),
        ScorePart.REPAIR: _repair(record.availability, limits.get(ScorePart.REPAIR)),
        ScorePart.TARGETS: _targets(record.targets),
        ScorePart.SILENCE: _silence(record.silence),
        ScorePart.VERIFICATION: _verification(record.registrations),
        ScorePart.DECLARATION: _declaration(record.gaps, record.month),
    }
    parts = tuple(part_score(each, measured[each.part]) for each in criteria)
    return CarrierScore(record.carrier, score_of(parts), known_weight(parts), parts)


def binding(targets: Iterable[Target], carrier: str) -> list[Target]:
    """The targets that bind a carrier: its own, and those for all on a share that each has of its own."""
    own = [each for each in targets if each.carrier in (None, carrier)]
    return [replace(each, carrier=carrier) for each in own if each.carrier or each.figure in OWN_SHARES]


def _availability(of: Availability, period: Period) -> Measured:
    facts = {
        "up_seconds": round(of.up_seconds, 3),
        "down_seconds": round(of.down_seconds, 3),
        "unknown_seconds": round(of.unknown_seconds, 3),
    }
    if of.ratio is None:
        return Measured(None, 0.0, facts, "no county was seen up or down")
    # Counties that were seen for the whole of the period.
    return Measured(of.ratio, (of.up_seconds + of.down_seconds) / (period[1] - period[0]), facts)


def _repair(of: Availability, criterion: Criterion | None) -> Measured:
    """Time down for each outage that was repaired.

    What is not repaired yet adds its time and no repair (the estimate for durations that were cut off, as of an exponential
    distribution), so that an outage does not count less for lasting.
    """
    facts = {
        "outages": of.outages,
        "repaired": of.repaired,
        "mean_time_to_repair_seconds": of.mean_time_to_repair_seconds,
        "longest_outage_seconds": round(of.longest_outage_seconds, 3),
    }
    if not of.outages:
        return Measured(None, 0.0, facts, "no outage")
    value = of.down_seconds / max(of.repaired, 1)
    if not of.repaired and (criterion is None or value < criterion.nil):
        return Measured(None, 0.0, facts, "no outage was repaired yet")
    return Measured(value, float(of.repaired), facts)


def _targets(standings: Iterable[TargetStanding]) -> Measured:
    found = list(standings)
    states = {state: sorted(each.target.name for each in found if each.state is state) for state in TargetState}
    judged = sum(len(states[state]) for state in _JUDGED)
    facts = {**{state.value: names for state, names in states.items()}, "judged": judged}
    if not judged:
        reason = "no target binds it" if not found else "nothing is known of the targets that bind it"
        return Measured(None, 0.0, facts, reason)
    return Measured(len(states[TargetState.LATE]) / judged, float(judged), facts)


def _silence(silence: Silence) -> Measured:
    watched = silence.watched_seconds
    facts = {
        "devices": round(silence.device_seconds / watched, 3) if watched else None,
        "silent_devices": round(silence.silent_seconds / watched, 3) if watched else None,
    }
    if not watched:
        return Measured(None, 0.0, facts, "nobody watched")
    if not silence.device_seconds:
        return Measured(None, 0.0, facts, "no device")
    return Measured(silence.silent_seconds / silence.device_seconds, silence.device_seconds / watched, facts)


def _verification(found: Registrations | None) -> Measured:
    if found is None:
        return Measured(None, 0.0, {}, "what was registered then is not kept")
    facts = {"registered": found.registered, "waiting": found.waiting, "overdue": found.overdue}
    if not found.registered:
        return Measured(None, 0.0, facts, "no device")
    return Measured(found.overdue / found.registered, float(found.registered), facts)


def _declaration(gaps: Sequence[Gap] | None, month: str) -> Measured:
    if gaps is None:
        return Measured(None, 0.0, {}, "what equipment saw then is not kept")
    flagged = sorted(each.county for each in gaps if each.state is GapState.FLAGGED)
    within = sum(each.state is GapState.WITHIN for each in gaps)
    # Lines are seen, and the carrier is silent: to leave that out would reward silence.
    undeclared = sorted(each.county for each in gaps if each.declared is None and each.observed.lines is not None)
    judged = within + len(flagged) + len(undeclared)
    facts = {
        "month": month,
        "judged": judged,
        "flagged": flagged,
        "undeclared": undeclared,
        "unknown": len(gaps) - judged,
        "declared": sum(each.declared or 0 for each in gaps if each.difference is not None),
        "observed": sum(each.observed.lines or 0 for each in gaps if each.difference is not None),
    }
    if not judged:
        return Measured(None, 0.0, facts, "nothing declared can be held against what is seen")
    return Measured((len(flagged) + len(undeclared)) / judged, float(judged), facts)


def scorecard_document(found: Scorecard) -> dict[str, Any]:
    """Plain values, fit for JSON, the same for the command line and the API; points to one decimal."""
    return {
        "since": utc_text(found.period[0]),
        "until": utc_text(found.period[1]),
        "carriers": [carrier_document(each) for each in found.carriers],
    }


def carrier_document(found: CarrierScore) -> dict[str, Any]:
    """One carrier."""
    return {
        "carrier": found.carrier.code,
        "name_zh": found.carrier.name_zh,
        "name_en": found.carrier.name_en,
        "score": _rounded(found.score),
        "known_weight": round(found.known, 4),
        "parts": [part_document(each) for each in found.parts],
    }


def part_document(found: PartScore) -> Mapping[str, Any]:
    """One part of one carrier."""
    of = found.measured
    return {
        "part": found.part.value,
        "weight": found.weight,
        "score": _rounded(found.score),
        "value": None if of.value is None else round(of.value, 6),
        "evidence": round(of.evidence, 3),
        "reason": of.reason,
        "facts": dict(of.facts),
    }


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)
