"""The table of verifications on SQLite and on PostgreSQL: who is due, what is written, and what is let in at one stroke."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fengsui.errors import NotFoundError, SecretError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.registration import remove
from fengsui.inventory.scope import EVERYTHING, Scope
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.inventory.verifications import (
    VerificationStore,
    all_verifications,
    find_verification,
    own_devices,
    request_verification,
)
from fengsui.model.device import DeviceLifecycle
from fengsui.model.poll import PollOutcome
from fengsui.model.principal import Author
from fengsui.model.verification import Asked, DeviceFacts, Known, ReasonKind, Verdict, Verification
from fengsui.state.verification import judge
from fengsui.tasks.verification import VerificationRules, judging
from tests.support.registers import BY, CORE_1, COUNTY_1, LAB, REGISTER, write_register

KEYRING = Keyring(bytes(32), "a test")
RULES = VerificationRules(
    allow_loopback=False, is_own=lambda _: False, boxes={}, retry_seconds=60, retry_limit_seconds=240
)
AT = BY.at
SYSTEM = Author("system:verification", AT + 5)
PENDING = {"lifecycle": "pending"}
NEW = [
    {**CORE_1, "lifecycle": "active"},
    {**COUNTY_1, **PENDING},
    {**COUNTY_1, "name": "yd-2", "address": "10.20.0.3", **PENDING},
]


on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite; PostgreSQL for tests that ask for it."""
    if getattr(request, "param", "sqlite") == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite+aiosqlite:///{tmp_path / 'data' / 'fengsui.db'}"


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[InventoryStore]:
    async with open_inventory(database_url, create=True) as opened:
        await change(opened, tmp_path, devices=NEW)
        yield opened


@pytest.fixture
def waiting(store: InventoryStore) -> VerificationStore:
    return VerificationStore(store.db, KEYRING)


async def change(store: InventoryStore, folder: Path, **changed: list[dict[str, str]]) -> None:
    paths = write_register(folder, **changed)
    await import_files(paths, store.db, KEYRING, by=BY, dry_run=False, allow_loopback=False)


async def answers(waiting: VerificationStore, *names: str, at: float = AT, **facts: Any) -> list[Asked]:
    found = [replace(DeviceFacts(PollOutcome.OK, interfaces=1, interfaces_64_bit=1), **facts) for _ in names]
    return [Asked(each, at, facts=fact) for each, fact in zip(await waiting.registered(names), found, strict=True)]


async def lifecycle(store: InventoryStore, name: str) -> DeviceLifecycle:
    return {each.name: each.lifecycle for each in await store.devices()}[name]


@on_both
async def test_who_is_pending_is_due_and_who_passes_becomes_active_with_its_entry_in_the_audit(
    store: InventoryStore, waiting: VerificationStore
) -> None:
    assert await waiting.due(AT, 10) == ["yd-1", "yd-2"]
    assert await waiting.due(AT, 1) == ["yd-1"]
    (settled,) = await waiting.settle(await answers(waiting, "yd-1"), judging(RULES), SYSTEM)
    assert settled.verdict is Verdict.ACTIVE
    assert await waiting.due(AT + 1000, 10) == ["yd-2"]
    assert await lifecycle(store, "yd-1") is DeviceLifecycle.ACTIVE
    assert (await store.network()).devices.keys() == {"lz-core-1", "yd-1"}
    entry, *_ = await AuditStore(store.db).entries(key="yd-1")
    assert (entry.principal, entry.before, entry.after, entry.carrier) == (
        "system:verification",
        {"lifecycle": "pending"},
        {"lifecycle": "active"},
        "telecom",
    )
    assert await find_verification(store.db, "yd-1") == settled
    assert (await all_verifications(store.db)).keys() == {"yd-1"}


@on_both
async def test_what_is_refused_stays_pending_until_something_of_it_is_changed(
    store: InventoryStore, waiting: VerificationStore, tmp_path: Path
) -> None:
    twin = await answers(waiting, "lz-core-1", serial="SN-1")
    await waiting.settle(twin, judging(RULES), SYSTEM)
    (settled,) = await waiting.settle(await answers(waiting, "yd-1", serial="SN-1"), judging(RULES), SYSTEM)
    assert [(each.kind, each.other) for each in settled.reasons] == [(ReasonKind.DUPLICATE_SERIAL, "lz-core-1")]
    assert await lifecycle(store, "yd-1") is DeviceLifecycle.PENDING
    assert await waiting.due(AT + 1e6, 10) == ["yd-2"]
    await change(store, tmp_path, devices=NEW)
    assert await waiting.due(AT + 1e6, 10) == ["yd-2"]
    await change(store, tmp_path, devices=[{**NEW[1], "address": "10.20.0.9"}])
    assert await waiting.due(AT, 10) == ["yd-2", "yd-1"]


