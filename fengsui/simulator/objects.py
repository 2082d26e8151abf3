"""The objects that the agents have, and the value of each: SNMPv2-MIB system, IF-MIB (RFC 2863), snmpEngine (RFC 3411) and hrSystemUptime (RFC 2790)."""

from collections.abc import Callable
from dataclasses import dataclass

from fengsui.simulator import ber
from fengsui.simulator.equipment import ETHERNET, LOOPBACK, Make
from fengsui.simulator.moment import Moment
from fengsui.simulator.province import Port, SimulatedDevice

_SYSTEM, _INTERFACES, _IF_TABLE, _IFX_TABLE = (
    "1.3.6.1.2.1.1",
    "1.3.6.1.2.1.2",
    "1.3.6.1.2.1.2.2.1",
    "1.3.6.1.2.1.31.1.1.1",
)
_HOST_UPTIME, _ENGINE = "1.3.6.1.2.1.25.1.1", "1.3.6.1.6.3.10.2.1"

# Mean octets of a packet on access networks, and the share of packets sent to groups.
_PACKET_OCTETS = 760
_GROUP_SHARE = 0.004

# An instance's value as type, length and content. The number chooses the port; scalars have 0.
Value = Callable[[Moment, int], bytes]


@dataclass(frozen=True, slots=True)
class MibObject:
    """One scalar or column.

    Attributes:
        oid: Without the index of an instance.
        moves: False where the value never changes while the device lives.
        is_counter64: True for what SNMPv1 cannot carry.
    """

    oid: str
    value: Value
    moves: bool = False
    is_counter64: bool = False
    scalar: bool = False


def objects_of(make: Make) -> list[MibObject]:
    """What the agents of a make have."""
    count = sum(group.count for group in make.groups)
    found = [*_system(make), _scalar(f"{_INTERFACES}.1", _fixed(count)), *_if_table(), *_engine()]
    if make.wide:
        found += _ifx_table()
    if make.host_uptime:
        found.append(_scalar(_HOST_UPTIME, _uptime, moves=True))
    return found


def _text(value: Callable[[SimulatedDevice], str]) -> Value:
    def encode(moment: Moment, _: int) -> bytes:
        content = value(moment.simulated).encode(moment.simulated.make.text_encoding, "replace")
        return ber.tlv(ber.OCTET_STRING, content[:255])

    return encode


def _port_text(value: Callable[[Port], str]) -> Value:
    return lambda moment, slot: ber.tlv(ber.OCTET_STRING, value(moment.port(slot)).encode()[:255])


def _fixed(number: int, tag: int = ber.INTEGER) -> Value:
    encoded = ber.integer(number, tag)
    return lambda _moment, _slot: encoded


def _port_number(value: Callable[[Port], int], tag: int = ber.INTEGER) -> Value:
    return lambda moment, slot: ber.integer(value(moment.port(slot)), tag)


def _counter32(per_second: Callable[[Port], float]) -> Value:
    return lambda moment, slot: ber.integer(
        int(per_second(moment.port(slot)) * moment.run(slot)) & 0xFFFFFFFF, ber.COUNTER32
    )


def _counter64(per_second: Callable[[Port], float]) -> Value:
    return lambda moment, slot: ber.integer(int(per_second(moment.port(slot)) * moment.run(slot)), ber.COUNTER64)


def _uptime(moment: Moment, _: int) -> bytes:
    return ber.integer(moment.ticks(moment.now), ber.TIME_TICKS)


def _oper_status(moment: Moment, slot: int) -> bytes:
    return b"\x02\x01\x01" if moment.status.ports[slot].up else b"\x02\x01\x02"


def _last_change(moment: Moment, slot: int) -> bytes:
    return ber.integer(moment.ticks(moment.status.ports[slot].changed_at), ber.TIME_TICKS)


def _engine_id(moment: Moment, _: int) -> bytes:
    # RFC 3411, snmpEngineID: enterprise number, then format 4 (text).
    enterprise = int(moment.simulated.make.sys_object_id.split(".")[6])
    name = moment.simulated.device.name.encode()[-27:]
    return ber.tlv(ber.OCTET_STRING, (0x80000000 | enterprise).to_bytes(4, "big") + b"\x04" + name)


def _in(port: Port) -> float:
    return port.in_rate


def _out(port: Port) -> float:
    return port.out_rate


def _packets(octets: Callable[[Port], float], share: float) -> Callable[[Port], float]:
    return lambda port: octets(port) / _PACKET_OCTETS * share


def _faulty(octets: Callable[[Port], float], share: float) -> Callable[[Port], float]:
    # Dirt is rare: only every sixth port has any.
    return lambda port: octets(port) / _PACKET_OCTETS * share if port.phase > 0.83 else 0.0


def _scalar(oid: str, value: Value, *, moves: bool = False) -> MibObject:
    return MibObject(oid, value, moves=moves, scalar=True)


