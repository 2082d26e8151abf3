"""Availability over HTTP: as the command line tells it, within what a caller may see."""

from typing import Any

import pytest

from fengsui.api.past import Past
from fengsui.api.source import FixedSource
from fengsui.clock import ManualClock
from fengsui.history.eras import Watch
from fengsui.history.parts import Part, StateRecord
from fengsui.state.load import LoadHistogram
from tests.support.builders import NOW, province
from tests.support.http import asking, bearer, gate
from tests.support.past import FixedPast

HOUR = 3600.0
BEGAN = NOW - 100 * HOUR


def county(carrier: str, state: str, at: float) -> StateRecord:
    return StateRecord(("county", "621202", carrier), at, Part(state, detail='{"name":"武都区","devices":1}'))


PAST = FixedPast(
    Watch(BEGAN, NOW),
    records=[
        county("", "covered", BEGAN),
        *(county(carrier, "covered", BEGAN) for carrier in ("telecom", "mobile")),
        county("telecom", "uncovered", BEGAN + 50 * HOUR),
        county("telecom", "degraded", BEGAN + 60 * HOUR),
        StateRecord(("device", "wd-1", "telecom"), BEGAN, Part("up")),
        StateRecord(("device", "wd-2", "mobile"), BEGAN, Part("up")),
    ],
)


async def asked(query: str, token: str = "t-operator", past: Past | None = PAST) -> tuple[int, dict[str, Any]]:
    clock = ManualClock(now=NOW)
    async with (
        asking(FixedSource(province()), gate=gate(), clock=clock, past=past) as client,
        client.get(f"/api/v1/availability?{query}", headers=bearer(token)) as answer,
    ):
        return answer.status, await answer.json()


async def names(query: str, token: str) -> list[str]:
    status, document = await asked(query, token)
    assert status == 200, document
    return [each["name"] for each in document["items"]]


async def test_a_carrier_s_outage_is_told_with_its_length() -> None:
    status, document = await asked("kind=carrier&name=telecom&since=4d")
    assert (status, document["kind"], document["until"]) == (200, "carrier", "2026-09-21T14:13:20Z")
    (told,) = document["items"]
    assert (told["name"], told["parts"], told["outages"], told["repaired"]) == ("telecom", 1, 1, 1)
    assert (told["down_seconds"], told["mean_time_to_repair_seconds"]) == (10 * HOUR, 10 * HOUR)
    assert told["availability_ratio"] == 86 / 96


async def test_counties_are_told_as_a_whole_and_by_name() -> None:
    _, document = await asked("since=4d")
    (told,) = document["items"]
    assert (told["name"], told["title"], told["availability_ratio"], told["outages"]) == ("621202", "武都区", 1.0, 0)


async def test_a_carrier_sees_its_own_and_a_reader_no_equipment() -> None:
    assert await names("kind=device", "t-operator") == ["wd-1", "wd-2"]
    assert await names("kind=device", "t-telecom") == ["wd-1"]
    assert await names("kind=carrier", "t-telecom") == ["telecom"]
    assert await names("kind=carrier", "t-reader") == ["mobile", "telecom"]
    assert await names("kind=county", "t-reader") == ["621202"]
    assert (await asked("kind=link", "t-reader"))[0] == 403
    assert (await asked("kind=device&name=wd-2", "t-telecom"))[0] == 404


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=sector", "expected one of county, link, device, carrier for kind, got 'sector'"),
        ("when=now", "expected a parameter of kind, name, since, until, got 'when'"),
        ("kind=link&kind=link", "expected kind once"),
        ("since=soon", "since: expected a day such as"),
        ("since=2026-09-21&until=2026-09-20", "since: expected a moment before the end of the period"),
        (f"name={'x' * 101}", "expected a name of at most 100 characters"),
    ],
)
async def test_what_cannot_be_answered_is_refused(query: str, words: str) -> None:
    status, problem = await asked(query)
    assert status == 400
    assert words in problem["detail"]


async def test_without_a_history_there_is_no_answer() -> None:
    assert (await asked("", past=None))[0] == 503


async def test_a_link_tells_its_load_over_the_period_and_its_repair_time() -> None:
    load = LoadHistogram()
    for rate in (*[1e6] * 90, *[5e6] * 10):
        load.add(rate)
    link = [
        StateRecord(("link", "wd-a", "telecom"), BEGAN, Part("up")),
        StateRecord(("link", "wd-a", "telecom"), NOW - 10 * HOUR, Part("down")),
        StateRecord(("link", "wd-a", "telecom"), NOW - 8 * HOUR, Part("up")),
        StateRecord(("link", "wd-b", "telecom"), BEGAN, Part("up")),
    ]
    past = FixedPast(Watch(BEGAN, NOW), records=link, link_loads={"wd-a": load})
    _, document = await asked("kind=link&since=4d", past=past)
    loaded, quiet = document["items"]
    assert loaded["load_95th_percentile_bits_per_second"] == pytest.approx(5e6, rel=0.05)
    assert (loaded["load_peak_bits_per_second"], loaded["load_samples"]) == (5_000_000, 100)
    assert loaded["mean_time_to_repair_seconds"] == 2 * HOUR
    assert (quiet["load_95th_percentile_bits_per_second"], quiet["load_samples"]) == (None, 0)
    assert "load_samples" not in (await asked("since=4d"))[1]["items"][0]
