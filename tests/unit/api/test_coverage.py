"""Coverage over HTTP is what the command line prints."""

from typing import Any

from fengsui.api.source import FixedSource
from fengsui.coverage.document import coverage_document
from fengsui.coverage.engine import assess
from fengsui.model.observation import Conditions
from tests.support.builders import NOW, province
from tests.support.http import asking, bearer, gate


async def test_the_document_is_the_command_line_s() -> None:
    picture = province()
    async with asking(FixedSource(picture)) as client, client.get("/api/v1/coverage") as answer:
        assert answer.content_type == "application/json"
        document = await answer.json()

    assert document == coverage_document(picture.coverage)
    assert (document["units"], document["unknown"], len(document["counties"])) == (6, 1, 6)


async def seen(token: str) -> list[dict[str, Any]]:
    async with (
        asking(FixedSource(province()), gate=gate()) as client,
        client.get("/api/v1/coverage", headers=bearer(token)) as answer,
    ):
        counties: list[dict[str, Any]] = (await answer.json())["counties"]
        return counties


async def test_a_carrier_sees_its_own_part_of_each_county_and_no_names_of_others() -> None:
    counties = await seen("t-mobile")
    assert len(counties) == 6
    assert {carrier["carrier"] for county in counties for carrier in county["carriers"]} == {"mobile"}
    assert "lz-lz-qlh-1" not in str(counties)
    assert "lz-lz-qlh-1" in str(await seen("t-telecom"))


async def test_sums_name_no_equipment_to_a_carrier_or_a_reader() -> None:
    of = province().network
    picture = province(coverage=assess(of, Conditions({}, {}), NOW))
    for token, named in (("t-reader", False), ("t-telecom", False), ("t-operator", True)):
        async with (
            asking(FixedSource(picture), gate=gate()) as client,
            client.get("/api/v1/coverage", headers=bearer(token)) as answer,
        ):
            document = await answer.json()
        assert any(each["reason"] for key in ("prefectures", "networks") for each in document[key]) is named


async def test_a_reader_sees_figures_and_no_names_of_equipment() -> None:
    counties = await seen("t-reader")
    assert {carrier["carrier"] for county in counties for carrier in county["carriers"]} == {"mobile", "telecom"}
    assert "lz-" not in str(counties)
    assert [county["state"] for county in counties] == [county["state"] for county in await seen("t-operator")]
