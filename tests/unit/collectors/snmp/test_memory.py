"""What is remembered of an agent between polls."""

from fengsui.collectors.snmp.memory import AgentMemory, first_repetitions


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
