"""Folds one poll into what is known of a device: what came replaces what was, what did not come keeps its own age."""

from dataclasses import replace

from fengsui.model.observation import Change, DeviceObservation, InterfaceRates
from fengsui.model.poll import DevicePoll, InterfaceTable, PollOutcome, Problem
from fengsui.state.counters import rebased
from fengsui.state.identity import RowMap, match_rows
from fengsui.state.interfaces import identify, interface_label
from fengsui.state.partial import joined
from fengsui.state.rates import Interval, no_rates, rates_between, seconds_between
from fengsui.state.reboot import booted_at, has_rebooted

# A device whose ports all tremble at once, or an agent that invents rows, must not flood the history.
CHANGES_LIMIT = 1_000


def observe(
    previous: DeviceObservation | None, device: str, poll: DevicePoll, *, next_poll_at: float | None
) -> tuple[DeviceObservation, tuple[Change, ...]]:
    """Gives what is known of `device` after `poll`, and the interfaces whose oper_status changed with it.

    The first sight of a device or of an interface is no change. A poll without interfaces keeps the last table, with the
    time it was read at, and so do the rows that a partial poll did not bring; only an agent that answered in full and has no
    interfaces empties it.
    """
    known = previous or DeviceObservation(device=device, outcome=poll.outcome, polled_at=poll.at)
    asked = _asked(known, poll, next_poll_at)
    if not poll.outcome.answered:
        return replace(asked, rates=no_rates(asked.interfaces), refusals=()), ()
    heard = _heard(known, asked, poll)
    if not len(poll.interfaces) and poll.outcome is not PollOutcome.OK:
        return replace(heard, rates=no_rates(heard.interfaces), refusals=()), ()
    return _with_interfaces(known, heard, poll)


def _asked(known: DeviceObservation, poll: DevicePoll, next_poll_at: float | None) -> DeviceObservation:
    """What every poll tells, answered or not."""
    answered = poll.outcome.answered
    silent_since = known.silent_since if known.silent_since is not None else poll.at
    return replace(
        known,
        outcome=poll.outcome,
        polled_at=poll.at,
        next_poll_at=next_poll_at,
        answered_at=poll.at if answered else known.answered_at,
        answered_monotonic=poll.monotonic if answered else known.answered_monotonic,
        silent_since=None if answered else silent_since,
        failures=0 if answered else known.failures + 1,
        cost=poll.cost,
        problems=poll.problems,
        moves=(),
    )


def _heard(known: DeviceObservation, asked: DeviceObservation, poll: DevicePoll) -> DeviceObservation:
    """What an answer tells beside the interfaces."""
    elapsed = _elapsed(poll, known.answered_at, known.answered_monotonic)
    full = poll.outcome is PollOutcome.OK
    return replace(
        asked,
        system=poll.system or known.system,
        booted_at=booted_at(known.booted_at, known.system, poll.system, elapsed, poll.at),
        profile=poll.profile if full or poll.system is not None else known.profile,
        profile_why=poll.profile_why if full or poll.system is not None else known.profile_why,
        readings=poll.readings if full or poll.readings else known.readings,
        neighbours=poll.neighbours if full or poll.neighbours else known.neighbours,
    )


def _elapsed(poll: DevicePoll, at: float | None, monotonic: float | None) -> float:
    """Seconds since an earlier poll, by the steady clock where it ran through; 0 where there was none."""
    if poll.monotonic is not None and monotonic is not None:
        return poll.monotonic - monotonic
    return 0.0 if at is None else poll.at - at


def _with_interfaces(
    known: DeviceObservation, heard: DeviceObservation, poll: DevicePoll
) -> tuple[DeviceObservation, tuple[Change, ...]]:
    table = poll.interfaces
    seen: tuple[float, ...] = ()
    rows = match_rows(known.interfaces, table)
    if poll.outcome is not PollOutcome.OK and not poll.interfaces_complete:
        whole = joined(known, table, rows, poll.at)
        table, rows, seen = whole.table, whole.rows, whole.seen
    interval = _interval(known, poll)
    rates, refusals = _rates(known, table, rows, interval)
    since, changed = _since(known, table, rows, poll.at)
    identities, moves = identify(known, table, rows, poll.at)
    changes = tuple(_change(known, table, row, match, poll.at) for row, match in changed[:CHANGES_LIMIT])
    after = replace(
        heard,
        interfaces=table,
        interfaces_at=poll.at,
        interfaces_monotonic=poll.monotonic,
        interface_since=since,
        interface_seen=seen,
        identities=identities,
        moves=moves[:CHANGES_LIMIT],
        rates=rates,
        refusals=tuple(sorted(refusals.items())),
        counter_bases=rebased(
            known.counter_bases, known.interfaces, table, rows, interval.seconds, refused=bool(refusals)
        ),
        problems=(*heard.problems, *_overflow(len(changed), "changed"), *_overflow(len(moves), "moved")),
    )
    return after, changes


def _interval(known: DeviceObservation, poll: DevicePoll) -> Interval:
    polled = _elapsed(poll, known.interfaces_at, known.interfaces_monotonic)
    rebooted = has_rebooted(known.system, poll.system, polled)
    return Interval(seconds_between(known.system, poll.system, polled), rebooted)


def _rates(
    known: DeviceObservation, table: InterfaceTable, rows: RowMap, interval: Interval
) -> tuple[InterfaceRates, dict[str, int]]:
    if known.interfaces_at is None:
        return no_rates(table), {}
    return rates_between(known.interfaces, table, rows, interval)


def _since(
    known: DeviceObservation, table: InterfaceTable, rows: RowMap, at: float
) -> tuple[tuple[float, ...], list[tuple[int, int]]]:
    """Since when each interface has its status, and the rows (new, old) where it changed."""
    was, now = known.interfaces.oper_status, table.oper_status
    if isinstance(rows, range) and was == now and len(known.interface_since) == len(now):
        return known.interface_since, []
    before = known.interface_since if len(known.interface_since) == len(was) else (at,) * len(was)
    since: list[float] = []
    changed: list[tuple[int, int]] = []
    for row, match in enumerate(rows):
        same = match is not None and was[match] == now[row]
        since.append(before[match] if match is not None and same else at)
        if match is not None and not same and was[match] is not None and now[row] is not None:
            changed.append((row, match))
    return tuple(since), changed


def _change(known: DeviceObservation, table: InterfaceTable, row: int, match: int, at: float) -> Change:
    disabled = table.admin_status[row] == "down" and table.oper_status[row] != "up"
    return Change(
        kind="interface",
        name=f"{known.device} {interface_label(table, row)}",
        before=known.interfaces.oper_status[match],
        after=table.oper_status[row] or "unknown",
        at=at,
        reason="administratively down" if disabled else "",
        evidence_at=at,
    )


def _overflow(count: int, verb: str) -> tuple[Problem, ...]:
    if count <= CHANGES_LIMIT:
        return ()
    return (Problem("bound", f"{count} interfaces {verb} in one poll; {CHANGES_LIMIT} of these are kept"),)
