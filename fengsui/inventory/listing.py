"""Listing records for callers of the API: filtered, sorted and paged by the database, within what the caller may see.

A page ends with a cursor: the sort value and the key of its last record. The next page begins behind it, so that what is added or
removed meanwhile neither repeats nor skips what stays.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from fengsui.database.engine import Database
from fengsui.errors import Fault, InputError
from fengsui.inventory.edits import Found, found
from fengsui.inventory.fields import Unfit, show
from fengsui.inventory.kinds import KINDS, Kind
from fengsui.inventory.scope import Scope
from fengsui.inventory.suggest import did_you_mean
from fengsui.inventory.tables import TABLES

# Columns that are filtered by and sorted by; sorted only by those that are never empty, beside the key.
FILTERS: Mapping[str, Sequence[str]] = {
    "divisions": ("level", "parent_code", "coverage_unit"),
    "carriers": (),
    "credentials": ("version", "carrier"),
    "sites": ("division", "kind", "sector", "carrier"),
    "devices": ("carrier", "site", "role", "network", "address", "credential", "profile", "lifecycle"),
    "links": ("carrier", "a_device", "b_device", "medium", "tier", "duct"),
    "services": ("carrier", "site", "kind", "address"),
}
SORTS: Mapping[str, Sequence[str]] = {
    "divisions": ("code", "name_zh", "parent_code"),
    "carriers": ("code", "name_zh"),
    "credentials": ("name", "version"),
    "sites": ("code", "name", "division", "kind"),
    "devices": ("name", "carrier", "site", "role", "address", "lifecycle"),
    "links": ("name", "carrier", "tier", "medium"),
    "services": ("name", "site", "kind", "address"),
}
MOST = 1000
_LONGEST_CURSOR = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """What is listed.

    Attributes:
        filters: Values by column, as the database holds them.
        sort: Column that is sorted by.
        descending: True for the greatest first.
        after: Sort value and key of the record that the page begins behind.
        limit: Most records in the page.
    """

    kind: Kind
    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    after: tuple[str, str] | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Records in order, and the cursor of the next page; empty where this is the last."""

    records: tuple[Found, ...]
    cursor: str


def parse_question(kind_name: str, query: Mapping[str, str]) -> Question:
    """Reads what a caller asks for.

    Raises:
        InputError: with all faults.
    """
    kind = KINDS[kind_name]
    faults: list[Fault] = []
    known = ("limit", "sort", "cursor", *FILTERS[kind_name])
    faults += [
        Fault(name[:60], f"one of {', '.join(known)}", show(name), did_you_mean(name, known))
        for name in query
        if name not in known
    ]
    filters = {column: _filter(kind, column, query[column], faults) for column in FILTERS[kind_name] if column in query}
    sort = query.get("sort", kind.key)
    if sort.removeprefix("-") not in SORTS[kind_name]:
        faults.append(
            Fault("sort", f"one of {', '.join(SORTS[kind_name])}, with - before it for descending", show(sort))
        )
    limit = query.get("limit", "100")
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 4 and 1 <= int(limit) <= MOST):
        faults.append(Fault("limit", f"a number of 1 to {MOST}", show(limit)))
        limit = "1"
    after = _read_cursor(query["cursor"], sort, faults) if "cursor" in query else None
    if faults:
        raise InputError("query", faults)
    return Question(kind, filters, sort.removeprefix("-"), sort.startswith("-"), after, int(limit))


async def page(db: Database, scope: Scope, question: Question) -> Page:
    """One page of what the caller may see.

    Raises:
        DatabaseError: where the database fails.
    """
    kind, table = question.kind, TABLES[question.kind.name]
    statement = select(table).where(visible(kind.name, scope))
    for column, value in question.filters.items():
        statement = statement.where(table.c[column] == value)
    async with db.session() as session:
        rows = [dict(row) for row in (await session.execute(_ordered(statement, question))).mappings()]
    kept = rows[: question.limit]
    sign = "-" if question.descending else ""
    cursor = _cursor(f"{sign}{question.sort}", kept[-1], question) if len(rows) > question.limit else ""
    return Page(tuple(found(kind, row) for row in kept), cursor)


def visible(kind_name: str, scope: Scope) -> ColumnElement[bool]:
    """The condition that the rows which a caller may see fulfil."""
    table = TABLES[kind_name]
    if scope.carrier is None or kind_name == "divisions":
        return true()
    if kind_name == "carriers":
        return table.c.code == scope.carrier
    if "carrier" not in table.c:
        return false()
    own = table.c.carrier == scope.carrier
    if kind_name != "sites":
        return own
    devices = TABLES["devices"]
    standing = select(devices.c.site).where(devices.c.carrier == scope.carrier)
    return or_(own, table.c.carrier.is_(None), table.c.code.in_(standing))


def _ordered(statement: Select[Any], question: Question) -> Select[Any]:
    table = TABLES[question.kind.name]
    column, key = table.c[question.sort], table.c[question.kind.key]
    if question.after is not None:
        value, last = question.after
        beyond = column < value if question.descending else column > value
        behind = key < last if question.descending else key > last
        statement = statement.where(or_(beyond, and_(column == value, behind)))
    order = (column.desc(), key.desc()) if question.descending else (column, key)
    return statement.order_by(*order).limit(question.limit + 1)  # one more, to know whether this is the last page


def _filter(kind: Kind, column: str, text: str, faults: list[Fault]) -> Any:
    try:
        if not text:
            raise Unfit("a value")
        value = kind.by_name[column].parse(text)
    except Unfit as unfit:
        faults.append(Fault(column, unfit.expected, show(text), unfit.hint))
        return None
    return getattr(value, "value", value)


def _cursor(sort: str, row: Mapping[str, Any], question: Question) -> str:
    text = json.dumps([sort, row[question.sort], row[question.kind.key]], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(text: str, sort: str, faults: list[Fault]) -> tuple[str, str] | None:
    try:
        padded = text[:_LONGEST_CURSOR] + "=" * (-len(text) % 4)
        found_sort, value, key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True).decode())
    except (ValueError, TypeError, binascii.Error, RecursionError):
        found_sort, value, key = None, None, None
    if (
        found_sort != sort
        or not isinstance(value, str)
        or not isinstance(key, str)
        or not f"{value}{key}".isprintable()
    ):
        faults.append(Fault("cursor", "the cursor of a page that was sorted alike", show(text)))
        return None
    return value, key
