"""What every answer carries, and that the page leads only to what answers."""

import re

import pytest

from fengsui.api.source import FixedSource
from tests.support.builders import province, snapshot
from tests.support.http import asking


@pytest.mark.parametrize(
    "path", ["/", "/metrics", "/metrics/devices", "/sd/prometheus", "/healthz", "/readyz", "/nope"]
)
async def test_every_answer_carries_the_headers_that_protect_it(path: str) -> None:
    async with asking(FixedSource(snapshot())) as client, client.get(path) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Server"] == "fengsui"


async def test_the_page_leads_only_to_what_answers() -> None:
    async with asking(FixedSource(province())) as client:
        page = await (await client.get("/")).text()
        links = re.findall(r'href="([^"]+)"', page)
        assert len(links) >= 5
        for link in links:
            async with client.get(link) as answer:
                assert answer.status == 200, link
