import io
from dataclasses import replace

import pytest
from rich.console import Console

from fengsui.commands.demo_meter import Usage
from fengsui.commands.demo_story import Note
from fengsui.commands.demo_view import Scene, conditions_of, plain_line, plain_note, render
from fengsui.coverage.result import CoverageState
from fengsui.model.observation import Condition
from tests.support.builders import NOW, conditions, coverage, province

USAGE = Usage(44.2, 20_706, 0.128, 0.129, 141_000_000, 182_179)


def scene(notes: tuple[Note, ...] = ()) -> Scene:
    base = province()
    snapshot = replace(
        base,
        coverage=coverage(base.network, {"620122": CoverageState.UNCOVERED, "620503": CoverageState.DEGRADED}),
        conditions=conditions(base.network, down=[next(iter(base.network.links))]),
    )
    return Scene(snapshot, USAGE, notes, "http://127.0.0.1:9850", 39.2, 60.0)


def drawn(shown: Scene, width: int = 140, height: int = 50) -> str:
    console = Console(width=width, height=height, file=io.StringIO())
    with console.capture() as captured:
        console.print(render(shown, width, height))
    return captured.get()


def test_the_picture_tells_counties_in_trouble_with_their_reason_and_the_rest_in_numbers() -> None:
    text = drawn(scene())
    assert "皋兰县 Gaolan" in text
    assert "麦积区 Maiji" in text
    assert text.index("Gaolan") < text.index("Maiji"), "the worst first"
    assert "1 uncovered 中断" in text
    assert "39 s of 60 s" in text


def test_the_picture_names_the_addresses_that_programs_read() -> None:
    text = drawn(scene())
    for path in ("/metrics", "/metrics/devices", "/sd/prometheus"):
        assert f"http://127.0.0.1:9850{path}" in text


def test_the_picture_shows_what_was_injected_beside_what_was_seen() -> None:
    notes = (Note(NOW, True, False, "A digger cuts", "挖断"), Note(NOW, False, False, "link a down", "a 中断"))
    lines = drawn(scene(notes)).splitlines()
    line = next(line for line in lines if "A digger cuts" in line)
    assert "link a down" in line
    assert any("挖断" in line for line in lines)


@pytest.mark.parametrize("height", [24, 30, 50])
def test_a_small_terminal_gets_fewer_lines_and_no_half_picture(height: int) -> None:
    notes = tuple(Note(NOW + n, n % 2 == 0, False, f"event {n}", "事件") for n in range(30))
    assert len(drawn(scene(notes), 120, height).splitlines()) <= height


def test_names_from_outside_are_text_and_no_markup() -> None:
    note = Note(NOW, False, False, "device [red]x[/red] down", "x")
    assert "device [red]x[/red] down" in drawn(scene((note,)))


def test_the_plain_line_says_the_same_in_one_line() -> None:
    line = plain_line(scene())
    assert line.startswith("+39s counties 5 of 6 covered (1 degraded, 1 uncovered); links ")
    assert line.endswith("44 polls/s, 20706 varbinds/s, CPU 12.8%, 141 MB")
    assert "\n" not in line


def test_a_plain_note_says_who_did_it() -> None:
    assert " injected cut | 断" in plain_note(Note(NOW, True, False, "cut", "断"))
    assert " seen     down | 中断" in plain_note(Note(NOW, False, False, "down", "中断"))


def test_conditions_are_counted_with_every_condition_named() -> None:
    states = scene().snapshot.conditions.links.values()
    assert conditions_of(states) == {Condition.UP: len(states) - 1, Condition.DOWN: 1, Condition.UNKNOWN: 0}
