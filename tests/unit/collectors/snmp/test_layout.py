"""Layout memory gives exactly what the full decoder gives, or nothing; pysnmp is the third witness."""

from collections.abc import Callable
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from pysnmp.proto.api import v2c

from fengsui.collectors.session import Value, Walk, WalkBounds
from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.layout import Layout, learn, restless
from fengsui.collectors.snmp.message import RequestEncoder
from fengsui.collectors.snmp.oid import decode_oid, encode_numbers, encode_oid
from fengsui.collectors.snmp.recall import WalkConversation
from fengsui.collectors.snmp.walk import Walker
from fengsui.model.credential import SnmpVersion
from tests.support.asn1 import decoder
from tests.support.scripted_agent import Mib, honest_bindings, read_request, reply_to

COLUMNS = [encode_oid(f"1.3.6.1.2.1.31.1.1.1.{column}") for column in (1, 6, 7, 15, 18)]
NEIGHBOUR = encode_oid("1.3.6.1.2.1.31.1.1.1.19.1")
IDS = count(0x40000001)
Poll = tuple[Walk, WalkConversation, list[bytes]]

NUMBERS = st.one_of(
    st.integers(0, 300), st.sampled_from([2**k + step for k in (7, 15, 23, 31, 39, 47, 55, 63) for step in (-1, 0)])
)


def walked(mib: Mib, layout: Layout | None, most: int = 7, long_form: bool = False) -> Poll:
    """One walk over the columns, with the datagrams of the agent."""
    walker = Walker(COLUMNS, WalkBounds(), bulk=True, repetitions=3)
    talk = WalkConversation(RequestEncoder(SnmpVersion.V2C, b"public"), walker, lambda: next(IDS), layout)
    heard = []
    while (datagram := talk.next()) is not None:
        request = read_request(datagram)
        heard.append(reply_to(request, encoded(honest_bindings(request, mib, most), long_form)))
        assert talk.receive(heard[-1]) is None
    return talk.result(), talk, heard


def encoded(bindings: list[tuple[bytes, int, bytes]], long_form: bool) -> bytes:
    def tlv(tag: int, content: bytes) -> bytes:
        length = b"\x82" + len(content).to_bytes(2, "big") if long_form else ber.encode_length(len(content))
        return bytes([tag]) + length + content

    return b"".join(tlv(0x30, tlv(0x06, oid) + tlv(tag, content)) for oid, tag, content in bindings)


def learned(poll: Poll, moving: frozenset[int] = frozenset()) -> Layout | None:
    walk, talk, _ = poll
    assert talk.heard is not None
    return learn(talk.heard, walk, moving)


def mib_of(tags: list[int], rows: dict[int, list[bytes]]) -> dict[bytes, tuple[int, bytes]]:
    mib = {
        column + encode_numbers([row]): (tag, content)
        for row, contents in rows.items()
        for column, tag, content in zip(COLUMNS, tags, contents, strict=True)
    }
    return mib | {NEIGHBOUR: (ber.TIMETICKS, bytes([len(rows)]))}


def pysnmp_says(heard: list[bytes]) -> dict[str, object]:
    values: dict[str, object] = {}
    for data in heard:
        message, _ = decoder.decode(data, asn1Spec=v2c.Message())
        for oid, value in v2c.apiPDU.get_varbinds(v2c.apiMessage.get_pdu(message)):
            values.setdefault(str(oid), value)
    return values


def agree(walk: Walk, heard: list[bytes]) -> None:
    theirs = pysnmp_says(heard)
    for column in walk.columns:
        for index, ours in zip(column.indexes, column.values, strict=True):
            their = theirs[decode_oid(column.prefix + index)]
            assert ours == (bytes(their) if isinstance(ours, bytes) else int(their))  # type: ignore[call-overload]  # pysnmp's own types


def content(tag: int) -> st.SearchStrategy[bytes]:
    if tag == ber.OCTET_STRING:
        return st.binary(max_size=4)
    low, high = {ber.INTEGER: (-(2**31), 2**31 - 1), ber.COUNTER64: (0, 2**64 - 1)}.get(tag, (0, 2**32 - 1))
    numbers = st.one_of(NUMBERS, NUMBERS.map(lambda number: -number))
    return numbers.filter(lambda number: low <= number <= high).map(lambda number: ber.encode_integer(number)[2:])


TAGS = st.lists(
    st.sampled_from([ber.INTEGER, ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS, ber.COUNTER64, ber.OCTET_STRING]),
    min_size=len(COLUMNS),
    max_size=len(COLUMNS),
)


