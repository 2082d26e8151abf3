"""What `device show` says of polling a device."""

from fengsui.commands.observed import _observation, _ping
from fengsui.model.agent import AgentTraits, WalkTraits
from fengsui.model.ping import Ping
from fengsui.model.poll import PollCost
from tests.support.builders import NOW, observation


def test_an_operator_sees_which_agent_is_slow_and_why() -> None:
    traits = AgentTraits(2.0, 1.23456, 0.2, (WalkTraits("a", 16, 4, 8), WalkTraits("b", 2, 50)), 40, 3, 0)
    shown = _observation(observation(traits=traits, cost=PollCost(30, 28, 2, 900, 17.25)), None)

    assert {name: shown[name] for name in list(shown) if name in _WAYS} == {
        "poll_phase": 0.4206,
        "round_trip_seconds": 1.2346,
        "round_trip_variation_seconds": 0.2,
        "request_timeout_seconds": 2.0,
        "max_repetitions": 4,
        "columns_at_once": 8,
        "retries_so_far": 40,
        "deadlines_so_far": 3,
        "budget_waits_so_far": 0,
        "slow_because": ["2 of 30 packets of the last poll were sent again", "its answers take 1.2 s"],
    }


def test_of_an_agent_that_is_not_known_nothing_is_made_up() -> None:
    shown = _observation(observation(traits=None), None)

    assert "round_trip_seconds" not in shown
    assert shown["slow_because"] == []


def test_a_ping_is_told_in_seconds_and_null_where_nothing_came() -> None:
    assert _ping(Ping("a", NOW, 3, 2, NOW, 0.00012345, 0.0002, 0.0003, 0.0001, "prohibited")) == {
        "pinged_at": "2026-09-21T14:13:20Z",
        "ping_answered_at": "2026-09-21T14:13:20Z",
        "ping_echoes": 3,
        "ping_loss_ratio": 0.3333,
        "ping_min_seconds": 0.000123,
        "ping_mean_seconds": 0.0002,
        "ping_max_seconds": 0.0003,
        "ping_jitter_seconds": 0.0001,
        "ping_unreachable": "prohibited",
    }
    dead = _ping(Ping("a", NOW, 3, 0))
    assert (dead["ping_loss_ratio"], dead["ping_mean_seconds"], dead["ping_answered_at"]) == (1, None, None)


_WAYS = {
    "poll_phase",
    "round_trip_seconds",
    "round_trip_variation_seconds",
    "request_timeout_seconds",
    "max_repetitions",
    "columns_at_once",
    "retries_so_far",
    "deadlines_so_far",
    "budget_waits_so_far",
    "slow_because",
}
