"""How far a column has come, on the spine or off it."""

from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.snmp.oid import encode_numbers
from fengsui.collectors.snmp.track import Track, ascending

PREFIX = b"\x2b\x06"


def test_columns_with_the_same_rows_share_the_spine() -> None:
    spine: list[bytes] = []
    first, second = (Track(number, PREFIX, spine) for number in range(2))
    for track in (first, second):
        for index in (b"\x01", b"\x02"):
            track.take(index, 7)
    assert first.indexes() is second.indexes() is spine
    assert second.last == b"\x02"


def test_a_column_that_is_shorter_shows_only_its_own_rows() -> None:
    track = Track(0, PREFIX, [b"\x01", b"\x02", b"\x03"])
    assert (track.rows, track.last, track.indexes()) == (0, b"", [])
    track.take(b"\x01", 7)
    assert (track.rows, track.last, track.indexes()) == (1, b"\x01", [b"\x01"])


def test_a_column_that_leaves_the_spine_keeps_its_rows_and_spoils_no_other() -> None:
    spine = [b"\x01", b"\x02", b"\x03"]
    track = Track(0, PREFIX, spine)
    for index in (b"\x01", b"\x03", b"\x04"):
        track.take(index, index[0])
    assert not track.following
    assert track.indexes() == [b"\x01", b"\x03", b"\x04"]
    assert track.values == [1, 3, 4]
    assert track.last == b"\x04"
    assert spine == [b"\x01", b"\x02", b"\x03"]


@given(st.lists(st.lists(st.integers(0, 0xFFFFFFFF), min_size=1, max_size=3), min_size=2, max_size=6))
def test_indexes_ascend_as_their_numbers_do(numbers: list[list[int]]) -> None:
    last, *indexes = map(encode_numbers, numbers)
    assert ascending(last, indexes) == (
        sorted(map(tuple, numbers)) == list(map(tuple, numbers)) and len(set(map(tuple, numbers))) == len(numbers)
    )


def test_a_malformed_index_does_not_ascend() -> None:
    assert not ascending(b"\x01", [b"\x02", b"\x83"])
    assert not ascending(b"", [b""])
