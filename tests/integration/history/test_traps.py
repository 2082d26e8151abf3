"""Last traps on SQLite and PostgreSQL."""

import pytest
from sqlalchemy import delete

from fengsui.database.engine import Database
from fengsui.history.store import HistoryStore
from fengsui.history.traps import TrapStore
from fengsui.inventory.tables import DeviceRow
from fengsui.model.trap import LastTrap, TrapKind
from tests.integration.history.conftest import register

NOW = 1_790_000_000.0


def trap(
    device: str, at: float = NOW, kind: TrapKind = TrapKind.LINK_DOWN, oid: str = "1.3.6.1.6.3.1.1.5.3"
) -> LastTrap:
    return LastTrap(device, at, kind, oid, "v2c")


async def test_the_newest_trap_of_each_device_is_kept_the_newest_first(db: Database) -> None:
    await register(db, ["a", "b"])
    store = TrapStore(db)
    await store.save([trap("b", NOW), trap("a", NOW)])
    await store.save([trap("b", NOW + 5, TrapKind.ONU)])
    assert await store.last() == [trap("b", NOW + 5, TrapKind.ONU), trap("a")]
    assert await store.last(device="a") == [trap("a")]
    assert await store.last(limit=1) == [trap("b", NOW + 5, TrapKind.ONU)]
    await store.save([])
    assert len(await store.last()) == 2


@pytest.mark.parametrize("device", ["gone", "a"])
async def test_what_is_not_registered_is_not_given_out_and_pruned(db: Database, device: str) -> None:
    await register(db, ["a"])
    await TrapStore(db).save([trap(device)])
    async with db.begin() as session:
        await session.execute(delete(DeviceRow))
    assert await TrapStore(db).last() == []
    await HistoryStore(db).prune(NOW)
    await register(db, ["a", "gone"])
    assert await TrapStore(db).last() == []


async def test_the_longest_oid_that_there_is_finds_room(db: Database) -> None:
    await register(db, ["a"])
    await TrapStore(db).save([trap("a", oid=".".join(["4294967295"] * 128))])
    (kept,) = await TrapStore(db).last()
    assert kept.oid.startswith("4294967295.4294967295")
