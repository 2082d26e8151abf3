"""Availability of counties, links, devices and carriers from the log of states; pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fengsui.coverage.availability import Availability, AvailabilityKind, Period, Turn, measure, spans_of, together
from fengsui.coverage.document import Document, utc_text
from fengsui.history.parts import StateRecord
from fengsui.history.state_log import Timelines
from fengsui.state.load import LoadHistogram


@dataclass(frozen=True, slots=True)
class Available:
    """Availability of one thing.

    Attributes:
        name: Code of the county or carrier, name of the link or device.
        title: Chinese name of a county; else empty.
        carrier: Whose it is; empty for a county as a whole.
        parts: How many timelines are added up: the counties of a carrier, and else one.
    """

    name: str
    title: str
    carrier: str
    parts: int
    availability: Availability


def availability_of(
    kind: AvailabilityKind, timelines: Timelines, period: Period, *, carrier: str | None = None
) -> list[Available]:
    """Availability of everything that there are timelines of, by name.

    Args:
        kind: What is asked about.
        timelines: Of the kind's parts (`kind.recorded`).
        period: What they were read for.
        carrier: Only of what this carrier has; None for all.
    """
    watches = [(each.began_at, each.until) for each in timelines.watches]
    found: dict[tuple[str, str], list[Sequence[StateRecord]]] = {}
    for (_, name, owner), records in timelines.records.items():
        # Of a county there is a timeline as a whole, and one for each carrier.
        if (kind is AvailabilityKind.COUNTY and owner) or (kind is AvailabilityKind.CARRIER and not owner):
            continue
        if carrier is None or not owner or owner == carrier:
            found.setdefault((owner if kind is AvailabilityKind.CARRIER else name, owner), []).append(records)
    return [
        Available(name, _title(kind, parts[0]), owner, len(parts), _together(parts, watches, period))
        for (name, owner), parts in sorted(found.items())
    ]


def availability_document(
    kind: AvailabilityKind,
    period: Period,
    found: Iterable[Available],
    loads: Mapping[str, LoadHistogram] | None = None,
) -> Document:
    """Availability as plain values, the same for the command line and the API; times in seconds.

    Args:
        kind: What was asked about.
        period: For when.
        found: The answer.
        loads: Of links, by name, which then tell their load as well; None for everything else.
    """
    since, until = period
    return {
        "kind": kind.value,
        "since": utc_text(since),
        "until": utc_text(until),
        "items": [
            available_document(each) | (load_document(loads.get(each.name)) if loads is not None else {})
            for each in found
        ],
    }


def load_document(load: LoadHistogram | None) -> Document:
    """Load of a link over a period, in bits per second of the busier direction; null where no sample is kept."""
    known = load if load is not None and load.samples else None
    percentile = known.percentile(0.95) if known else None
    return {
        "load_95th_percentile_bits_per_second": None if percentile is None else round(percentile),
        "load_peak_bits_per_second": None if known is None else round(known.peak),
        "load_samples": known.samples if known else 0,
    }


def available_document(each: Available) -> Document:
    """One thing."""
    of = each.availability
    mean = of.mean_time_to_repair_seconds
    return {
        "name": each.name,
        "title": each.title,
        "carrier": each.carrier,
        "parts": each.parts,
        "availability_ratio": of.ratio,
        "up_seconds": round(of.up_seconds, 3),
        "down_seconds": round(of.down_seconds, 3),
        "unknown_seconds": round(of.unknown_seconds, 3),
        "maintenance_seconds": round(of.maintenance_seconds, 3),
        "outages": of.outages,
        "repaired": of.repaired,
        "mean_time_to_repair_seconds": None if mean is None else round(mean, 3),
        "longest_outage_seconds": round(of.longest_outage_seconds, 3),
    }


def _together(parts: Iterable[Sequence[StateRecord]], watches: Sequence[Period], period: Period) -> Availability:
    return together(measure(spans_of(turns_of(records), watches, period)) for records in parts)


def turns_of(records: Iterable[StateRecord]) -> list[Turn]:
    """What one part became, in the order in which it was recorded."""
    turns: list[Turn] = []
    for record in records:
        # Where the clock was set back, what was recorded later counts from where it was.
        at = max(record.at, turns[-1].at) if turns else record.at
        part = record.part
        turns.append(Turn(at, None) if part is None else Turn(at, part.state, part.maintenance))
    return turns


def _title(kind: AvailabilityKind, records: Sequence[StateRecord]) -> str:
    if kind is not AvailabilityKind.COUNTY:
        return ""
    details: list[Mapping[str, str]] = [json.loads(each.part.detail) for each in records if each.part is not None]
    return details[-1].get("name", "") if details else ""
