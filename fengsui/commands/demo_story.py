"""What has happened so far in a demonstration: what was injected, and what Fengsui saw."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fengsui.commands.demo_report import reboots
from fengsui.exporters.snapshot import Snapshot
from fengsui.model.observation import Change, DeviceObservation
from fengsui.simulator.events import Event
from fengsui.simulator.world import Happening, Phase

# Enough for every fault of a long cycle with all its signs; a demonstration that runs for days forgets the oldest.
_REMEMBERED = 5000


@dataclass(frozen=True, slots=True)
class Note:
    """One line of what just happened.

    Attributes:
        at: Epoch seconds.
        injected: True for what the simulator did, False for what Fengsui saw.
        good: True for a repair or a recovery.
    """

    at: float
    injected: bool
    good: bool
    text: str
    text_zh: str


class Story:
    """Collects happenings and changes as they come; looks at one snapshot after the other."""

    def __init__(self) -> None:
        self.happenings: deque[Happening] = deque(maxlen=_REMEMBERED)
        self.changes: deque[Change] = deque(maxlen=_REMEMBERED)
        self._notes: deque[Note] = deque(maxlen=200)
        self._known: frozenset[Change] = frozenset()
        self._observations: Mapping[str, DeviceObservation] = {}
        self._observed_at: float | None = None
        self.first_round_at: float | None = None

    def tell(self, event: Event) -> None:
        """Takes what the simulator did."""
        if isinstance(event, Happening):
            self.happenings.append(event)
            began, fault = event.phase is Phase.FAULT, event.fault
            text, text_zh = (fault.text_en, fault.text_zh) if began else (fault.repair_en, fault.repair_zh)
            self._notes.append(Note(event.at, True, not began, text, text_zh))

    def look(self, snapshot: Snapshot, recent: Sequence[Change]) -> tuple[Note, ...]:
        """Takes what Fengsui saw since the last look; returns the notes since then, injected ones included."""
        fresh = [change for change in recent if change not in self._known]
        self._known = frozenset(recent)
        rebooted = reboots(self._observations, snapshot.observations, snapshot.now)
        self._observations = dict(snapshot.observations)
        if self.first_round_at is not None:
            # What the first round shows is how things are, not what happened.
            for change in (*fresh, *rebooted):
                self._see(change, snapshot)
        elif self._observed_at is None:
            if snapshot.network.devices and len(snapshot.observations) >= len(snapshot.network.devices):
                self._observed_at = snapshot.now
        elif snapshot.coverage.as_of >= self._observed_at:
            self.first_round_at = snapshot.now
        notes = tuple(self._notes)
        self._notes.clear()
        return notes

    def _see(self, change: Change, snapshot: Snapshot) -> None:
        self.changes.append(change)
        note = _note(change, snapshot)
        if note is not None:
            self._notes.append(note)


def _note(change: Change, snapshot: Snapshot) -> Note | None:
    if change.kind == "interface" or change.carrier:
        return None
    name, name_zh = change.name, change.name
    if change.kind == "county" and change.name in snapshot.network.divisions:
        division = snapshot.network.divisions[change.name]
        name, name_zh = division.name_en, division.name_zh
    good = change.after in ("up", "covered")
    because = f" ({change.reason})" if change.reason and not good else ""
    return Note(
        change.at, False, good, f"{change.kind} {name} {change.after}{because}", f"{name_zh} {_WORDS[change.after]}"
    )


_WORDS = {
    "up": "正常",
    "down": "中断",
    "unknown": "状态不明",
    "rebooted": "已重启",
    "covered": "覆盖正常",
    "degraded": "覆盖降级",
    "uncovered": "覆盖中断",
    "unserved": "无服务",
}
