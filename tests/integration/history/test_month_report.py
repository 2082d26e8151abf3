"""A month's report read from a database says what the same past says without one."""

from pathlib import Path

import pytest

from fengsui.database.open import open_database
from fengsui.errors import NotKeptError
from fengsui.reports.figures import figures_of
from fengsui.reports.month import month_from
from tests.support import months


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    import asyncio

    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('months') / 'fengsui.db'}"
    asyncio.run(months.fill(url))
    return url


async def test_it_is_the_same_as_from_the_past_itself(url: str) -> None:
    async with open_database(url, create=False) as db:
        read = figures_of(await months.source(db).gather(month_from(months.MONTH)))
    made = figures_of(months.remembered())
    for key in made.keys() - {"targets", "scorecard", "ratios"}:
        assert read[key] == made[key], key
    told = {(each["figure"], each["part"]): each for each in read["ratios"]}
    assert {key: told.pop(key) for key in [*told] if key[0] == "sector_availability"}.keys() == {
        ("sector_availability", "emergency")
    }
    assert [*told.values()] == made["ratios"]
    assert [each["carrier"] for each in read["scorecard"]] == ["broadcast", "mobile", "telecom"]
    assert all(each["score"] is not None for each in read["scorecard"])
    assert [each["name"] for each in read["targets"]][:3] == ["2011-backbone", "2011-households", "2011-users"]


@pytest.mark.parametrize(
    ("month", "words"),
    [
        ("2026-08", r"nothing was recorded at 2026-08-31T23:59:59\+08:00: the record begins at 2026-09-01"),
        ("2026-12", "nothing was recorded in 2026-12: nobody watched in that month"),
    ],
)
async def test_a_month_in_which_nobody_watched_has_no_report(url: str, month: str, words: str) -> None:
    async with open_database(url, create=False) as db:
        with pytest.raises(NotKeptError, match=words):
            await months.source(db).gather(month_from(month))


async def test_a_month_that_was_watched_for_two_days_tells_their_last_moment(url: str) -> None:
    async with open_database(url, create=False) as db:
        figures = figures_of(await months.source(db).gather(month_from("2026-11")))
    assert figures["summary"]["end"]["at"] == "2026-11-02T12:00:00+08:00"
    assert figures["evidence"]["watched_seconds"] == 36 * 3600
    assert figures["evidence"]["gaps"] == [
        {"since": "2026-11-02T12:00:00+08:00", "until": "2026-12-01T00:00:00+08:00", "seconds": 30 * 86400 - 36 * 3600}
    ]


async def test_an_empty_database_has_no_report(tmp_path: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}", create=True) as db:
        with pytest.raises(NotKeptError, match="nothing is recorded yet"):
            await months.source(db).gather(month_from("2026-10"))
