"""The scorecard over HTTP: a carrier gets its own in full, and nobody else's."""

from typing import Any

import pytest

from fengsui.api.scorecard import ScorecardSource
from fengsui.api.source import FixedSource
from fengsui.clock import ManualClock
from fengsui.coverage.availability import Period
from fengsui.coverage.moment import province_text
from fengsui.coverage.scorecard import Scorecard
from fengsui.coverage.standing import Known
from tests.support.builders import NOW, province, scorecards
from tests.support.http import asking, bearer, gate


class Scores:
    """The same scorecard whatever is asked; keeps the periods it was asked about."""

    def __init__(self) -> None:
        self.asked: list[Period] = []

    async def scorecard(self, known: Known, period: Period) -> Scorecard:
        self.asked.append(period)
        return scorecards("mobile", "telecom")


async def asked(
    query: str, token: str = "t-operator", scores: ScorecardSource | None = None
) -> tuple[int, dict[str, Any]]:
    async with (
        asking(FixedSource(province()), gate=gate(), clock=ManualClock(now=NOW), scores=scores) as client,
        client.get(f"/api/v1/scorecard?{query}", headers=bearer(token)) as answer,
    ):
        return answer.status, await answer.json()


async def codes(query: str, token: str) -> list[str]:
    status, document = await asked(query, token, Scores())
    assert status == 200, document
    return [each["carrier"] for each in document["carriers"]]


@pytest.mark.parametrize("token", ["t-administrator", "t-operator", "t-reader"])
async def test_the_province_sees_every_carrier(token: str) -> None:
    assert await codes("", token) == ["mobile", "telecom"]
    assert await codes("carrier=mobile", token) == ["mobile"]


async def test_a_carrier_sees_its_own_in_full_and_nobody_else_s() -> None:
    assert await codes("", "t-telecom") == ["telecom"]
    _, document = await asked("carrier=telecom", "t-telecom", Scores())
    (own,) = document["carriers"]
    assert (own["score"], own["parts"][0]["facts"]["up_seconds"], own["parts"][1]["reason"]) == (
        87.5,
        3000.0,
        "no outage",
    )
    theirs, none = [await asked(f"carrier={code}", "t-telecom", Scores()) for code in ("mobile", "nobody")]
    assert (theirs[0], theirs[1]["detail"]) == (none[0], none[1]["detail"])
    assert theirs[0] == 404


async def test_prometheus_may_not_ask() -> None:
    assert (await asked("", "t-prometheus", Scores()))[0] == 403


async def test_a_month_or_a_period_can_be_asked_about() -> None:
    scores = Scores()
    for query in ("", "month=2026-09", "since=2026-09-01&until=2026-09-02"):
        assert (await asked(query, scores=scores))[0] == 200
    assert [(province_text(since), province_text(until)) for since, until in scores.asked] == [
        ("2026-08-01T00:00:00+08:00", "2026-08-31T23:59:59+08:00"),
        ("2026-09-01T00:00:00+08:00", province_text(NOW)),
        ("2026-09-01T00:00:00+08:00", "2026-09-02T23:59:59+08:00"),
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("month=2026-13", "month: expected a month such as 2026-06, got '2026-13'"),
        ("month=2027-01", "which lies ahead"),
        ("month=2026-08&since=7d", "month: expected either a month or since and until, got both"),
        ("when=now", "expected a parameter of month, since, until, carrier, got 'when'"),
        ("month=2026-08&month=2026-07", "expected month once"),
    ],
)
async def test_what_cannot_be_answered_is_refused(query: str, words: str) -> None:
    status, problem = await asked(query, scores=Scores())
    assert status == 400
    assert words in problem["detail"]


async def test_a_carrier_that_there_is_not_is_not_found() -> None:
    assert (await asked("carrier=nobody", scores=Scores()))[0] == 404


async def test_without_a_history_there_is_no_answer() -> None:
    assert (await asked(""))[0] == 503
