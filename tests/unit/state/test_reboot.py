"""A reboot is told from a wrapped uptime, by a second witness where there is one."""

import pytest

from fengsui.model.poll import SystemFacts
from fengsui.state.reboot import UPTIME_WRAP_SECONDS, booted_at, has_rebooted
from tests.support.builders import NOW

NEAR_WRAP = UPTIME_WRAP_SECONDS - 20.0


def facts(
    uptime: float | None, *, engine: int | None = None, boots: int | None = None, host: float | None = None
) -> SystemFacts:
    return SystemFacts(
        sys_uptime_seconds=uptime, engine_time_seconds=engine, engine_boots=boots, host_uptime_seconds=host
    )


@pytest.mark.parametrize(
    ("before", "after", "elapsed", "rebooted"),
    [
        pytest.param(facts(1000), facts(1060), 60, False, id="it runs on"),
        pytest.param(facts(1000), facts(1058), 60, False, id="its clock is a little slow"),
        pytest.param(facts(86400), facts(30), 60, True, id="it started anew"),
        pytest.param(facts(86400), facts(0), 60, True, id="it is just starting"),
        pytest.param(facts(100), facts(1800), 3600, True, id="it outgrew its old uptime while nobody asked"),
        pytest.param(facts(NEAR_WRAP), facts(40), 60, False, id="the uptime wrapped at 497 days"),
        pytest.param(facts(NEAR_WRAP), facts(3500), 60, True, id="too old for a wrap a minute ago"),
        pytest.param(
            facts(NEAR_WRAP, engine=9), facts(40, engine=69), 60, False, id="the engine's time denies a reboot"
        ),
        pytest.param(
            facts(NEAR_WRAP, engine=900), facts(40, engine=40), 60, True, id="the engine's time tells a reboot"
        ),
        pytest.param(facts(NEAR_WRAP, boots=3), facts(40, boots=4), 60, True, id="the engine's boots tell a reboot"),
        pytest.param(
            facts(NEAR_WRAP, host=50_000), facts(40, host=50_060), 60, False, id="the host's uptime denies a reboot"
        ),
        pytest.param(
            facts(NEAR_WRAP, host=50_000), facts(40, host=35), 60, True, id="the host's uptime tells a reboot"
        ),
        pytest.param(
            facts(NEAR_WRAP, host=NEAR_WRAP), facts(40, host=40), 60, False, id="the host's uptime wrapped as well"
        ),
        pytest.param(facts(10, boots=3), facts(50, boots=4), 60, True, id="a reboot as quick as the last one"),
        pytest.param(facts(100), facts(460), 360 + UPTIME_WRAP_SECONDS, False, id="silent for more than a wrap"),
        pytest.param(facts(None), facts(40), 60, False, id="no uptime before"),
        pytest.param(facts(None, engine=900), facts(None, engine=40), 60, True, id="no uptime, but an engine's time"),
        pytest.param(None, facts(40), 60, False, id="seen for the first time"),
        pytest.param(facts(1000), None, 60, False, id="the system group did not come"),
    ],
)
def test_whether_an_agent_started_anew(
    before: SystemFacts | None, after: SystemFacts | None, elapsed: float, rebooted: bool
) -> None:
    assert has_rebooted(before, after, elapsed) is rebooted


def test_the_moment_of_the_start_comes_from_the_first_uptime() -> None:
    assert booted_at(None, None, facts(600), 0, NOW) == NOW - 600


def test_the_moment_of_the_start_does_not_tremble_with_the_polls() -> None:
    assert booted_at(NOW - 600, facts(600), facts(661.3), 60, NOW + 60) == NOW - 600


def test_the_moment_of_the_start_survives_the_wrap() -> None:
    assert booted_at(NOW - NEAR_WRAP, facts(NEAR_WRAP), facts(40), 60, NOW + 60) == NOW - NEAR_WRAP


def test_a_reboot_moves_the_moment_of_the_start() -> None:
    assert booted_at(NOW - 86400, facts(86400), facts(25), 60, NOW + 60) == NOW + 35


def test_the_moment_of_the_start_is_unknown_without_an_uptime() -> None:
    assert booted_at(None, None, facts(None), 0, NOW) is None
    assert booted_at(None, None, None, 0, NOW) is None
