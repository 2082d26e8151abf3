"""Incidents as plain values, the same for the command line and the API, and as a carrier may see them. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from fengsui.coverage.document import Document, utc_text
from fengsui.model.incident import Cause, CauseKind, CountyVictim, Element, Incident, Loss, Victims


def incident_document(each: Incident, *, full: bool = True, carrier: str | None = None) -> Document:
    """One incident.

    Args:
        each: As it is; for a carrier as `as_seen_by` gives it.
        full: False to count the victims without naming them, as lists do.
        carrier: Of the caller who sees its own alone; who took it on, with what words, is then left out, and so is what all
            carriers together cost.
    """
    cause, victims = each.cause, each.victims
    return {
        "id": each.id,
        "state": each.state.value,
        "severity": each.severity.value,
        "kind": cause.kind.value,
        "cause": list(cause.names),
        "carriers": list(cause.carriers),
        "counties": list(each.counties),
        "opened": utc_text(each.opened_at),
        "seen": utc_text(each.seen_at),
        "up_since": _time(each.up_since),
        "closed": _time(each.closed_at),
        "reason": each.reason,
        "evidence": {"first": _time(each.evidence_since), "last": _time(each.evidence_at)},
        "households": None if carrier is not None else each.households,
        "flaps": each.flaps,
        "maintenance": each.maintenance,
        "merged_into": each.merged_into,
        "acknowledged": _acknowledged(each, named=carrier is None),
        "lost": {loss.value: len(each.lost(loss)) for loss in Loss},
        "devices": len(victims.named("device")),
        "links": len(victims.named("link")),
        **(_particulars(each) if full else {}),
    }


def as_seen_by(each: Incident, carrier: str) -> Incident | None:
    """What a carrier may know of an incident: its own equipment and what itself lost; None where the cause is none of its."""
    own = _own(each.cause.elements, carrier)
    if not own:
        return None
    cause = each.cause
    together_with, or_else = _own(cause.together_with, carrier), _own(cause.or_else, carrier)
    alone = len(own) == 1 and not together_with and cause.duct is None
    kind = CauseKind(own[0].kind) if alone else cause.kind
    counties = tuple(replace(victim, whole=False) for victim in each.victims.counties if victim.carrier == carrier)
    return replace(
        each,
        cause=Cause(kind, own, cause.duct, together_with, or_else),
        victims=Victims(counties, _own(each.victims.elements, carrier)),
        households=0,
        reason=_words(each, own[0]),
    )


def _words(each: Incident, own: Element) -> str:
    """The reason, as far as it is about the carrier's own element.

    It is about the first of the cause. Of a link of its own it names an end; of a device it names the port that looks at it, which
    may be another carrier's.
    """
    if own != each.cause.elements[0]:
        return ""
    return each.reason if own.kind == "link" else each.reason.partition(" at ")[0]


def _own(elements: Iterable[Element], carrier: str) -> tuple[Element, ...]:
    return tuple(each for each in elements if each.carrier == carrier)


def _particulars(each: Incident) -> Document:
    cause = each.cause
    return {
        "elements": [_element(element) for element in cause.elements],
        "duct": cause.duct,
        "together_with": [_element(element) for element in cause.together_with],
        "or_else": [_element(element) for element in cause.or_else],
        "victims": {
            "counties": [_county(victim) for victim in each.victims.counties],
            "devices": list(each.victims.named("device")),
            "links": list(each.victims.named("link")),
        },
    }


def _element(each: Element) -> Document:
    return {"kind": each.kind, "name": each.name, "carrier": each.carrier}


def _county(victim: CountyVictim) -> Document:
    return {
        "county": victim.county,
        "carrier": victim.carrier,
        "lost": victim.loss.value,
        "whole": victim.whole,
        "since": utc_text(victim.since),
        "until": _time(victim.until),
    }


def _acknowledged(each: Incident, *, named: bool) -> Document | None:
    said = each.acknowledged
    if said is None:
        return None
    return {"at": utc_text(said.at), "by": said.by if named else None, "note": said.note if named else None}


def _time(at: float | None) -> str | None:
    return None if at is None else utc_text(at)
