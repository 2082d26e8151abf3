"""What LLDP says of registered links, for the commands about links."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from fengsui.commands.inventory import ask, check_filters, columns_of, printable
from fengsui.commands.observed_link import adjacency
from fengsui.commands.options import settings_from
from fengsui.commands.output import OutputFormat, print_json, print_rows

if TYPE_CHECKING:
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.adjacency import Adjacency, LinkVerdict
    from fengsui.model.link import Link

_LINK_COLUMNS = ("link", "carrier", "verdict", "reason")
_STRAY_COLUMNS = ("device", "interface", "carrier", "name", "chassis", "port", "registered_as")


def list_with_lldp(
    database: str | None,
    data_dir: Path | None,
    output: OutputFormat,
    question: Callable[["InventoryStore"], Awaitable[Sequence["Link"]]],
    *,
    carrier: str | None,
    county: str | None,
) -> None:
    """Prints links, each with what LLDP says of it."""
    from fengsui.inventory.kinds import LINKS

    limit = settings_from(database, data_dir).evidence_limit

    async def both(store: "InventoryStore") -> tuple[Sequence["Link"], "Adjacency"]:
        await check_filters(store, carrier=carrier, county=county)
        return await question(store), await adjacency(store, limit)

    links, found = ask(database, data_dir, both)
    rows = [{**printable(LINKS.flat(link)), "lldp": _verdict(found, link.name)} for link in links]
    print_rows(rows, columns_of("links", output, "lldp"), output)


def check_links(
    database: str | None,
    data_dir: Path | None,
    output: OutputFormat,
    *,
    carrier: str | None,
    verdict: "LinkVerdict | None",
) -> None:
    """Prints the verdict on every link, and what no link accounts for; CSV holds the links alone."""
    from fengsui.model.adjacency import LinkVerdict

    limit = settings_from(database, data_dir).evidence_limit

    async def question(store: "InventoryStore") -> "Adjacency":
        await check_filters(store, carrier=carrier, county=None)
        return await adjacency(store, limit)

    found = ask(database, data_dir, question)
    whole = replace(found, links={name: each for name, each in found.links.items() if carrier in (None, each.carrier)})
    links = [each for each in whole.links.values() if verdict in (None, each.verdict)]
    rows = [{**_row(each, _LINK_COLUMNS), "verdict": each.verdict.value} for each in links]
    strays = [_row(each, _STRAY_COLUMNS) for each in found.strays if carrier in (None, each.carrier)]
    if output is OutputFormat.JSON:
        counts = {each.value: count for each, count in whole.counts().items()}
        print_json({"counts": counts, "links": rows, "unlinked_neighbours": strays})
    else:
        print_rows(rows, _LINK_COLUMNS, output)
    if output is OutputFormat.TABLE and strays:
        typer.echo()
        print_rows(strays, _STRAY_COLUMNS, output, title="Heard, and no registered link accounts for it")
    if any(each.verdict in (LinkVerdict.MISSING, LinkVerdict.CONTRADICTING) for each in links):
        raise typer.Exit(1)


def _verdict(found: "Adjacency", link: str) -> str | None:
    return found.links[link].verdict.value if link in found.links else None


def _row(record: Any, columns: Sequence[str]) -> dict[str, Any]:
    return {column: getattr(record, column) for column in columns}
