"""Neighbours by LLDP, OSPF and BGP as the standards' MIBs have them, on synthetic devices: odd ids, hostile text, long tables."""

import pytest

from fengsui.model.poll import DevicePoll, Neighbour
from tests.support.recorded_profile import kinds
from tests.support.synthetic import Said, counted, device, polled, readings, table

LOCAL, REMOTE = "1.0.8802.1.1.2.1.3.7.1", "1.0.8802.1.1.2.1.4.1.1"
# LldpChassisIdSubtype and LldpPortIdSubtype.
CHASSIS_MAC, CHASSIS_NETWORK, CHASSIS_NAME, CHASSIS_LOCAL = 4, 5, 6, 7
PORT_MAC, PORT_NETWORK, PORT_NAME, PORT_LOCAL = 3, 4, 5, 7
MAC = bytes.fromhex("60daa3372f70")  # reads as text too


def _neighbour(
    index: str, chassis: tuple[int, bytes], port: tuple[int, bytes] = (PORT_NAME, b"ge-0/0/0"), name: bytes = b"far"
) -> dict[str, Said]:
    return {
        f"{REMOTE}.4.{index}": chassis[0],
        f"{REMOTE}.5.{index}": chassis[1],
        f"{REMOTE}.6.{index}": port[0],
        f"{REMOTE}.7.{index}": port[1],
        f"{REMOTE}.9.{index}": name,
    }


def _local(port: int, subtype: int, identity: bytes, description: bytes = b"") -> dict[str, Said]:
    return {f"{LOCAL}.2.{port}": subtype, f"{LOCAL}.3.{port}": identity, f"{LOCAL}.4.{port}": description}


async def _polled(*objects: dict[str, Said], interfaces: dict[int, str] | None = None) -> DevicePoll:
    said: dict[str, Said] = {oid: value for some in objects for oid, value in some.items()}
    named = interfaces or {1: "eth1", 2: "eth2", 7: "eth7"}
    return await polled(device("1.3.6.1.4.1.99999.1", said, interfaces=named), profile="lldp")


async def _only(*objects: dict[str, Said]) -> Neighbour:
    poll = await _polled(*objects)
    assert kinds(poll) == set()
    assert len(poll.neighbours) == 1
    return poll.neighbours[0]


@pytest.mark.parametrize(
    ("chassis", "shown"),
    [
        ((CHASSIS_MAC, MAC), "60:da:a3:37:2f:70"),
        ((CHASSIS_NETWORK, b"\x01\x0a\x01\x02\x03"), "10.1.2.3"),
        ((CHASSIS_NETWORK, b"\x02" + bytes.fromhex("20010db8000000000000000000000001")), "2001:db8::1"),
        ((CHASSIS_NAME, b"me0"), "me0"),
        ((CHASSIS_LOCAL, b"SN-4711"), "SN-4711"),
        ((CHASSIS_MAC, b"not a mac"), "not a mac"),
        ((CHASSIS_NETWORK, b""), ""),
    ],
)
async def test_what_a_chassis_id_is_says_its_subtype(chassis: tuple[int, bytes], shown: str) -> None:
    assert (await _only(_neighbour("0.1.1", chassis))).remote_chassis == shown


@pytest.mark.parametrize(
    ("port", "shown"),
    [
        ((PORT_MAC, MAC), "60:da:a3:37:2f:70"),
        ((PORT_NETWORK, b"\x01\xc0\x00\x02\x01"), "192.0.2.1"),
        ((PORT_LOCAL, b"17\0\0\0\0"), "17"),
        ((PORT_LOCAL, b"\x00\x1a\xa9\x7f\x78\x03"), "00:1a:a9:7f:78:03"),
        ((PORT_NAME, b"Ten-GigabitEthernet1/0/49"), "Ten-GigabitEthernet1/0/49"),
    ],
)
async def test_what_a_port_id_is_says_its_subtype(port: tuple[int, bytes], shown: str) -> None:
    assert (await _only(_neighbour("0.1.1", (CHASSIS_MAC, MAC), port))).remote_port == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("学子食府".encode("gb18030"), "学子食府"),
        ("武威-汇聚".encode(), "武威-汇聚"),
        (b"core\x1b[31m\nroot", "core\\x1b[31m\\x0aroot"),
        ("a\u202eb".encode(), "a\\u202eb"),
        (b"\xff\xfe\x00", "\\xff\\xfe"),
        (b"", ""),
        (b"x" * 600, "x" * 254 + "…"),
    ],
)
async def test_names_of_neighbours_are_decoded_escaped_and_cut(name: bytes, shown: str) -> None:
    assert (await _only(_neighbour("0.1.1", (CHASSIS_MAC, MAC), name=name))).remote_name == shown


