"""Reports of the running service: the bytes that the command line writes, one at a time."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fengsui.clock import ManualClock
from fengsui.database.open import open_database
from fengsui.errors import NotKeptError, UsageError
from fengsui.reports.boundaries import shipped_boundaries
from fengsui.reports.figures import figures_of
from fengsui.reports.form import Form
from fengsui.reports.forms import Report
from fengsui.reports.library import ReportLibrary
from fengsui.reports.month import month_from
from fengsui.reports.words import Language
from tests.support import months


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[ReportLibrary]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'fengsui.db'}"
    await months.fill(url)
    async with open_database(url, create=False) as db:
        clock = ManualClock(now=months.moment("2026-12-05T00:00"))
        yield ReportLibrary(months.source(db), shipped_boundaries(), clock)


async def test_asked_at_once_it_gives_everybody_the_same_bytes(library: ReportLibrary) -> None:
    asked = [library.made("2026-10", Form.PDF, Language.ZH, equipment=True) for _ in range(3)]
    first, *others = await asyncio.gather(*asked)
    assert first.startswith(b"%PDF")
    assert others == [first, first]
    material = await library._source.gather(month_from("2026-10"))
    assert first == Report(figures_of(material), shipped_boundaries()).made(Form.PDF, Language.ZH)
    bare = json.loads(await library.made("2026-10", Form.JSON, Language.ZH, equipment=False))
    assert bare["figures"]["equipment_named"] is False


async def test_a_month_that_is_not_over_or_was_not_watched_is_refused(library: ReportLibrary) -> None:
    with pytest.raises(UsageError, match="month: expected a month that is over"):
        await library.made("2026-12", Form.JSON, Language.ZH, equipment=True)
    with pytest.raises(NotKeptError):
        await library.made("2026-08", Form.JSON, Language.ZH, equipment=True)
