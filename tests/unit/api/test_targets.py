"""`/api/v1/targets`: where each target stands; a carrier sees those for all and its own."""

from datetime import date

from fengsui.api.source import FixedSource
from fengsui.model.target import Target, TargetFigure
from tests.support.builders import province
from tests.support.http import asking, bearer, gate

TARGETS = [
    Target(name, TargetFigure.COUNTY_COVERAGE, 0.4, date(2030, 12, 31), carrier=carrier)
    for name, carrier in (("all", None), ("own", "telecom"), ("theirs", "mobile"))
]


async def names(token: str) -> list[str]:
    async with (
        asking(FixedSource(province(targets=TARGETS)), gate=gate()) as session,
        session.get("/api/v1/targets", headers=bearer(token)) as answer,
    ):
        assert answer.status == 200
        return [each["name"] for each in (await answer.json())["items"]]


async def test_a_carrier_sees_the_targets_for_all_and_its_own() -> None:
    assert await names("t-operator") == ["all", "own", "theirs"]
    assert await names("t-telecom") == ["all", "own"]
