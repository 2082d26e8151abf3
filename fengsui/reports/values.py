"""Plain values that several parts of a report's figures share. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from fengsui.coverage.availability import Availability
from fengsui.coverage.moment import province_text

# Names of equipment that are told of one thing; how many there are is told whatever their number.
MOST_NAMES = 20


def times(of: Availability) -> dict[str, Any]:
    """Availability over the month; times in whole seconds."""
    mean = of.mean_time_to_repair_seconds
    return {
        "availability_ratio": None if of.ratio is None else share(of.ratio),
        "up_seconds": round(of.up_seconds),
        "down_seconds": round(of.down_seconds),
        "unknown_seconds": round(of.unknown_seconds),
        "maintenance_seconds": round(of.maintenance_seconds),
        "outages": of.outages,
        "repaired": of.repaired,
        "mean_time_to_repair_seconds": None if mean is None else round(mean),
        "longest_outage_seconds": round(of.longest_outage_seconds),
    }


def share(ratio: float) -> float:
    """A ratio to a millionth, never rounded up to one: 2.6 seconds of a month."""
    return 1.0 if ratio == 1 else min(round(ratio, 6), 0.999999)


def number(value: float | None) -> float | None:
    """A figure that may be a count or a share, to nine digits behind the point; None stays."""
    return None if value is None else round(value, 9)


def moment(at: float | None) -> str | None:
    """A moment by the province's time, to the second."""
    return None if at is None else province_text(at)


def some(names: Iterable[str]) -> dict[str, Any]:
    """How many names there are, and the first of them."""
    found: Sequence[str] = sorted(names)
    return {"count": len(found), "names": list(found[:MOST_NAMES])}
