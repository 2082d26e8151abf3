"""Why an agent is slow, in words."""

from typing import Any

import pytest

from fengsui.model.agent import AgentTraits, WalkTraits
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import PollCost, PollOutcome, Problem
from fengsui.model.slowness import slow_because

FAST = AgentTraits(0.2, 0.01, 0.001, (WalkTraits("a", 16, 5),))


def seen(traits: AgentTraits | None = FAST, **given: Any) -> DeviceObservation:
    return DeviceObservation("a", PollOutcome.OK, 0.0, traits=traits, **given)


def test_of_a_fast_agent_nothing_is_said() -> None:
    assert slow_because(seen()) == ()
    assert slow_because(seen(None)) == ()


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"failures": 1}, "it did not answer the last poll"),
        ({"failures": 3}, "it did not answer the last 3 polls"),
        ({"cost": PollCost(20, 18, 2)}, "2 of 20 packets of the last poll were sent again"),
        (
            {"cost": PollCost(seconds=20.04), "problems": (Problem("deadline", "the deadline passed"),)},
            "the last poll was broken off at its deadline, after 20.0 s",
        ),
        ({"traits": AgentTraits(3.0, 1.24)}, "its answers take 1.2 s"),
        (
            {"traits": AgentTraits(0.2, walks=(WalkTraits("a", 16, 1),))},
            "it is asked for 1 row at a time, since more did not work",
        ),
        (
            {"traits": AgentTraits(0.2, walks=(WalkTraits("a", 16, 2),))},
            "it is asked for 2 rows at a time, since more did not work",
        ),
        ({"traits": AgentTraits(0.2, budget_waits=7)}, "requests waited 7 times for its packet budget so far"),
    ],
)
def test_each_reason_has_its_words(case: dict[str, Any], words: str) -> None:
    assert slow_because(seen(**case)) == (words,)
