"""Whatever goes wrong is a problem document; nothing of the code shows."""

import pytest

from fengsui.api.source import FixedSource
from fengsui.exporters.snapshot import Snapshot
from tests.support.builders import snapshot
from tests.support.http import asking


class Broken(FixedSource):
    def snapshot(self) -> Snapshot:
        raise LookupError("secret particulars")


@pytest.mark.parametrize(
    ("method", "path", "status", "title", "detail"),
    [
        ("GET", "/nope", 404, "Not Found", "there is nothing at /nope"),
        ("GET", "/a%0Ab", 404, "Not Found", r"there is nothing at /a\nb"),
        ("POST", "/metrics", 405, "Method Not Allowed", "expected GET, HEAD at /metrics, got POST"),
        (
            "GET",
            "/metrics/devices?shard=4/4",
            400,
            "Bad shard",
            "shard: expected i/n with 0 <= i < n <= 64, for example 0/4, got '4/4'",
        ),
    ],
)
async def test_a_bad_request_is_told_what_is_wrong(
    method: str, path: str, status: int, title: str, detail: str
) -> None:
    async with asking(FixedSource(snapshot())) as client, client.request(method, path) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
        assert await answer.json() == {"title": title, "status": status, "detail": detail}
        assert answer.headers.get("Allow") == ("GET, HEAD" if status == 405 else None)


@pytest.mark.parametrize("path", ["/", "/metrics"])
async def test_a_defect_shows_no_particulars_to_the_caller(path: str) -> None:
    async with asking(Broken(snapshot())) as client, client.get(path) as answer:
        assert answer.status == 500
        assert answer.content_type == "application/problem+json"
        text = await answer.text()
    assert "secret" not in text
    assert "Traceback" not in text


async def test_a_very_long_path_is_not_sent_back_whole() -> None:
    async with asking(FixedSource(snapshot())) as client, client.get("/" + "x" * 5000) as answer:
        assert len(await answer.text()) < 300
