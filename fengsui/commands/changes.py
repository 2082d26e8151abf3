"""`fengsui changes`: the log of what changed, the newest first."""

from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from fengsui.commands.durations import parse_duration
from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_rows
from fengsui.model.observation import Change

_COLUMNS = ("time", "kind", "name", "carrier", "before", "after", "reason", "evidence")


class ChangeKind(StrEnum):
    """What changes are recorded of."""

    DEVICE = "device"
    LINK = "link"
    INTERFACE = "interface"
    COUNTY = "county"
    SERVICE = "service"


def changes(
    since: Annotated[str, typer.Option("--since", metavar="DURATION", help="How far back: 30m, 2h, 7d …")] = "24h",
    kind: Annotated[ChangeKind | None, typer.Option("--kind", help="Only changes of these.")] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Only of the device, link, interface, county or service of this name.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Most that are listed.")] = 100,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List what changed lately: devices, links, interfaces, counties and services, the newest first."""
    from fengsui.clock import SystemClock

    oldest = SystemClock().now() - parse_duration(since, option="--since")
    url = settings_from(database=database, data_dir=data_dir).url
    found = run(_read(url, oldest, None if kind is None else kind.value, name, limit))
    print_rows([_row(change) for change in found], _COLUMNS, output)


async def _read(url: str, oldest: float, kind: str | None, name: str | None, limit: int) -> list[Change]:
    from fengsui.database.open import open_database
    from fengsui.history.store import HistoryStore

    async with open_database(url, create=False) as db:
        return await HistoryStore(db).changes(since=oldest, limit=limit, kind=kind, name=name)


def _row(change: Change) -> dict[str, object]:
    evidence = None if change.evidence_at is None else _local(change.evidence_at)
    return {"time": _local(change.at), **asdict(change), "evidence": evidence}


def _local(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().isoformat(timespec="seconds")
