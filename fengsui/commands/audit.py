"""`fengsui audit`: who changed what, when, from what to what."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.durations import parse_duration
from fengsui.commands.inventory import ask
from fengsui.commands.options import Database, DataDir, author
from fengsui.commands.output import Output, OutputFormat, plain, print_json, print_rows

if TYPE_CHECKING:
    from fengsui.model.audit import AuditEntry

_COLUMNS = ("time", "principal", "action", "kind", "key", "column", "before", "after")


def audit(
    since: Annotated[str, typer.Option("--since", metavar="DURATION", help="How far back: 30m, 2h, 7d …")] = "7d",
    kind: Annotated[str | None, typer.Option("--kind", help="Only of these: devices, links, tokens …")] = None,
    key: Annotated[str | None, typer.Option("--key", help="Only of the record with this name or code.")] = None,
    principal: Annotated[
        str | None, typer.Option("--principal", help="Only in this name: cli:root, token:telecom-noc …")
    ] = None,
    carrier: Annotated[str | None, typer.Option("--carrier", help="Only of this carrier's records, by code.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="Most records that are listed.")] = 100,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List who changed what in the inventory, the newest first; secrets show as stars."""
    from fengsui.inventory.audit import AuditStore

    oldest = author().at - parse_duration(since, option="--since")
    found = ask(
        database,
        data_dir,
        lambda store: AuditStore(store.db).entries(
            since=oldest, kind=kind, key=key, principal=principal, carrier=carrier, limit=limit
        ),
    )
    if output is OutputFormat.JSON:
        print_json([_document(entry) for entry in found])
    else:
        print_rows([row for entry in found for row in _rows(entry)], _COLUMNS, output)


def _document(entry: "AuditEntry") -> dict[str, Any]:
    return {
        "time": _time(entry.at),
        "principal": entry.principal,
        "action": entry.action.value,
        "kind": entry.kind,
        "key": entry.key,
        "carrier": entry.carrier,
        "before": entry.before,
        "after": entry.after,
    }


def _rows(entry: "AuditEntry") -> list[dict[str, Any]]:
    """A changed record has a row a column; an added or removed one is told in one."""
    head = {"time": _time(entry.at), "principal": entry.principal, "action": entry.action.value}
    head |= {"kind": entry.kind, "key": entry.key}
    if entry.before is None or entry.after is None:
        return [{**head, "before": _summary(entry.before), "after": _summary(entry.after)}]
    return [
        {**head, "column": name, "before": old, "after": entry.after.get(name)} for name, old in entry.before.items()
    ]


def _summary(values: Any) -> str | None:
    return None if values is None else " ".join(f"{name}={plain(value)}" for name, value in values.items() if value)


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
