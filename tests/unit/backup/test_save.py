"""Saving: every row of every table as of one moment, in a file that is there only when it is whole."""

import asyncio
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from fengsui.backup.contents import history_tables
from fengsui.backup.file import read_summary
from fengsui.backup.save import Saved, save
from fengsui.database.engine import Database
from fengsui.database.migrate import head
from fengsui.errors import BackupError, DatabaseMissingError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.keys import key_to_text
from fengsui.inventory.progress import silent
from tests.support.installation import COMMUNITY, KEY, TOKEN, at_revision, rows_by_table
from tests.support.registers import BY


def lines_of(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines()


async def saved(url: str, path: Path, *, history: bool = True, keys: Sequence[bytes] = ()) -> Saved:
    async with Database(url) as db:
        return await save(db, path, by=BY, history=history, keys=keys, progress=silent)


async def test_every_row_of_every_table_is_in_the_file_and_summed_up(url: str, path: Path) -> None:
    async with Database(url) as db:
        held = await rows_by_table(db)
        done = await save(db, path, by=BY, history=True, progress=silent)
    assert {name: each.rows for name, each in done.sums.tables.items()} == {n: len(rows) for n, rows in held.items()}
    assert (done.manifest.schema_version, done.manifest.created_at, done.manifest.history) == (head(), BY.at, True)
    summary = read_summary(path, silent)
    assert (summary.manifest, summary.sums) == (done.manifest, done.sums)


async def test_what_was_seen_is_left_out_where_it_is_not_wanted(url: str, path: Path) -> None:
    done = await saved(url, path, history=False)
    assert not history_tables() & done.sums.tables.keys()
    assert done.sums.tables["devices"].rows == 3


async def test_secrets_stay_closed_and_the_key_is_inside_only_where_it_is_asked_for(url: str, path: Path) -> None:
    done = await saved(url, path)
    text_of_it = b"".join(lines_of(path)).decode()
    assert done.manifest.keys == []
    for secret in (COMMUNITY, TOKEN, key_to_text(KEY)):
        assert secret not in text_of_it
    with_key = await saved(url, path.with_suffix(".key"), keys=[KEY])
    assert with_key.manifest.keys == [key_to_text(KEY)]


async def test_it_is_told_how_far_it_is(url: str, path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    async with Database(url) as db:
        done = await save(db, path, by=BY, history=True, progress=lambda *how_far: told.append(how_far))
    assert told[-1] == ("saving, rows", done.sums.rows, done.sums.rows)
    assert [how_far[1] for how_far in told] == sorted(how_far[1] for how_far in told)


async def test_the_audit_says_who_saved_without_a_word_of_a_key(url: str, path: Path) -> None:
    done = await saved(url, path, keys=[KEY])
    async with Database(url) as db:
        entry = (await AuditStore(db).entries())[0]
    assert (entry.kind, entry.key, entry.principal) == ("backups", "one.backup", BY.principal)
    assert entry.after == {
        "file": str(path), "schema": head(), "sha256": done.sums.sha256, "rows": done.sums.rows, "history": True, "with_key": True,
    }  # fmt: skip
    assert done.sums.tables["audit"].rows == 1  # the entry came after


async def test_an_older_database_is_saved_as_it_stands_and_not_written_to(empty_url: str, path: Path) -> None:
    async with Database(empty_url) as db:
        await at_revision(db, "0010")
        before = await rows_by_table(db)
        done = await save(db, path, by=BY, history=True, progress=silent)
        assert await rows_by_table(db) == before
    assert done.manifest.schema_version == "0010"
    assert "verifications" not in done.manifest.tables


async def test_tables_of_another_program_are_none_of_ours(url: str, path: Path) -> None:
    async with Database(url) as db:
        async with db.begin() as session:
            await session.execute(text("CREATE TABLE shopping (item TEXT, bought TIMESTAMP)"))
        done = await save(db, path, by=BY, history=True, progress=silent)
    assert "shopping" not in done.manifest.tables


async def test_without_a_database_there_is_no_file(empty_url: str, path: Path) -> None:
    async with Database(empty_url) as db:
        with pytest.raises(DatabaseMissingError):
            await save(db, path, by=BY, history=True, progress=silent)
    assert list(path.parent.iterdir()) == []


async def test_what_cannot_be_saved_leaves_no_file(url: str, path: Path) -> None:
    async with Database(url) as db:
        async with db.begin() as session:
            await session.execute(text("DROP TABLE watches"))
        with pytest.raises(BackupError, match="no table watches"):
            await save(db, path, by=BY, history=True, progress=silent)
    assert [each.name for each in path.parent.iterdir() if "backup" in each.name] == []


async def test_all_tables_show_one_moment_while_others_write(url: str, path: Path) -> None:
    """A writer adds a row to a table that is read early and to one that is read late, in one transaction, again and again."""
    began, over = asyncio.Event(), asyncio.Event()

    async def write(number: int) -> None:
        async with Database(url) as other, other.begin() as session:
            await session.execute(text(f"INSERT INTO watches (began_at, until) VALUES ({number}, {number})"))
            await session.execute(
                text(
                    f"INSERT INTO verifications (device, reasons, warnings, failures) VALUES ('d{number}', '[]', '[]', 0)"
                )
            )

    async def keep_writing() -> int:
        await began.wait()
        number = 0
        while not over.is_set():
            number += 1
            await write(number)
        return number

    async with Database(url) as db:
        async with db.begin() as session:
            names = [
                f"('d{number}', 'telecom', 'ts', 'access', 'internet', '10.0.0.1', 161, 'auto', 'retired')"
                for number in range(1, 3000)
            ]
            columns = "name, carrier, site, role, network, address, port, profile, lifecycle"
            await session.execute(text(f"INSERT INTO devices ({columns}) VALUES {', '.join(names)}"))
        writer = asyncio.ensure_future(keep_writing())
        done = await save(db, path, by=BY, history=True, progress=lambda *_: began.set())
        over.set()
        assert await writer > 0
    order = [json.loads(line)["table"] for line in lines_of(path) if line.startswith(b'{"table"')]
    assert order.index("watches") < order.index("devices") < order.index("verifications")
    assert done.sums.tables["watches"].rows == done.sums.tables["verifications"].rows
