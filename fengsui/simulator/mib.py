"""What the agents tell: SNMPv2-MIB system, IF-MIB (RFC 2863), snmpEngine (RFC 3411) and hrSystemUptime (RFC 2790).

Devices of one make have the same objects, so the ordered list of OIDs is made once a make; a view fills it with the values
of one device at one moment.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from fengsui.simulator import ber
from fengsui.simulator.equipment import ETHERNET, LOOPBACK, Make
from fengsui.simulator.province import Port, SimulatedDevice
from fengsui.simulator.world import DeviceStatus, PortStatus

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
_MEMO_LIMIT = 4096

# An instance's value as type, length and content. The number chooses the port; scalars have 0.
Value = Callable[["View", int], bytes]


@dataclass(frozen=True, slots=True)
class _Object:
    """One scalar or column: where it lives, what it holds, and whether that ever changes."""

    oid: str
    value: Value
    moves: bool = False
    is_counter64: bool = False
    scalar: bool = False


@dataclass(frozen=True, slots=True)
class _Cell:
    oid: bytes  # type, length and content
    value: Value
    slot: int
    moves: bool


class Layout:
    """All instances of one make in the order of their OIDs.

    Attributes:
        oids: Content of each OID.
        cells: Beside `oids`.
        is_counter64: Beside `oids`; SNMPv1 cannot carry those.
    """

    def __init__(self, make: Make) -> None:
        indexes = sorted(index for group in make.groups for index, _ in group.ports())
        objects = _objects(make)
        rows = sorted(
            ((*ber.parse_oid(o.oid), index), o, slot)
            for o in objects
            for slot, index in ([(0, 0)] if o.scalar else enumerate(indexes))
        )
        self._keys = [numbers for numbers, _, _ in rows]
        self._objects = {ber.parse_oid(o.oid) for o in objects}
        self.oids = [ber.oid_content(numbers) for numbers in self._keys]
        self.cells = [
            _Cell(ber.tlv(ber.OBJECT_IDENTIFIER, oid), o.value, slot, o.moves)
            for oid, (_, o, slot) in zip(self.oids, rows, strict=True)
        ]
        self.is_counter64 = [o.is_counter64 for _, o, _ in rows]
        self._positions = {oid: position for position, oid in enumerate(self.oids)}
        self._after: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self.oids)

    def position(self, oid: bytes) -> int | None:
        """Position of an instance; None where there is none of that OID."""
        return self._positions.get(oid)

    def position_after(self, oid: bytes) -> int:
        """Position of the first instance behind an OID; the length of the layout at the end.

        Raises:
            MalformedError: where the OID cannot be read.
        """
        position = self._positions.get(oid)
        if position is not None:
            return position + 1
        known = self._after.get(oid)
        if known is None:
            known = bisect_right(self._keys, ber.oid_numbers(oid))
            if len(self._after) < _MEMO_LIMIT:
                self._after[oid] = known
        return known

    def knows_object(self, oid: bytes) -> bool:
        """True where the OID lies under an object of the make: then an instance is missing, not the object."""
        numbers = ber.oid_numbers(oid)
        return any(numbers[:length] in self._objects for length in range(len(numbers) + 1))


@cache
def layout_of(make: Make) -> Layout:
    """The layout of a make, made once."""
    return Layout(make)


class View:
    """The values of one device at the moment it was last looked at."""

    def __init__(self, simulated: SimulatedDevice, status: DeviceStatus) -> None:
        self.simulated = simulated
        self.status = status
        self.layout = layout_of(simulated.make)
        self.now = 0.0
        self._kept: list[bytes | None] = [None] * len(self.layout)
        self._run: tuple[float, int, float] = (-1.0, -1, 0.0)

    def varbind(self, position: int) -> bytes:
        """One variable binding, encoded; what never changes is encoded once."""
        kept = self._kept[position]
        if kept is not None:
            return kept
        cell = self.layout.cells[position]
        varbind = ber.tlv(ber.SEQUENCE, cell.oid + cell.value(self, cell.slot))
        if not cell.moves:
            self._kept[position] = varbind
        return varbind

    def port(self, slot: int) -> Port:
        """The port of a table row."""
        return self.simulated.ports[slot]

    def port_status(self, slot: int) -> PortStatus:
        """What moves at the port of a table row."""
        return self.status.ports[slot]

    def run(self, slot: int) -> float:
        """Effective seconds of a port; a row asks for them many times over."""
        now, last_slot, run = self._run
        if last_slot != slot or now != self.now:
            run = self.status.ports[slot].run(self.simulated.ports[slot], self.now)
            self._run = (self.now, slot, run)
        return run

    def ticks(self, since: float) -> int:
        """Hundredths of a second from the boot to `since`, as TimeTicks wrap."""
        return int(max(since - self.status.booted_at, 0.0) * 100) & 0xFFFFFFFF


def _text(value: Callable[[SimulatedDevice], str]) -> Value:
    def encode(view: View, _: int) -> bytes:
        content = value(view.simulated).encode(view.simulated.make.text_encoding, "replace")
        return ber.tlv(ber.OCTET_STRING, content[:255])

    return encode


def _port_text(value: Callable[[Port], str]) -> Value:
    return lambda view, slot: ber.tlv(ber.OCTET_STRING, value(view.port(slot)).encode()[:255])


def _fixed(number: int, tag: int = ber.INTEGER) -> Value:
    encoded = ber.integer(number, tag)
    return lambda _view, _slot: encoded


def _port_number(value: Callable[[Port], int], tag: int = ber.INTEGER) -> Value:
    return lambda view, slot: ber.integer(value(view.port(slot)), tag)


def _counter32(per_second: Callable[[Port], float]) -> Value:
    return lambda view, slot: ber.integer(int(per_second(view.port(slot)) * view.run(slot)) & 0xFFFFFFFF, ber.COUNTER32)


def _counter64(per_second: Callable[[Port], float]) -> Value:
    return lambda view, slot: ber.integer(int(per_second(view.port(slot)) * view.run(slot)), ber.COUNTER64)


def _uptime(view: View, _: int) -> bytes:
    return ber.integer(view.ticks(view.now), ber.TIME_TICKS)


def _oper_status(view: View, slot: int) -> bytes:
    return b"\x02\x01\x01" if view.status.ports[slot].up else b"\x02\x01\x02"


def _last_change(view: View, slot: int) -> bytes:
    return ber.integer(view.ticks(view.port_status(slot).changed_at), ber.TIME_TICKS)


def _engine_id(view: View, _: int) -> bytes:
    # RFC 3411, snmpEngineID: enterprise number, then format 4 (text).
    enterprise = int(view.simulated.make.sys_object_id.split(".")[6])
    name = view.simulated.device.name.encode()[-27:]
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


def _scalar(oid: str, value: Value, *, moves: bool = False) -> _Object:
    return _Object(oid, value, moves=moves, scalar=True)


def _moving(oid: str, value: Value, *, is_counter64: bool = False) -> _Object:
    return _Object(oid, value, moves=True, is_counter64=is_counter64)


def _objects(make: Make) -> list[_Object]:
    count = sum(group.count for group in make.groups)
    found = [*_system(make), _scalar(f"{_INTERFACES}.1", _fixed(count)), *_if_table(), *_engine()]
    if make.wide:
        found += _ifx_table()
    if make.host_uptime:
        found.append(_scalar(_HOST_UPTIME, _uptime, moves=True))
    return found


def _system(make: Make) -> list[_Object]:
    object_id = ber.tlv(ber.OBJECT_IDENTIFIER, ber.oid_content(ber.parse_oid(make.sys_object_id)))
    return [
        _scalar(f"{_SYSTEM}.1", _text(lambda simulated: simulated.make.sys_descr)),
        _scalar(f"{_SYSTEM}.2", lambda _view, _slot: object_id),
        _scalar(f"{_SYSTEM}.3", _uptime, moves=True),
        _scalar(f"{_SYSTEM}.4", _text(lambda simulated: f"noc@{simulated.device.carrier}.example")),
        _scalar(f"{_SYSTEM}.5", _text(lambda simulated: simulated.device.name)),
        _scalar(f"{_SYSTEM}.6", _text(lambda simulated: simulated.location)),
        _scalar(f"{_SYSTEM}.7", _fixed(78)),
    ]


def _if_table() -> list[_Object]:
    column = f"{_IF_TABLE}.{{}}".format
    return [
        _Object(column(1), _port_number(lambda port: port.index)),
        _Object(column(2), _port_text(lambda port: port.name)),
        _Object(column(3), _port_number(lambda port: port.type)),
        _Object(column(4), _fixed(1500)),
        _Object(column(5), _port_number(lambda port: min(port.speed, 0xFFFFFFFF), ber.GAUGE32)),
        _Object(column(6), lambda view, slot: ber.tlv(ber.OCTET_STRING, _mac(view.port(slot)))),
        _Object(column(7), _port_number(lambda port: 1 if port.admin_up else 2)),
        _moving(column(8), _oper_status),
        _moving(column(9), _last_change),
        _moving(column(10), _counter32(_in)),
        _moving(column(11), _counter32(_packets(_in, 1 - _GROUP_SHARE))),
        _moving(column(13), _counter32(_faulty(_in, 2e-6))),
        _moving(column(14), _counter32(_faulty(_in, 1e-6))),
        _Object(column(15), _fixed(0, ber.COUNTER32)),
        _moving(column(16), _counter32(_out)),
        _moving(column(17), _counter32(_packets(_out, 1 - _GROUP_SHARE))),
        _moving(column(19), _counter32(_faulty(_out, 2e-6))),
        _Object(column(20), _fixed(0, ber.COUNTER32)),
    ]


def _ifx_table() -> list[_Object]:
    column = f"{_IFX_TABLE}.{{}}".format
    return [
        _Object(column(1), _port_text(lambda port: port.name)),
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
        _Object(column(14), _port_number(lambda port: 1 if port.type == ETHERNET else 2)),
        _Object(column(15), _port_number(lambda port: port.speed // 1_000_000, ber.GAUGE32)),
        _Object(column(16), _fixed(2)),
        _Object(column(17), _port_number(lambda port: 1 if port.speed else 2)),
        _Object(column(18), _port_text(lambda port: port.alias)),
        _Object(column(19), _fixed(0, ber.TIME_TICKS)),
    ]


def _engine() -> list[_Object]:
    return [
        _scalar(f"{_ENGINE}.1", _engine_id),
        _scalar(f"{_ENGINE}.2", lambda view, _: ber.integer(view.status.boots), moves=True),
        _scalar(f"{_ENGINE}.3", lambda view, _: ber.integer(int(view.now - view.status.booted_at)), moves=True),
        _scalar(f"{_ENGINE}.4", lambda view, _: ber.integer(view.simulated.make.largest_answer)),
    ]


def _mac(port: Port) -> bytes:
    return b"" if port.type == LOOPBACK or not port.speed else port.mac
