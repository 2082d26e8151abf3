import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.simulator import ber
from fengsui.simulator.agent import Agent
from fengsui.simulator.message import Pdu
from fengsui.simulator.world import World
from tests.support.province import START, Answer, parse_answer, request, the_province

SYS_DESCR, SYS_UPTIME, SYS_NAME = (f"1.3.6.1.2.1.1.{n}.0" for n in (1, 3, 5))
IF_OPER_STATUS, IF_HC_IN_OCTETS = "1.3.6.1.2.1.2.2.1.8", "1.3.6.1.2.1.31.1.1.1.6"
LAST = "1.3.6.1.6.3.10.2.1.4.0"

WORLD = World(the_province(), START)


def agent(name: str = "telecom-county-min") -> Agent:
    return Agent(the_province().devices[name], WORLD.devices[name])


def ask(datagram: bytes, name: str = "telecom-county-min", now: float = START) -> Answer:
    return parse_answer(agent(name).answer(datagram, now))


def test_get_gives_what_is_there_and_says_what_kind_of_nothing_the_rest_is() -> None:
    answer = ask(request(Pdu.GET, SYS_NAME, "1.3.6.1.2.1.1.5.1", "1.3.6.1.2.1.99.1.0"))
    assert answer.varbinds[0] == (SYS_NAME, ber.OCTET_STRING, b"telecom-county-min")
    assert answer.tags[1:] == [0x81, 0x80]  # noSuchInstance, noSuchObject
    assert (answer.number, answer.error) == (77, 0)


def test_getnext_walks_from_object_to_instance_and_on_to_the_end() -> None:
    answer = ask(request(Pdu.GET_NEXT, "1.3.6.1.2.1.1", SYS_DESCR, "1.3.6.1.2.1.1.1.0.5", LAST, "2.5"))
    assert answer.oids == [SYS_DESCR, "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.2.0", LAST, "2.5"]
    assert answer.tags[3:] == [0x82, 0x82]  # endOfMibView


def test_getbulk_gives_rows_of_the_repeaters_after_one_of_each_non_repeater() -> None:
    answer = ask(request(Pdu.GET_BULK, "1.3.6.1.2.1.1.5", IF_OPER_STATUS, IF_HC_IN_OCTETS, first=1, second=3))
    assert answer.oids[0] == SYS_NAME
    rows = list(zip(answer.oids[1::2], answer.oids[2::2], strict=True))
    assert len(rows) == 3
    assert all(a.startswith(IF_OPER_STATUS) and b.startswith(IF_HC_IN_OCTETS) for a, b in rows)
    assert all(a.rsplit(".", 1)[1] == b.rsplit(".", 1)[1] for a, b in rows)


def test_getbulk_stops_once_every_repeater_is_at_the_end() -> None:
    answer = ask(request(Pdu.GET_BULK, LAST, "1.3.6.1.6.3.10.2.1.3.0", second=50))
    assert answer.oids == [LAST, LAST, LAST, LAST]
    assert answer.tags == [0x82, ber.INTEGER, 0x82, 0x82]


@pytest.mark.parametrize(("first", "second"), [(-1, 2), (5, 2), (0, 0), (0, -3), (2, 1000)])
def test_odd_counts_of_getbulk_are_understood_as_the_standard_says(first: int, second: int) -> None:
    # RFC 3416, 4.2.3: N = max(min(non-repeaters, number of varbinds), 0), M = max(max-repetitions, 0).
    answer = ask(request(Pdu.GET_BULK, "1.3.6.1.2.1.1.1", "1.3.6.1.2.1.1.5", first=first, second=second))
    single = max(min(first, 2), 0)
    assert len(answer.varbinds) == single + (2 - single) * max(second, 0)


