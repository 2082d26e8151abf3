"""A history over an empty inventory, on both databases, and a way to register names in it."""

from collections.abc import AsyncIterator, Iterable

import pytest
from sqlalchemy import insert

from fengsui.database.base import Base
from fengsui.database.engine import Database
from fengsui.database.open import open_database
from fengsui.inventory import tables


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with open_database(database_url, create=True) as opened:
        await _add(opened, tables.DivisionRow, [_division()])
        await _add(opened, tables.CarrierRow, [_carrier()])
        await _add(opened, tables.SiteRow, [{"code": "s", "name": "s", "division": "620102", "kind": "pop"}])
        yield opened


async def register(db: Database, devices: Iterable[str], links: Iterable[str] = ()) -> None:
    """Puts devices into the inventory, and links between an interface of the first of them and itself."""
    names = list(devices)
    await _add(db, tables.DeviceRow, [_device(name, number) for number, name in enumerate(names)])
    if wanted := list(links):
        await _add(db, tables.InterfaceRow, [{"device": names[0], "name": "eth1"}])
        await _add(db, tables.LinkRow, [_link(name, names[0]) for name in wanted])


async def register_services(db: Database, names: Iterable[str]) -> None:
    """Puts services into the inventory."""
    fixed = {"site": "s", "kind": "tcp", "address": "10.0.0.9", "port": 22, "timeout_seconds": 5.0}
    await _add(db, tables.ServiceRow, [{**fixed, "name": name} for name in names])


async def _add(db: Database, model: type[Base], rows: list[dict[str, object]]) -> None:
    async with db.begin() as session:
        await session.execute(insert(model), rows)


def _division() -> dict[str, object]:
    names = dict.fromkeys(("name_zh", "name_en", "pinyin", "name_2011"), "城关区")
    codes = {"code": "620102", "code_2011": "620102", "parent_code": "620100"}
    return {**names, **codes, "level": "county", "coverage_unit": True}


def _carrier() -> dict[str, object]:
    return {"code": "telecom", "name_zh": "电信", "name_en": "Telecom", "management_prefixes": []}


def _device(name: str, number: int) -> dict[str, object]:
    fixed = {"carrier": "telecom", "site": "s", "role": "core", "network": "internet", "profile": "auto"}
    return {**fixed, "name": name, "address": "10.0.0.1", "port": 10_000 + number, "lifecycle": "active"}


def _link(name: str, device: str) -> dict[str, object]:
    ends = {"a_device": device, "a_interface": "eth1", "b_device": device, "b_interface": "eth1"}
    return {**ends, "name": name, "carrier": "telecom", "medium": "fibre", "tier": "backbone"}
