"""What an import would do: added, changed field by field, or left as it is. Secrets show as stars. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fengsui.inventory.kinds import KINDS, Kind
from fengsui.inventory.records import Record, Records
from fengsui.model.secret import MASK, Secret


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that is added or changed.

    Attributes:
        fields: Column to value before and after; empty for an added record. A changed secret is `***` on both sides.
    """

    kind: str
    key: str
    added: bool
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """Records of one kind in the files."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different between what exists and what is proposed; kinds in the order they are written."""

    counts: Mapping[str, Counts]
    changes: tuple[RecordChange, ...]


def difference(existing: Records, proposed: Records) -> Difference:
    """Holds each proposed record against the one of the same natural key."""
    counts: dict[str, Counts] = {}
    changes: list[RecordChange] = []
    for name, kind in KINDS.items():
        records = proposed.of(name)
        if not records:
            continue
        found = [change for key, record in records.items() if (change := _change(kind, key, existing, record))]
        added = sum(change.added for change in found)
        counts[name] = Counts(added, len(found) - added, len(records) - len(found))
        changes += found
    return Difference(counts, tuple(changes))


def _change(kind: Kind, key: str, existing: Records, record: Record) -> RecordChange | None:
    old = existing.of(kind.name).get(key)
    if old is None:
        return RecordChange(kind.name, key, added=True)
    if old == record:
        return None
    before, after = kind.flat(old), kind.flat(record)
    fields = {name: (_shown(before[name]), _shown(after[name])) for name in before if before[name] != after[name]}
    return RecordChange(kind.name, key, added=False, fields=fields)


def _shown(value: Any) -> Any:
    return MASK if isinstance(value, Secret) else value
