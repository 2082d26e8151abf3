"""`fengsui coverage --as-of` through the command line, over a log that a running province has written."""

import asyncio
import json
from pathlib import Path

import pytest

from fengsui.coverage.engine import assess
from fengsui.database.open import open_database
from fengsui.history.eras import Watch
from fengsui.history.parts import Part, PartKey, coverage_parts, differences
from fengsui.history.state_log import StateLog
from tests.support.cli import fengsui
from tests.unit.coverage.networks import conditions, device, link, network

EVENING = 1_782_820_800.0  # 2026-06-30T20:00+08:00
MORNING = EVENING + 12 * 3600


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database of a province whose one county was cut off in the evening of 30 June and was back in the morning."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'fengsui.db'}"
    asyncio.run(_fill(url))
    return url


async def _fill(url: str) -> None:
    of = network([device("lz", "620102", role="core"), device("ty", "620200")], [link("lz-ty", "lz", "ty")])
    async with open_database(url, create=True) as db:
        log = StateLog(db)
        before: dict[PartKey, Part] = {}
        for at, state in ((EVENING - 3600, "up"), (EVENING, "down"), (MORNING, "up")):
            after = coverage_parts(assess(of, conditions(of, lz_ty=state), at))
            await log.append(differences(before, after, at), Watch(EVENING - 3600, MORNING + 3600))
            before = after


def test_the_end_of_a_day_is_told_as_it_was(url: str) -> None:
    done = fengsui("coverage", "--as-of", "2026-06-30", "--database", url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "2026-06-30T23:59:59+08:00: 1 of 87 units covered, 0 unknown, 1 uncovered, 85 unserved"
    )
    row = next(line.split() for line in done.stdout.splitlines() if line.startswith("620200"))
    assert row[4:8] == ["uncovered", "lz-ty", "2026-06-30T12:00:00Z", "2026-06-30T12:00:00Z"]


def test_a_time_of_another_zone_is_told_as_json_and_csv(url: str) -> None:
    document = json.loads(
        fengsui("coverage", "--as-of", "2026-07-01T00:00:00Z", "--database", url, "-o", "json").stdout
    )
    assert (document["as_of"], document["covered"], document["uncovered"]) == ("2026-07-01T00:00:00Z", 2, 0)
    arguments = ("coverage", "--as-of", "2026-06-30", "--county", "620200", "--database", url, "-o", "csv")
    heading, row = fengsui(*arguments).stdout.splitlines()
    assert heading == "code,county,name_en,state,reason,since,evidence_at,carriers"
    assert row.startswith("620200,县620200,County 620200,uncovered,lz-ty,2026-06-30T12:00:00Z,")


@pytest.mark.parametrize(
    ("as_of", "code", "words"),
    [
        (
            "2026-06-29",
            1,
            "nothing was recorded at 2026-06-29T23:59:59+08:00: the record begins at 2026-06-30T19:00:00",
        ),
        ("2026-07-02", 1, "nobody watched from 2026-07-01T09:00:00+08:00 to now"),
        ("soon", 2, "--as-of: expected a day such as 2026-06-30 or a time such as 2026-06-30T18:00+08:00, got 'soon'"),
        ("2999-01-01", 2, "lies ahead"),
    ],
)
def test_what_cannot_be_told_is_said(url: str, as_of: str, code: int, words: str) -> None:
    done = fengsui("coverage", "--as-of", as_of, "--database", url)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