@pytest.mark.parametrize(
    "changed",
    [
        {"credentials": [{**LAB, "community": "another-canary"}]},
        {"sites": [{**REGISTER["sites"][1], "longitude": "103.3", "latitude": "36.7"}]},
        {"carriers": [{**REGISTER["carriers"][0], "management_prefixes": "10.20.0.0/16 10.30.0.0/16"}]},
    ],
)
async def test_a_change_of_what_a_device_is_asked_by_has_it_asked_again(
    store: InventoryStore, waiting: VerificationStore, tmp_path: Path, changed: dict[str, list[dict[str, str]]]
) -> None:
    refused = [replace(each, facts=DeviceFacts(PollOutcome.REFUSED)) for each in await answers(waiting, "yd-1", "yd-2")]
    await waiting.settle(refused, judging(RULES), SYSTEM)
    assert await waiting.due(AT + 1e6, 10) == []
    await change(store, tmp_path, devices=NEW, **changed)
    assert await waiting.due(AT, 10) == ["yd-1", "yd-2"]
    # Whoever looks is told a time, not the beginning of the epoch.
    assert (await find_verification(store.db, "yd-1")).next_at == AT


@on_both
async def test_two_new_devices_that_are_one_get_in_once(store: InventoryStore, waiting: VerificationStore) -> None:
    both = await answers(waiting, "yd-1", "yd-2", engine_id="80aa01", sys_name="YD")
    settled = await waiting.settle(both, judging(RULES), SYSTEM)
    assert [each.verdict for each in settled] == [Verdict.ACTIVE, Verdict.REFUSED]
    assert {each.kind for each in settled[1].reasons} == {ReasonKind.DUPLICATE_ENGINE, ReasonKind.NAME_CLASH}


async def test_who_was_changed_while_it_was_asked_is_not_judged_by_what_the_other_said(
    store: InventoryStore, waiting: VerificationStore, tmp_path: Path
) -> None:
    asked = await answers(waiting, "yd-1")
    await change(store, tmp_path, devices=[{**NEW[1], "address": "10.20.0.9"}])
    assert await waiting.settle(asked, judging(RULES), SYSTEM) == []
    assert await lifecycle(store, "yd-1") is DeviceLifecycle.PENDING
    assert await waiting.due(AT, 10) == ["yd-1", "yd-2"]


async def test_who_is_silent_later_keeps_what_it_is_known_by(store: InventoryStore, waiting: VerificationStore) -> None:
    await waiting.settle(await answers(waiting, "lz-core-1", serial="SN-1"), judging(RULES), SYSTEM)
    silent = [replace(each, facts=DeviceFacts(PollOutcome.TIMEOUT)) for each in await answers(waiting, "lz-core-1")]
    (settled,) = await waiting.settle(silent, judging(RULES), SYSTEM)
    assert settled.verdict is Verdict.REFUSED
    assert await lifecycle(store, "lz-core-1") is DeviceLifecycle.ACTIVE
    (twin,) = await waiting.settle(await answers(waiting, "yd-1", serial="SN-1"), judge_plainly, SYSTEM)
    assert [each.kind for each in twin.reasons] == [ReasonKind.DUPLICATE_SERIAL]


def judge_plainly(asked: Asked, others: Sequence[Known]) -> Verification:
    return judge(asked, others, {})


@on_both
async def test_another_one_is_asked_for_and_done_once_and_not_too_often(
    store: InventoryStore, waiting: VerificationStore
) -> None:
    await waiting.settle(await answers(waiting, "yd-1", "yd-2"), judging(RULES), SYSTEM)
    assert await waiting.due(AT + 1e6, 10) == []
    asked_for = await request_verification(store.db, "yd-1", AT + 1)
    assert (asked_for.requested_at, asked_for.verdict) == (AT + 1, Verdict.ACTIVE)
    assert await waiting.due(AT + 2, 10) == []
    assert await waiting.due(AT + 11, 10) == ["yd-1"]
    await waiting.settle(await answers(waiting, "yd-1", at=AT + 11), judging(RULES), SYSTEM)
    assert await waiting.due(AT + 1e6, 10) == []
    await request_verification(store.db, "lz-core-1", AT)
    assert await waiting.due(AT, 10) == ["lz-core-1"]
    with pytest.raises(NotFoundError, match="there is no device 'nobody'"):
        await request_verification(store.db, "nobody", AT)


async def test_one_that_is_asked_for_while_another_runs_is_done_after_it(
    store: InventoryStore, waiting: VerificationStore
) -> None:
    asked = await answers(waiting, "yd-1")
    await request_verification(store.db, "yd-1", AT + 3)
    (settled,) = await waiting.settle(asked, judging(RULES), SYSTEM)
    assert settled.requested_at == AT + 3
    assert await waiting.due(AT + 20, 10) == ["yd-1", "yd-2"]


async def test_what_is_removed_takes_its_verification_along(store: InventoryStore, waiting: VerificationStore) -> None:
    await waiting.settle(await answers(waiting, "yd-2"), judging(RULES), SYSTEM)
    await remove(store.db, "devices", ["yd-2"], by=BY)
    assert await all_verifications(store.db) == {}
    assert (await find_verification(store.db, "yd-2")).verdict is None


async def test_a_caller_sees_its_own_devices_among_names(store: InventoryStore) -> None:
    names = {"yd-1", "lz-core-1", "nobody"}
    assert await own_devices(store.db, EVERYTHING, names) == {"yd-1", "lz-core-1"}
    assert await own_devices(store.db, Scope("mobile"), names) == frozenset()


async def test_another_key_than_the_credentials_is_said(store: InventoryStore) -> None:
    with pytest.raises(SecretError):
        await VerificationStore(store.db, Keyring(bytes([1]) * 32, "another")).registered(["yd-1"])
