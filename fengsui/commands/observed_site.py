"""Whether sites are connected, as the service has last written it down."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fengsui.database.engine import Database
    from fengsui.model.connectivity import SiteConnectivity


async def connectivity_of(db: "Database", code: str) -> dict[str, Any]:
    """The state of one site and what serves it, for its `show`."""
    from fengsui.coverage.document import utc_text

    found = (await states_of(db, [code]))[code]
    return {
        "connectivity": found.state.value,
        "connectivity_reason": found.reason,
        "devices": list(found.devices),
        "links": list(found.links),
        "evidence_at": None if found.evidence_at is None else utc_text(found.evidence_at),
    }


async def states_of(db: "Database", codes: Iterable[str]) -> dict[str, "SiteConnectivity"]:
    """Connectivity of sites by code, from the conditions that the service has written down."""
    from fengsui.history.store import HistoryStore
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.observation import Conditions
    from fengsui.state.sites import site_states

    conditions = await HistoryStore(db).conditions()
    network = await InventoryStore(db).network()
    known = [code for code in codes if code in network.sites]
    return site_states(network, conditions or Conditions({}, {}), sites=known)
