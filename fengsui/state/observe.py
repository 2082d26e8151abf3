"""Folds one poll into what is known of a device: what came replaces what was, what did not come keeps its own age."""

from dataclasses import replace

from fengsui.model.observation import Change, DeviceObservation, InterfaceRates
from fengsui.model.poll import DevicePoll, InterfaceTable, PollOutcome, Problem, SystemFacts
from fengsui.state.identity import RowMap, match_rows
from fengsui.state.rates import Interval, no_rates, rates_between, seconds_between
from fengsui.state.reboot import booted_at, has_rebooted

# A device whose ports all tremble at once, or an agent that invents rows, must not flood the history.
CHANGES_LIMIT = 1_000


def observe(
    previous: DeviceObservation | None, device: str, poll: DevicePoll, *, next_poll_at: float | None
) -> tuple[DeviceObservation, tuple[Change, ...]]:
    """Gives what is known of `device` after `poll`, and the interfaces whose oper_status changed with it.

    The first sight of a device or of an interface is no change. A poll without interfaces keeps the last table, with the
    time it was read at; only an agent that answered in full and has no interfaces empties it.
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
        silent_since=None if answered else silent_since,
        failures=0 if answered else known.failures + 1,
        cost=poll.cost,
        problems=poll.problems,
    )


def _heard(known: DeviceObservation, asked: DeviceObservation, poll: DevicePoll) -> DeviceObservation:
    """What an answer tells beside the interfaces."""
    elapsed = poll.at - _heard_at(known, poll)
    full = poll.outcome is PollOutcome.OK
    return replace(
        asked,
        system=poll.system or known.system,
        booted_at=booted_at(known.booted_at, known.system, poll.system, elapsed, poll.at),
        profile=poll.profile if full or poll.system is not None else known.profile,
        readings=poll.readings if full or poll.readings else known.readings,
    )


def _heard_at(known: DeviceObservation, poll: DevicePoll) -> float:
    return poll.at if known.answered_at is None else known.answered_at


def _with_interfaces(
    known: DeviceObservation, heard: DeviceObservation, poll: DevicePoll
) -> tuple[DeviceObservation, tuple[Change, ...]]:
    rows = match_rows(known.interfaces, poll.interfaces)
    rates, refusals = _rates(known, poll, rows)
    since, changed = _since(known, poll, rows)
    changes = tuple(_change(known, poll, row, match) for row, match in changed[:CHANGES_LIMIT])
    after = replace(
        heard,
        interfaces=poll.interfaces,
        interfaces_at=poll.at,
        interface_since=since,
        rates=rates,
        refusals=tuple(sorted(refusals.items())),
        problems=(*heard.problems, *_overflow(len(changed))),
    )
    return after, changes


def _rates(known: DeviceObservation, poll: DevicePoll, rows: RowMap) -> tuple[InterfaceRates, dict[str, int]]:
    if known.interfaces_at is None:
        return no_rates(poll.interfaces), {}
    polled = poll.at - known.interfaces_at
    return rates_between(known.interfaces, poll.interfaces, rows, _interval(known.system, poll.system, polled))


def _interval(before: SystemFacts | None, after: SystemFacts | None, polled_seconds: float) -> Interval:
    rebooted = has_rebooted(before, after, polled_seconds)
    return Interval(seconds_between(before, after, polled_seconds), rebooted)


def _since(known: DeviceObservation, poll: DevicePoll, rows: RowMap) -> tuple[tuple[float, ...], list[tuple[int, int]]]:
    """Since when each interface has its status, and the rows (new, old) where it changed."""
    was, now = known.interfaces.oper_status, poll.interfaces.oper_status
    if isinstance(rows, range) and was == now and len(known.interface_since) == len(now):
        return known.interface_since, []
    before = known.interface_since if len(known.interface_since) == len(was) else (poll.at,) * len(was)
    since: list[float] = []
    changed: list[tuple[int, int]] = []
    for row, match in enumerate(rows):
        same = match is not None and was[match] == now[row]
        since.append(before[match] if match is not None and same else poll.at)
        if match is not None and not same and was[match] is not None and now[row] is not None:
            changed.append((row, match))
    return tuple(since), changed


def _change(known: DeviceObservation, poll: DevicePoll, row: int, match: int) -> Change:
    table = poll.interfaces
    disabled = table.admin_status[row] == "down" and table.oper_status[row] != "up"
    return Change(
        kind="interface",
        name=f"{known.device} {interface_label(table, row)}",
        before=known.interfaces.oper_status[match],
        after=table.oper_status[row] or "unknown",
        at=poll.at,
        reason="administratively down" if disabled else "",
    )


def interface_label(table: InterfaceTable, row: int) -> str:
    """What an operator calls the interface: ifName, else ifDescr, else its ifIndex."""
    return table.name[row] or table.descr[row] or f"ifIndex {table.index[row]}"


def _overflow(changes: int) -> tuple[Problem, ...]:
    if changes <= CHANGES_LIMIT:
        return ()
    return (Problem("bound", f"{changes} interfaces changed in one poll; {CHANGES_LIMIT} of the changes are kept"),)
