"""What an agent can be asked for, in the order of the OIDs.

Devices of one make have the same objects, so the ordered list of OIDs is made once a make; a view fills it with the values
of one device.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from fengsui.simulator import ber
from fengsui.simulator.equipment import Make
from fengsui.simulator.moment import Moment
from fengsui.simulator.objects import Value, objects_of
from fengsui.simulator.province import SimulatedDevice
from fengsui.simulator.world import DeviceStatus

_MEMO_LIMIT = 4096


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
        objects = objects_of(make)
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
    """The variable bindings of one device at the moment it was last looked at."""

    def __init__(self, simulated: SimulatedDevice, status: DeviceStatus) -> None:
        self.layout = layout_of(simulated.make)
        self._moment = Moment(simulated, status)
        self._kept: list[bytes | None] = [None] * len(self.layout)

    def look(self, now: float) -> None:
        """Moves on to an epoch second."""
        self._moment.now = now

    def varbind(self, position: int) -> bytes:
        """One variable binding, encoded; what never changes is encoded once."""
        kept = self._kept[position]
        if kept is not None:
            return kept
        cell = self.layout.cells[position]
        varbind = ber.tlv(ber.SEQUENCE, cell.oid + cell.value(self._moment, cell.slot))
        if not cell.moves:
            self._kept[position] = varbind
        return varbind
