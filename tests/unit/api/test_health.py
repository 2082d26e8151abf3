"""Alive is not ready, and what is not ready says why."""

from fengsui.api.source import FixedSource
from tests.support.builders import snapshot
from tests.support.http import asking


async def test_a_ready_service_says_so() -> None:
    async with asking(FixedSource(snapshot())) as client, client.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ready", "reasons": []})


async def test_a_service_that_is_not_ready_gives_every_reason_and_is_alive_all_the_same() -> None:
    reasons = ["the database does not answer", "3 of 7 devices were not polled yet"]
    async with asking(FixedSource(snapshot(), reasons)) as client:
        async with client.get("/readyz") as answer:
            assert (answer.status, await answer.json()) == (503, {"status": "not ready", "reasons": reasons})
        async with client.get("/healthz") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "alive"})
