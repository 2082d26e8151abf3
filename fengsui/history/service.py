"""What probes have shown of services, as rows and back, and the SQL of it."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.database.base import table_of
from fengsui.database.upsert import upsert
from fengsui.history.codec import Row, clean
from fengsui.history.tables import NAME, REASON, ServiceObservationRow
from fengsui.inventory.tables import ServiceRow
from fengsui.model.observation import Condition
from fengsui.model.probe import Certificate, ProbeOutcome, ProbeResult, ProbeTimes, ServiceObservation

SERVICES = table_of(ServiceObservationRow)
_REGISTERED = select(table_of(ServiceRow).c.name)


def service_row(seen: ServiceObservation) -> Row:
    """A row of `service_observations`."""
    return {
        "service": clean(seen.service, NAME),
        "condition": seen.condition.value,
        "since": seen.since,
        "reason": clean(seen.reason, REASON),
        "failures": seen.failures,
        "up_at": seen.up_at,
        "last_probe": json.dumps(asdict(seen.last), separators=(",", ":")),
    }


def service_observation(row: Row) -> ServiceObservation:
    """What is known of a service, from its row."""
    return ServiceObservation(
        service=row["service"],
        condition=Condition(row["condition"]),
        since=row["since"],
        reason=row["reason"],
        failures=row["failures"],
        up_at=row["up_at"],
        last=_probe(json.loads(row["last_probe"])),
    )


async def read_services(session: AsyncSession) -> dict[str, ServiceObservation]:
    """What is known of the registered services, by name."""
    query = select(SERVICES).where(SERVICES.c.service.in_(_REGISTERED)).order_by("service")
    rows = (await session.execute(query)).mappings()
    return {row["service"]: service_observation(dict(row)) for row in rows}


async def write_services(session: AsyncSession, observations: Iterable[ServiceObservation]) -> None:
    """Puts observations in the place of those that are stored of the same services."""
    # In the order of names: two writers that lock the same rows in two orders would wait for each other for ever.
    ordered = sorted(observations, key=lambda seen: seen.service)
    await upsert(session, SERVICES, [service_row(seen) for seen in ordered], ("service",))


async def prune_services(session: AsyncSession) -> int:
    """Removes what is stored of services that are registered no more; gives the rows removed."""
    done: Any = await session.execute(delete(SERVICES).where(SERVICES.c.service.not_in(_REGISTERED)))
    return int(done.rowcount)


def _probe(stored: dict[str, Any]) -> ProbeResult:
    certificate = stored["certificate"]
    parts = {
        "outcome": ProbeOutcome(stored["outcome"]),
        "times": ProbeTimes(**stored["times"]),
        "certificate": Certificate(**{**certificate, "names": tuple(certificate["names"])}) if certificate else None,
        "answers": tuple(stored["answers"]),
    }
    return ProbeResult(**{**stored, **parts})
