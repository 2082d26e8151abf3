"""Observations, conditions and changes as rows, and back; pure.

What comes from agents is hostile: text is cut to its column, and what a database would choke on is replaced here.
"""

import json
from collections.abc import Sequence
from hashlib import blake2b
from operator import itemgetter
from typing import Any

from fengsui.history.tables import CHANGE_NAME, NAME, PHYSICAL_ADDRESS, PING_REASON, REASON, TEXT
from fengsui.model.agent import AgentTraits, WalkTraits
from fengsui.model.observation import (
    Change,
    Condition,
    DeviceObservation,
    ElementState,
    InterfaceIdentities,
    InterfaceMove,
)
from fengsui.model.ping import Ping
from fengsui.model.poll import (
    INTERFACE_COLUMNS,
    InterfaceTable,
    Neighbour,
    PollCost,
    PollOutcome,
    Problem,
    Reading,
    SystemFacts,
)

Row = dict[str, Any]

# Columns of an InterfaceTable that are kept, in the order that `interface_rows` and `digest` use; text comes first.
KEPT_COLUMNS = (
    "name", "descr", "alias", "admin_status", "oper_status", "physical_address", "type", "speed_bits_per_second",
)  # fmt: skip
# The columns of `observed_interfaces` beside the device, in that order.
INTERFACE_KEYS = ("interface_id", "since", "seen_at", "left_at", "if_index", *KEPT_COLUMNS)
_TEXT_WIDTHS = (TEXT, TEXT, TEXT, 20, 20, PHYSICAL_ADDRESS)
_LEFT = INTERFACE_KEYS.index("left_at")
_LOST_COLUMNS = tuple(name for name in INTERFACE_COLUMNS if name not in ("index", *KEPT_COLUMNS))
_MOST_PROBLEMS = 20
# An OLT of 256 PON ports gives two thousand; its row should not outgrow those of its interfaces.
_MOST_READINGS = 1_000
_MOST_NEIGHBOURS = 200
# sysDescr and its like end at 255 octets (RFC 3418); escaped, each may take four characters.
_LONG_TEXT = 4 * TEXT
_BIGGEST = 2**63 - 1


