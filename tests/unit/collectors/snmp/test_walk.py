"""The walk as a state machine: honest agents give every row, broken ones end within bounds and what came is kept."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.session import Value, Walk, WalkBounds
from fengsui.collectors.snmp import message
from fengsui.collectors.snmp.decode import VarBinds, decode_varbinds
from fengsui.collectors.snmp.message import Ask
from fengsui.collectors.snmp.oid import encode_numbers, encode_oid, index_numbers
from fengsui.collectors.snmp.rowshape import RowShapes, decode_rows
from fengsui.collectors.snmp.walk import Walker
from tests.support.scripted_agent import bind

A, B, C = (encode_oid(f"1.3.6.1.2.1.2.2.1.{column}") for column in (2, 7, 8))
PREFIXES = (A, B, C)
# Small numbers and such that need two, three and five bytes: their bytes do not sort as they do.
INDEXES = st.lists(st.sampled_from([1, 2, 3, 127, 128, 300, 16_383, 16_384, 70_000, 2**28]), min_size=1, max_size=2)
BOUNDS = WalkBounds()
Said = tuple[int, int, VarBinds]
Agent = Callable[[Ask], Said]


def rows(prefix: bytes, *indexes: int) -> dict[bytes, Value]:
    return {prefix + encode_numbers([index]): index for index in indexes}


def honest(mib: dict[bytes, Value], most: int = 1_000) -> Agent:
    order = sorted(mib, key=index_numbers)

    def after(oid: bytes) -> bytes | None:
        return next((each for each in order if index_numbers(each) > index_numbers(oid)), None)

    def agent(ask: Ask) -> Said:
        binds = VarBinds()
        at = list(ask.oids)
        for place in range(max(ask.repetitions, 1) * len(at)):
            if len(binds) == most:
                break
            column = place % len(at)
            found = after(at[column])
            if found is None:
                binds.exceptions[len(binds)] = 0x82
            at[column] = found or at[column]
            binds.oids.append(at[column])
            binds.values.append(None if found is None else mib[found])
        return 0, 0, binds

    return agent


def walked(
    agent: Agent, prefixes: Sequence[bytes] = PREFIXES, bounds: WalkBounds = BOUNDS, **options: int
) -> tuple[Walk, int]:
    walker = Walker(prefixes, bounds, bulk=True, **{"repetitions": 5, **options})
    while (ask := walker.ask()) is not None:
        walker.answer(ask, *agent(ask))
    return walker.result(), walker.requests


def numbers_of(walk: Walk) -> list[list[int]]:
    return [[index_numbers(index)[0] for index in column.indexes] for column in walk.columns]


def kinds(walk: Walk) -> list[str]:
    return [problem.kind for problem in walk.problems]


@given(
    columns=st.lists(st.lists(INDEXES, max_size=8, unique_by=tuple), min_size=1, max_size=4),
    most=st.integers(1, 30),
    repetitions=st.integers(1, 6),
    width=st.integers(0, 3),
)
def test_an_honest_agent_gives_every_row_however_it_cuts_its_answers(
    columns: list[list[list[int]]], most: int, repetitions: int, width: int
) -> None:
    prefixes = [encode_oid(f"1.3.6.1.9.{place + 1}") for place in range(len(columns))]
    mib: dict[bytes, Value] = {
        prefix + encode_numbers(index): f"{place}{index}".encode()
        for place, (prefix, indexes) in enumerate(zip(prefixes, columns, strict=True))
        for index in indexes
    }
    walk, _ = walked(honest(mib, most), prefixes, repetitions=repetitions, width=width)
    assert walk.complete
    assert walk.problems == ()
    for place, (column, indexes) in enumerate(zip(walk.columns, columns, strict=True)):
        assert [list(index_numbers(index)) for index in column.indexes] == sorted(indexes)
        assert column.values == [f"{place}{index}".encode() for index in sorted(indexes)]


@given(st.data())
def test_whatever_an_agent_says_the_walk_ends_and_its_rows_ascend(data: st.DataObject) -> None:
    oids = st.sampled_from(
        [prefix + tail for prefix in PREFIXES for tail in (b"", b"\x01", b"\x02", b"\x83\x00", b"\x81", b"\x05\x06")]
    )

    def agent(ask: Ask) -> Said:
        status = data.draw(st.sampled_from([0] * 8 + [1, 2, 5, 16, 99]))
        said = data.draw(st.lists(oids, max_size=12))
        exceptions = data.draw(st.dictionaries(st.integers(0, 11), st.sampled_from([0x80, 0x81, 0x82]), max_size=1))
        binds = VarBinds(said, [1] * len(said), {at: tag for at, tag in exceptions.items() if at < len(said)})
        return status, data.draw(st.integers(-1, 5)), VarBinds() if status else binds

    walk, requests = walked(agent, bounds=WalkBounds(rows=50, packets=40))
    assert requests <= 40
    for column in walk.columns:
        indexes = [index_numbers(index) for index in column.indexes]
        assert all(one < other for one, other in pairwise(indexes))
        assert len(column.indexes) == len(column.values) <= 62


@given(st.data())
def test_rows_taken_all_at_once_are_those_taken_one_by_one(data: st.DataObject) -> None:
    tails = st.sampled_from([b"", b"\x01", b"\x02", b"\x03", b"\x04", b"\x83\x00", b"\x84\x00", b"\x81"])
    once, each = (Walker(PREFIXES, WalkBounds(rows=6), bulk=True, repetitions=4) for _ in range(2))
    shapes = RowShapes()
    for _ in range(4):
        ask = once.ask()
        assert ask == each.ask()
        if ask is None:
            break
        wanted = [prefix for prefix in PREFIXES if any(oid.startswith(prefix) for oid in ask.oids)]
        said = [wanted[place % len(wanted)] + data.draw(tails) for place in range(data.draw(st.integers(0, 14)))]
        if data.draw(st.booleans()):  # mostly regular, so that the fast way has something to do
            rows = [oid[len(prefix) :] for oid, prefix in zip(ask.oids, wanted, strict=True)]
            said = [
                wanted[place % len(wanted)]
                + bytes([(rows[place % len(wanted)] or b"\0")[-1] + 1 + place // len(wanted)])
                for place in range(len(said))
            ]
        end = data.draw(st.one_of(st.just(99), st.integers(0, 13)))
        answer = b"".join(
            bind(oid, 0x82 if place == end else 0x02, b"" if place == end else bytes([place]))
            for place, oid in enumerate(said)
        )
        expected = once.expected
        full = decode_varbinds(answer, 0, len(answer))
        once.answer(ask, 0, 0, full if expected is None else decode_rows(answer, 0, len(answer), expected, shapes))
        each.answer(ask, 0, 0, full)
    assert once.result() == each.result()


def test_columns_of_one_table_share_their_indexes() -> None:
    walk, _ = walked(honest(rows(A, 1, 2, 3) | rows(B, 1, 2, 3) | rows(C, 2)))
    assert walk.columns[0].indexes is walk.columns[1].indexes
    assert numbers_of(walk) == [[1, 2, 3], [1, 2, 3], [2]]


def test_a_column_that_the_agent_does_not_have_is_complete_and_empty() -> None:
    walk, requests = walked(honest(rows(A, 1, 2)), [A, B])
    assert numbers_of(walk) == [[1, 2], []]
    assert walk.complete
    assert requests == 1


def test_an_oid_that_repeats_for_ever_ends_its_column_as_a_loop() -> None:
    walk, requests = walked(lambda ask: (0, 0, VarBinds([A + b"\x01"] * 5, [1] * 5)), [A])
    assert numbers_of(walk) == [[1]]
    assert kinds(walk) == ["duplicate_row", "loop"]
    assert not walk.complete
    assert requests == 2


def test_an_oid_that_goes_backwards_ends_its_column_and_leaves_the_others_alone() -> None:
    good = honest(rows(A, 1, 2, 3, 4, 5, 6, 7) | rows(B, 1, 2, 3, 4, 5, 6, 7))

    def agent(ask: Ask) -> Said:
        status, index, binds = good(ask)
        binds.oids = [A + b"\x02" if oid == A + b"\x04" else oid for oid in binds.oids]
        return status, index, binds

    walk, _ = walked(agent, [A, B])
    assert numbers_of(walk) == [[1, 2, 3], [1, 2, 3, 4, 5, 6, 7]]
    assert kinds(walk) == ["decreasing"]
    assert "1.3.6.1.2.1.2.2.1.2" in walk.problems[0].text


def test_of_a_duplicate_row_the_first_counts() -> None:
    said = iter([VarBinds([A + b"\x01", A + b"\x01", A + b"\x02"], [10, 11, 12]), VarBinds([B], [0])])
    walk, _ = walked(lambda ask: (0, 0, next(said)), [A])
    assert walk.columns[0].values == [10, 12]
    assert kinds(walk) == ["duplicate_row"]
    assert walk.complete


def test_a_malformed_index_ends_its_column() -> None:
    walk, _ = walked(lambda ask: (0, 0, VarBinds([A + b"\x01", A + b"\x81"], [1, 2])), [A])
    assert numbers_of(walk) == [[1]]
    assert kinds(walk) == ["malformed"]


def test_a_table_without_an_end_stops_at_the_bound_of_rows() -> None:
    def endless(ask: Ask) -> Said:
        start = index_numbers(ask.oids[0][len(A) :] or b"\x00")[0]
        return 0, 0, VarBinds([A + encode_numbers([start + step]) for step in range(1, 6)], [0] * 5)

    walk, _ = walked(endless, [A], WalkBounds(rows=100))
    assert len(walk.columns[0].values) == 100
    assert kinds(walk) == ["bound"]


def test_a_table_without_an_end_stops_at_the_bound_of_packets() -> None:
    walk, requests = walked(honest(rows(A, *range(100))), [A], WalkBounds(packets=3), repetitions=2)
    assert requests == 3
    assert numbers_of(walk) == [[0, 1, 2, 3, 4, 5]]
    assert kinds(walk) == ["bound"]


def test_bindings_beyond_those_asked_for_are_no_answer() -> None:
    walk, _ = walked(
        lambda ask: honest(rows(A, *range(100)))(Ask(ask.pdu, ask.oids, 50)),
        [A],
        repetitions=2,
        bounds=WalkBounds(packets=2),
    )
    assert numbers_of(walk) == [[0, 1, 2, 3]]


def test_too_big_makes_the_requests_smaller_and_the_walk_goes_on() -> None:
    good = honest(rows(A, 1, 2, 3) | rows(B, 1, 2, 3) | rows(C, 1, 2, 3))
    asked: list[tuple[int, int]] = []

    def tiny(ask: Ask) -> Said:
        asked.append((len(ask.oids), ask.repetitions))
        return (message.TOO_BIG, 0, VarBinds()) if len(ask.oids) * ask.repetitions > 1 else good(ask)

    walk, _ = walked(tiny)
    assert numbers_of(walk) == [[1, 2, 3]] * 3
    assert walk.complete
    assert walk.problems == ()
    assert asked[:4] == [(3, 5), (3, 2), (3, 1), (1, 1)]


def test_too_big_for_a_single_variable_gives_the_columns_up_one_by_one() -> None:
    walk, requests = walked(lambda ask: (message.TOO_BIG, 0, VarBinds()))
    assert kinds(walk) == ["too_big"] * 3
    assert requests < 10


def test_an_answer_without_bindings_is_treated_like_one_too_big() -> None:
    walk, requests = walked(lambda ask: (0, 0, VarBinds()))
    assert kinds(walk) == ["malformed"] * 3
    assert requests < 10


@pytest.mark.parametrize("with_index", [True, False])
def test_a_gen_err_costs_only_the_rows_from_the_faulty_one_on(with_index: bool) -> None:
    good = honest(rows(A, *range(1, 13)) | rows(B, *range(1, 13)) | rows(C, *range(1, 13)))

    def agent(ask: Ask) -> Said:
        status, index, binds = good(ask)
        if B + b"\x08" in binds.oids:
            guilty = binds.oids.index(B + b"\x08") % len(ask.oids) + 1
            return message.GEN_ERR, guilty if with_index else 0, VarBinds()
        return status, index, binds

    walk, requests = walked(agent)
    assert numbers_of(walk) == [list(range(1, 13)), list(range(1, 8)), list(range(1, 13))]
    assert kinds(walk) == ["gen_err"]
    assert requests < 20


def test_version_1_asks_with_getnext_and_takes_no_such_name_for_the_end() -> None:
    good = honest(rows(A, 1, 2) | rows(B, 1))

    def version1(ask: Ask) -> Said:
        assert ask.pdu == message.GET_NEXT
        _, _, binds = good(ask)
        return (message.NO_SUCH_NAME, min(binds.exceptions) + 1, VarBinds()) if binds.exceptions else (0, 0, binds)

    walker = Walker([A, B], WalkBounds(), bulk=False, repetitions=10)
    while (ask := walker.ask()) is not None:
        walker.answer(ask, *version1(ask))
    assert numbers_of(walker.result()) == [[1, 2], [1]]
    assert walker.result().complete
    assert walker.clean


def test_asking_less_halves_the_repetitions_and_keeps_the_place() -> None:
    walker = Walker([A], WalkBounds(), bulk=True, repetitions=9)
    first = walker.ask()
    assert first is not None
    assert [walker.ask_less().repetitions for _ in range(4)] == [4, 2, 1, 1]
    assert walker.ask_less().oids == first.oids


def test_stopping_keeps_what_came_and_says_how_much_is_missing() -> None:
    walker = Walker([A, B], WalkBounds(), bulk=True, repetitions=2)
    ask = walker.ask()
    assert ask is not None
    walker.answer(ask, *honest(rows(A, 1, 2, 3) | rows(B, 1))(ask))
    walker.stop("timeout", "the agent fell silent")
    walk = walker.result()
    assert numbers_of(walk) == [[1, 2], [1]]
    assert [column.complete for column in walk.columns] == [False, True]
    assert [(problem.kind, problem.text) for problem in walk.problems] == [
        ("timeout", "the agent fell silent; 1 of 2 columns incomplete")
    ]
    assert walker.ask() is None
