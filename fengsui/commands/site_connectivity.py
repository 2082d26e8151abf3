"""Whether sites are connected, for the commands about sites: from the conditions that the service has written down."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fengsui.commands.inventory import ask, check_filters, printable
from fengsui.commands.output import OutputFormat, print_rows

if TYPE_CHECKING:
    from fengsui.database.engine import Database
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
        return sites, await _states(store.db, [site.code for site in sites])

    sites, found = ask(database, data_dir, both)
    rows = [{**printable(SITES.flat(site)), "connectivity": found[site.code].state.value} for site in sites]
    print_rows(rows, (*SITES.columns, "connectivity"), output)


async def connectivity_of(db: "Database", code: str) -> dict[str, Any]:
    """The state of one site and what serves it, for its `show`."""
    from fengsui.coverage.document import utc_text

    found = (await _states(db, [code]))[code]
    return {
        "connectivity": found.state.value,
        "connectivity_reason": found.reason,
        "devices": list(found.devices),
        "links": list(found.links),
        "evidence_at": None if found.evidence_at is None else utc_text(found.evidence_at),
    }


async def _states(db: "Database", codes: Iterable[str]) -> dict[str, "SiteConnectivity"]:
    from fengsui.history.store import HistoryStore
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.observation import Conditions
    from fengsui.state.sites import site_states

    conditions = await HistoryStore(db).conditions()
    network = await InventoryStore(db).network()
    known = [code for code in codes if code in network.sites]
    return site_states(network, conditions or Conditions({}, {}), sites=known)
