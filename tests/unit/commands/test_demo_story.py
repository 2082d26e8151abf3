from dataclasses import replace

from fengsui.commands.demo_story import Story
from fengsui.exporters.snapshot import Snapshot
from fengsui.model.observation import Change
from fengsui.simulator.events import Ready
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.world import Happening, Phase
from tests.support.builders import NOW, observation, province

DOWN = Change("device", "a", "up", "down", NOW + 5, "agent silent")
FAULT = Fault(
    FaultKind.AGENT_DEAD, NOW, NOW + 9, devices=("a",), text_en="hangs", text_zh="停", repair_en="back", repair_zh="复"
)


def polled() -> Snapshot:
    """A province of which every device was polled, and which was assessed afterwards."""
    base = province()
    observations = {name: observation(name) for name in base.network.devices}
    coverage = replace(base.coverage, as_of=NOW + 1)
    return replace(base, now=NOW, observations=observations, coverage=coverage)


def warm() -> Story:
    story = Story()
    story.look(polled(), ())
    story.look(polled(), ())
    return story


def test_what_the_first_round_shows_is_how_things_are_and_no_news() -> None:
    story = Story()
    early = Change("device", "a", None, "up", NOW)
    assert story.look(replace(polled(), observations={}), [early]) == ()
    assert story.first_round_at is None
    assert story.look(polled(), [early]) == ()
    assert story.look(polled(), [early]) == ()
    assert story.first_round_at == NOW
    assert list(story.changes) == []


def test_what_changes_afterwards_is_told_once() -> None:
    story = warm()
    (note,) = story.look(polled(), [DOWN])
    assert (note.text, note.text_zh, note.injected, note.good) == (
        "device a down (agent silent)",
        "a 中断",
        False,
        False,
    )
    assert story.look(polled(), [DOWN]) == ()
    assert list(story.changes) == [DOWN]


def test_faults_and_repairs_are_told_beside_what_was_seen() -> None:
    story = warm()
    story.tell(Ready(16161, 3))
    story.tell(Happening(NOW, Phase.FAULT, FAULT))
    story.tell(Happening(NOW + 9, Phase.REPAIR, FAULT))
    notes = story.look(polled(), [])
    assert [(note.text, note.text_zh, note.injected, note.good) for note in notes] == [
        ("hangs", "停", True, False),
        ("back", "复", True, True),
    ]


def test_counties_are_told_by_their_names_and_only_as_a_whole() -> None:
    story = warm()
    uncovered = Change("county", "620122", "covered", "uncovered", NOW, "lz-gl-1")
    notes = story.look(polled(), [uncovered, replace(uncovered, carrier="telecom")])
    assert [(note.text, note.text_zh) for note in notes] == [("county Gaolan uncovered (lz-gl-1)", "皋兰县 覆盖中断")]
    assert len(story.changes) == 2


def test_interfaces_are_too_many_to_tell() -> None:
    story = warm()
    assert story.look(polled(), [Change("interface", "a eth1", "up", "down", NOW)]) == ()


def test_a_reboot_is_noticed_by_the_boot_that_moved() -> None:
    story = warm()
    snapshot = polled()
    name = next(iter(snapshot.observations))
    moved = {**snapshot.observations, name: observation(name, booted_at=NOW - 1)}
    (note,) = story.look(replace(snapshot, observations=moved, now=NOW + 3), [])
    assert note.text == f"device {name} rebooted (uptime began anew)"
    assert story.changes[-1].at == NOW + 3
