"""Whatever happens to an agent's counters between two polls, no rate and no counter shown says more than the line carries.

An agent with two interfaces carries traffic that is known exactly. Faults strike it between polls: resets, wraps, reboots,
discontinuities, silent jumps, lost and broken-off polls, a width that changes, a speed that is not told, and a clock of ours
that is set. What comes out is held against the truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import DevicePoll, InterfaceTable, PollOutcome, SystemFacts
from fengsui.state.counters import shown
from fengsui.state.observe import observe
from fengsui.state.rates import LINE_RATE_SHARE, LINE_RATE_SLACK_BITS_PER_SECOND
from tests.support.builders import NOW, interfaces

SPEEDS = (10**8, 10**9)
SECONDS = 30.0

# What leaves the truth in the counters, so that a rate that is given must be the true one.
HONEST = ("none", "lost", "broken_off", "clock", "reboot", "discontinuity", "renumbered", "reset")
# What a broken agent does without a word; only the line bounds what can be made of it.
SILENT = ("jump", "width", "no_speed", "garbage")


@dataclass
class Agent:
    """Two interfaces whose counters count what is carried, modulo their width."""

    bits: int
    counters: list[int]
    uptime: float = 86_400.0
    index: list[int] = field(default_factory=lambda: [1, 2])
    discontinuity: list[float] = field(default_factory=lambda: [0.0, 0.0])
    told_speed: bool = True

    def carry(self, rates: Sequence[float], seconds: float) -> None:
        self.uptime += seconds
        self.counters = [(c + int(r * seconds / 8)) % 2**self.bits for c, r in zip(self.counters, rates, strict=True)]

    def strike(self, fault: str, number: int) -> None:
        if fault == "reset":
            self.counters[0] = 0
        elif fault == "reboot":
            self.uptime, self.counters, self.discontinuity = 0.0, [0, 0], [0.0, 0.0]
            self.index = [i + 10 for i in self.index]
        elif fault == "discontinuity":
            self.counters[0], self.discontinuity[0] = number % 2**self.bits, self.uptime
        elif fault == "renumbered":
            self.index = [i + 10 for i in self.index]
            self.counters[1] = number % 2**self.bits
        elif fault == "jump":
            self.counters[0] = (self.counters[0] + number) % 2**self.bits
        elif fault == "garbage":
            self.counters = [number % 2**self.bits, (number // 7) % 2**self.bits]
        elif fault == "width":
            self.bits = 96 - self.bits
            self.counters = [(c if self.bits == 32 else c + number) % 2**self.bits for c in self.counters]
        elif fault == "no_speed":
            self.told_speed = not self.told_speed

    def table(self) -> InterfaceTable:
        speeds = SPEEDS if self.told_speed else (0, SPEEDS[1])
        columns: dict[str, Any] = {
            "index": self.index, "in_octets": self.counters, "out_octets": self.counters, "counter_bits": [self.bits] * 2,
            "discontinuity_seconds": self.discontinuity, "speed_bits_per_second": speeds,
        }  # fmt: skip
        return interfaces(2, **columns)


@dataclass
class World:
    """The agent, our clock, what is known, and what Prometheus has seen last of each interface."""

    agent: Agent
    now: float = NOW
    monotonic: float = 0.0
    known: DeviceObservation | None = None
    samples: dict[int, tuple[float, int]] = field(default_factory=dict)

    def poll(self, fault: str, number: int) -> DeviceObservation | None:
        """Polls, or gives None where nothing came."""
        if fault == "clock":
            self.now += number % 20_000 - 10_000
        outcome, table = PollOutcome.OK, self.agent.table()
        if fault == "lost":
            outcome = PollOutcome.TIMEOUT
        if fault == "broken_off":
            outcome = PollOutcome.PARTIAL
            table = interfaces(
                1,
                **{n: getattr(table, n)[:1] for n in table.__dataclass_fields__ if n not in ("name", "descr", "alias")},
            )
        facts = SystemFacts(sys_uptime_seconds=round(self.agent.uptime, 2))
        poll = DevicePoll("a", self.now, outcome, system=facts, interfaces=table, monotonic=self.monotonic)
        self.known, _ = observe(self.known, "r1", poll, next_poll_at=None)
        return self.known if outcome.answered else None

    def rises(self) -> list[tuple[float, float]]:
        """What Prometheus makes of the counters shown, with the seconds since the last sample, for each interface."""
        assert self.known is not None
        rises = []
        column = shown(self.known.interfaces.in_octets, self.known.counter_bases.get("in_octets"))
        for row, value in enumerate(column):
            if value is None:
                continue
            assert value >= 0
            name = int(str(self.known.interfaces.name[row])[-1])
            if name in self.samples:
                at, before = self.samples[name]
                rises.append((self.monotonic - at, float(value - before if value >= before else value)))
            self.samples[name] = (self.monotonic, value)
        return rises


def limit(speed: float) -> float:
    return speed * LINE_RATE_SHARE + LINE_RATE_SLACK_BITS_PER_SECOND


def steps(faults: Sequence[str]) -> st.SearchStrategy[list[tuple[str, int, tuple[float, float]]]]:
    shares = st.tuples(st.floats(0, 1), st.floats(0, 1))
    return st.lists(st.tuples(st.sampled_from(faults), st.integers(0, 2**64 - 1), shares), min_size=1, max_size=12)


starts = st.tuples(
    st.sampled_from([0, 2**32 - 10**6, 2**64 - 10**9]) | st.integers(0, 2**64 - 1), st.integers(0, 2**40)
)


def begun(bits: int, start: Sequence[int]) -> World:
    world = World(Agent(bits, [c % 2**bits for c in start]))
    world.poll("none", 0)
    world.rises()
    return world


@given(st.sampled_from([32, 64]), starts, steps((*HONEST, *SILENT)))
def test_no_rate_and_no_counter_shown_says_more_than_the_line_carries(
    bits: int, start: tuple[int, int], story: list[tuple[str, int, tuple[float, float]]]
) -> None:
    world = begun(bits, start)
    for fault, number, shares in story:
        world.monotonic, world.now = world.monotonic + SECONDS, world.now + SECONDS
        world.agent.strike(fault, number)
        world.agent.carry([share * speed for share, speed in zip(shares, SPEEDS, strict=True)], SECONDS)
        seen = world.poll(fault, number)
        if seen is None:
            continue
        # An interface that does not tell its speed can be believed to carry what both together can.
        bound = [limit(max(SPEEDS))] * 2
        for rates in (seen.rates.in_bits_per_second, seen.rates.out_bits_per_second):
            assert all(rate is None or 0 <= rate <= most for rate, most in zip(rates, bound, strict=False))
        for seconds, rise in world.rises():
            assert rise * 8 <= limit(max(SPEEDS)) * seconds + 8


@given(starts, steps(HONEST))
def test_a_rate_that_is_given_is_never_above_the_true_one_and_every_gap_has_a_reason(
    start: tuple[int, int], story: list[tuple[str, int, tuple[float, float]]]
) -> None:
    world = begun(64, start)
    carried = [0.0, 0.0]
    for fault, number, shares in story:
        rates = [share * speed for share, speed in zip(shares, SPEEDS, strict=True)]
        world.monotonic, world.now = world.monotonic + SECONDS, world.now + SECONDS
        world.agent.strike(fault, number)
        world.agent.carry(rates, SECONDS)
        carried = [c + r * SECONDS for c, r in zip(carried, rates, strict=True)]
        before = world.known
        seen = world.poll(fault, number)
        if seen is None or before is None:
            continue
        assert before.interfaces_monotonic is not None
        seconds = world.monotonic - before.interfaces_monotonic
        gaps = 0
        for row, (given_rate, was) in enumerate(
            zip(seen.rates.in_bits_per_second, before.interfaces.in_octets, strict=True)
        ):
            if given_rate is None:
                gaps += was is not None
            else:
                assert given_rate <= carried[row] / seconds * 1.001 + 16
        assert sum(count for _, count in seen.refusals) == 2 * gaps
        assert set(dict(seen.refusals)) <= {"reset", "reboot", "discontinuity", "moved", "missing"}
        carried = [0.0, 0.0]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("reset", "reset"),
        ("reboot", "reboot"),
        ("discontinuity", "discontinuity"),
        ("renumbered", "moved"),
        ("broken_off", "missing"),
        ("width", "width"),
        ("jump", "over_line_rate"),
    ],
)
def test_each_fault_is_counted_under_its_own_reason(fault: str, reason: str) -> None:
    world = begun(64, (10**12, 10**12))
    world.monotonic, world.now = SECONDS, NOW + SECONDS
    world.agent.strike(fault, 10**15)
    world.agent.carry((10**6, 10**6), SECONDS)
    seen = world.poll(fault, 10**15)
    assert seen is not None
    assert reason in dict(seen.refusals)


@pytest.mark.parametrize("fault", ["lost", "clock", "none"])
def test_what_spoils_no_counter_costs_no_rate(fault: str) -> None:
    world = begun(64, (10**12, 2**64 - 10**12))
    for each in (fault, "none"):
        world.monotonic, world.now = world.monotonic + SECONDS, world.now + SECONDS
        world.agent.carry((10**6, 2 * 10**6), SECONDS)
        world.poll(each, 13_600)
    assert world.known is not None
    assert world.known.rates.in_bits_per_second == pytest.approx((10**6, 2 * 10**6), rel=1e-3)
    assert world.known.refusals == ()


def test_a_speed_that_is_not_told_any_more_still_bounds_the_rate() -> None:
    world = begun(64, (0, 0))
    world.monotonic, world.now = SECONDS, NOW + SECONDS
    world.agent.told_speed = False
    world.agent.carry((5 * SPEEDS[0], 0), SECONDS)
    seen = world.poll("none", 0)
    assert seen is not None
    assert (seen.rates.in_bits_per_second, seen.refusals) == ((None, 0.0), (("over_line_rate", 2),))
