"""Coverage over HTTP is what the command line prints."""

from typing import Any

from fengsui.api.past import Past
from fengsui.api.source import FixedSource
from fengsui.clock import ManualClock
from fengsui.coverage.document import coverage_document
from fengsui.coverage.engine import assess
from fengsui.history.eras import Watch
from fengsui.model.observation import Conditions
from tests.support.builders import NOW, province
from tests.support.http import asking, bearer, gate
from tests.support.past import FixedPast


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


THEN = FixedPast(Watch(NOW - 3600, NOW), province().coverage)


async def asked(as_of: str, *, past: Past | None = None, token: str = "t-operator") -> tuple[int, dict[str, Any]]:
    clock = ManualClock(now=NOW)
    async with (
        asking(FixedSource(province()), gate=gate(), clock=clock, past=past) as client,
        client.get(f"/api/v1/coverage?{as_of}", headers=bearer(token)) as answer,
    ):
        return answer.status, await answer.json()


async def test_coverage_of_a_moment_says_on_what_it_rested_then() -> None:
    status, document = await asked("as_of=2026-09-21T22:00:00%2B08:00", past=THEN)
    assert (status, document["as_of"], document["units"]) == (200, "2026-09-21T14:00:00Z", 6)
    county = document["counties"][0]
    assert county["recorded"] == {"at": "2026-09-21T13:13:20Z", "evidence_at": "2026-09-21T14:13:10Z"}
    assert (county["evidence_age_seconds"], county["carriers"][0]["evidence_age_seconds"]) == (None, None)


async def test_a_day_that_is_not_over_means_what_was_told_last() -> None:
    status, document = await asked("as_of=2026-09-21", past=THEN)
    assert (status, document["as_of"]) == (200, "2026-09-21T14:13:20Z")


async def test_a_carrier_sees_no_names_of_others_in_the_past_either() -> None:
    _, document = await asked("as_of=2026-09-21", past=THEN, token="t-mobile")
    assert {carrier["carrier"] for county in document["counties"] for carrier in county["carriers"]} == {"mobile"}
    assert "lz-lz-qlh-1" not in str(document)


async def test_what_cannot_be_told_is_said() -> None:
    assert (await asked("as_of=2026-09-20", past=THEN))[0] == 404
    assert (await asked("as_of=soon", past=THEN))[0] == 400
    assert (await asked("as_of=2027-01-01", past=THEN))[0] == 400
    assert (await asked("as_of=2026-09-21&as_of=2026-09-20", past=THEN))[0] == 400
    assert (await asked("as_of=2026-09-21"))[0] == 503
