"""What `link show` says of a link's load."""

from pathlib import Path

from fengsui.clock import SystemClock
from fengsui.commands.observed import link_loads
from fengsui.database.open import open_database
from fengsui.history.load import LoadStore, day_of, months_around
from fengsui.state.load import LoadHistogram


async def test_percentiles_are_told_by_day_and_month_with_the_samples_they_rest_on(tmp_path: Path) -> None:
    url, now = f"sqlite+aiosqlite:///{tmp_path / 'fengsui.db'}", SystemClock().now()
    async with open_database(url, create=True) as db:
        load = LoadHistogram()
        for rate in [1e8] * 90 + [8e8] * 10:
            load.add(rate)
        await LoadStore(db).save(day_of(now), {"lz-ty": load})
        await LoadStore(db).save(f"{months_around(now)[1]}-03", {"lz-ty": load})
        shown = await link_loads(db, "lz-ty")
        assert await link_loads(db, "other") == {}
    assert abs(shown["load_95th_percentile_today_bits_per_second"] - 8e8) <= 0.048 * 8e8
    assert shown["load_peak_last_month_bits_per_second"] == 800_000_000
    assert [shown[f"load_samples_{word}"] for word in ("today", "this_month", "last_month")] == [100, 100, 100]
