"""Targets in the database, and the sets of them and the phases that are shipped."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.database.upsert import upsert
from fengsui.errors import Fault, InputError, NotFoundError
from fengsui.inventory.audit import write_audit
from fengsui.inventory.edits import Condition, Single, tag_of
from fengsui.inventory.fields import REQUIRED, Field, Unfit, carrier_code, choice, division_code, name, show, words
from fengsui.inventory.kinds import Kind
from fengsui.inventory.rows import Row
from fengsui.inventory.schemas import Schema
from fengsui.inventory.suggest import did_you_mean
from fengsui.inventory.tables import CarrierRow, DivisionRow, TargetRow
from fengsui.inventory.writers.columns import fixed
from fengsui.model.audit import AuditAction, AuditEntry
from fengsui.model.principal import Author
from fengsui.model.target import PARTS, Measure, Phase, Target, TargetFigure

SHIPPED = ("policy-2011", "template")
"""Sets of targets that come with the program."""

_TARGETS = table_of(TargetRow)


def _amount(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", text):
        raise Unfit("a number of at most 12 digits before the point", "0.3 is 30 %")
    return float(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", text) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise Unfit("a day such as 2027-12-31") from None


def _flat(target: Any) -> dict[str, Any]:
    return {
        each.name: str(value) if (value := getattr(target, each.name)) is not None else None for each in fields(target)
    }


TARGETS = Kind(
    "targets",
    "target",
    "name",
    (
        Field("name", name()),
        Field("figure", choice(TargetFigure)),
        Field("value", _amount),
        Field("due", _day),
        Field("measure", choice(Measure), Measure.RATIO),
        Field("division", division_code, None),
        Field("carrier", carrier_code, None),
        Field("phase", name(20), None),
        Field("origin", words(200), None),
        Field("part", name(20), None),
    ),
    lambda row: Target(**row),  # type: ignore[arg-type,return-value]  # a target is no record of the inventory's kinds
    _flat,
)

TARGET_COLUMNS: Mapping[str, Schema] = {
    "name": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": r"^[\w][\w.:-]*$", "description": "Name"},
    "figure": {"type": "string", "enum": [*TargetFigure], "description": "What is measured"},
    "value": {
        "type": "number",
        "minimum": 0,
        "maximum": 999_999_999_999,
        "description": "A share (0.3 is 30 %), or a count",
    },
    "due": {
        "type": "string",
        "format": "date",
        "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$",
        "description": "The last day",
    },
    "measure": {"type": "string", "enum": [*Measure], "description": "Whether it bounds the share or the count"},
    "division": {"type": "string", "pattern": "^[0-9]{6}$", "description": "For this prefecture or unit alone"},
    "carrier": {"type": "string", "minLength": 1, "maxLength": 40, "description": "For this carrier alone"},
    "phase": {"type": "string", "minLength": 1, "maxLength": 20, "description": "For the divisions of this phase"},
    "origin": {"type": "string", "minLength": 1, "maxLength": 200, "description": "Plan or decree that it comes from"},
    "part": {
        "type": "string",
        "minLength": 1,
        "maxLength": 20,
        "description": "Kind of sites that fibre is to reach, or sector; of the two figures that have parts",
    },
}
"""The columns as JSON Schema."""


@cache
def load_phases() -> Mapping[str, Phase]:
    """The phases of the programme, by name."""
    return {
        row["name"]: Phase(
            row["name"], int(row["order"]), row["name_zh"], row["name_en"], tuple(row["divisions"].split())
        )
        for row in csv.DictReader(_shipped_text("phases").splitlines())
    }


def shipped_targets(which: str) -> str:
    """CSV of a set that is shipped."""
    return _shipped_text(f"targets_{which.replace('-', '_')}")


def _shipped_text(stem: str) -> str:
    return (files("fengsui.inventory") / "data" / f"{stem}.csv").read_text(encoding="utf-8")


class TargetStore:
    """Targets, to be read and changed.

    Every method raises DatabaseError where the database fails.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def targets(self) -> list[Target]:
        """All targets by last day and name."""
        async with self._db.session() as session:
            return await _read(session)

    async def put(self, rows: Sequence[Row], faults: Sequence[Fault] = (), *, by: Author) -> list[str]:
        """Adds targets or puts them in the place of those of the same names, all or none; gives the names that changed.

        Raises:
            InputError: with all faults.
        """
        async with self._db.begin() as session:
            await self._db.lock(session)
            existing = {each.name: each for each in await _read(session)}
            return [each.name for each in await _put(session, rows, faults, existing, by)]

    async def put_one(
        self, row: Row, faults: Sequence[Fault], single: Single, *, by: Author, whole: bool = True
    ) -> tuple[Target, bool]:
        """Adds or changes the one target that a caller named; gives it as it is now, and whether it was added.

        Args:
            row: The target; its key is there.
            faults: What is wrong with its form.
            single: What must be so of the target as it is.
            by: In whose name.
            whole: False where a column that is not given stays as it is.

        Raises:
            InputError: with all faults.
            NotFoundError: where one is to be changed that is not there.
            PreconditionError: where the condition does not hold.
        """
        async with self._db.begin() as session:
            await self._db.lock(session)
            existing = {each.name: each for each in await _read(session)}
            before = existing.get(row.key)
            if single.existing and before is None:
                raise missing_target(row.key, existing)
            if single.condition is not None:
                single.condition.check(None if before is None else target_tag(before))
            if before is not None and not whole:
                row.values = {**_texts(before), **row.values}
            await _put(session, [row], faults, existing, by)
            now = {each.name: each for each in await _read(session)}
        return now[row.key], before is None

    async def remove(self, names: Iterable[str], *, by: Author, condition: Condition | None = None) -> None:
        """Removes targets, all or none.

        Raises:
            NotFoundError: where one is not there.
            PreconditionError: where one is not as the condition demands.
        """
        async with self._db.begin() as session:
            await self._db.lock(session)
            existing = {each.name: each for each in await _read(session)}
            for each in names:
                if each not in existing:
                    raise missing_target(each, existing)
                if condition is not None:
                    condition.check(target_tag(existing[each]))
                gone = AuditEntry(
                    by.at, by.principal, "targets", each, AuditAction.REMOVED, before=_flat(existing[each])
                )
                await write_audit(session, [gone])
                await session.execute(delete(_TARGETS).where(_TARGETS.c.name == each))


