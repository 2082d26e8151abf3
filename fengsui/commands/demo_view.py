"""The demonstration in the terminal: a snapshot, the poller's cost and the latest notes, drawn or as plain lines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fengsui.commands.demo_meter import Usage, polls_made
from fengsui.commands.demo_story import Note
from fengsui.coverage.result import CountyCoverage, CoverageState
from fengsui.exporters.snapshot import Snapshot
from fengsui.model.observation import Condition, ElementState

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_COLOURS = {
    CoverageState.COVERED: "green",
    CoverageState.DEGRADED: "yellow",
    CoverageState.UNKNOWN: "magenta",
    CoverageState.UNCOVERED: "red",
    CoverageState.UNSERVED: "bright_black",
}
_WORDS_ZH = {
    CoverageState.COVERED: "正常",
    CoverageState.DEGRADED: "降级",
    CoverageState.UNKNOWN: "不明",
    CoverageState.UNCOVERED: "中断",
    CoverageState.UNSERVED: "无服务",
}
_BAR_WIDTH = 87
# Heading, borders, numbers: what is drawn whatever there is to tell.
_FIXED_LINES = 18
_COUNTIES_SHOWN = 8
_NOTES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that one look at the demonstration shows.

    Attributes:
        elapsed: Seconds since the service began.
        lasting: Seconds after which it ends by itself; None for never.
        notes: Newest last.
    """

    snapshot: Snapshot
    usage: Usage
    notes: Sequence[Note]
    base_url: str
    elapsed: float
    lasting: float | None


def conditions_of(states: Iterable[ElementState]) -> dict[Condition, int]:
    """How many are up, down and unknown; every condition is a key."""
    counted = Counter(state.condition for state in states)
    return {condition: counted[condition] for condition in Condition}


def plain_line(scene: Scene) -> str:
    """The scene in one line, for logs and pipes."""
    coverage, usage = scene.snapshot.coverage, scene.usage
    others = ", ".join(f"{count} {state}" for state, count in coverage.by_state.items() if count and state in _TROUBLE)
    return (
        f"+{scene.elapsed:.0f}s counties {coverage.connected} of {coverage.units} covered ({others or 'no trouble'}); "
        f"links {_counts(scene.snapshot.conditions.links.values())}; "
        f"devices {_counts(scene.snapshot.conditions.devices.values())}; "
        f"{usage.polls_per_second:.0f} polls/s, {usage.varbinds_per_second:.0f} varbinds/s, "
        f"CPU {usage.cpu_share:.1%}, {usage.memory_bytes / 1e6:.0f} MB"
    )


def plain_note(note: Note) -> str:
    """A note in one line."""
    return f"{clock_text(note.at)} {'injected' if note.injected else 'seen    '} {note.text} | {note.text_zh}"


def clock_text(at: float) -> str:
    """Local time of day."""
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%H:%M:%S")


