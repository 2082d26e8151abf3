"""The full decoder against pysnmp, against odd but legal forms, and against arbitrary bytes."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pysnmp.proto.api import v2c

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.decode import VarBinds, decode_varbinds, value_spans
from fengsui.collectors.snmp.oid import decode_oid, encode_numbers, encode_oid
from fengsui.errors import SnmpProtocolError
from tests.support.asn1 import decoder, encoder
from tests.support.scripted_agent import Binding, bind

OIDS = st.builds(
    lambda numbers: encode_numbers([43, *numbers]), st.lists(st.integers(0, 0xFFFFFFFF), min_size=1, max_size=40)
)


def number(tag: int, low: int, high: int) -> st.SearchStrategy[tuple[int, bytes]]:
    return st.integers(low, high).map(lambda value: (tag, ber.encode_integer(value)[2:]))


LEGAL = st.one_of(
    number(ber.INTEGER, -(2**31), 2**31 - 1),
    number(ber.COUNTER32, 0, 2**32 - 1),
    number(ber.GAUGE32, 0, 2**32 - 1),
    number(ber.TIMETICKS, 0, 2**32 - 1),
    number(ber.COUNTER64, 0, 2**64 - 1),
    st.binary(max_size=300).map(lambda text: (ber.OCTET_STRING, text)),
    st.binary(min_size=4, max_size=4).map(lambda address: (ber.IP_ADDRESS, address)),
    st.sampled_from([(ber.NO_SUCH_OBJECT, b""), (ber.NO_SUCH_INSTANCE, b""), (ber.END_OF_MIB_VIEW, b"")]),
)
# Ours takes more than the standard allows; here the agents are clumsy.
CLUMSY = st.tuples(
    st.sampled_from(sorted(ber.UNSIGNED_MASKS | {ber.INTEGER: 0, ber.OPAQUE: 0, ber.NULL: 0})), st.binary(max_size=12)
)


def decoded(data: bytes) -> VarBinds:
    return decode_varbinds(data, 0, len(data))


def encoded(bindings: list[Binding]) -> bytes:
    return b"".join(bind(*binding) for binding in bindings)


@given(st.lists(st.builds(lambda oid, value: (oid, *value), OIDS, LEGAL), max_size=6))
def test_what_pysnmp_reads_we_read_alike(bindings: list[Binding]) -> None:
    ours = decoded(encoded(bindings))
    theirs, _ = decoder.decode(ber.encode_tlv(0x30, encoded(bindings)), asn1Spec=v2c.VarBindList())
    assert len(ours) == len(theirs)
    for oid, value, binding in zip(ours.oids, ours.values, theirs, strict=True):
        name, their_value = v2c.apiVarBind.get_oid_value(binding)
        assert decode_oid(oid) == str(name)
        if value is None:
            assert their_value.tagSet.superTags[-1].tagId in (0, 1, 2)
        elif isinstance(value, bytes):
            assert value == bytes(their_value)
        else:
            assert value == int(their_value)


@given(st.lists(st.builds(lambda oid, value: (oid, *value), OIDS, st.one_of(LEGAL, CLUMSY)), max_size=6))
def test_the_fast_way_reads_as_the_careful_one_does(bindings: list[Binding]) -> None:
    try:
        expected = [ber.value(tag, content) for _, tag, content in bindings]
    except SnmpProtocolError:
        with pytest.raises(SnmpProtocolError):
            decoded(encoded(bindings))
        return
    ours = decoded(encoded(bindings))
    # NaN is not equal to itself, so floats are compared as text.
    assert list(map(repr, ours.values)) == list(map(repr, expected))
    assert ours.oids == [oid for oid, _, _ in bindings]
    assert ours.exceptions == {place: tag for place, (_, tag, _) in enumerate(bindings) if tag >= ber.NO_SUCH_OBJECT}


@given(st.binary(max_size=200))
@example(b"\x30\x82\x06\x0a" + b"\x01" * 10 + b"\x04\x74" + b"\x00" * 0x74)
@example(b"\x30\x05\x06\x01\x2b\x02")
def test_any_bytes_give_a_result_or_a_protocol_error(data: bytes) -> None:
    try:
        binds = decoded(data)
    except SnmpProtocolError:
        return
    assert len(binds.oids) == len(binds.values)
    assert len(value_spans(data, 0, len(data))) == len(binds)


@given(
    st.binary(max_size=8),
    st.lists(st.builds(lambda oid, value: (oid, *value), OIDS, LEGAL), min_size=1, max_size=3),
    st.data(),
)
def test_bytes_changed_in_a_good_answer_never_crash(noise: bytes, bindings: list[Binding], data: st.DataObject) -> None:
    good = encoded(bindings)
    at = data.draw(st.integers(0, len(good)))
    with suppress(SnmpProtocolError):
        decoded(good[:at] + noise + good[at + len(noise) :])


@given(st.lists(st.builds(lambda oid, value: (oid, *value), OIDS, LEGAL), min_size=1, max_size=3), st.data())
def test_an_answer_that_is_cut_off_is_refused(bindings: list[Binding], data: st.DataObject) -> None:
    good = encoded(bindings)
    at = data.draw(st.integers(1, len(good) - 1))
    ends = [len(encoded(bindings[:count])) for count in range(len(bindings))]
    if at not in ends:
        with pytest.raises(SnmpProtocolError):
            decoded(good[:at])


def test_a_binding_that_reaches_into_what_follows_is_refused() -> None:
    data = bind(b"\x2b\x06", ber.INTEGER, b"\x01") + bind(b"\x2b\x07", ber.INTEGER, b"\x02")
    with pytest.raises(SnmpProtocolError):
        decode_varbinds(data, 0, len(data) - 2)


@pytest.mark.parametrize(
    "form",
    [
        "30 81 08 06 02 2b06 02 02 0102",
        "30 08 06 81 02 2b06 02 01 07",
        "30 84 00000009 06 02 2b06 02 81 02 0102",
    ],
)
def test_long_form_lengths_are_read_where_short_ones_would_do(form: str) -> None:
    assert decoded(bytes.fromhex(form)).oids == [b"\x2b\x06"]


def test_spans_show_where_values_stand() -> None:
    data = encoded(
        [(encode_oid("1.3.6.1.2.1.1.3.0"), ber.TIMETICKS, b"\x01\x02"), (b"\x2b", ber.OCTET_STRING, b"x" * 200)]
    )
    tags = [(tag, data[start:stop]) for tag, start, stop in value_spans(data, 0, len(data))]
    assert tags == [(ber.TIMETICKS, b"\x01\x02"), (ber.OCTET_STRING, b"x" * 200)]


def test_pysnmp_encodes_nothing_that_we_cannot_read() -> None:
    bindings = v2c.VarBindList()
    for place, value in enumerate(
        [v2c.Counter64(2**64 - 1), v2c.Integer(-1), v2c.IpAddress("127.0.0.1"), v2c.Opaque(b"\x01")]
    ):
        bindings.setComponentByPosition(place)
        v2c.apiVarBind.set_oid_value(bindings.getComponentByPosition(place), ((1, 3, 6, place), value))
    data = encoder.encode(bindings)
    assert decode_varbinds(data, 2, len(data)).values == [2**64 - 1, -1, b"\x7f\x00\x00\x01", b"\x01"]