async def _put(
    session: AsyncSession, rows: Sequence[Row], faults: Sequence[Fault], existing: Mapping[str, Target], by: Author
) -> list[Target]:
    """Writes targets that are sound, all or none; gives those that changed."""
    divisions = set((await session.execute(select(DivisionRow.code))).scalars())
    carriers = set((await session.execute(select(CarrierRow.code))).scalars())
    targets, found = judge_targets(rows, divisions, carriers)
    if faults or found:
        known = {fault.where for fault in faults}
        raise InputError("targets", [*faults, *(fault for fault in found if fault.where not in known)])
    changed = [each for each in targets if existing.get(each.name) != each]
    await write_audit(session, [_entry(each, existing.get(each.name), by) for each in changed])
    await upsert(session, _TARGETS, [_flat(each) | {"value": each.value} for each in changed], ["name"])
    return changed


def target_tag(target: Target) -> str:
    """An entity tag of a target; it changes whenever the target does."""
    return tag_of(_flat(target))


def target_record(target: Target) -> dict[str, Any]:
    """A target as it was set, as plain values."""
    return _flat(target) | {"value": target.value}


def _texts(target: Target) -> dict[str, str | None]:
    """A target as a row would give it."""
    return _flat(target) | {"value": fixed(target.value)}


def missing_target(wanted: str, known: Iterable[str]) -> NotFoundError:
    """An error for a target that is not there, with the nearest name that is."""
    hint = did_you_mean(wanted, list(known)) or "`fengsui target list` shows what there is"
    return NotFoundError(f"there is no target {show(wanted)}. {hint}")


def judge_targets(rows: Sequence[Row], divisions: set[str], carriers: set[str]) -> tuple[list[Target], list[Fault]]:
    """Targets of rows, and everything that is wrong with them. Pure."""
    targets: dict[str, Target] = {}
    faults: list[Fault] = []
    for row in rows:
        values, wrong = _values(row)
        for column, known in (("division", divisions), ("carrier", carriers), ("phase", set(load_phases()))):
            if values.get(column) is not None and values[column] not in known:
                hint = did_you_mean(values[column], sorted(known))
                wrong.append(Fault(row.where(column), f"a {column} that there is", show(values[column]), hint))
        if values.get("measure") is Measure.RATIO and values.get("value", 0) > 1:
            hint = "0.3 is 30 %; a number of people or counties has the measure count"
            wrong.append(Fault(row.where("value"), "a share of 0 to 1", str(values["value"]), hint))
        wrong += _part_faults(row, values)
        if values.get("name") in targets:
            wrong.append(Fault(row.where("name"), "each target once", f"{show(values['name'])} again"))
        faults += wrong
        if not wrong:
            targets[values["name"]] = Target(**values)
    return list(targets.values()), faults


def _part_faults(row: Row, values: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the part of a figure: two have parts, and of sectors no carrier is responsible alone."""
    figure, part = values.get("figure"), values.get("part")
    known = PARTS.get(figure, ()) if figure is not None else ()
    if figure is not None and not known and part is not None:
        yield Fault(row.where("part"), f"nothing, for {figure.value} has no parts", show(part))
    elif known and part not in known:
        hint = did_you_mean(part, known) if part else ""
        where = row.where("part") if part else row.lacking("part")
        yield Fault(where, f"one of {', '.join(known)}", show(part) if part else "nothing", hint)
    if figure is TargetFigure.SECTOR_COVERAGE and values.get("carrier") is not None:
        hint = "a site of a sector is connected by whichever carrier reaches it"
        yield Fault(
            row.where("carrier"), "nothing, for sector_coverage is of all carriers", show(values["carrier"]), hint
        )


def _values(row: Row) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults = []
    for plan in TARGETS.fields:
        if plan.name not in row.values:
            if plan.default is REQUIRED:
                faults.append(Fault(row.lacking(plan.name), f"a value for {plan.name}", "nothing"))
            else:
                values[plan.name] = plan.default
            continue
        try:
            values[plan.name] = plan.value(row.values[plan.name])
        except Unfit as unfit:
            faults.append(Fault(row.where(plan.name), unfit.expected, plan.shown(row.values[plan.name]), unfit.hint))
    return values, faults


async def _read(session: AsyncSession) -> list[Target]:
    rows = (await session.execute(select(_TARGETS).order_by(_TARGETS.c.due, _TARGETS.c.name))).mappings()
    return [
        Target(
            **{
                **row,
                "figure": TargetFigure(row["figure"]),
                "measure": Measure(row["measure"]),
                "due": date.fromisoformat(row["due"]),
            }
        )
        for row in rows
    ]


def _entry(target: Target, before: Target | None, by: Author) -> AuditEntry:
    new, old = _flat(target), None if before is None else _flat(before)
    action = AuditAction.ADDED if old is None else AuditAction.CHANGED
    changed = [column for column in new if old is None or old[column] != new[column]]
    was = None if old is None else {column: old[column] for column in changed}
    return AuditEntry(by.at, by.principal, "targets", target.name, action, None, was, {c: new[c] for c in changed})
