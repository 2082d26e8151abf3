"""Changing the key on SQLite and on PostgreSQL: every secret opens before, after, and whatever moment the program is killed at."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from fengsui.config import load_settings
from fengsui.errors import SecretError, UsageError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.keyring import Keyring, load_keyring
from fengsui.inventory.keys import KeyFile, key_id, new_key
from fengsui.inventory.registration import add
from fengsui.inventory.rotation import check_secrets, rotate
from fengsui.inventory.store import InventoryStore, open_inventory
from fengsui.inventory.tables import CredentialRow
from fengsui.model.secret import Secret
from tests.support.registers import BY, LAB

V3 = {"name": "v3", "version": "v3", "user": "poller", "auth_protocol": "SHA", "auth_key": "a-canary-auth-key"}
SECRETS = {"lab": Secret("a-canary-community"), "v3": Secret("a-canary-auth-key")}
NEW = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
async def store(database_url: str, folder: Path) -> AsyncIterator[InventoryStore]:
    async with open_inventory(database_url, create=True) as opened:
        for values in (LAB, V3):
            await add(opened.db, "credentials", values, ring(folder), by=BY, allow_loopback=False)
        yield opened


def ring(folder: Path) -> Keyring:
    return load_keyring(load_settings(data_dir=folder), create=True)


async def secrets(store: InventoryStore, keyring: Keyring) -> dict[str, Secret | None]:
    found = await store.credentials(keyring)
    return {name: each.community or each.auth_key for name, each in found.items()}


async def test_every_secret_is_encrypted_with_the_new_key_and_the_old_one_is_gone(
    store: InventoryStore, folder: Path
) -> None:
    (old,) = KeyFile(folder / "key").read()
    done = await rotate(store.db, ring(folder), NEW, by=BY, file=KeyFile(folder / "key"))
    assert (done.credentials, done.before, done.after) == (2, (key_id(old).hex(),), key_id(NEW).hex())
    assert KeyFile(folder / "key").read() == (NEW,)
    assert await secrets(store, ring(folder)) == SECRETS
    with pytest.raises(SecretError):
        await store.credentials(Keyring(old, "the old key"))
    assert all(check.current for check in await check_secrets(store.db, ring(folder)))


async def test_a_change_of_keys_is_audited_by_the_ids_of_the_keys(store: InventoryStore, folder: Path) -> None:
    (old,) = KeyFile(folder / "key").read()
    await rotate(store.db, ring(folder), NEW, by=BY, file=KeyFile(folder / "key"))
    (entry,) = await AuditStore(store.db).entries(kind="secrets")
    assert entry.principal == BY.principal
    assert (entry.before, entry.after) == ({"key_id": key_id(old).hex()}, {"key_id": key_id(NEW).hex()})


async def test_a_running_program_reads_and_writes_on_without_a_restart(store: InventoryStore, folder: Path) -> None:
    running = ring(folder)
    await rotate(store.db, ring(folder), NEW, by=BY, file=KeyFile(folder / "key"))
    await add(store.db, "credentials", {**LAB, "name": "late"}, running, by=BY, allow_loopback=False)
    assert await secrets(store, running) == {**SECRETS, "late": SECRETS["lab"]}
    assert all(check.current for check in await check_secrets(store.db, ring(folder)))


async def test_the_old_key_stays_where_it_is_wanted(store: InventoryStore, folder: Path) -> None:
    (old,) = KeyFile(folder / "key").read()
    done = await rotate(store.db, ring(folder), NEW, by=BY, file=KeyFile(folder / "key"), keep_old=True)
    assert done.kept == 1
    assert KeyFile(folder / "key").read() == (NEW, old)


async def test_two_that_change_the_key_at_once_leave_all_secrets_open(store: InventoryStore, folder: Path) -> None:
    file = KeyFile(folder / "key")
    await asyncio.gather(*(rotate(store.db, ring(folder), new_key(), by=BY, file=file) for _ in range(4)))
    assert len(file.read()) == 1
    assert await secrets(store, ring(folder)) == SECRETS


async def test_with_a_key_from_the_environment_no_file_is_touched(store: InventoryStore, folder: Path) -> None:
    before = (folder / "key").read_bytes()
    done = await rotate(store.db, ring(folder), NEW, by=BY)
    assert (done.credentials, done.kept) == (2, 0)
    assert (folder / "key").read_bytes() == before
    assert await secrets(store, Keyring(NEW, "FENGSUI_KEY")) == SECRETS


async def test_a_secret_that_does_not_open_is_named_and_nothing_is_changed(store: InventoryStore, folder: Path) -> None:
    foreign = Keyring(bytes(32), "lost").encrypt(Secret("a-canary"), "v3", "auth_key")
    async with store.db.begin() as session:
        await session.execute(text("UPDATE credentials SET auth_key = :it WHERE name = 'v3'"), {"it": foreign})
    before = await _stored(store), (folder / "key").read_bytes()
    with pytest.raises(SecretError, match=r"1 of 2 credentials do not open.*: v3; nothing was changed") as refused:
        await rotate(store.db, ring(folder), NEW, by=BY, file=KeyFile(folder / "key"))
    assert "canary" not in str(refused.value)
    assert (await _stored(store), (folder / "key").read_bytes()) == before
    (lab, v3) = await check_secrets(store.db, ring(folder))
    assert (lab.closed, lab.current) == ((), True)
    assert (v3.closed, v3.current, v3.keys) == (("auth_key",), False, (key_id(bytes(32)).hex(),))


async def test_the_key_in_use_is_no_new_one(store: InventoryStore, folder: Path) -> None:
    (used,) = KeyFile(folder / "key").read()
    with pytest.raises(UsageError, match="in use already"):
        await rotate(store.db, ring(folder), used, by=BY, file=KeyFile(folder / "key"))


async def _stored(store: InventoryStore) -> list[tuple[object, ...]]:
    async with store.db.session() as session:
        table = CredentialRow.__table__
        return [tuple(row) for row in await session.execute(select(table).order_by(table.c.name))]


_DYING = """
import asyncio, os, signal, sys
from pathlib import Path
from fengsui.config import load_settings
from fengsui.database.open import open_database
from fengsui.inventory.keyring import load_keyring
from fengsui.inventory.keys import KeyFile
from fengsui.inventory.rotation import rotate
from tests.support.registers import BY

url, folder, moment = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])

class Dying(KeyFile):
    passed = 0

    def write(self, keys):
        for step in (lambda: None, lambda: super(Dying, self).write(keys)):
            step()
            self.passed += 1
            if self.passed == moment:
                os.kill(os.getpid(), signal.SIGKILL)

async def main():
    keyring = load_keyring(load_settings(data_dir=folder), create=False)
    async with open_database(url, create=False) as db:
        await rotate(db, keyring, bytes(range(32)), by=BY, file=Dying(folder / "key"))

asyncio.run(main())
"""


@pytest.mark.parametrize(
    "moment", [1, 2, 3, 4], ids=["before the file", "before the commit", "after the commit", "at the end"]
)
async def test_a_program_killed_at_any_moment_leaves_every_secret_open(
    store: InventoryStore, database_url: str, folder: Path, moment: int
) -> None:
    command = [sys.executable, "-c", _DYING, database_url, str(folder), str(moment)]
    killed = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert await secrets(store, ring(folder)) == SECRETS
    await rotate(store.db, ring(folder), bytes(32), by=BY, file=KeyFile(folder / "key"))
    assert KeyFile(folder / "key").read() == (bytes(32),)
    assert await secrets(store, ring(folder)) == SECRETS