@pytest.mark.parametrize("columns", [1, 5, 14])
def test_no_answer_is_larger_than_a_datagram_should_be(columns: int) -> None:
    oids = [f"1.3.6.1.2.1.31.1.1.1.{column}" for column in range(1, columns + 1)]
    datagram = agent().answer(request(Pdu.GET_BULK, *oids, second=1000), START)
    assert datagram is not None
    assert 1300 < len(datagram) <= 1472


def test_a_get_that_does_not_fit_is_too_big() -> None:
    answer = ask(request(Pdu.GET, *[SYS_DESCR] * 40))
    assert (answer.error, answer.index, answer.varbinds) == (1, 0, [])


def test_version_1_passes_over_64_bit_counters() -> None:
    before = "1.3.6.1.2.1.31.1.1.1.5.999999999"
    assert ask(request(Pdu.GET_NEXT, before)).oids[0].startswith("1.3.6.1.2.1.31.1.1.1.6.")
    assert ask(request(Pdu.GET_NEXT, before, version=0)).oids[0].startswith("1.3.6.1.2.1.31.1.1.1.14.")


def test_version_1_fails_the_whole_request_at_the_first_missing_name_and_repeats_it() -> None:
    for pdu, missing in ((Pdu.GET, "1.3.6.1.2.1.1.5.1"), (Pdu.GET_NEXT, LAST)):
        answer = ask(request(pdu, SYS_NAME, missing, version=0))
        assert (answer.error, answer.index) == (2, 2)  # noSuchName
        assert answer.oids == [SYS_NAME, missing]


@pytest.mark.parametrize(("version", "error"), [(0, 2), (1, 6)])
def test_set_is_refused(version: int, error: int) -> None:
    answer = ask(request(Pdu.SET, SYS_NAME, version=version))
    assert (answer.error, answer.index) == (error, 1)


def test_a_wrong_community_gets_no_answer() -> None:
    assert agent().answer(request(Pdu.GET, SYS_NAME, community="public"), START) is None


@given(st.binary(max_size=120))
def test_noise_gets_no_answer_and_does_no_harm(noise: bytes) -> None:
    assert agent().answer(noise, START) is None


def test_an_oid_that_cannot_be_read_gets_no_answer() -> None:
    broken = request(Pdu.GET_NEXT, SYS_NAME).replace(b"\x05\x00\x05\x00", b"\x05\x80\x05\x00")
    assert agent().answer(broken, START) is None


def test_uptime_moves_with_the_clock() -> None:
    ticks = [ask(request(Pdu.GET, SYS_UPTIME), now=START + seconds).number_at(0) for seconds in (0, 10)]
    assert ticks[1] - ticks[0] in (999, 1000, 1001)


def test_old_gear_has_32_bit_counters_and_no_names() -> None:
    name = next(name for name in the_province().devices if name.startswith("broadcast-county"))
    answer = ask(request(Pdu.GET_NEXT, "1.3.6.1.2.1.31", "1.3.6.1.2.1.2.2.1.10"), name)
    assert not answer.oids[0].startswith("1.3.6.1.2.1.31.")
    assert answer.tags[1] == ber.COUNTER32


def test_some_gear_tells_its_place_in_gb18030() -> None:
    province = the_province()
    name = next(name for name, s in province.devices.items() if s.make.text_encoding == "gb18030")
    ((_, _, content),) = ask(request(Pdu.GET, "1.3.6.1.2.1.1.6.0"), name).varbinds
    assert content.decode("gb18030") == province.devices[name].location


def test_traffic_moves_below_line_rate_on_every_port_that_is_up() -> None:
    ports = the_province().devices["telecom-county-min"].ports
    oids = [f"{IF_HC_IN_OCTETS}.{port.index}" for port in ports]
    before, after = (ask(request(Pdu.GET, *oids), now=START + seconds) for seconds in (0, 10))
    for place, port in enumerate(ports):
        rate = (after.number_at(place) - before.number_at(place)) * 8 / 10
        assert 0 <= rate <= max(port.speed, 0)
        assert (rate > 0) == (port.in_rate > 0)
