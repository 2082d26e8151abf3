"""What probes have shown of services, for their listings: beside what is registered, what is known."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fengsui.database.engine import Database
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.probe import Certificate, ProbeResult, ServiceObservation
    from fengsui.model.service import Service


async def service_rows(store: "InventoryStore", services: Sequence["Service"]) -> list[dict[str, Any]]:
    """Rows of a listing: what is registered, where the site puts it, and what is known.

    Args:
        store: Where they are registered, and what was seen is kept.
        services: In the order of the rows.
    """
    from fengsui.history.store import HistoryStore
    from fengsui.inventory.kinds import KINDS

    sites = {site.code: site for site in await store.sites()}
    seen = await HistoryStore(store.db).services()
    flat = KINDS["services"].flat
    return [
        {
            **flat(service),
            "sector": sites[service.site].sector,
            "county": sites[service.site].division,
            **_state(seen.get(service.name)),
        }
        for service in services
    ]


async def observed_service(db: "Database", name: str) -> dict[str, Any]:
    """What is known of one service and of its last probe; empty before the first one."""
    from fengsui.history.store import HistoryStore

    seen = (await HistoryStore(db).services()).get(name)
    if seen is None:
        return {}
    return {**_state(seen), "failures_in_a_row": seen.failures, "up_at": _utc(seen.up_at), **probe_row(seen.last)}


def probe_row(result: "ProbeResult") -> dict[str, Any]:
    """A probe in flat columns; those that mean nothing for its kind are left out."""
    times = result.times
    row = {
        "probed_at": _utc(result.at),
        "outcome": result.outcome.value,
        "detail": result.detail or None,
        "connect_seconds": _seconds(times.connect),
        "tls_seconds": _seconds(times.tls),
        "first_byte_seconds": _seconds(times.first_byte),
        "total_seconds": _seconds(times.total),
        "http_status": result.http_status,
        "redirects_to": result.location,
        "body_bytes": result.body_bytes,
        "body_whole": None if result.body_bytes is None else result.body_whole,
        **(_certificate(result.certificate) if result.certificate else {}),
        "rcode": result.rcode,
        "answers": list(result.answers) or None,
        "name_check": result.name_check or None,
    }
    return {key: value for key, value in row.items() if value is not None}


def _certificate(shown: "Certificate") -> dict[str, Any]:
    return {
        "certificate_subject": shown.subject,
        "certificate_issuer": shown.issuer,
        "certificate_names": list(shown.names),
        "certificate_begins_at": _utc(shown.not_before),
        "certificate_ends_at": _utc(shown.not_after),
        "certificate_verifies": shown.verifies,
        "certificate_fault": shown.fault or None,
    }


def _state(seen: "ServiceObservation | None") -> dict[str, Any]:
    if seen is None:
        return dict.fromkeys(("condition", "since", "last_outcome", "reason"))
    return {
        "condition": seen.condition.value,
        "since": _utc(seen.since),
        "last_outcome": seen.last.outcome.value,
        "reason": seen.reason,
    }


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _utc(at: float | None) -> str | None:
    from fengsui.coverage.document import utc_text

    return None if at is None else utc_text(at)
