"""Whether rows may become records: each cell by its field, then what records say about each other. Pure.

Files and the `add` commands go through here alike. All faults are found in one pass over each kind, in the order in which kinds
refer to each other; a record with a fault still counts as there, so that its fault is not repeated at whatever names it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fengsui.errors import Fault
from fengsui.inventory.divisions import ALIASES, NOT_DIVISIONS
from fengsui.inventory.fields import REQUIRED, Unfit, show
from fengsui.inventory.kinds import KINDS, Kind
from fengsui.inventory.progress import Progress, followed, silent
from fengsui.inventory.records import Records
from fengsui.inventory.relations import Relations, Values
from fengsui.inventory.rows import Row, Unread
from fengsui.model.credential import Credential
from fengsui.model.secret import MASK

_NOTHING_UNREAD = Unread()
CHECKING = "checking what they name"
"""The stage of the progress in which each row is held against the others."""


@dataclass
class Verdict:
    """What a validation found.

    Attributes:
        proposed: Records of the rows without a fault, put over those that exist.
        notes: What was read otherwise than it stands, in words.
    """

    proposed: Records = field(default_factory=Records)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def validate(
    rows: Sequence[Row],
    existing: Records,
    *,
    allow_loopback: bool,
    unread: Unread = _NOTHING_UNREAD,
    progress: Progress = silent,
) -> Verdict:
    """Proposes the records of `rows`, put over those that exist, and says what is wrong.

    A column that a row does not have keeps the value of an existing record; a new record gets the column's default.

    Args:
        rows: Of any kinds, in any order.
        existing: What is there already.
        allow_loopback: True where loopback addresses may be registered (demo and tests).
        unread: What was lost on the way: its faults are told with the others, and what it may explain is left for the next
            time.
        progress: Is told how far it has come.
    """
    work = _Validation(existing)
    found: list[tuple[Row, Values]] = []
    for kind in KINDS.values():
        of_kind = [row for row in rows if row.kind is kind]
        found += work.propose(kind, followed(progress, f"checking {kind.name}", of_kind) if of_kind else ())
    relations = Relations(existing, work.proposed, work.present, unread, allow_loopback=allow_loopback)
    for row, values in followed(progress, CHECKING, found):
        work.faults(relations.faults(row, values), row)
    work.faults(relations.faults_of_others())
    faults = work.faults_in_order(rows, unread)
    return Verdict(work.proposed, faults, [*work.alias_notes(), *_uncounted(existing, work.proposed)])


class _Validation:
    """One validation under way."""

    def __init__(self, existing: Records) -> None:
        self.existing = existing
        self.proposed = Records()
        # Names that stand in the rows, faulty or not: what refers to them is not at fault.
        self.present: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self._aliases: Counter[str] = Counter()
        self._faults: dict[str, tuple[Row | None, Fault]] = {}

    def faults(self, found: Iterable[Fault], row: Row | None = None) -> bool:
        """Takes faults, each place once; True where there were any."""
        any_found = False
        for fault in found:
            any_found = True
            self._faults.setdefault(fault.where, (row, fault))
        return any_found

    def faults_in_order(self, rows: Sequence[Row], unread: Unread) -> list[Fault]:
        """All faults, those of form among them, in the order of the rows they stand in; faults of no row come last."""
        order = {id(row): place for place, row in enumerate(rows)} if self._faults else {}
        found = [(order.get(id(row), len(rows)) + 0.5, fault) for row, fault in self._faults.values()]
        # What stands before the third row comes after the faults of the second, and before those of the third.
        placed = sorted([*unread.faults, *found], key=lambda each: each[0])
        return [fault for _, fault in placed]

    def alias_notes(self) -> list[str]:
        """Codes that were read as others, once a file."""
        return [f"{text} ({count} time(s))" for text, count in self._aliases.items()]

    def propose(self, kind: Kind, rows: Iterable[Row]) -> Iterator[tuple[Row, Values]]:
        """Proposes records of one kind, and gives the values of each row that are sound on their own."""
        first: dict[str, Row] = {}
        for row in rows:
            if row.key and (earlier := first.setdefault(row.key, row)) is not row:
                self.faults(_again(row, earlier), row)
                continue
            self.present[kind.name].add(row.key)
            yield row, self._propose(kind, row)

    def _propose(self, kind: Kind, row: Row) -> Values:
        given, unfit = self._values(kind, row)
        base = self._base(kind, given)
        faulty = self.faults(unfit, row)
        if base is None:
            faulty |= self.faults(_lacking(kind, row), row)
        values = {**kind.defaults, **(base or {}), **given}
        if faulty:
            return {column: values[column] for column in values if column in given or column not in row.values}
        record = kind.build(values)
        if not (isinstance(record, Credential) and self.faults(_credential_faults(row, record), row)):
            records: dict[str, Any] = getattr(self.proposed, kind.name)
            records[values[kind.key]] = record
        return values

    def _values(self, kind: Kind, row: Row) -> tuple[Values, list[Fault]]:
        values: Values = {}
        faults = []
        for column, raw in row.values.items():
            plan = kind.by_name[column]
            try:
                values[column] = self._division(plan.value(raw), column, row)
            except Unfit as unfit:
                faults.append(Fault(row.where(column), unfit.expected, plan.shown(raw), unfit.hint))
        return values, faults

    def _division(self, value: Any, column: str, row: Row) -> Any:
        """Codes of divisions that stand for another, unless the data say otherwise."""
        if column not in ("division", "parent_code") or value in self.existing.divisions:
            return value
        if column == "division" and value in NOT_DIVISIONS:
            raise Unfit("a GB/T 2260 code of a division", NOT_DIVISIONS[value])
        if value in ALIASES:
            today, reason = ALIASES[value]
            self._aliases[f"{row.source or row.where(column)}: {value} is read as {today}: {reason}"] += 1
            return today
        return value

    def _base(self, kind: Kind, given: Mapping[str, Any]) -> dict[str, Any] | None:
        record = self.existing.of(kind.name).get(given.get(kind.key, ""))
        if record is None:
            return None
        if isinstance(record, Credential) and given.get("version", record.version) is not record.version:
            return {"carrier": record.carrier}  # another version asks otherwise: of the old one only the owner holds
        return kind.flat(record)


def _uncounted(existing: Records, proposed: Records) -> list[str]:
    """A site in a prefecture is where somebody meant a county: what stands there counts nowhere."""
    divisions = existing.divisions | proposed.divisions
    sites = Counter(site.division for site in proposed.sites.values())
    return [
        f"{count} site(s) lie in {code} {divisions[code].name_zh}, which county coverage is not counted over: "
        "name the county to have their equipment counted"
        for code, count in sorted(sites.items())
        if code in divisions and not divisions[code].coverage_unit
    ]


def _again(row: Row, earlier: Row) -> Iterator[Fault]:
    kind = row.kind
    yield Fault(
        row.where(kind.key), f"each {kind.singular} once", f"{show(row.key)} again", f"It stands at {earlier.where()}"
    )


def _lacking(kind: Kind, row: Row) -> Iterator[Fault]:
    for plan in kind.fields:
        if plan.default is REQUIRED and plan.name not in row.values:
            expected = f"a value for {plan.name}, which a new {kind.singular} needs"
            yield Fault(row.lacking(plan.name), expected, "no such column")


def _credential_faults(row: Row, credential: Credential) -> Iterator[Fault]:
    """The fields of a credential fit its version (RFC 3414 has no privacy without authentication)."""
    is_v3 = credential.version.value == "v3"
    needed, hint = {"user" if is_v3 else "community"}, ""
    if is_v3 and (credential.auth_protocol or credential.auth_key or credential.priv_protocol or credential.priv_key):
        needed |= {"auth_protocol", "auth_key"}
        hint = "SNMPv3 has no privacy without authentication, and a protocol needs its key"
    if is_v3 and (credential.priv_protocol or credential.priv_key):
        needed |= {"priv_protocol", "priv_key"}
    unwanted = {"community"} if is_v3 else {"user", "auth_protocol", "auth_key", "priv_protocol", "priv_key"}
    for column in row.kind.columns:
        there = getattr(credential, column) is not None
        if column in needed and not there:
            yield Fault(row.where(column), f"a value for {column}, as {credential.version} needs", "nothing", hint)
        elif column in unwanted and there:
            yield Fault(row.where(column), f"no {column} for {credential.version}", MASK, "Leave it empty")
