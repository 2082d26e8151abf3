"""Requests that are sent again: the answer of the first is kept under its idempotency key, in the transaction of what it did.

Who sent a request and got no answer cannot know whether it was done. Sent again with the same key it changes nothing twice.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.errors import ConflictError
from fengsui.inventory.tables import BulkRequestRow
from fengsui.model.principal import Author

KEPT_SECONDS = 86_400.0

_REQUESTS = table_of(BulkRequestRow)
Results = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Once:
    """Tells a request from its repetition.

    Attributes:
        key: As the caller chose it.
        digest: Of everything that was sent: another request under the same key is a mistake.
    """

    key: str
    digest: bytes


async def recall(session: AsyncSession, by: Author, once: Once) -> tuple[Results, tuple[str, ...]] | None:
    """What the same request gave before; None where it was not done yet.

    Raises:
        ConflictError: where another request was sent under the key.
    """
    where = (
        _REQUESTS.c.principal == by.principal,
        _REQUESTS.c.key == once.key,
        _REQUESTS.c.at >= by.at - KEPT_SECONDS,
    )
    row = (await session.execute(select(_REQUESTS).where(*where))).mappings().first()
    if row is None:
        return None
    if bytes(row["digest"]) != once.digest:
        raise ConflictError("another request was sent with this Idempotency-Key: choose a new one for each request")
    answer = json.loads(row["answer"])
    return tuple((key, result) for key, result in answer["results"]), tuple(answer["notes"])


async def remember(session: AsyncSession, by: Author, once: Once, results: Results, notes: Sequence[str]) -> None:
    """Keeps what a request gave, and forgets what was kept long enough."""
    await session.execute(delete(_REQUESTS).where(_REQUESTS.c.at < by.at - KEPT_SECONDS))
    answer = json.dumps({"results": results, "notes": notes}, ensure_ascii=False)
    row = {"principal": by.principal, "key": once.key, "digest": once.digest, "at": by.at, "answer": answer}
    await session.execute(insert(_REQUESTS).values(**row))
