"""Verifications as rows of the database: reasons and facts as JSON, and back. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fengsui.model.poll import PollOutcome
from fengsui.model.verification import DeviceFacts, Reason, ReasonKind, Verdict, Verification, Words


def row_of(verification: Verification) -> dict[str, Any]:
    """All columns but those by which devices are told apart."""
    facts = verification.facts
    return {
        "device": verification.device,
        "at": verification.at,
        "verdict": verification.verdict.value if verification.verdict else None,
        "reasons": _text([asdict(reason) for reason in verification.reasons]),
        "warnings": _text([asdict(reason) for reason in verification.warnings]),
        "facts": None if facts is None else _text(asdict(facts)),
        "failures": verification.failures,
        "next_at": verification.next_at,
        "requested_at": verification.requested_at,
    }


def verification_of(row: Mapping[str, Any]) -> Verification:
    """The verification that a row holds."""
    return Verification(
        device=row["device"],
        at=row["at"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        reasons=_reasons(row["reasons"]),
        warnings=_reasons(row["warnings"]),
        facts=_facts(row["facts"]),
        failures=row["failures"],
        next_at=row["next_at"],
        requested_at=row["requested_at"],
    )


def _text(value: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _reasons(text: str) -> tuple[Reason, ...]:
    return tuple(map(_reason, json.loads(text)))


def _reason(values: Mapping[str, Any]) -> Reason:
    expected, got, hint = (Words(**values[part]) for part in ("expected", "got", "hint"))
    return Reason(ReasonKind(values["kind"]), expected, got, hint, values["other"])


def _facts(text: str | None) -> DeviceFacts | None:
    if text is None:
        return None
    values = json.loads(text)
    return DeviceFacts(**{**values, "outcome": PollOutcome(values["outcome"])})
