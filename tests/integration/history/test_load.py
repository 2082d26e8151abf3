"""Loads of links in the database: days, months, and what pruning makes of them."""

from fengsui.coverage.moment import parse_moment
from fengsui.database.engine import Database
from fengsui.history.load import LoadStore, counts_from, counts_text, day_of, months_around
from fengsui.state.load import LoadHistogram
from tests.integration.history.conftest import register

LOAD = LoadHistogram({0: 3, 84: 12, 87: 9}, 5e6)
LATER = 2e9


def noon(day: str) -> float:
    return parse_moment(f"{day}T12:00", LATER, what="day").at


def test_counts_are_stored_from_the_first_bucket_on() -> None:
    assert counts_text({84: 12, 85: 4, 87: 9}) == "84:12,4,,9"
    assert counts_from("84:12,4,,9") == {84: 12, 85: 4, 87: 9}
    assert counts_from(counts_text({})) == {}


def test_a_day_and_its_months_are_the_province_s() -> None:
    assert day_of(noon("2026-01-31")) == "2026-01-31"
    assert months_around(noon("2026-01-31")) == ("2026-01", "2025-12")
    assert months_around(noon("2026-12-01")) == ("2026-12", "2026-11")


async def test_a_month_is_its_days_added_up_before_and_after_pruning(db: Database) -> None:
    await register(db, ["a"], ["l1", "l2"])
    store = LoadStore(db)
    for day in ("2026-05-31", "2026-06-01", "2026-06-02", "2026-06-03"):
        await store.save(day, {"l1": LOAD})
    await store.save("2026-06-03", {"l1": LOAD, "l2": LOAD})
    assert await store.of_day("2026-06-03") == {"l1": LOAD, "l2": LOAD}
    before = await store.of_link("l1", "2026-06")
    assert before.samples == 3 * LOAD.samples
    for bound, gone in (("2026-06-02", 2), ("2026-06-03", 1), ("2026-06-03", 0), ("2026-07-09", 2)):
        assert await store.prune(noon(bound)) == gone
        assert await store.of_link("l1", "2026-06") == before
    assert await store.of_day("2026-06-02") == {}
    assert (await store.of_link("l1", "2026-05")).samples == LOAD.samples


async def test_a_link_that_is_registered_no_more_is_forgotten_with_its_months(db: Database) -> None:
    await register(db, ["a"], ["l1"])
    store = LoadStore(db)
    await store.save("2026-05-31", {"l1": LOAD, "gone": LOAD})
    await store.prune(noon("2026-07-09"))
    assert (await store.of_link("gone", "2026-05")).samples == 0
    assert (await store.of_link("l1", "2026-05")).samples == LOAD.samples


async def test_a_period_takes_its_days_whole_and_months_only_where_they_lie_in_it(db: Database) -> None:
    store = LoadStore(db)
    june = 1_780_243_200.0  # 2026-06-01T00:00+08:00
    for period, rate in (("2026-05", 1e6), ("2026-06", 2e6), ("2026-07-01", 3e6), ("2026-07-02", 4e6)):
        load = LoadHistogram()
        load.add(rate)
        await store.save(period, {"a": load, "b": load})

    async def peaks(first: float, last: float) -> tuple[int, float]:
        found = (await store.of_period(june + first * 86_400, june + last * 86_400, "a")).get("a", LoadHistogram())
        return found.samples, found.peak

    assert await peaks(0, 29.9) == (1, 2e6)
    assert await peaks(0.5, 30.5) == (2, 3e6)
    assert await peaks(1, 31.5) == (2, 4e6)
    assert await peaks(-31, 40) == (4, 4e6)
    assert await peaks(1, 29) == (0, 0.0)
    assert set(await store.of_period(june, june + 40 * 86_400)) == {"a", "b"}
