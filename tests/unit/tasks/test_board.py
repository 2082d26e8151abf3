"""The board gives out immutable pictures and says what changed."""

import pytest

from fengsui.inventory.divisions import load_divisions
from fengsui.model.network import Network
from fengsui.model.observation import Change, DeviceObservation
from fengsui.model.poll import PollOutcome
from fengsui.tasks.board import Board
from tests.unit.tasks.test_polling import network_of


def pinned(board: Board, outcome: PollOutcome, at: float) -> None:
    failures = 0 if outcome.answered else 1
    answered = at if outcome.answered else None
    board.pin(
        DeviceObservation("a", outcome, at, answered_at=answered, failures=failures, next_poll_at=at + 60), changes=()
    )


def province() -> Network:
    network = network_of(["a"])
    return Network.of(load_divisions(), sites=network.sites.values(), devices=network.devices.values())


def test_observations_cannot_be_changed_from_outside() -> None:
    board = Board(evidence_limit_seconds=180)
    with pytest.raises(TypeError):
        board.observations["a"] = DeviceObservation("a", PollOutcome.OK, 0.0)  # type: ignore[index] # that is the point


def test_the_first_coverage_is_no_change_and_the_next_one_is() -> None:
    board = Board(evidence_limit_seconds=180)
    board.register(province())
    board.assess(1000.0)
    assert board.recent_changes == ()
    assert board.coverage.units == 87
    pinned(board, PollOutcome.OK, 1000.0)
    changed = board.assess(1001.0)
    assert [(c.kind, c.name, c.before, c.after) for c in changed if c.kind == "device"] == [
        ("device", "a", "unknown", "up")
    ]
    assert board.recent_changes == changed


def test_only_the_newest_changes_are_kept() -> None:
    board = Board(evidence_limit_seconds=180)
    observation = DeviceObservation("a", PollOutcome.OK, 0.0)
    for number in range(300):
        board.pin(observation, [Change("interface", f"a {number}", "up", "down", 0.0)])
    assert [change.name for change in board.recent_changes] == [f"a {number}" for number in range(100, 300)]
