"""A request that is sent again gets the answer of the first, for a day, and only the same request."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fengsui.database.engine import Database
from fengsui.errors import ConflictError
from fengsui.inventory.repetition import KEPT_SECONDS, Once, recall, remember
from fengsui.inventory.store import open_inventory
from tests.support.registers import BY

ONCE = Once("2027-06", b"d" * 32)
ANSWER = (("yd-1", "added"), ("yd-2", "unchanged"))


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_inventory(f"sqlite+aiosqlite:///{tmp_path}/a.db", create=True) as store:
        async with store.db.begin() as session:
            await remember(session, BY, ONCE, ANSWER, ["a note"])
        yield store.db


async def test_the_same_request_gets_the_answer_of_the_first(db: Database) -> None:
    async with db.session() as session:
        assert await recall(session, BY, ONCE) == (ANSWER, ("a note",))


async def test_another_request_under_the_same_key_is_a_mistake(db: Database) -> None:
    async with db.session() as session:
        with pytest.raises(ConflictError, match="Idempotency-Key"):
            await recall(session, BY, Once(ONCE.key, b"e" * 32))


async def test_the_keys_of_one_caller_are_nothing_to_another(db: Database) -> None:
    async with db.session() as session:
        assert await recall(session, replace(BY, principal="token:other"), ONCE) is None


async def test_after_a_day_a_key_may_be_used_anew(db: Database) -> None:
    later = replace(BY, at=BY.at + KEPT_SECONDS + 1)
    async with db.begin() as session:
        assert await recall(session, later, Once(ONCE.key, b"e" * 32)) is None
        await remember(session, later, ONCE, (), [])
        assert await recall(session, later, ONCE) == ((), ())