@pytest.mark.parametrize(
    ("local", "interface"),
    [
        (_local(4, PORT_NAME, b"eth2"), "eth2"),  # the port's number means nothing
        (_local(4, PORT_LOCAL, b"7"), "eth7"),  # an ifIndex as text (Junos 12.3)
        (_local(4, PORT_MAC, MAC, b"eth1"), "eth1"),  # the id a MAC, the description the name (NX-OS)
        (_local(4, PORT_NAME, b"Gi0/4", b"uplink"), "Gi0/4"),  # no interface is called so
        ({}, "4"),  # no table of local ports, and no interface of that number
    ],
)
async def test_the_local_interface_is_found_by_id_description_or_number(local: dict[str, Said], interface: str) -> None:
    assert (await _only(_neighbour("0.4.1", (CHASSIS_MAC, MAC)), local)).local_interface == interface


async def test_neighbours_of_a_port_are_counted() -> None:
    rows = [_neighbour(index, (CHASSIS_MAC, MAC)) for index in ("10.1.1", "11.1.2", "12.2.1")]
    poll = await _polled(*rows, _local(1, PORT_NAME, b"eth1"), _local(2, PORT_NAME, b"eth2"))
    assert readings(poll, "lldp_neighbours") == {"eth1": 2, "eth2": 1}


async def test_thousands_of_neighbours_stop_at_a_bound_that_says_so() -> None:
    rows = [_neighbour(f"0.1.{number}", (CHASSIS_MAC, MAC), name=b"%d" % number) for number in range(1, 4202)]
    poll = await _polled(*rows, _local(1, PORT_NAME, b"eth1"))
    assert 4000 <= len(poll.neighbours) < 4100, "the answer in which the bound lies is kept whole"
    assert kinds(poll) == {"bound"}
    assert readings(poll, "lldp_neighbours") == {}, "of a table that was cut nothing is counted"


async def test_a_row_with_a_foreign_index_is_left_out_and_said() -> None:
    poll = await _polled(_neighbour("0.1.1", (CHASSIS_MAC, MAC)), _neighbour("0.1.2.9", (CHASSIS_MAC, MAC)))
    assert "bad_index" in kinds(poll)


OSPF, BGP = "1.3.6.1.2.1.14.10.1.6", "1.3.6.1.2.1.15.3.1"


async def test_ospf_neighbours_are_counted_by_state_and_a_state_that_there_is_not_is_other() -> None:
    said: dict[int | str, Said] = {f"10.0.0.{n}.0": state for n, state in enumerate((8, 8, 8, 4, 3, 1, 12), 1)}
    objects = table(OSPF, said)
    poll = await polled(device("1.3.6.1.4.1.99999.1", objects, interfaces={1: "eth1"}), profile="ospf")
    states = counted(poll, "ospf_neighbours")[""]
    assert {state: number for state, number in states.items() if number} == {
        "full": 3,
        "two_way": 1,
        "init": 1,
        "down": 1,
        "other": 1,
    }


async def test_bgp_sessions_are_up_where_established_and_stopped_ones_are_left_out() -> None:
    objects = {
        **table(f"{BGP}.2", {"10.0.0.1": 6, "10.0.0.2": 3, "10.0.0.3": 1, "10.0.0.4": 9}),
        **table(f"{BGP}.3", {"10.0.0.1": 2, "10.0.0.2": 2, "10.0.0.3": 1, "10.0.0.4": 2}),
        **table(f"{BGP}.9", {"10.0.0.1": 4134, "10.0.0.2": 9808, "10.0.0.3": 4837, "10.0.0.4": 4538}),
    }
    poll = await polled(device("1.3.6.1.4.1.99999.1", objects, interfaces={1: "eth1"}), profile="bgp4")
    assert counted(poll, "bgp_session_up", "peer") == {"": {"10.0.0.1": 1, "10.0.0.2": 0}}, "9 is no state"
    assert counted(poll, "bgp_session_up", "remote_as") == {"": {"4134": 1, "9808": 0}}
