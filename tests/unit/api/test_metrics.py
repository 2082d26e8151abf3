"""What Prometheus gets: formats by Accept, shards, and nobody held up meanwhile."""

import asyncio

import pytest

from fengsui.api.metrics import MOST_SHARDS, parse_shard, wants_openmetrics
from fengsui.api.problem import ProblemError
from fengsui.api.source import FixedSource
from fengsui.exporters.devices import render_devices
from tests.support.builders import grid, province
from tests.support.exposition import parse, samples
from tests.support.http import asking

PROMETHEUS_2_42 = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (PROMETHEUS_2_42, True),
        ("application/openmetrics-text", True),
        ("text/plain, Application/OpenMetrics-Text; version=1.0.0; charset=utf-8", True),
        ("application/openmetrics-text;version=0.0.1", False),
        ("application/openmetrics-text;q=0", False),
        ("application/openmetrics-text;q=0.0, */*", False),
        ("text/plain;version=0.0.4", False),
        ("*/*", False),
        ("", False),
        (";;,=,;q", False),
    ],
)
def test_openmetrics_is_written_for_who_asks_for_it(accept: str, wanted: bool) -> None:
    assert wants_openmetrics(accept) is wanted


@pytest.mark.parametrize(("text", "shard"), [(None, (0, 1)), ("0/1", (0, 1)), ("3/4", (3, 4)), ("63/64", (63, 64))])
def test_a_shard_is_read(text: str | None, shard: tuple[int, int]) -> None:
    assert parse_shard(text) == shard


@pytest.mark.parametrize("text", ["", "1", "1/1", "-1/2", "0/0", "0/65", "1/2/3", "a/b", "0/1 ", "٠/١", "0" * 500])
def test_any_other_shard_is_refused_with_expected_and_got(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_shard(text)
    assert caught.value.status == 400
    assert f"expected i/n with 0 <= i < n <= {MOST_SHARDS}, for example 0/4, got {text[:40]!r}" in str(caught.value)


@pytest.mark.parametrize("path", ["/metrics", "/metrics/devices"])
@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (PROMETHEUS_2_42, "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        ("*/*", "text/plain; version=0.0.4; charset=utf-8"),
    ],
)
async def test_the_accept_header_decides_the_format(path: str, accept: str, kind: str) -> None:
    async with asking(FixedSource(province())) as client, client.get(path, headers={"Accept": accept}) as answer:
        assert answer.headers["Content-Type"] == kind
        assert samples(parse(await answer.read(), openmetrics="openmetrics" in kind))


async def test_shards_over_http_are_the_whole() -> None:
    async with asking(FixedSource(province())) as client:
        parts = [await (await client.get(f"/metrics/devices?shard={index}/3")).read() for index in range(3)]
        whole = await (await client.get("/metrics/devices")).read()

    assert sorted(b"".join(parts).splitlines()) != []
    assert {line for part in parts for line in part.splitlines()} == set(whole.splitlines())
    assert whole == render_devices(province())


async def test_a_large_scrape_lets_the_loop_turn() -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asking(FixedSource(grid(devices=100, ports=20))) as client:
        turning = asyncio.get_running_loop().create_task(turn())
        body = await (await client.get("/metrics/devices")).read()
        turning.cancel()

    assert len(body) > 1_000_000
    assert turns > 20


async def test_a_reader_that_leaves_in_the_middle_disturbs_nobody() -> None:
    async with asking(FixedSource(grid(devices=100, ports=20))) as client:
        for _ in range(3):
            answer = await client.get("/metrics/devices")
            await answer.content.readany()
            answer.close()
        async with client.get("/healthz") as alive:
            assert alive.status == 200


async def test_discovery_names_the_address_it_was_found_at() -> None:
    async with asking(FixedSource(province()), shards=2) as client:
        async with client.get("/sd/prometheus") as answer:
            groups = await answer.json()
            address = f"127.0.0.1:{answer.url.port}"
        async with client.get("/sd/prometheus", headers={"Host": 'bad"host'}) as refused:
            problem = await refused.json()

    assert [group["targets"] for group in groups] == [[address]] * 3
    assert [group["labels"].get("__param_shard") for group in groups] == [None, "0/2", "1/2"]
    assert (problem["status"], problem["title"]) == (400, "Bad Host header")
