"""The days that were, from the record of states, on both databases."""

from fengsui.coverage.engine import assess
from fengsui.coverage.retrospect import ALL, DayRecord
from fengsui.database.engine import Database
from fengsui.history.eras import Watch
from fengsui.history.parts import Part, PartKey, coverage_parts, differences
from fengsui.history.retrospect import Retrospection, read_days
from fengsui.history.state_log import StateLog
from tests.unit.coverage.networks import conditions, device, link, network

JUNE = 1_780_243_200.0  # 2026-06-01T00:00+08:00
DAY = 86_400.0
OF = network([device("lz", "620102", role="core"), device("jy", "620200")], [link("lz-jy", "lz", "jy")])


async def write(
    log: StateLog, watch: Watch, *moments: tuple[float, str], before: dict[PartKey, Part]
) -> dict[PartKey, Part]:
    for day, state in moments:
        at = JUNE + day * DAY
        after = coverage_parts(assess(OF, conditions(OF, lz_jy=state), at))
        await log.append(differences(before, after, at), watch)
        before = after
    return before


def connected(days: tuple[DayRecord, ...]) -> dict[str, int]:
    return {each.day[5:]: len(each.connected[ALL]) for each in days if each.watched}


async def test_days_are_read_over_the_bounds_of_months_and_once_each(db: Database) -> None:
    log = StateLog(db)
    watch = Watch(JUNE + 10 * DAY, JUNE + 60 * DAY)
    before = await write(log, watch, (10, "up"), (12, "down"), (45, "up"), before={})
    past = Retrospection(log)
    await past.refresh(JUNE + 50.5 * DAY)
    told = connected(past.days)
    assert (past.days[0].day, past.days[-1].day, len(told)) == ("2026-06-11", "2026-07-20", 40)
    assert (told["06-11"], told["06-13"], told["07-11"], told["07-15"], told["07-16"]) == (2, 1, 1, 1, 2)
    await past.refresh(JUNE + 50.6 * DAY)
    assert len(past.days) == 40
    await write(log, watch, (51, "down"), before=before)
    await past.refresh(JUNE + 53 * DAY)
    assert list(connected(past.days).items())[-3:] == [("07-21", 2), ("07-22", 1), ("07-23", 1)]


async def test_one_month_can_be_read_alone(db: Database) -> None:
    log = StateLog(db)
    await write(log, Watch(JUNE - 5 * DAY, JUNE + 60 * DAY), (-5, "down"), (20, "up"), before={})
    days = await read_days(log, (JUNE, JUNE + 30 * DAY - 0.001))
    assert (len(days), days[0].day, days[-1].day) == (30, "2026-06-01", "2026-06-30")
    assert (connected(days)["06-20"], connected(days)["06-21"]) == (1, 2)


async def test_without_a_record_there_are_no_days(db: Database) -> None:
    past = Retrospection(StateLog(db))
    await past.refresh(JUNE)
    assert past.days == ()
