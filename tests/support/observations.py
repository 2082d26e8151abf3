"""Observations for tests: a builder with defaults, and hypothesis strategies that make hostile ones."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from fengsui.model.agent import AgentTraits, WalkTraits
from fengsui.model.observation import DeviceObservation, InterfaceIdentities
from fengsui.model.poll import COUNTER_COLUMNS, InterfaceTable, PollCost, PollOutcome, Problem, SystemFacts

NOW = 1_790_000_000.0
_STATUSES = ("up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown")


def table(count: int, *, oper_status: str = "up") -> InterfaceTable:
    """An interface table with counters, as a switch of `count` ports gives it."""
    each = range(1, count + 1)
    return InterfaceTable(
        index=tuple(each),
        name=tuple(f"GE0/0/{i}" for i in each),
        descr=tuple(f"GigabitEthernet0/0/{i}" for i in each),
        alias=tuple(f"至县局 {i}" for i in each),
        type=(6,) * count,
        physical_address=tuple(f"00:e0:fc:00:00:{i:02x}" for i in each),
        admin_status=("up",) * count,
        oper_status=(oper_status,) * count,
        speed_bits_per_second=(1_000_000_000,) * count,
        counter_bits=(64,) * count,
        discontinuity_seconds=(0.0,) * count,
        **{name: tuple(i * 1000 for i in each) for name in COUNTER_COLUMNS},
    )


def observation(device: str = "lz-core-1", *, ports: int = 2, at: float = NOW, **given: Any) -> DeviceObservation:
    """An observation of a device that answers."""
    seen = DeviceObservation(
        device=device,
        outcome=PollOutcome.OK,
        polled_at=at,
        answered_at=at,
        next_poll_at=at + 60,
        booted_at=NOW - 86400,
        system=SystemFacts(sys_descr="Huawei VRP", sys_name=device, sys_location="兰州", sys_uptime_seconds=86400.5),
        interfaces=table(ports),
        interfaces_at=at,
        interface_since=(NOW - 3600,) * ports,
        cost=PollCost(packets_sent=4, packets_received=3, retries=1, varbinds=28, seconds=0.25),
        problems=(Problem("too_big", "asked for less"),),
        refusals=(("reset", 2),),
    )
    seen = replace(seen, **given)
    count = len(seen.interfaces)
    known = seen.identities if "identities" in given else InterfaceIdentities(tuple(range(1, count + 1)), count)
    return replace(seen, identities=known)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=255)
times = st.floats(0, 4e9, allow_nan=False)


def _column(values: st.SearchStrategy[Any], count: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(*[st.none() | values] * count)


@st.composite
def tables(draw: st.DrawFn) -> InterfaceTable:
    """Interface tables without counters, with any text that a database takes."""
    index = tuple(sorted(draw(st.sets(st.integers(0, 2**32 - 1), max_size=5))))
    count = len(index)
    return InterfaceTable(
        index=index,
        name=draw(_column(texts, count)),
        descr=draw(_column(texts, count)),
        alias=draw(_column(texts, count)),
        type=draw(_column(st.integers(-(2**31), 2**31 - 1), count)),
        physical_address=draw(_column(st.binary(min_size=1, max_size=20).map(lambda octets: octets.hex(":")), count)),
        admin_status=draw(_column(st.sampled_from(_STATUSES), count)),
        oper_status=draw(_column(st.sampled_from(_STATUSES), count)),
        speed_bits_per_second=draw(_column(st.integers(0, (2**32 - 1) * 10**6), count)),
        counter_bits=(None,) * count,
        discontinuity_seconds=(None,) * count,
        **dict.fromkeys(COUNTER_COLUMNS, (None,) * count),
    )


_facts = st.builds(
    SystemFacts,
    sys_descr=st.none() | texts,
    sys_object_id=st.none() | texts,
    sys_name=st.none() | texts,
    sys_location=st.none() | texts,
    sys_uptime_seconds=st.none() | times,
    engine_time_seconds=st.none() | st.integers(0, 2**31 - 1),
    engine_boots=st.none() | st.integers(0, 2**31 - 1),
    host_uptime_seconds=st.none() | times,
)
_counts = st.integers(0, 10**6)
_words = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=20)


_walks = st.lists(st.builds(WalkTraits, _words, _counts, _counts, _counts, _counts), max_size=3).map(tuple)
_traits = st.builds(AgentTraits, times, st.none() | times, times, _walks, _counts, _counts, _counts)


@st.composite
def observations(draw: st.DrawFn, names: st.SearchStrategy[str] = st.just("lz-core-1")) -> DeviceObservation:  # noqa: B008 - a strategy is immutable
    """Observations as the history keeps them: without counters, rates and readings."""
    interfaces, interfaces_at = draw(tables()), draw(st.none() | times)
    seen = draw(st.just(()) | st.tuples(*[times] * len(interfaces)))
    departed = draw(tables())
    ids = draw(st.permutations(range(1, len(interfaces) + len(departed) + 1)))
    left_at = tuple(sorted(draw(st.tuples(*[times] * len(departed)))))
    # Those that left at the same moment come back in the order of their ids.
    left_ids = [each for _, each in sorted(zip(left_at, ids[len(interfaces) :], strict=True))]
    return DeviceObservation(
        device=draw(names),
        outcome=draw(st.sampled_from(PollOutcome)),
        polled_at=draw(times),
        answered_at=draw(st.none() | times),
        silent_since=draw(st.none() | times),
        failures=draw(_counts),
        next_poll_at=draw(st.none() | times),
        booted_at=draw(st.none() | times),
        system=draw(st.none() | _facts),
        interfaces=interfaces,
        interfaces_at=interfaces_at,
        interface_seen=() if interfaces_at is None or set(seen) <= {interfaces_at} else seen,
        identities=InterfaceIdentities(
            tuple(ids[: len(interfaces)]), len(ids) + draw(_counts), departed, tuple(left_ids), left_at
        ),
        counter_bases=draw(
            st.dictionaries(st.sampled_from(COUNTER_COLUMNS), st.tuples(*[st.integers(0, 2**64)] * len(interfaces)))
        ),
        interface_since=draw(st.tuples(*[times] * len(interfaces))),
        profile=draw(_words),
        cost=draw(st.builds(PollCost, _counts, _counts, _counts, _counts, times)),
        problems=tuple(draw(st.lists(st.builds(Problem, _words, texts), max_size=3))),
        refusals=tuple(draw(st.lists(st.tuples(_words, _counts), max_size=3))),
        traits=draw(st.none() | _traits),
    )
