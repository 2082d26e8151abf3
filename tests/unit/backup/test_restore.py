"""Restoring: the database becomes what the file holds, or stays as it was and it is said why."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from fengsui.backup.file import lines, writing
from fengsui.backup.manifest import Manifest, Sums, TableSum
from fengsui.backup.restore import restore
from fengsui.backup.save import save
from fengsui.database.engine import Database
from fengsui.database.migrate import current, head
from fengsui.errors import BackupError, DatabaseError, DatabaseVersionError, FengsuiError, NotEmptyError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.progress import silent
from tests.support.installation import at_revision, everything
from tests.support.registers import BY

Sections = dict[str, list[bytes]]


@pytest.fixture
def backup(backup_file: Path, path: Path) -> Path:
    """A backup of the filled database."""
    shutil.copy(backup_file, path)
    return path


def dumped(db: Database) -> str:
    """Everything that an SQLite database holds, its schema with it; empty where there is none."""
    if db.absent:
        return ""
    with closing(sqlite3.connect(str(db.path))) as connection:
        return "\n".join(connection.iterdump())


def taken_apart(path: Path) -> tuple[dict[str, Any], Sections]:
    first, *rest = list(lines(path, silent, "reading"))[:-1]
    sections: Sections = {}
    for line in rest:
        if line.startswith(b"{"):
            rows = sections.setdefault(json.loads(line)["table"], [])
        else:
            rows.append(line)
    return json.loads(first), sections


def put_together(path: Path, manifest: dict[str, Any], sections: Sections, *, more: Sequence[bytes] = ()) -> Path:
    """A file that is whole, with sums that are right, whatever is in it."""
    made = path.with_suffix(".made")
    with writing(made) as writer:
        writer.write(Manifest.model_validate(manifest).line())
        for name, rows in sections.items():
            for line in (b'{"table":"%s"}\n' % name.encode(), *rows):
                writer.write(line)
        for line in more:
            writer.write(line)
        sums = {
            name: TableSum(
                rows=len(sections.get(name, ())), sha256=hashlib.sha256(b"".join(sections.get(name, ()))).hexdigest()
            )
            for name in manifest["tables"]
        }
        writer.write(Sums(tables=sums, sha256=writer.sha256).line())
    return made


def cut_off(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-40])
    return path


async def refused(
    url: str, path: Path, said: str, *, replace: bool = False, kind: type[FengsuiError] = BackupError
) -> None:
    """It is refused with these words, and the database is as it was."""
    async with Database(url) as db:
        before = dumped(db)
        with pytest.raises(kind) as error:
            await restore(db, path, by=BY, replace=replace, progress=silent)
        assert said in str(error.value)
        assert dumped(db) == before


async def test_an_empty_place_becomes_what_was_saved(backup: Path, url: str, empty_url: str) -> None:
    told: list[str] = []
    async with Database(url) as old, Database(empty_url) as db:
        done = await restore(db, backup, by=BY, replace=False, progress=lambda stage, *_: told.append(stage))
        assert await everything(db, but=("audit",)) == await everything(old, but=("audit",))
        assert (done.schema, done.replaced, done.tables) == (head(), 0, dict(done.summary.sums.tables))
    assert list(dict.fromkeys(told)) == ["reading the file, bytes", "restoring, bytes", "comparing, tables"]


async def test_the_audit_goes_on_behind_what_it_held(backup: Path, empty_url: str) -> None:
    async with Database(empty_url) as db:
        done = await restore(db, backup, by=BY, replace=False, progress=silent)
        newest, oldest = await AuditStore(db).entries()
    assert (oldest.kind, oldest.key) == ("devices", "lz-1")
    assert (newest.kind, newest.key, newest.principal) == ("restores", "one.backup", BY.principal)
    assert newest.after is not None
    assert newest.after["sha256"] == done.summary.sums.sha256


async def test_what_must_not_be_rewritten_still_must_not(backup: Path, empty_url: str) -> None:
    async with Database(empty_url) as db:
        await restore(db, backup, by=BY, replace=False, progress=silent)
        for table in ("audit", "subscriber_reports"):
            with pytest.raises(FengsuiError):
                async with db.begin() as session:
                    await session.execute(text(f"UPDATE {table} SET principal = 'nobody'"))


async def test_a_database_that_holds_something_is_replaced_only_where_it_is_asked(backup: Path, url: str) -> None:
    async with Database(url) as db, db.begin() as session:
        await session.execute(text("DELETE FROM links"))
        await session.execute(text("UPDATE sites SET name = 'changed since'"))
    await refused(url, backup, "expected an empty one, got", kind=NotEmptyError)
    async with Database(url) as db:
        done = await restore(db, backup, by=BY, replace=True, progress=silent)
        held = await everything(db)
    assert done.replaced > 0
    assert len(held["links"]) == 1
    assert "changed since" not in str(held["sites"])


async def test_a_database_that_holds_only_what_ships_is_empty(backup: Path, empty_url: str) -> None:
    async with Database(empty_url) as db:
        await at_revision(db, "0002")
        async with db.begin() as session:
            for table in ("links", "interfaces", "devices", "sites", "credentials", "carriers", "changes", "county_coverage",
                          "device_observations", "element_conditions", "observed_interfaces"):  # fmt: skip
                await session.execute(text(f"DELETE FROM {table}"))
        done = await restore(db, backup, by=BY, replace=False, progress=silent)
    assert done.schema == head()


async def test_a_backup_of_an_older_schema_is_moved_forward(empty_url: str, url: str, path: Path) -> None:
    async with Database(empty_url) as old:
        await at_revision(old, "0009")
        await save(old, path, by=BY, history=True, progress=silent)
        before = await everything(old)
    async with Database(url) as db:
        done = await restore(db, path, by=BY, replace=True, progress=silent)
        held = await everything(db)
        assert await current(db) == head()
    assert (done.summary.manifest.schema_version, done.schema) == ("0009", head())
    assert (len(held["devices"]), held["targets"], held["sites"]) == (3, [], before["sites"])


async def test_a_backup_of_a_newer_schema_is_refused(backup: Path, empty_url: str) -> None:
    manifest, sections = taken_apart(backup)
    made = put_together(backup, {**manifest, "schema_version": "9876"}, sections)
    await refused(empty_url, made, f"is of schema version 9876, and this Fengsui knows up to {head()}")


async def test_a_database_of_a_newer_schema_is_left_alone(backup: Path, url: str) -> None:
    async with Database(url) as db, db.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9876'"))
    await refused(url, backup, "restore a backup into another database", replace=True, kind=DatabaseVersionError)


def _without(name: str) -> Callable[[dict[str, Any], Sections], None]:
    def change(manifest: dict[str, Any], sections: Sections) -> None:
        del manifest["tables"][name], sections[name]

    return change


def _row(name: str, change: Callable[[list[Any]], list[Any]]) -> Callable[[dict[str, Any], Sections], None]:
    def changed(_manifest: dict[str, Any], sections: Sections) -> None:
        first, *rest = sections[name]
        sections[name] = [json.dumps(change(json.loads(first))).encode() + b"\n", *rest]

    return changed


def _strange_table(manifest: dict[str, Any], sections: Sections) -> None:
    manifest["tables"]["sqlite_sequence"] = ["name"]
    sections["sqlite_sequence"] = []


def _strange_column(manifest: dict[str, Any], _sections: Sections) -> None:
    manifest["tables"]["sites"][0] = "password"


def _other_order(_manifest: dict[str, Any], sections: Sections) -> None:
    sections["audit"] = sections.pop("audit")


def _row_twice(_manifest: dict[str, Any], sections: Sections) -> None:
    sections["carriers"] *= 2


def _rows_turned_round(_manifest: dict[str, Any], sections: Sections) -> None:
    sections["carriers"].reverse()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without("sites"), "sites is not in the file"),
        (_strange_table, "sqlite_sequence is no table of it"),
        (_strange_column, "table sites: expected the columns code"),
        (_other_order, "expected the beginning of table audit"),
        (_row("sites", lambda row: row[:-1]), "expected a row of"),
        (_row("devices", lambda row: [*row[:6], "161", *row[7:]]), "expected a whole number"),
        (_row("sites", lambda row: ["nowhere" if cell == "620102" else cell for cell in row]), "its rows contradict each other"),
        (_row("links", lambda row: [None, *row[1:]]), "column name: expected a value, got null"),
        (_row_twice, "its rows contradict each other"),
        (_rows_turned_round, "what was restored is not what was saved, in carriers"),
    ],
)  # fmt: skip
async def test_a_whole_file_that_no_such_database_was_saved_as_is_refused(
    backup: Path, url: str, change: Callable[[dict[str, Any], Sections], None], said: str
) -> None:
    manifest, sections = taken_apart(backup)
    change(manifest, sections)
    await refused(url, put_together(backup, manifest, sections), said, replace=True)


async def test_more_behind_the_last_table_is_refused(backup: Path, url: str) -> None:
    made = put_together(backup, *taken_apart(backup), more=[b'{"table":"links"}\n'])
    await refused(url, made, "expected its sums after the last table", replace=True)


async def test_damage_is_found_before_the_database_is_touched(backup: Path, empty_url: str) -> None:
    await refused(empty_url, cut_off(backup), "is damaged or was cut off")


async def test_whoever_has_a_last_word_can_still_call_it_off(backup: Path, url: str) -> None:
    def stop(manifest: Manifest) -> None:
        raise BackupError(f"not schema {manifest.schema_version}")

    async with Database(url) as db:
        before = dumped(db)
        with pytest.raises(BackupError, match="not schema"):
            await restore(db, backup, by=BY, replace=True, progress=silent, before_commit=stop)
        assert dumped(db) == before != ""


async def test_tables_of_another_program_are_left_alone(backup: Path, url: str) -> None:
    async with Database(url) as db:
        async with db.begin() as session:
            await session.execute(text("CREATE TABLE shopping (item TEXT)"))
            await session.execute(text("INSERT INTO shopping VALUES ('milk')"))
        await restore(db, backup, by=BY, replace=True, progress=silent)
        assert (await everything(db))["shopping"] == ["{'item': 'milk'}"]


async def test_a_text_that_sqlite_took_beyond_its_bound_comes_back(url: str, empty_url: str, path: Path) -> None:
    async with Database(url) as db, Database(empty_url) as other:
        async with db.begin() as session:
            await session.execute(text("UPDATE changes SET reason = :long"), {"long": "x" * 5000})
        await save(db, path, by=BY, history=True, progress=silent)
        await restore(other, path, by=BY, replace=False, progress=silent)
        assert "x" * 5000 in (await everything(other))["changes"][0]


async def test_a_place_that_cannot_be_written_is_named(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_bytes(b"")
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'a-file' / 'fengsui.db'}") as db:
        with pytest.raises(DatabaseError, match="its folder cannot be made"):
            await restore(db, backup, by=BY, replace=False, progress=silent)
