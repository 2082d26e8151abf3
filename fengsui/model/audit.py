"""The audit: who changed what, when, from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class AuditAction(StrEnum):
    """What was done to a record."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change of one record.

    Attributes:
        at: Seconds since the epoch.
        principal: In whose name, for example `cli:root` or `token:telecom-noc`.
        kind: Plural, as in the inventory: `devices`, `tokens` …
        key: Natural key of the record.
        carrier: Whose record it is; None where it is nobody's own.
        before: Values by column; None for what was added. A changed record shows the columns that changed alone.
        after: The same; None for what was removed. A secret is `***` on either side.
        number: Place in the log; 0 for an entry that is yet to be written.
    """

    at: float
    principal: str
    kind: str
    key: str
    action: AuditAction
    carrier: str | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    number: int = 0
