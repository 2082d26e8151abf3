"""Incidents as rows, and back; pure."""

import json
from collections.abc import Iterable
from typing import Any

from fengsui.history.codec import Row, clean
from fengsui.history.tables import REASON
from fengsui.model.incident import (
    Acknowledgement,
    Cause,
    CauseKind,
    CountyVictim,
    Element,
    Incident,
    IncidentSeverity,
    Loss,
    Victims,
)

NOTE = 2000  # characters of a note

# Fields that are columns as they are.
_PLAIN = (
    "id", "opened_at", "seen_at", "up_since", "closed_at", "evidence_at", "evidence_since",
    "households", "flaps", "maintenance", "merged_into",
)  # fmt: skip


def incident_row(each: Incident) -> Row:
    """A row of `incidents`, without what people said about it."""
    return {
        **{name: getattr(each, name) for name in _PLAIN},
        "kind": each.cause.kind.value,
        "severity": each.severity.value,
        "reason": clean(each.reason, REASON),
        "carriers": among(*each.cause.carriers),
        "counties": among(*each.counties),
        "cause": _cause_text(each.cause),
        "victims": _victims_text(each.victims),
    }


def incident(row: Row) -> Incident:
    """An incident, from its row."""
    said_at = row["acknowledged_at"]
    return Incident(
        **{name: row[name] for name in _PLAIN},
        cause=_cause(row["kind"], json.loads(row["cause"])),
        severity=IncidentSeverity(row["severity"]),
        reason=row["reason"],
        victims=_victims(json.loads(row["victims"])),
        acknowledged=None
        if said_at is None
        else Acknowledgement(row["acknowledged_by"] or "", said_at, row["note"] or ""),
    )


def among(*codes: str) -> str:
    """Codes with a blank before, between and behind them, so that one of them is found whole; empty for none."""
    return f" {' '.join(codes)} " if codes else ""


def _cause_text(cause: Cause) -> str:
    lists = {"elements": cause.elements, "with": cause.together_with, "or": cause.or_else}
    return _json({"duct": cause.duct, **{name: _lists(each) for name, each in lists.items()}})


def _cause(kind: str, kept: dict[str, Any]) -> Cause:
    # Incidents of the first days do not say what else would explain them.
    lists = (_elements(kept.get(name, ())) for name in ("with", "or"))
    return Cause(CauseKind(kind), _elements(kept["elements"]), kept["duct"], *lists)


def _victims_text(victims: Victims) -> str:
    counties = [
        [each.county, each.carrier, each.loss.value, each.whole, each.since, each.until] for each in victims.counties
    ]
    return _json({"counties": counties, "elements": _lists(victims.elements)})


def _victims(kept: dict[str, Any]) -> Victims:
    counties = tuple(
        CountyVictim(county, carrier, Loss(loss), whole, since, until)
        for county, carrier, loss, whole, since, until in kept["counties"]
    )
    return Victims(counties, _elements(kept["elements"]))


def _lists(elements: Iterable[Element]) -> list[list[str]]:
    return [[each.kind, each.name, each.carrier] for each in elements]


def _elements(kept: Iterable[Iterable[str]]) -> tuple[Element, ...]:
    return tuple(Element(*each) for each in kept)


def _json(value: dict[str, Any]) -> str:
    # Escaped: a NUL or half a surrogate pair in a name would be more than PostgreSQL takes.
    return json.dumps(value, separators=(",", ":"))
