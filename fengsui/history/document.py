"""What was, as documents of plain values, the same for the command line and the API."""

from fengsui.coverage.document import Document, coverage_document, utc_text
from fengsui.history.parts import StateRecord
from fengsui.history.state_log import CoverageThen


def coverage_then_document(then: CoverageThen) -> Document:
    """The document of a coverage, in which `recorded` says when each county and carrier came to be so, and on what evidence."""
    document = coverage_document(then.coverage)
    for county in document["counties"]:
        county["recorded"] = _recorded(then.recorded["county", county["code"], ""])
        for carrier in county["carriers"]:
            carrier["recorded"] = _recorded(then.recorded["county", county["code"], carrier["carrier"]])
    return {**document, "recorded": True}


def _recorded(record: StateRecord) -> Document:
    evidence_at = record.part.evidence_at if record.part is not None else None
    return {"at": utc_text(record.at), "evidence_at": None if evidence_at is None else utc_text(evidence_at)}
