"""The board gives out immutable pictures and says what changed."""

import pytest

from fengsui.inventory.divisions import load_divisions
from fengsui.model.network import Network
from fengsui.model.observation import Change, DeviceObservation
from fengsui.model.ping import Ping
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


def test_pings_are_restored_pinned_and_forgotten_with_their_devices() -> None:
    board = Board(evidence_limit_seconds=180)
    board.register(network_of(["a", "b"]))
    board.restore({}, None, {"a": Ping("a", 900.0, 3, 3), "b": Ping("b", 900.0, 3, 3)})
    board.pin_pings([Ping("a", 990.0, 3, 0), Ping("gone", 990.0, 3, 3)])
    assert {name: ping.at for name, ping in board.pings.items()} == {"a": 990.0, "b": 900.0}
    board.register(network_of(["a"]))
    assert list(board.pings) == ["a"]
    with pytest.raises(TypeError):
        board.pings["a"] = Ping("a", 0.0, 3, 3)  # type: ignore[index] # that is the point


def test_a_ping_counts_by_the_limit_of_the_board() -> None:
    board = Board(evidence_limit_seconds=180, ping_limit_seconds=30)
    board.register(province())
    pinned(board, PollOutcome.TIMEOUT, 1000.0)
    board.pin_pings([Ping("a", 1000.0, 3, 3)])
    board.assess(1030.0)
    assert board.conditions.devices["a"].agent_silent
    board.assess(1031.0)
    assert board.conditions.devices["a"].condition.value == "down"
