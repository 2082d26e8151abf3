"""What was observed of subscribers and sites, kept by month as it was worked out: the last look of a month stays.

Equipment tells such figures at the moment of asking and history keeps no readings, so a month's report could not work them out later.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from fengsui.coverage.ratio import Figure, Ratio, Source
from fengsui.coverage.subscribers import Observed, Place
from fengsui.database.base import table_of
from fengsui.database.engine import Database
from fengsui.database.upsert import upsert
from fengsui.history.tables import MonthFigureRow

MONTH_FIGURES = table_of(MonthFigureRow)
_SUBSCRIBERS, _FIBRE = "subscribers", "fibre"
# Names that are kept of one figure; how many there are is kept whatever their number.
MOST_NAMES = 50


@dataclass(frozen=True, slots=True)
class SiteShare:
    """How many sites of a kind a live fibre reaches.

    Attributes:
        unknown: Sites whose state was not known.
        unknowns: The first of them, by code.
    """

    connected: int
    sites: int
    unknown: int
    unknowns: tuple[str, ...] = ()

    @classmethod
    def of(cls, ratio: Ratio) -> "SiteShare":
        """What is kept of a ratio of sites."""
        return cls(ratio.numerator, ratio.denominator, len(ratio.unknowns), ratio.unknowns[:MOST_NAMES])

    def ratio(self, kind: str) -> Ratio:
        """The ratio again; unknown sites whose names were not kept are dots."""
        names = (*self.unknowns, *["…"] * (self.unknown - len(self.unknowns)))
        return Ratio(Figure.FIBRE_SITES, kind, self.connected, self.sites, Source.OBSERVED, None, names)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What was observed in a month.

    Attributes:
        at: Epoch seconds of the look; None where none is kept.
        subscribers: By county and carrier.
        fibre: By kind of site.
    """

    at: float | None = None
    subscribers: Mapping[Place, Observed] = field(default_factory=dict)
    fibre: Mapping[str, SiteShare] = field(default_factory=dict)


class MonthFigureStore:
    """The table of months in one database; one process at a time writes it.

    Every method raises DatabaseError where the database fails.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def save(self, month: str, found: MonthFigures) -> None:
        """Puts a look in the place of the one that is kept of the month (`YYYY-MM`), in one transaction."""
        rows = list(_rows(month, found))
        async with self._db.begin() as session:
            await session.execute(delete(MONTH_FIGURES).where(MONTH_FIGURES.c.month == month))
            await upsert(session, MONTH_FIGURES, rows, ("month", "kind", "name", "carrier"))

    async def of_month(self, month: str) -> MonthFigures:
        """What is kept of a month."""
        async with self._db.session() as session:
            query = select(MONTH_FIGURES).where(MONTH_FIGURES.c.month == month)
            rows: Sequence[Mapping[Any, Any]] = (await session.execute(query)).mappings().all()
        return MonthFigures(
            max((row["at"] for row in rows), default=None),
            {(row["name"], row["carrier"]): _observed(row) for row in rows if row["kind"] == _SUBSCRIBERS},
            {row["name"]: _share(row) for row in rows if row["kind"] == _FIBRE},
        )


def _rows(month: str, found: MonthFigures) -> Iterator[dict[str, Any]]:
    for (county, carrier), seen in sorted(found.subscribers.items()):
        kept = [seen.sessions, seen.onus, seen.cable_modems, seen.silent[:MOST_NAMES]]
        yield _row(month, found, _SUBSCRIBERS, county, carrier, kept)
    for kind, share in sorted(found.fibre.items()):
        yield _row(month, found, _FIBRE, kind, "", [share.connected, share.sites, share.unknown, share.unknowns])


def _row(month: str, found: MonthFigures, kind: str, name: str, carrier: str, kept: list[Any]) -> dict[str, Any]:
    detail = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return {"month": month, "kind": kind, "name": name, "carrier": carrier, "at": found.at, "detail": detail}


def _observed(row: Mapping[Any, Any]) -> Observed:
    sessions, onus, cable_modems, silent = json.loads(row["detail"])
    return Observed(sessions, onus, cable_modems, tuple(silent))


def _share(row: Mapping[Any, Any]) -> SiteShare:
    connected, sites, unknown, unknowns = json.loads(row["detail"])
    return SiteShare(connected, sites, unknown, tuple(unknowns))
