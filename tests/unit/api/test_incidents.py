"""Incidents over HTTP: what a carrier can find out about those that it shares with another."""

from collections.abc import Sequence
from typing import Any

import pytest

from fengsui.api.source import FixedSource
from fengsui.history.incidents import IncidentFilter
from fengsui.model.incident import Acknowledgement, Cause, CauseKind, CountyVictim, Element, Incident, Loss, Victims
from tests.support.builders import NOW, incident, province
from tests.support.http import asking, bearer, gate

OURS, THEIRS = "620502", "620103"
SHARED = incident(
    cause=Cause(
        CauseKind.DUCT, tuple(Element("link", f"{code}-1", code) for code in ("telecom", "mobile")), duct="G75"
    ),
    victims=Victims(
        tuple(
            CountyVictim(code, carrier, Loss.COVER, whole=False, since=NOW - 600)
            for code, carrier in ((OURS, "telecom"), (THEIRS, "mobile"))
        )
    ),
)


class Kept:
    """One incident, which is given where its counties and carriers are asked for."""

    async def listing(
        self,
        wanted: IncidentFilter,
        *,
        after: tuple[float, str] | None = None,
        limit: int = 100,
    ) -> Sequence[Incident]:
        fits = wanted.county in (None, *SHARED.counties) and wanted.carrier in (None, *SHARED.cause.carriers)
        return [SHARED] if fits else []

    async def get(self, incident_id: str) -> Incident | None:
        return SHARED if incident_id == SHARED.id else None

    async def acknowledge(self, incident_id: str, said: Acknowledgement) -> Incident:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("token", "query", "found"),
    [
        ("t-operator", f"county={THEIRS}", 1),
        ("t-mobile", f"county={THEIRS}", 1),
        ("t-telecom", f"county={THEIRS}", 0),
        ("t-telecom", f"county={OURS}", 1),
        ("t-telecom", "", 1),
        ("t-telecom", "carrier=mobile", 0),
    ],
)
async def test_counties_of_another_carrier_cannot_be_found_out_one_after_the_other(
    token: str, query: str, found: int
) -> None:
    kept: Any = Kept()
    async with (
        asking(FixedSource(province()), gate=gate(), incidents=kept) as client,
        client.get(f"/api/v1/incidents?{query}", headers=bearer(token)) as answer,
    ):
        assert answer.status == 200
        assert len((await answer.json())["items"]) == found
