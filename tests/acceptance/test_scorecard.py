"""`fengsui scorecard` through the command line, over what a running province has written."""

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest

from fengsui.coverage.engine import assess
from fengsui.database.open import open_database
from fengsui.history.eras import Watch
from fengsui.history.parts import Part, PartKey, coverage_parts, differences, element_parts
from fengsui.history.state_log import StateLog
from tests.support.cli import fengsui
from tests.unit.coverage.networks import conditions, device, link, network

JUNE = 1_780_243_200.0  # 2026-06-01T00:00+08:00
DAY = 86_400.0


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of June 2026: a carrier that serves two counties, one of which was cut off for six hours."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('scorecard') / 'fengsui.db'}"
    asyncio.run(_fill(url))
    return url


async def _fill(url: str) -> None:
    of = network([device("lz", "620102", role="core"), device("jy", "620200")], [link("lz-jy", "lz", "jy")])
    async with open_database(url, create=True) as db:
        log = StateLog(db)
        before: dict[PartKey, Part] = {}
        for at, state in ((JUNE, "up"), (JUNE + 3 * DAY, "down"), (JUNE + 3.25 * DAY, "up")):
            now = conditions(of, lz_jy=state)
            after = {**coverage_parts(assess(of, now, at)), **element_parts(of, now)}
            await log.append(differences(before, after, at), Watch(JUNE, JUNE + 30 * DAY))
            before = after


def test_a_month_says_what_each_part_gives_and_what_is_left_out(url: str) -> None:
    done = fengsui("scorecard", "--month", "2026-06", "--database", url)
    assert done.returncode == 0, done.stderr
    period, heading, row = done.stdout.splitlines()
    assert period == "2026-06-01T00:00:00+08:00 to 2026-06-30T23:59:59+08:00"
    assert heading.split()[:4] == ["carrier", "name", "score", "availability"]
    assert row.split()[:2] == ["telecom", "telecom"]
    assert "targets: no target binds it; verification: what was registered then is not kept" in row


def test_the_same_as_json_and_csv(url: str) -> None:
    document = json.loads(fengsui("scorecard", "--month", "2026-06", "--database", url, "-o", "json").stdout)
    (telecom,) = document["carriers"]
    parts = {each["part"]: each for each in telecom["parts"]}
    assert parts["availability"]["value"] == pytest.approx(1 - 0.25 / 60)
    # 58.3 points by the value, of which those above 50 are granted two thirds: two counties stand behind it.
    assert parts["availability"]["score"] == pytest.approx(55.6, abs=0.1)
    assert (parts["repair"]["value"], parts["repair"]["evidence"]) == (21_600, 1)
    rows = csv.DictReader(
        io.StringIO(fengsui("scorecard", "--month", "2026-06", "--database", url, "-o", "csv").stdout)
    )
    assert {row["part"]: row["part_score"] for row in rows} == {
        name: "" if each["score"] is None else str(each["score"]) for name, each in parts.items()
    }


def test_a_carrier_that_there_is_not_is_said(url: str) -> None:
    done = fengsui("scorecard", "--carrier", "nobody", "--database", url)
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no carrier 'nobody'" in done.stderr


def test_a_province_without_carriers_has_an_empty_scorecard(tmp_path: Path) -> None:
    empty = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    asyncio.run(_make(empty))
    done = fengsui("scorecard", "--database", empty, "-o", "json")
    assert (done.returncode, json.loads(done.stdout)["carriers"]) == (0, [])


async def _make(url: str) -> None:
    async with open_database(url, create=True):
        pass


def test_own_criteria_with_faults_are_refused(url: str, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("part,weight,full,nil,half\nsilense,1,0,1,1\n", encoding="utf-8")
    done = fengsui("scorecard", "--database", url, FENGSUI_SCORECARD_FILE=str(path))
    assert done.returncode == 1
    assert "own.csv row 2 column part: expected one of availability" in done.stderr
