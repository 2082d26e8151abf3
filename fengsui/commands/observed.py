"""What polling has shown of a device or link, or probes of a service, for its `show`: beside what is registered, what is known."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fengsui.database.engine import Database
    from fengsui.model.agent import AgentTraits
    from fengsui.model.observation import DeviceObservation, ElementState
    from fengsui.model.ping import Ping
    from fengsui.model.trap import LastTrap


async def observed(db: "Database", kind: str, name: str) -> dict[str, Any]:
    """The condition of a device, link or service and the evidence behind it; empty before the first poll or probe.

    Args:
        db: Where it is kept.
        kind: `devices`, `links`, `sites` or `services`.
        name: Natural key.
    """
    from fengsui.commands.observed_link import link_verdict
    from fengsui.commands.observed_service import observed_service
    from fengsui.commands.observed_site import connectivity_of
    from fengsui.history.store import HistoryStore
    from fengsui.history.traps import TrapStore

    if kind == "services":
        return await observed_service(db, name)
    if kind == "sites":
        return await connectivity_of(db, name)
    history = HistoryStore(db)
    conditions = await history.conditions()
    states = {} if conditions is None else conditions.devices if kind == "devices" else conditions.links
    shown = _state(states[name]) if name in states else {}
    if kind == "links":
        return shown | await link_verdict(db, name) | await link_loads(db, name)
    if kind == "devices":
        shown |= await verified(db, name)
        seen = (await history.observations([name])).get(name)
        moves = await history.moves(name, limit=1)
        shown |= _observation(seen, moves[0].at if moves else None) if seen is not None else {}
        traps = await TrapStore(db).last(device=name)
        shown |= {"last_trap": _in_words(traps[0])} if traps else {}
        ping = (await history.pings([name])).get(name)
        shown |= _ping(ping) if ping is not None else {}
    return shown


async def link_loads(db: "Database", name: str) -> dict[str, Any]:
    """95th percentile and peak of a link's load, of its busier direction, today and by month; nothing before the first sample."""
    from fengsui.clock import SystemClock
    from fengsui.history.load import LoadStore, day_of, months_around

    store, now = LoadStore(db), SystemClock().now()
    this, last = months_around(now)
    shown: dict[str, Any] = {}
    for word, period in (("today", day_of(now)), ("this_month", this), ("last_month", last)):
        load = await store.of_link(name, period)
        if load.samples:
            shown[f"load_95th_percentile_{word}_bits_per_second"] = round(load.percentile(0.95) or 0.0)
            shown[f"load_peak_{word}_bits_per_second"] = round(load.peak)
            shown[f"load_samples_{word}"] = load.samples
    return shown


async def verified(db: "Database", name: str) -> dict[str, Any]:
    """What came of a device's verification; nothing before the first."""
    from fengsui.inventory.verifications import find_verification

    found = await find_verification(db, name)
    if found.at is None and found.requested_at is None:
        return {}
    sentences = [f"{each.kind.value}: {each}" for each in (*found.reasons, *found.warnings)]
    return {
        "verdict": found.verdict.value if found.verdict else None,
        "verified_at": _utc(found.at),
        "verified_again_at": _utc(found.next_at),
        "verification": sentences,
    }


def _in_words(trap: "LastTrap") -> str:
    return f"{_utc(trap.at)} {trap.kind.value} ({trap.version}, {trap.oid})"


def trap_row(trap: "LastTrap") -> dict[str, Any]:
    """A trap as it is listed: when, what about, which notification, and by which version it came."""
    return {"at": _utc(trap.at), "kind": trap.kind.value, "oid": trap.oid, "version": trap.version}


def _state(state: "ElementState") -> dict[str, Any]:
    return {
        "condition": state.condition.value,
        "since": _utc(state.since),
        "reason": state.reason,
        "agent_silent": state.agent_silent,
        "evidence_at": _utc(state.evidence_at),
    }


def _observation(seen: "DeviceObservation", moved_at: float | None) -> dict[str, Any]:
    from fengsui.commands.readings import neighbour_line, reading_line
    from fengsui.model.phase import phase_of
    from fengsui.model.slowness import slow_because

    system = seen.system
    return {
        "last_poll": seen.outcome.value,
        "polled_at": _utc(seen.polled_at),
        "answered_at": _utc(seen.answered_at),
        "failures_in_a_row": seen.failures,
        "next_poll_at": _utc(seen.next_poll_at),
        "booted_at": _utc(seen.booted_at),
        "sys_name": system.sys_name if system else None,
        "sys_descr": system.sys_descr if system else None,
        "sys_object_id": system.sys_object_id if system else None,
        "interfaces": len(seen.interfaces),
        "interfaces_moved_at": _utc(moved_at),
        "poll_seconds": round(seen.cost.seconds, 3),
        "packets_sent": seen.cost.packets_sent,
        "retries": seen.cost.retries,
        "varbinds": seen.cost.varbinds,
        "poll_phase": round(phase_of(seen.device), 4),
        **_ways(seen.traits),
        "slow_because": list(slow_because(seen)),
        "profile": seen.profile,
        "profile_why": seen.profile_why,
        "readings": [reading_line(reading) for reading in seen.readings],
        "neighbours": [neighbour_line(neighbour) for neighbour in seen.neighbours],
        "problems": [f"{problem.kind}: {problem.text}" for problem in seen.problems],
    }


def _ping(ping: "Ping") -> dict[str, Any]:
    return {
        "pinged_at": _utc(ping.at),
        "ping_answered_at": _utc(ping.answered_at),
        "ping_echoes": ping.sent,
        "ping_loss_ratio": None if ping.loss_ratio is None else round(ping.loss_ratio, 4),
        "ping_min_seconds": _microseconds(ping.minimum_seconds),
        "ping_mean_seconds": _microseconds(ping.mean_seconds),
        "ping_max_seconds": _microseconds(ping.maximum_seconds),
        "ping_jitter_seconds": _microseconds(ping.jitter_seconds),
        "ping_unreachable": ping.unreachable or None,
    }


def _ways(traits: "AgentTraits | None") -> dict[str, Any]:
    """What was learned of the agent; nothing where it was never polled."""
    if traits is None:
        return {}
    widest = traits.widest_walk
    return {
        "round_trip_seconds": _seconds(traits.round_trip_seconds),
        "round_trip_variation_seconds": _seconds(traits.round_trip_variation_seconds),
        "request_timeout_seconds": _seconds(traits.timeout_seconds),
        "max_repetitions": widest.repetitions if widest else None,
        "columns_at_once": (widest.width or widest.columns) if widest else None,
        "retries_so_far": traits.retries,
        "deadlines_so_far": traits.deadlines,
        "budget_waits_so_far": traits.budget_waits,
    }


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _microseconds(value: float | None) -> float | None:
    """A round trip, which the kernel's stamps tell to a microsecond."""
    return None if value is None else round(value, 6)


def _utc(at: float | None) -> str | None:
    from fengsui.coverage.document import utc_text

    return None if at is None else utc_text(at)
