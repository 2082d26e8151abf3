"""`fengsui interface`: the interfaces of a device as polling has shown them, and what moved about them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.durations import parse_duration
from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_rows

if TYPE_CHECKING:
    from fengsui.model.observation import DeviceObservation, InterfaceMove

app = typer.Typer(help="Interfaces: what polling has shown of a device's ports.", no_args_is_help=True)

DeviceArgument = Annotated[str, typer.Argument(help="Name of the device.")]

_COLUMNS = ("id", "name", "descr", "alias", "admin_status", "oper_status", "speed_bits_per_second", "since", "index")
_MORE_COLUMNS = (*_COLUMNS, "seen_at", "left_at")
_MOVE_COLUMNS = ("time", "id", "interface", "attribute", "before", "after")


@app.command("list")
def list_interfaces(
    device: DeviceArgument,
    departed: Annotated[bool, typer.Option("--all", help="Those that the device no longer has as well.")] = False,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List the interfaces of a device: names, statuses, speed, since when, and the id that stays whatever moves."""
    rows = run(_list(settings_from(database, data_dir).url, device))
    rows = [row for row in rows if departed or row["left_at"] is None]
    print_rows(rows, _MORE_COLUMNS if departed else _COLUMNS, output)


@app.command("history")
def history(
    device: DeviceArgument,
    interface: Annotated[
        str | None, typer.Argument(help="Name, description, alias or id of one interface; else of all.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DURATION", help="How far back: 30m, 2h, 7d …; else all that is kept."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Most that are listed.")] = 100,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List what moved about interfaces that stayed the same: ifIndex, name, description, address; the newest first."""
    from fengsui.clock import SystemClock

    oldest = None if since is None else SystemClock().now() - parse_duration(since, option="--since")
    found = run(_history(settings_from(database, data_dir).url, device, interface, oldest, limit))
    print_rows([_move(move) for move in found], _MOVE_COLUMNS, output)


async def _list(url: str, device: str) -> list[dict[str, Any]]:
    from fengsui.database.open import open_database
    from fengsui.history.store import HistoryStore
    from fengsui.inventory.store import InventoryStore

    async with open_database(url, create=False) as db:
        await InventoryStore(db).get("devices", device)
        seen = (await HistoryStore(db).observations([device])).get(device)
    return [] if seen is None else [*_present(seen), *_departed(seen)]


async def _history(
    url: str, device: str, interface: str | None, since: float | None, limit: int
) -> "list[InterfaceMove]":
    from fengsui.database.open import open_database
    from fengsui.history.store import HistoryStore
    from fengsui.inventory.store import InventoryStore

    async with open_database(url, create=False) as db:
        await InventoryStore(db).get("devices", device)
        store = HistoryStore(db)
        number = None
        if interface is not None:
            number = _id_of(device, interface, (await store.observations([device])).get(device))
        return await store.moves(device, interface_id=number, since=since, limit=limit)


def _id_of(device: str, interface: str, seen: "DeviceObservation | None") -> int:
    """The surrogate id that is meant; a name before a number, since some agents call their ports by numbers.

    Raises:
        UsageError: where no single interface is called so.
    """
    from fengsui.errors import UsageError
    from fengsui.state.identity import find_interface

    if seen is not None:
        known = seen.identities
        for table, ids in ((seen.interfaces, known.ids), (known.departed, known.departed_ids)):
            row = find_interface(table, interface)
            if row is not None:
                return ids[row]
        if interface.isascii() and interface.isdigit() and int(interface) in (*known.ids, *known.departed_ids):
            return int(interface)
    raise UsageError(
        f"interface {interface[:80]!r}: expected the name or id of one interface of {device}, and no single one is called so;"
        f" `fengsui interface list {device}` shows them"
    )


def _present(seen: "DeviceObservation") -> list[dict[str, Any]]:
    since = seen.interface_since or (None,) * len(seen.interfaces)
    rows = zip(seen.identities.ids, since, seen.interfaces.rows(), strict=True)
    return [_row(number, at, row, seen.interface_seen_at(place), None) for place, (number, at, row) in enumerate(rows)]


def _departed(seen: "DeviceObservation") -> list[dict[str, Any]]:
    known = seen.identities
    rows = zip(known.departed_ids, known.departed_at, known.departed.rows(), strict=True)
    return [_row(number, None, row, None, left) for number, left, row in rows]


def _row(
    number: int, since: float | None, row: dict[str, Any], seen_at: float | None, left_at: float | None
) -> dict[str, Any]:
    identity = {name: row[name] for name in ("name", "descr", "alias", "type", "physical_address")}
    state = {name: row[name] for name in ("admin_status", "oper_status", "speed_bits_per_second")}
    times = {"since": _utc(since), "index": row["index"], "seen_at": _utc(seen_at), "left_at": _utc(left_at)}
    return {"id": number, **identity, **state, **times}


def _move(move: "InterfaceMove") -> dict[str, Any]:
    return {
        "time": _utc(move.at),
        "id": move.interface_id,
        "interface": move.interface,
        "attribute": move.attribute,
        "before": move.before,
        "after": move.after,
    }


def _utc(at: float | None) -> str | None:
    from fengsui.coverage.document import utc_text

    return None if at is None else utc_text(at)
