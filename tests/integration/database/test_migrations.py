"""The schema made by the migrations is the one that the tables describe, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

import fengsui.history.tables
import fengsui.inventory.tables
from fengsui.database.base import Base
from fengsui.database.engine import Database
from fengsui.database.migrate import configuration, current, head, known, upgrade
from fengsui.database.open import open_database
from fengsui.errors import ConflictError, DatabaseMissingError, DatabaseVersionError
from fengsui.history.incidents import IncidentStore
from fengsui.history.load import LoadStore
from fengsui.history.month_figures import MonthFigureStore
from fengsui.history.state_log import StateLog
from fengsui.history.store import HistoryStore
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.jobs import JobStore
from fengsui.inventory.reports import ReportStore
from fengsui.inventory.scope import Scope
from fengsui.inventory.store import InventoryStore
from fengsui.inventory.targets import TargetStore
from fengsui.inventory.tokens import TokenStore
from fengsui.inventory.verifications import find_verification
from fengsui.model.job import JobState
from fengsui.model.secret import Secret
from fengsui.model.verification import Verdict
from tests.support.installation import COMMUNITY, JOB, KEYRING, Rows, at_revision, rows_by_table

_TABLES = (fengsui.inventory.tables.__name__, fengsui.history.tables.__name__)


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_an_empty_database_gets_the_schema_that_the_tables_describe(database_url: str) -> None:
    async with open_database(database_url, create=True) as db, db.session() as session:
        assert await current(db) == head()
        assert await (await session.connection()).run_sync(_differences) == []


async def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    async with Database(database_url) as db:
        await upgrade(db)
        await upgrade(db)
        assert await current(db) == head()


async def test_two_programs_that_start_together_make_one_schema(database_url: str) -> None:
    async with Database(database_url) as one, Database(database_url) as other:
        await asyncio.gather(upgrade(one), upgrade(other))
        assert await current(one) == await current(other) == head()


async def test_a_reader_makes_no_database(database_url: str) -> None:
    with pytest.raises(DatabaseMissingError, match="fengsui import"):
        async with open_database(database_url, create=False):
            raise AssertionError("it opened")
    async with Database(database_url) as db:
        assert db.absent is db.is_sqlite
        assert await current(db) is None


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(database_url: str) -> None:
    async with open_database(database_url, create=True) as db, db.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9876'"))
    for create in (True, False):
        with pytest.raises(DatabaseVersionError, match=f"'9876'.*up to {head()}.*Upgrade Fengsui"):
            async with open_database(database_url, create=create):
                raise AssertionError("it opened")
    async with Database(database_url) as db:
        assert await current(db) == "9876"


async def test_a_database_of_another_program_is_refused(database_url: str) -> None:
    async with Database(database_url) as db:
        async with db.begin() as session:
            await session.execute(text("CREATE TABLE shopping (item TEXT)"))
        with pytest.raises(DatabaseVersionError, match=r"shopping.*Name another database"):
            await upgrade(db)


async def test_interfaces_of_revision_2_keep_what_was_known_of_them_and_are_given_ids(database_url: str) -> None:
    async with Database(database_url) as db:
        await _upgrade_to(db, "0002")
        async with db.begin() as session:
            for device, indexes in (("a", (7, 3)), ("b", (1,))):
                await session.execute(text(_OBSERVATION), {"device": device})
                for index in indexes:
                    await session.execute(text(_INTERFACE), {"device": device, "index": index, "name": f"eth{index}"})
        await upgrade(db)
        async with db.session() as session:
            kept = await session.execute(
                text("SELECT device, interface_id, name, since FROM observed_interfaces ORDER BY device, interface_id")
            )
            given = await session.execute(
                text("SELECT device, interface_ids_given FROM device_observations ORDER BY device")
            )
            assert [tuple(row) for row in kept] == [("a", 1, "eth3", 5.0), ("a", 2, "eth7", 5.0), ("b", 1, "eth1", 5.0)]
            assert [tuple(row) for row in given] == [("a", 2), ("b", 1)]


async def test_sites_and_credentials_of_revision_8_stay_nobody_s_own(database_url: str) -> None:
    async with Database(database_url) as db:
        await _upgrade_to(db, "0008")
        async with db.begin() as session:
            await session.execute(text(_DIVISION))
            await session.execute(
                text("INSERT INTO sites (code, name, division, kind) VALUES ('s', 's', '620102', 'pop')")
            )
            await session.execute(text("INSERT INTO credentials (name, version) VALUES ('lab', 'v2c')"))
        await upgrade(db)
        async with db.session() as session:
            owners = await session.execute(text("SELECT carrier FROM sites UNION ALL SELECT carrier FROM credentials"))
            assert owners.scalars().all() == [None, None]
        with pytest.raises(ConflictError):
            async with db.begin() as session:
                await session.execute(text("UPDATE sites SET carrier = 'nobody'"))


_DIVISION = (
    "INSERT INTO divisions (code, name_zh, name_en, pinyin, level, parent_code, coverage_unit, code_2011, name_2011)"
    " VALUES ('620102', 'x', 'x', 'x', 'county', '620100', true, '', '')"
)


@pytest.mark.parametrize("revision", known())
async def test_a_database_of_every_released_revision_comes_up_with_its_data(database_url: str, revision: str) -> None:
    async with Database(database_url) as db:
        before = await at_revision(db, revision)
        assert all(before.values()), "a table without a row shows nothing"
        await upgrade(db)
        async with db.session() as session:
            assert await (await session.connection()).run_sync(_differences) == []
        after = await rows_by_table(db)
        for table, rows in before.items():
            shared = sorted(rows[0].keys() & after[table][0].keys())
            assert _texts(after[table], shared) == _texts(rows, shared), table
        await _read_as_the_product_does(db, before)


async def _read_as_the_product_does(db: Database, before: dict[str, Rows]) -> None:
    """Through the stores: rows that survived in a form that nobody reads have not survived."""
    network = await InventoryStore(db).network()
    assert (sorted(network.devices), sorted(network.links)) == (["lz-1", "ts-1"], ["lz-ts"])
    assert (await InventoryStore(db).credentials(KEYRING))["lab"].community == Secret(COMMUNITY)
    for table, read in _READS.items():
        if table in before:
            await read(db)


async def _history(db: Database) -> None:
    history = HistoryStore(db)
    assert (await history.observations())["lz-1"].interfaces.alias == ("到天水",)
    conditions = await history.conditions()
    assert conditions is not None
    assert conditions.links["lz-ts"].reason == "eth1 is down"
    assert [change.name for change in await history.changes()] == ["lz-ts"]


async def _tokens_and_audit(db: Database) -> None:
    assert [token.name for token in await TokenStore(db).tokens()] == ["noc"]
    assert [entry.key for entry in await AuditStore(db).entries()] == ["lz-1"]


async def _states(db: Database) -> None:
    assert (await StateLog(db).latest())[1]["link", "lz-ts", "telecom"].reason == "eth1 is down"


async def _verifications(db: Database) -> None:
    assert (await find_verification(db, "lz-1")).verdict is Verdict.REFUSED


async def _reports(db: Database) -> None:
    assert [(each.version, each.report.reason) for each in await ReportStore(db).reports()] == [(2, "一个县补报")]
    assert len(await ReportStore(db).reports(every_version=True)) == 2


async def _loads(db: Database) -> None:
    assert (await LoadStore(db).of_link("lz-ts", "2026-06")).samples == 25


async def _month_figures(db: Database) -> None:
    seen = (await MonthFigureStore(db).of_month("2026-06")).subscribers["620102", "telecom"]
    assert (seen.onus, seen.lines) == (412, 412)


async def _incidents(db: Database) -> None:
    found = await IncidentStore(db).get("20260922-9f2c41ab")
    assert found is not None
    assert (found.cause.names, found.counties) == (("lz-ts",), ("620502",))
    assert found.acknowledged is not None
    assert found.acknowledged.note == "抢修队已出发"


async def _targets(db: Database) -> None:
    assert [target.name for target in await TargetStore(db).targets()] == ["coverage"]


async def _jobs(db: Database) -> None:
    assert (await JobStore(db).find(Scope(), JOB)).state is JobState.FAILED
    (fault,) = await JobStore(db).lines(Scope(), JOB, "faults", limit=5)
    assert fault["expected"] == "a name"


# By the table that says whether a revision has it.
_READS: Mapping[str, Callable[[Database], Awaitable[None]]] = {
    "changes": _history,
    "tokens": _tokens_and_audit,
    "states": _states,
    "verifications": _verifications,
    "subscriber_reports": _reports,
    "link_loads": _loads,
    "incidents": _incidents,
    "month_figures": _month_figures,
    "targets": _targets,
    "import_jobs": _jobs,
}


def _texts(rows: Rows, columns: Sequence[str]) -> list[str]:
    return sorted(repr([row[column] for column in columns]) for row in rows)


_OBSERVATION = (
    "INSERT INTO device_observations (device, outcome, polled_at, failures, profile, interfaces_digest, last_poll)"
    " VALUES (:device, 'ok', 1, 0, 'generic', 'x', '{}')"
)
_INTERFACE = "INSERT INTO observed_interfaces (device, if_index, name, since) VALUES (:device, :index, :name, 5)"


async def _upgrade_to(db: Database, revision: str) -> None:
    async with db.writing() as connection:
        await connection.run_sync(
            lambda sync: command.upgrade(configuration(connection=sync), revision)  # as `upgrade` does it
        )
