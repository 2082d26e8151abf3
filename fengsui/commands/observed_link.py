"""What LLDP says of registered links, from what polling has written down."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from fengsui.commands.options import settings_from

if TYPE_CHECKING:
    from fengsui.database.engine import Database
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.adjacency import Adjacency


async def link_verdict(db: "Database", name: str) -> dict[str, Any]:
    """What LLDP says of one link, for its `show`; nothing where the link does not count."""
    from fengsui.inventory.store import InventoryStore

    store = InventoryStore(db)
    link = (await store.network()).links.get(name)
    if link is None:
        return {}
    found = await adjacency(store, settings_from().evidence_limit, {link.a.device, link.b.device})
    check = found.links[name]
    return {"lldp": check.verdict.value, "lldp_reason": check.reason}


async def adjacency(store: "InventoryStore", limit: float, devices: Collection[str] | None = None) -> "Adjacency":
    """What LLDP says of the links, from what polling has written down.

    Args:
        store: Where the register is, and the history beside it.
        limit: Age in seconds at which evidence stops counting.
        devices: Those that are listened to; None for all.
    """
    from fengsui.clock import SystemClock
    from fengsui.history.store import HistoryStore
    from fengsui.state.adjacency import hold

    history = HistoryStore(store.db)
    network, observations = await store.network(), await history.observations(devices)
    return hold(
        network,
        observations,
        SystemClock().now(),
        evidence_limit_seconds=limit,
        conditions=await history.conditions(),
    )
