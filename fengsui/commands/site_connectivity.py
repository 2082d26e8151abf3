"""Whether sites are connected, for the commands about sites: from the conditions that the service has written down."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fengsui.commands.inventory import ask, check_filters, columns_of, printable
from fengsui.commands.observed_site import states_of
from fengsui.commands.output import OutputFormat, print_rows

if TYPE_CHECKING:
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.connectivity import SiteConnectivity
    from fengsui.model.site import Site


def list_with_connectivity(
    database: str | None,
    data_dir: Path | None,
    output: OutputFormat,
    question: Callable[["InventoryStore"], Awaitable[Sequence["Site"]]],
    *,
    county: str | None,
) -> None:
    """Prints sites, each with its state."""
    from fengsui.inventory.kinds import SITES

    async def both(store: "InventoryStore") -> tuple[Sequence["Site"], dict[str, "SiteConnectivity"]]:
        await check_filters(store, carrier=None, county=county)
        sites = await question(store)
        return sites, await states_of(store.db, [site.code for site in sites])

    sites, found = ask(database, data_dir, both)
    rows = [{**printable(SITES.flat(site)), "connectivity": found[site.code].state.value} for site in sites]
    print_rows(rows, columns_of("sites", output, "connectivity"), output)