def clean(text: str, limit: int) -> str:
    """Text that every database takes: no NUL (PostgreSQL refuses it), no lone surrogates, at most `limit` characters."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text[:limit]


def observation_row(seen: DeviceObservation, interfaces_digest: str) -> Row:
    """A row of `device_observations`."""
    return {
        "device": clean(seen.device, NAME),
        "outcome": seen.outcome.value,
        "polled_at": seen.polled_at,
        "answered_at": seen.answered_at,
        "silent_since": seen.silent_since,
        "failures": seen.failures,
        "next_poll_at": seen.next_poll_at,
        "booted_at": seen.booted_at,
        "profile": clean(seen.profile, NAME),
        "interfaces_at": seen.interfaces_at,
        "interfaces_digest": interfaces_digest,
        "system": None if seen.system is None else _json(_fields(seen.system)),
        "last_poll": _json(
            {
                "cost": _fields(seen.cost),
                "problems": [(problem.kind[:TEXT], problem.text[:TEXT]) for problem in seen.problems[:_MOST_PROBLEMS]],
                "refusals": seen.refusals,
                **_said(seen),
            }
        ),
        "counter_bases": _json(dict(seen.counter_bases)) if seen.counter_bases else None,
        "traits": None if seen.traits is None else _traits_text(seen.traits),
        "interface_ids_given": max((seen.identities.given, *_ids(seen))),
    }


def digest(seen: DeviceObservation) -> str:
    """A short text that differs whenever the rows of the device's interfaces would; empty without interfaces."""
    if not seen.interfaces.index and not seen.identities.departed_ids:
        return ""
    return blake2b(repr(_kept(seen)).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def interface_rows(seen: DeviceObservation) -> list[Row]:
    """Rows of `observed_interfaces`, one for each interface, those that left among them."""
    device = clean(seen.device, NAME)
    return [row for part in _kept(seen) for row in _rows(device, part)]


def _rows(device: str, part: tuple[tuple[Any, ...], ...]) -> list[Row]:
    *plain, index = part[:5]
    columns = part[5:]
    texts = [
        [None if value is None else clean(value, width) for value in column]
        for column, width in zip(columns, _TEXT_WIDTHS, strict=False)
    ]
    numbers = [[_whole(value) for value in column] for column in columns[len(texts) :]]
    keys = ("device", *INTERFACE_KEYS)
    rows = zip(*plain, index, *texts, *numbers, strict=True)
    return [dict(zip(keys, (device, *row), strict=True)) for row in rows]


def observation(row: Row, interfaces: Sequence[Sequence[Any]]) -> DeviceObservation:
    """What was seen, from its rows; counters, rates and moves are gone, and of long lists of readings what did not fit.

    Args:
        row: Of `device_observations`.
        interfaces: Of `observed_interfaces`, each with the values of INTERFACE_KEYS, by ascending ifIndex.
    """
    last = json.loads(row["last_poll"])
    bases = json.loads(row["counter_bases"]) if row["counter_bases"] else {}
    (ids, since, seen_at, _), table = _table([each for each in interfaces if each[_LEFT] is None])
    departed_rows = sorted((each for each in interfaces if each[_LEFT] is not None), key=itemgetter(_LEFT, 0))
    (departed_ids, _, _, departed_at), departed = _table(departed_rows)
    return DeviceObservation(
        device=row["device"],
        outcome=PollOutcome(row["outcome"]),
        polled_at=row["polled_at"],
        answered_at=row["answered_at"],
        silent_since=row["silent_since"],
        failures=row["failures"],
        next_poll_at=row["next_poll_at"],
        booted_at=row["booted_at"],
        system=None if row["system"] is None else SystemFacts(**json.loads(row["system"])),
        interfaces=table,
        interfaces_at=row["interfaces_at"],
        interface_since=() if None in since else since,
        interface_seen=_seen(seen_at, row["interfaces_at"]),
        identities=InterfaceIdentities(ids, row["interface_ids_given"], departed, departed_ids, departed_at),
        counter_bases={name: tuple(column) for name, column in bases.items()},
        profile=row["profile"],
        traits=None if row["traits"] is None else _traits(row["traits"]),
        cost=PollCost(**last["cost"]),
        problems=tuple(Problem(kind, text) for kind, text in last["problems"]),
        refusals=tuple((reason, count) for reason, count in last["refusals"]),
        profile_why=last.get("profile_why", ""),
        readings=tuple(_reading(*fields) for fields in last.get("readings", ())),
        neighbours=tuple(Neighbour(*texts) for texts in last.get("neighbours", ())),
    )


def _said(seen: DeviceObservation) -> Row:
    """What the profile said, bounded: it is kept for the eye, and so that a restart does not empty a scrape; absent where it said nothing."""
    said: Row = {"profile_why": seen.profile_why[:TEXT]} if seen.profile_why else {}
    if seen.readings:
        said["readings"] = [
            (reading.name, reading.index[:TEXT], reading.value, reading.unit, reading.labels)
            for reading in seen.readings[:_MOST_READINGS]
        ]
    if seen.neighbours:
        said["neighbours"] = [
            [text[:TEXT] for text in (each.local_interface, each.remote_chassis, each.remote_port, each.remote_name)]
            for each in seen.neighbours[:_MOST_NEIGHBOURS]
        ]
    return said


def _reading(name: str, index: str, value: float, unit: str, labels: Sequence[Sequence[str]]) -> Reading:
    return Reading(name, index, value, unit, tuple((label, text) for label, text in labels))


def _traits_text(traits: AgentTraits) -> str:
    return _json({**_fields(traits), "walks": [_fields(walk) for walk in traits.walks]})


def _traits(text: str) -> AgentTraits:
    found = json.loads(text)
    return AgentTraits(**{**found, "walks": tuple(WalkTraits(**walk) for walk in found["walks"])})


def _table(rows: Sequence[Sequence[Any]]) -> tuple[list[tuple[Any, ...]], InterfaceTable]:
    """Columns beside the table (id, since, seen, left), and the table."""
    *beside, index = columns[:5] if (columns := list(zip(*rows, strict=True))) else ((),) * 5
    kept = dict(zip(KEPT_COLUMNS, columns[5:] or ((),) * len(KEPT_COLUMNS), strict=True))
    lost: dict[str, Any] = dict.fromkeys(_LOST_COLUMNS, (None,) * len(rows))
    return beside, InterfaceTable(index=index, **kept, **lost)


def _seen(seen_at: tuple[float | None, ...], interfaces_at: float | None) -> tuple[float, ...]:
    if interfaces_at is None or all(at is None for at in seen_at):
        return ()
    return tuple(interfaces_at if at is None else at for at in seen_at)


def move_row(move: InterfaceMove) -> Row:
    """A row of `interface_moves`."""
    return {
        "at": move.at,
        "device": clean(move.device, NAME),
        "interface_id": move.interface_id,
        "interface": clean(move.interface, TEXT),
        "attribute": clean(move.attribute, 20),
        "before": clean(move.before, TEXT),
        "after": clean(move.after, TEXT),
    }


def ping_row(ping: Ping) -> Row:
    """A row of `device_pings`."""
    row = {name: getattr(ping, name) for name in ping.__dataclass_fields__}
    return {**row, "device": clean(ping.device, NAME), "unreachable": clean(ping.unreachable, PING_REASON)}


def condition_row(kind: str, state: ElementState) -> Row:
    """A row of `element_conditions`."""
    return {
        "kind": kind,
        "name": clean(state.name, NAME),
        "condition": state.condition.value,
        "since": state.since,
        "evidence_at": state.evidence_at,
        "reason": clean(state.reason, REASON),
        "agent_silent": state.agent_silent,
    }


def condition(row: Row) -> ElementState:
    """A condition, from its row."""
    return ElementState(
        name=row["name"],
        condition=Condition(row["condition"]),
        since=row["since"],
        evidence_at=row["evidence_at"],
        reason=row["reason"],
        agent_silent=row["agent_silent"],
    )


def change_row(change: Change) -> Row:
    """A row of `changes`."""
    return {
        "at": change.at,
        "kind": change.kind,
        "name": clean(change.name, CHANGE_NAME),
        "carrier": clean(change.carrier, 40),
        "before": None if change.before is None else clean(change.before, 20),
        "after": clean(change.after, 20),
        "reason": clean(change.reason, REASON),
        "evidence_at": change.evidence_at,
    }


def _kept(seen: DeviceObservation) -> tuple[tuple[tuple[Any, ...], ...], ...]:
    """What is kept of the interfaces there and of those that left, each as columns in the order of INTERFACE_KEYS."""
    table, known = seen.interfaces, seen.identities
    nothing = (None,) * len(table)
    ids = _ids(seen)
    since = seen.interface_since or nothing
    seen_at = tuple(None if at == seen.interfaces_at else at for at in seen.interface_seen) or nothing
    there = (ids, since, seen_at, nothing, table.index, *(getattr(table, name) for name in KEPT_COLUMNS))
    left, nothing = known.departed, (None,) * len(known.departed)
    columns = (getattr(left, name) for name in KEPT_COLUMNS)
    return there, (known.departed_ids, nothing, nothing, known.departed_at, left.index, *columns)


def _ids(seen: DeviceObservation) -> tuple[int, ...]:
    """Ids of the interfaces there; those of an observation that has none are given by their order."""
    known, rows = seen.identities, len(seen.interfaces)
    return known.ids if len(known.ids) == rows else tuple(range(known.given + 1, known.given + 1 + rows))


def _whole(value: int | None) -> int | None:
    return value if value is None or -_BIGGEST <= value <= _BIGGEST else None


def _fields(record: SystemFacts | PollCost | AgentTraits | WalkTraits) -> Row:
    # dataclasses.asdict copies deeply and takes ten times as long.
    values = ((name, getattr(record, name)) for name in record.__dataclass_fields__)
    return {name: value[:_LONG_TEXT] if isinstance(value, str) else value for name, value in values}


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
