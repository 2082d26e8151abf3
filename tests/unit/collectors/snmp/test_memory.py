"""What is remembered of an agent between polls."""

from fengsui.collectors.snmp.budget import PacketBudget
from fengsui.collectors.snmp.memory import AgentMemory, WalkMemory, first_repetitions
from fengsui.model.agent import AgentTraits, WalkTraits


def test_an_unknown_agent_is_asked_for_what_fits_a_datagram() -> None:
    assert first_repetitions(14) == 10
    assert first_repetitions(1) == 50
    assert first_repetitions(1000) == 1
    assert first_repetitions(0) == 50


def test_the_memory_of_a_walk_is_found_again() -> None:
    memory = AgentMemory()
    walk = memory.walk([b"a", b"b"])
    walk.learn(7, 1, clean=True)
    assert memory.walk([b"a", b"b"]) is walk
    assert (walk.repetitions, walk.width) == (7, 1)
    assert memory.walk([b"b", b"a"]) is not walk


def test_the_memory_is_bounded() -> None:
    memory = AgentMemory()
    for number in range(100):
        memory.walk([bytes([number])])
    assert len(memory.walks) == 32
    assert (b"c",) in memory.walks


def test_answers_that_need_fragments_make_the_next_walk_ask_for_less_for_good() -> None:
    walk = AgentMemory().walk([b"a"] * 14)
    walk.learn(10, 0, clean=True, largest=3_000)
    assert walk.repetitions == 4
    for _ in range(200):
        walk.learn(walk.repetitions, 0, clean=True, largest=1_300)
    assert walk.repetitions == 4


def test_what_was_made_smaller_is_tried_larger_again_after_many_calm_walks() -> None:
    walk = AgentMemory().walk([b"a"] * 14)
    walk.learn(2, 0, clean=False)
    tried = []
    for _ in range(200):
        walk.learn(walk.repetitions, 0, clean=True)
        tried.append(walk.repetitions)
    assert tried[40] == 2
    assert tried[-1] == 10
    assert sorted(set(tried)) == [2, 4, 8, 10]


def calm(walk: WalkMemory, walks: int) -> None:
    for _ in range(walks):
        walk.kept()


def test_answers_that_were_cut_make_the_next_walk_ask_for_what_fits() -> None:
    walk = AgentMemory().walk([b"a"] * 14)
    walk.learn(10, 14, clean=True, largest=1_400, fits=5)
    assert (walk.repetitions, walk.width) == (5, 0)


def test_a_larger_size_is_tried_also_while_walks_are_read_from_memory() -> None:
    walk = AgentMemory().walk([b"a"] * 14)
    walk.learn(4, 0, clean=True)
    calm(walk, 49)
    assert walk.repetitions == 4
    calm(walk, 1)
    assert (walk.repetitions, walk.layout, walk.learn_after, walk.proven) == (8, None, 0, False)
    walk.learn(8, 0, clean=True)
    calm(walk, 50)
    assert walk.repetitions == 10


def test_each_vain_trial_doubles_the_wait_for_the_next() -> None:
    walk = AgentMemory().walk([b"a"] * 14)
    walk.learn(4, 0, clean=True)
    waited = []
    for _ in range(8):
        waits = 0
        while walk.repetitions == 4:
            calm(walk, 1)
            waits += 1
        waited.append(waits)
        walk.learn(4, 0, clean=True)  # the trial of 8 ended where it began
    assert waited == [50, 100, 200, 400, 800, 1_600, 1_600, 1_600]


def test_columns_that_were_asked_apart_are_tried_together_again() -> None:
    walk = AgentMemory().walk([b"a"] * 6)
    walk.learn(23, 2, clean=True)
    walk.learn(23, 2, clean=True)
    tried = []
    for _ in range(200):
        walk.learn(walk.repetitions, walk.width, clean=True)
        tried.append(walk.width)
    assert list(dict.fromkeys(tried)) == [2, 4, 0]


def test_what_was_learned_is_taken_over_by_the_next_process() -> None:
    before = AgentMemory(budget=PacketBudget(500, waits=3), retries=7, deadlines=2)
    before.walk([b"a", b"b"]).learn(6, 1, clean=True)
    before.walk([b"c"])
    before.trips.measured(0.5)
    traits = before.traits(2.0)
    after = AgentMemory()
    after.restore(traits)
    assert after.traits(2.0) == traits
    walk = after.walk([b"a", b"b"])
    assert (walk.repetitions, walk.width, walk.layout) == (6, 1, None)
    assert after.walk([b"new"]).repetitions == 50
    assert len(after.traits(2.0).walks) == 3


def test_what_cannot_be_taken_over_is_left_out() -> None:
    odd = WalkTraits("", 0, -5, -1, 10**9)
    memory = AgentMemory()
    memory.walk([b"a"])
    key = memory.traits(1.0).walks[0].key
    after = AgentMemory()
    after.restore(AgentTraits(1.0, float("nan"), -3.0, (odd, WalkTraits(key, 1, 10**9, -4, 0))))
    assert after.trips.smoothed is None
    walk = after.walk([b"a"])
    assert (walk.repetitions, walk.width, walk.ceiling) == (50, 0, 1)


def test_traits_follow_what_was_learned() -> None:
    memory = AgentMemory()
    walk = memory.walk([b"a"] * 14)
    assert [each.repetitions for each in memory.traits(2.0).walks] == [10]
    walk.learn(3, 0, clean=True)
    memory.changed()
    assert [each.repetitions for each in memory.traits(2.0).walks] == [3]
