"""What a report rests on: when somebody watched and when nobody did, how old the evidence is, what was not declared. Pure."""

from collections.abc import Sequence
from typing import Any

from fengsui.coverage.availability import Period
from fengsui.history.eras import Watch
from fengsui.reports.material import Material
from fengsui.reports.values import moment

# Gaps that are told one by one, the longest first; all of them count in the sum.
MOST_GAPS = 20
# A restart of the service takes a few seconds; what is shorter is no gap worth a line.
_SHORTEST_GAP = 60.0


def evidence_figures(material: Material) -> dict[str, Any]:
    """Watches and their gaps, the oldest evidence, subscriber reports that came, came late, or were corrected."""
    period = material.month.period
    holes = gaps_of(material.counties.watches, period)
    longest = sorted(holes, key=lambda each: (each[0] - each[1], each[0]))
    told = sorted(each for each in longest[:MOST_GAPS] if each[1] - each[0] >= _SHORTEST_GAP)
    unwatched = sum(ends - begins for begins, ends in holes)
    return {
        "state_at": moment(material.then.coverage.as_of),
        "seconds": round(period[1] - period[0]),
        "watched_seconds": round(period[1] - period[0] - unwatched),
        "unwatched_seconds": round(unwatched),
        "gap_count": len(holes),
        "gaps": [_gap(each) for each in told],
        "oldest_evidence_at": _oldest(material),
        "reports": _reports(material),
        "observed_at": moment(material.observed.at),
    }


def gaps_of(watches: Sequence[Watch], period: Period) -> list[Period]:
    """Stretches of a period in which nobody watched, in order."""
    found: list[Period] = []
    reached, until = period
    for watch in sorted(watches, key=lambda each: (each.began_at, each.until)):
        if watch.began_at > reached:
            found.append((reached, min(watch.began_at, until)))
        reached = max(reached, watch.until)
        if reached >= until:
            return found
    return [*found, (reached, until)]


def _gap(gap: Period) -> dict[str, Any]:
    begins, ends = gap
    return {"since": moment(begins), "until": moment(ends), "seconds": round(ends - begins)}


def _oldest(material: Material) -> str | None:
    """Of what the states at the end of the month rested on when they came to be."""
    codes = [county.code for county in material.then.coverage.counties]
    parts = [material.then.recorded["county", code, ""].part for code in codes]
    return moment(
        min((part.evidence_at for part in parts if part is not None and part.evidence_at is not None), default=None)
    )


def _reports(material: Material) -> dict[str, Any]:
    month = material.month
    own = [each for each in material.reports if each.report.month == month.text]
    return {
        "received": len(own),
        "corrected": sum(each.version > 1 for each in own),
        "warned": sum(bool(each.warnings) for each in own),
        "last_at": moment(max((each.at for each in own), default=None)),
    }
