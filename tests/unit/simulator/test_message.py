from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.simulator.ber import MalformedError
from fengsui.simulator.message import ErrorStatus, Pdu, parse, response
from tests.support.province import parse_answer, request

SYS_NAME = "1.3.6.1.2.1.1.5.0"


def test_a_request_is_read_with_all_its_parts() -> None:
    read = parse(request(Pdu.GET_BULK, SYS_NAME, "1.3.6.1.2.1.2.2", first=1, second=25, number=-5))
    assert (read.version, read.community, read.pdu, read.first, read.second) == (
        1,
        b"fengsui-demo",
        Pdu.GET_BULK,
        1,
        25,
    )
    assert [oid.hex() for oid in read.oids] == ["2b06010201010500", "2b060102010202"]


def test_an_answer_repeats_the_number_of_its_request() -> None:
    answer = parse_answer(response(parse(request(Pdu.GET, SYS_NAME, number=-2147483648)), b"", ErrorStatus.TOO_BIG, 3))
    assert (answer.number, answer.error, answer.index, answer.varbinds) == (-2147483648, 1, 3, [])


@pytest.mark.parametrize("version", [2, 3, -1])
def test_other_versions_are_not_read(version: int) -> None:
    with pytest.raises(MalformedError):
        parse(request(Pdu.GET, SYS_NAME, version=version))


def test_version_1_has_no_getbulk() -> None:
    with pytest.raises(MalformedError):
        parse(request(Pdu.GET_BULK, SYS_NAME, version=0))


def test_an_answer_is_no_request() -> None:
    with pytest.raises(MalformedError):
        parse(request(Pdu.RESPONSE, SYS_NAME))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(MalformedError):
        parse(data)


@given(st.integers(0, 60), st.integers(0, 255))
def test_a_request_with_a_broken_octet_is_read_or_refused(place: int, octet: int) -> None:
    broken = bytearray(request(Pdu.GET_NEXT, SYS_NAME, SYS_NAME))
    broken[place % len(broken)] = octet
    with suppress(MalformedError):
        parse(bytes(broken))
