"""The chain of migrations itself; what it does to a database is tested on real ones."""

import logging
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from fengsui.database.engine import Database
from fengsui.database.migrate import configuration, head, known, upgrade


def test_the_newest_revision_is_one_that_is_known() -> None:
    assert head() in known()
    assert "0001" in known()


def test_the_chain_has_one_end() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [head()]


def test_files_are_named_after_their_revisions() -> None:
    chain = ScriptDirectory.from_config(configuration()).walk_revisions()
    assert sorted(script.revision for script in chain) == list(known())


async def test_an_upgrade_says_nothing_on_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with Database(f"sqlite+aiosqlite:///{tmp_path}/t.db") as db:
        await upgrade(db)
    said = capfd.readouterr()
    assert said.out == said.err == ""
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
