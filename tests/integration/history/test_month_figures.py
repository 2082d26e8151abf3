"""What was observed of a month, in the database: the last look of it stays."""

from fengsui.coverage.ratio import Figure, Ratio, Source
from fengsui.coverage.subscribers import Observed
from fengsui.database.engine import Database
from fengsui.history.month_figures import MOST_NAMES, MonthFigures, MonthFigureStore, SiteShare

SEEN = Observed(12, 340, None, ("olt-1",))


async def test_a_look_is_given_back_as_it_was(db: Database) -> None:
    store = MonthFigureStore(db)
    look = MonthFigures(5.0, {("620102", "telecom"): SEEN}, {"school": SiteShare(3, 5, 1, ("s-1",))})
    await store.save("2026-10", look)
    assert await store.of_month("2026-10") == look
    assert await store.of_month("2026-09") == MonthFigures()


async def test_a_later_look_takes_the_place_of_the_one_before_and_of_no_other_month(db: Database) -> None:
    store = MonthFigureStore(db)
    first = MonthFigures(5.0, {("620102", "telecom"): SEEN, ("620103", "telecom"): SEEN})
    await store.save("2026-09", first)
    await store.save("2026-10", first)
    second = MonthFigures(9.0, {("620102", "telecom"): Observed(onus=341)})
    await store.save("2026-10", second)
    assert await store.of_month("2026-10") == second
    assert await store.of_month("2026-09") == first


async def test_of_many_unknown_sites_the_first_names_are_kept_and_the_number_of_all(db: Database) -> None:
    names = tuple(f"s-{number:03d}" for number in range(200))
    share = SiteShare.of(Ratio(Figure.FIBRE_SITES, "school", 1, 300, Source.OBSERVED, None, names))
    await MonthFigureStore(db).save("2026-10", MonthFigures(1.0, {}, {"school": share}))
    kept = (await MonthFigureStore(db).of_month("2026-10")).fibre["school"]
    assert (kept.unknown, kept.unknowns) == (200, names[:MOST_NAMES])
    assert (kept.ratio("school").numerator, kept.ratio("school").denominator) == (1, 300)