def _moving(oid: str, value: Value, *, is_counter64: bool = False) -> MibObject:
    return MibObject(oid, value, moves=True, is_counter64=is_counter64)


def _system(make: Make) -> list[MibObject]:
    object_id = ber.tlv(ber.OBJECT_IDENTIFIER, ber.oid_content(ber.parse_oid(make.sys_object_id)))
    return [
        _scalar(f"{_SYSTEM}.1", _text(lambda simulated: simulated.make.sys_descr)),
        _scalar(f"{_SYSTEM}.2", lambda _moment, _slot: object_id),
        _scalar(f"{_SYSTEM}.3", _uptime, moves=True),
        _scalar(f"{_SYSTEM}.4", _text(lambda simulated: f"noc@{simulated.device.carrier}.example")),
        _scalar(f"{_SYSTEM}.5", _text(lambda simulated: simulated.device.name)),
        _scalar(f"{_SYSTEM}.6", _text(lambda simulated: simulated.location)),
        _scalar(f"{_SYSTEM}.7", _fixed(78)),
    ]


def _if_table() -> list[MibObject]:
    column = f"{_IF_TABLE}.{{}}".format
    return [
        MibObject(column(1), _port_number(lambda port: port.index)),
        MibObject(column(2), _port_text(lambda port: port.name)),
        MibObject(column(3), _port_number(lambda port: port.type)),
        MibObject(column(4), _fixed(1500)),
        MibObject(column(5), _port_number(lambda port: min(port.speed, 0xFFFFFFFF), ber.GAUGE32)),
        MibObject(column(6), lambda moment, slot: ber.tlv(ber.OCTET_STRING, _mac(moment.port(slot)))),
        MibObject(column(7), _port_number(lambda port: 1 if port.admin_up else 2)),
        _moving(column(8), _oper_status),
        _moving(column(9), _last_change),
        _moving(column(10), _counter32(_in)),
        _moving(column(11), _counter32(_packets(_in, 1 - _GROUP_SHARE))),
        _moving(column(13), _counter32(_faulty(_in, 2e-6))),
        _moving(column(14), _counter32(_faulty(_in, 1e-6))),
        MibObject(column(15), _fixed(0, ber.COUNTER32)),
        _moving(column(16), _counter32(_out)),
        _moving(column(17), _counter32(_packets(_out, 1 - _GROUP_SHARE))),
        _moving(column(19), _counter32(_faulty(_out, 2e-6))),
        MibObject(column(20), _fixed(0, ber.COUNTER32)),
    ]


def _ifx_table() -> list[MibObject]:
    column = f"{_IFX_TABLE}.{{}}".format
    return [
        MibObject(column(1), _port_text(lambda port: port.name)),
        _moving(column(2), _counter32(_packets(_in, _GROUP_SHARE / 2))),
        _moving(column(3), _counter32(_packets(_in, _GROUP_SHARE / 2))),
        _moving(column(4), _counter32(_packets(_out, _GROUP_SHARE / 2))),
        _moving(column(5), _counter32(_packets(_out, _GROUP_SHARE / 2))),
        _moving(column(6), _counter64(_in), is_counter64=True),
        _moving(column(7), _counter64(_packets(_in, 1 - _GROUP_SHARE)), is_counter64=True),
        _moving(column(8), _counter64(_packets(_in, _GROUP_SHARE / 2)), is_counter64=True),
        _moving(column(9), _counter64(_packets(_in, _GROUP_SHARE / 2)), is_counter64=True),
        _moving(column(10), _counter64(_out), is_counter64=True),
        _moving(column(11), _counter64(_packets(_out, 1 - _GROUP_SHARE)), is_counter64=True),
        _moving(column(12), _counter64(_packets(_out, _GROUP_SHARE / 2)), is_counter64=True),
        _moving(column(13), _counter64(_packets(_out, _GROUP_SHARE / 2)), is_counter64=True),
        MibObject(column(14), _port_number(lambda port: 1 if port.type == ETHERNET else 2)),
        MibObject(column(15), _port_number(lambda port: port.speed // 1_000_000, ber.GAUGE32)),
        MibObject(column(16), _fixed(2)),
        MibObject(column(17), _port_number(lambda port: 1 if port.speed else 2)),
        MibObject(column(18), _port_text(lambda port: port.alias)),
        MibObject(column(19), _fixed(0, ber.TIME_TICKS)),
    ]


def _engine() -> list[MibObject]:
    return [
        _scalar(f"{_ENGINE}.1", _engine_id),
        _scalar(f"{_ENGINE}.2", lambda moment, _: ber.integer(moment.status.boots), moves=True),
        _scalar(f"{_ENGINE}.3", lambda moment, _: ber.integer(int(moment.now - moment.status.booted_at)), moves=True),
        _scalar(f"{_ENGINE}.4", lambda moment, _: ber.integer(moment.simulated.make.largest_answer)),
    ]


def _mac(port: Port) -> bytes:
    return b"" if port.type == LOOPBACK or not port.speed else port.mac
