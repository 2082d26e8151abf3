"""Loads of links, a row for each link and day; days that retention has reached are added to their month's row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.coverage.moment import PROVINCE_TIME
from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.database.upsert import upsert
from fengsui.history.codec import clean
from fengsui.history.tables import NAME, LinkLoadRow
from fengsui.inventory.tables import LinkRow
from fengsui.state.load import LoadHistogram, merged

LOADS = table_of(LinkLoadRow)
_KEY = ("link", "period")
_LINKS = select(table_of(LinkRow).c.name)
_DAY_LENGTH = len("2026-06-30")
_MONTH_LENGTH = len("2026-06")
_DAY_SECONDS = 86_400.0


class LoadStore:
    """The table of loads in one database; one process at a time writes it.

    Every method raises DatabaseError where the database fails.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of_day(self, day: str) -> dict[str, LoadHistogram]:
        """Loads of a day (`2026-06-30`) by link."""
        async with self._db.session() as session:
            rows = (await session.execute(select(LOADS).where(LOADS.c.period == day))).mappings()
            return {row["link"]: _histogram(row) for row in rows}

    async def of_link(self, link: str, period: str) -> LoadHistogram:
        """Load of a link in a day (`2026-06-30`) or in a month (`2026-06`); without samples where nothing is kept."""
        query = select(LOADS).where(LOADS.c.link == link, LOADS.c.period.startswith(period, autoescape=True))
        async with self._db.session() as session:
            return merged(_histogram(row) for row in (await session.execute(query)).mappings())

    async def of_period(self, since: float, until: float, link: str | None = None) -> dict[str, LoadHistogram]:
        """Loads over the days of a period (epoch seconds), by link.

        Its first and last day count whole. Of days that became one row with their month they count where all of the month lies in it.

        Args:
            since: Where the period begins.
            until: Where it ends.
            link: Only of the one with this name; None for all.
        """
        first, last = day_of(since), day_of(until)
        length = func.length(LOADS.c.period)
        days = (length == _DAY_LENGTH) & LOADS.c.period.between(first, last)
        # A month is whole where the days around it belong to other months.
        begins, ends = day_of(since - _DAY_SECONDS)[:_MONTH_LENGTH], day_of(until + _DAY_SECONDS)[:_MONTH_LENGTH]
        months = (length == _MONTH_LENGTH) & (LOADS.c.period > begins) & (LOADS.c.period < ends)
        query = select(LOADS).where(days | months)
        found: dict[str, list[LoadHistogram]] = {}
        async with self._db.session() as session:
            for row in (await session.execute(query if link is None else query.where(LOADS.c.link == link))).mappings():
                found.setdefault(row["link"], []).append(_histogram(row))
        return {name: merged(parts) for name, parts in found.items()}

    async def save(self, day: str, loads: Mapping[str, LoadHistogram]) -> None:
        """Puts the loads of a day in the place of those that are stored of these links, in one transaction."""
        rows = [_row(link, day, load) for link, load in sorted(loads.items())]
        async with self._db.begin() as session:
            await upsert(session, LOADS, rows, _KEY)

    async def prune(self, before: float) -> int:
        """Adds the days before `before` (epoch seconds) to their months, and forgets links that are registered no more.

        Gives the number of days that went.
        """
        bound = day_of(before)
        async with self._db.begin() as session:
            gone = await session.execute(
                delete(LOADS)
                .where(LOADS.c.period < bound[:_MONTH_LENGTH], LOADS.c.link.not_in(_LINKS))
                .returning(LOADS.c.link)
            )
            forgotten = len(gone.all())
            return forgotten + await _into_months(session, bound)


async def _into_months(session: AsyncSession, bound: str) -> int:
    of_days = select(LOADS).where(LOADS.c.period < bound, func.length(LOADS.c.period) == _DAY_LENGTH)
    days = (await session.execute(of_days)).mappings().all()
    if not days:
        return 0
    found: dict[tuple[str, str], list[LoadHistogram]] = {}
    for row in days:
        found.setdefault((row["link"], row["period"][:_MONTH_LENGTH]), []).append(_histogram(row))
    months = sorted({month for _, month in found})
    for row in (await session.execute(select(LOADS).where(LOADS.c.period.in_(months)))).mappings():
        if (row["link"], row["period"]) in found:
            found[row["link"], row["period"]].append(_histogram(row))
    rows = [_row(link, month, merged(parts)) for (link, month), parts in sorted(found.items())]
    await upsert(session, LOADS, rows, _KEY)
    for day in sorted({row["period"] for row in days}):
        await session.execute(delete(LOADS).where(LOADS.c.period == day))
    return len(days)


def day_of(at: float) -> str:
    """The province's day of a moment, for example `2026-06-30`."""
    return datetime.fromtimestamp(at, PROVINCE_TIME).date().isoformat()


def counts_text(counts: Mapping[int, int]) -> str:
    """Counts as they are stored: the first bucket, then the counts from there on, `84:12,4,,9`."""
    if not counts:
        return ""
    first, last = min(counts), max(counts)
    return f"{first}:" + ",".join(str(counts.get(bucket) or "") for bucket in range(first, last + 1))


def counts_from(text: str) -> dict[int, int]:
    """Counts as `counts_text` gave them."""
    if not text:
        return {}
    first, counts = text.split(":")
    return {bucket: int(count) for bucket, count in enumerate(counts.split(","), int(first)) if count}


def months_around(at: float) -> Sequence[str]:
    """The month of a moment, and the one before it."""
    month = day_of(at)[:_MONTH_LENGTH]
    year, number = int(month[:4]), int(month[5:])
    before = f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"
    return month, before


def _row(link: str, period: str, load: LoadHistogram) -> dict[str, Any]:
    return {"link": clean(link, NAME), "period": period, "peak": load.peak, "counts": counts_text(load.counts)}


def _histogram(row: Mapping[Any, Any]) -> LoadHistogram:
    return LoadHistogram(counts_from(row["counts"]), row["peak"])
