"""`/api/v1/ratios`: the whole for operators, a carrier's own part for it, no names for readers."""

from fengsui.api.source import FixedSource
from tests.support.builders import province
from tests.support.http import asking, bearer, gate

PATH = "/api/v1/ratios"


async def ask(token: str, query: str = "") -> tuple[int, dict[str, object]]:
    async with (
        asking(FixedSource(province()), gate=gate()) as session,
        session.get(f"{PATH}{query}", headers=bearer(token)) as answer,
    ):
        return answer.status, await answer.json(content_type=None)


async def test_an_operator_gets_every_ratio_with_its_unknowns() -> None:
    status, found = await ask("t-operator", "?month=2026-08")
    assert (status, found["month"]) == (200, "2026-08")
    assert "unknowns" in str(found)
    assert "620102/mobile" in str(found)


async def test_a_carrier_learns_nothing_of_another() -> None:
    _, found = await ask("t-telecom")
    assert "mobile" not in str(found).replace("cable_modems", "").replace("users", "")


async def test_a_reader_gets_counts_without_names() -> None:
    _, found = await ask("t-reader")
    ratios = found["ratios"]
    assert isinstance(ratios, list)
    assert all(each["unknowns"] == [] for each in ratios)
    assert any(each["unknown"] for each in ratios)


async def test_a_month_that_is_none_is_refused() -> None:
    status, found = await ask("t-operator", "?month=October&county=1")
    assert status == 400
    assert "a month such as 2026-10" in str(found)
    assert "county" in str(found)
