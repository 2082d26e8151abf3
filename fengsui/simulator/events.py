"""What a simulator process and its parent tell each other: one JSON object a line.

From the child: `ready` once, then `fault` and `repair` as they happen. From the parent: `start`, which begins the timeline.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from fengsui.errors import FengsuiError
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.world import Happening, Phase


@dataclass(frozen=True, slots=True)
class Ready:
    """All agents answer.

    Attributes:
        port: UDP port of them all.
    """

    port: int
    devices: int


@dataclass(frozen=True, slots=True)
class Start:
    """The timeline may begin.

    Attributes:
        at: Epoch seconds when its first cycle begins.
        length: Seconds of a cycle.
        cycles: How many; None for no end.
    """

    at: float
    length: float
    cycles: int | None


Event = Ready | Start | Happening


def to_line(event: Event) -> str:
    """One line of JSON, with its newline."""
    if isinstance(event, Happening):
        told: dict[str, Any] = {"event": str(event.phase), "happened_at": event.at, **asdict(event.fault)}
    else:
        told = {"event": type(event).__name__.lower(), **asdict(event)}
    return json.dumps(told, ensure_ascii=False) + "\n"


def from_line(line: str | bytes) -> Event:
    """Reads what `to_line` wrote.

    Raises:
        FengsuiError: where the line is no such event.
    """
    try:
        told = json.loads(line)
        kind = told.pop("event")
        if kind in ("ready", "start"):
            return Ready(**told) if kind == "ready" else Start(**told)
        at = told.pop("happened_at")
        told |= {"kind": FaultKind(told["kind"]), "links": tuple(told["links"]), "devices": tuple(told["devices"])}
        return Happening(at, Phase(kind), Fault(**told))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FengsuiError(f"expected an event of the simulator, got {str(line)[:80]!r}") from error