@settings(max_examples=200)
@given(st.data(), TAGS, st.integers(1, 9), st.booleans())
def test_polls_with_a_layout_are_polls_without_one(
    data: st.DataObject, tags: list[int], most: int, long_form: bool
) -> None:
    row = st.tuples(*[content(tag) for tag in tags]).map(list)
    rows = data.draw(st.dictionaries(st.sampled_from([1, 2, 3, 127, 128, 70_000]), row, max_size=4))
    layout, moving = None, frozenset[int]()
    for _ in range(4):
        walk, talk, heard = walked(mib_of(tags, rows), layout, most, long_form)
        assert walk == walked(mib_of(tags, rows), None, most, long_form)[0]
        agree(walk, heard)
        assert talk.layout_hits in (0, len(heard))
        if not talk.recalled and talk.heard is not None:
            moving |= restless(layout, walk) if layout else frozenset()
            layout = learn(talk.heard, walk, moving)
        for number in list(rows):  # a counter moves on, or anything changes, or the row goes, or another comes
            change = data.draw(st.sampled_from(["one", "one", "all", "gone", "new"]))
            if change == "one":
                place = data.draw(st.integers(0, len(tags) - 1))
                rows[number] = [*rows[number][:place], data.draw(content(tags[place])), *rows[number][place + 1 :]]
            elif change == "all":
                rows[number] = data.draw(row)
            elif change == "gone":
                del rows[number]
            else:
                rows[number + 1] = data.draw(row)


TYPICAL = [ber.OCTET_STRING, ber.COUNTER64, ber.COUNTER32, ber.GAUGE32, ber.INTEGER]


def ports(
    octets: Callable[[int], int], status: int = 1, name: bytes = b"Gi", count_of: int = 20
) -> dict[bytes, tuple[int, bytes]]:
    numbers: dict[int, Callable[[int], int]] = {
        ber.COUNTER64: octets,
        ber.COUNTER32: octets,
        ber.GAUGE32: lambda row: 1000,
        ber.INTEGER: lambda row: status,
    }
    rows = {
        row: [name if tag == ber.OCTET_STRING else ber.encode_integer(numbers[tag](row))[2:] for tag in TYPICAL]
        for row in range(1, count_of + 1)
    }
    return mib_of(TYPICAL, rows)


def test_counters_that_move_within_their_width_need_no_decoding() -> None:
    layout = learned(walked(ports(lambda row: 1_000_000 + row), None))
    for width in (0x10_0000, 0x7F_FFFF):
        walk, talk, heard = walked(ports(lambda row, width=width: width - row), layout)  # type: ignore[misc]  # the loop's width
        assert talk.recalled
        assert talk.layout_hits == len(heard)
        assert walk.columns[1].values == [width - row for row in range(1, 21)]
        assert walk == walked(ports(lambda row, width=width: width - row), None)[0]  # type: ignore[misc]  # the loop's width


def test_lists_that_did_not_change_are_shared_between_polls() -> None:
    first = walked(ports(lambda row: row), None)
    again, talk, _ = walked(ports(lambda row: row + 1), learned(first))
    assert talk.recalled
    assert again.columns[0].values is first[0].columns[0].values
    assert again.columns[1].indexes is first[0].columns[1].indexes


def test_a_counter_that_grows_a_byte_is_decoded_in_full() -> None:
    layout = learned(walked(ports(lambda row: 100), None))
    walk, talk, heard = walked(ports(lambda row: 200 if row == 9 else 100), layout)
    assert not talk.recalled
    assert talk.layout_misses > 0
    assert walk.columns[1].values[8] == 200
    agree(walk, heard)


def test_a_status_that_changes_is_seen_and_moves_from_then_on() -> None:
    layout = learned(walked(ports(lambda row: row), None))
    assert layout is not None
    poll = walked(ports(lambda row: row, status=2), layout)
    assert not poll[1].recalled
    assert poll[0].columns[4].values == [2] * 20
    assert restless(layout, poll[0]) == {4}
    walk, talk, _ = walked(ports(lambda row: row, status=3), learned(poll, frozenset({4})))
    assert talk.recalled
    assert walk.columns[4].values == [3] * 20


def test_a_text_that_changes_is_seen() -> None:
    layout = learned(walked(ports(lambda row: row), None))
    assert walked(ports(lambda row: row, name=b"Te"), layout)[0].columns[0].values == [b"Te"] * 20


def test_a_table_that_grows_or_shrinks_is_decoded_in_full() -> None:
    layout = learned(walked(ports(lambda row: row), None))
    for rows in (19, 21):
        walk, talk, _ = walked(ports(lambda row: row, count_of=rows), layout)
        assert not talk.recalled
        assert walk == walked(ports(lambda row: row, count_of=rows), None)[0]


def test_odd_values_are_pinned_and_kept() -> None:
    odd: dict[bytes, tuple[int, bytes]] = {
        COLUMNS[0] + bytes([row]): (tag, data)
        for row, (tag, data) in enumerate(
            [(ber.COUNTER32, b""), (ber.COUNTER32, b"\xff"), (ber.NULL, b""), (ber.OPAQUE, b"\x9f\x78\x04\x3f\xc0\x00\x00"), (ber.COUNTER32, b"\x05")], 1
        )
    }  # fmt: skip
    first = walked(odd, None)
    layout = learned(first)
    assert layout is not None
    expected: list[Value] = [0, 2**32 - 1, None, 1.5, 5]
    assert first[0].columns[0].values == expected
    odd[COLUMNS[0] + b"\x05"] = (ber.COUNTER32, b"\x06")
    walk, talk, _ = walked(odd, layout)
    assert talk.recalled
    assert walk.columns[0].values == [*expected[:4], 6]


def test_a_walk_beyond_the_bounds_is_not_remembered() -> None:
    poll = walked(ports(lambda row: row, count_of=120), None, most=5)
    assert poll[1].heard is None