def render(scene: Scene, width: int = 120, height: int = 50) -> "RenderableType":
    """The scene as a terminal of `width` × `height` characters shows it; a small one gets fewer lines, not half a picture."""
    from rich.console import Group
    from rich.panel import Panel

    left = max(height - _FIXED_LINES, 4)
    counties = min(_COUNTIES_SHOWN, left // 3)
    notes = min(_NOTES_SHOWN, (left - counties) // 2)
    return Group(
        _heading(scene),
        Panel(
            _coverage(scene.snapshot, min(width - 6, _BAR_WIDTH), counties), title="Counties 县区", title_align="left"
        ),
        Panel(_numbers(scene), title="Network and poller 网络与采集", title_align="left"),
        Panel(_notes(scene.notes, notes), title="What just happened 事件", title_align="left"),
    )


_TROUBLE = (CoverageState.DEGRADED, CoverageState.UNKNOWN, CoverageState.UNCOVERED)


def _heading(scene: Scene) -> "RenderableType":
    from rich.text import Text

    span = f"{scene.elapsed:.0f} s" + (f" of {scene.lasting:.0f} s" if scene.lasting is not None else "")
    text = Text.assemble(
        ("Fengsui 烽燧", "bold red"), " watches a simulated province", f"   {span}   Ctrl-C ends\n", no_wrap=True
    )
    for path in ("/metrics", "/metrics/devices", "/sd/prometheus"):
        text.append(f"{scene.base_url}{path}  ", "cyan")
    return text


def _coverage(snapshot: Snapshot, width: int, shown: int) -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    coverage = snapshot.coverage
    bar, legend = Text(), Text()
    for state, count in coverage.by_state.items():
        bar.append("█" * round(width * count / max(coverage.units, 1)), _COLOURS[state])
        legend.append(f"{count} {state} {_WORDS_ZH[state]}   ", _COLOURS[state] if count else "bright_black")
    legend.append(f"{coverage.connected} of {coverage.units} covered = {coverage.ratio:.1%}", "bold")
    return Group(bar, legend, _troubled([c for c in coverage.counties if c.state in _TROUBLE], shown))


def _troubled(counties: list[CountyCoverage], shown: int) -> "RenderableType":
    from rich.text import Text

    # The worst first; the rest is counted, never dropped in silence.
    counties.sort(key=lambda county: (-_TROUBLE.index(county.state), county.code))
    text = Text()
    for county in counties[:shown]:
        reason = ", ".join(county.reason[:3]) + (
            f" and {len(county.reason) - 3} more" if len(county.reason) > 3 else ""
        )
        text.append(f"\n{county.state:<10}", _COLOURS[county.state])
        text.append(f"{county.code} {county.name} {county.name_en}  ")
        text.append(reason, "bright_black")
    if len(counties) > shown:
        text.append(f"\n… and {len(counties) - shown} more", "bright_black")
    return text


def _numbers(scene: Scene) -> "Table":
    from rich.table import Table

    snapshot, usage, counts = scene.snapshot, scene.usage, scene.snapshot.poller
    table = Table.grid(padding=(0, 3))
    rows = [
        (
            "devices 设备",
            _counts(snapshot.conditions.devices.values()),
            "polls 轮询",
            f"{usage.polls_per_second:.0f} /s",
        ),
        ("links 链路", _counts(snapshot.conditions.links.values()), "varbinds", f"{usage.varbinds_per_second:,.0f} /s"),
        (
            "answers 应答",
            ", ".join(f"{n} {word}" for word, n in polls_made(counts).items()) or "none yet",
            "poller CPU",
            f"{usage.cpu_share:.1%} of a core (mean {usage.mean_cpu_share:.1%})",
        ),
        (
            "packets 报文",
            f"{counts.wire.packets_sent:,} sent, {counts.wire.retries} again, {counts.wire.timeouts} timeouts",
            "poller memory",
            f"{usage.memory_bytes / 1e6:.0f} MB",
        ),
    ]
    for left, value, right, other in rows:
        table.add_row(f"[bright_black]{left}", value, f"[bright_black]{right}", other)
    return table


def _notes(notes: Sequence[Note], shown: int) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, expand=True, pad_edge=False, show_edge=False)
    table.add_column("injected 注入", ratio=1, header_style="bold")
    table.add_column("Fengsui saw 烽燧所见", ratio=1, header_style="bold")
    injected = [note for note in notes if note.injected][-max(shown // 2, 1) :]
    seen = [note for note in notes if not note.injected][-shown:]
    table.add_row(*(Text("\n").join(map(_note, side)) for side in (injected, seen)))
    return table


def _note(note: Note) -> "Text":
    from rich.text import Text

    colour = "green" if note.good else "red"
    text = Text.assemble((f"{clock_text(note.at)} ", "bright_black"), (note.text, colour))
    if note.injected:
        text.append(f"\n         {note.text_zh}", colour)
    return text


def _counts(states: Iterable[ElementState]) -> str:
    return ", ".join(f"{count} {condition}" for condition, count in conditions_of(states).items())
