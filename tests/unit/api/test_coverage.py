"""Coverage over HTTP is what the command line prints."""

from fengsui.api.source import FixedSource
from fengsui.coverage.document import coverage_document
from tests.support.builders import province
from tests.support.http import asking


async def test_the_document_is_the_command_line_s() -> None:
    picture = province()
    async with asking(FixedSource(picture)) as client, client.get("/api/v1/coverage") as answer:
        assert answer.content_type == "application/json"
        document = await answer.json()

    assert document == coverage_document(picture.coverage)
    assert (document["units"], document["unknown"], len(document["counties"])) == (6, 1, 6)
