"""What a few echoes say: loss, round trips and jitter, and nothing where there is nothing to say."""

import pytest

from fengsui.model.ping import Ping, PingResult


def test_round_trips_are_summed_up_in_seconds() -> None:
    result = PingResult("127.0.0.1", 4, (0.010, 0.014, 0.012))
    assert (result.received, result.loss_ratio) == (3, 0.25)
    assert (result.minimum, result.maximum) == (0.010, 0.014)
    assert result.mean == pytest.approx(0.012)


def test_jitter_is_the_mean_step_between_consecutive_round_trips() -> None:
    assert PingResult("127.0.0.1", 3, (0.010, 0.014, 0.012)).jitter == pytest.approx(0.003)


def test_a_single_answer_has_no_jitter() -> None:
    assert PingResult("127.0.0.1", 3, (0.010,)).jitter is None


def test_silence_has_no_round_trips_and_total_loss() -> None:
    result = PingResult("127.0.0.1", 3)
    assert (result.minimum, result.mean, result.maximum, result.jitter) == (None, None, None, None)
    assert result.loss_ratio == 1


def test_what_was_never_sent_has_no_loss() -> None:
    assert PingResult("127.0.0.1", 0).loss_ratio is None


def test_the_last_answer_is_remembered_through_silence() -> None:
    first = Ping.of("a", 100.0, PingResult("127.0.0.1", 3, (0.01, 0.02)))
    second = Ping.of(
        "a", 160.0, PingResult("127.0.0.1", 3, unreachable={"prohibited": 1, "host_unreachable": 2}), first
    )
    assert (first.answered, first.answered_at) == (True, 100.0)
    assert (second.answered, second.at, second.answered_at) == (False, 160.0, 100.0)
    assert second.unreachable == "host_unreachable"
    assert second.loss_ratio == 1


def test_a_device_that_never_answered_a_ping_says_so() -> None:
    assert Ping.of("a", 100.0, PingResult("127.0.0.1", 3)).answered_at is None
