"""The full decoder: a list of variable bindings to OIDs and values. Any bytes give a result or SnmpProtocolError.

This is where a poller spends its time, so the loop reads the common form (short lengths, 30 L 06 l …) with as few steps
as Python allows and leaves everything else to the careful reader below it. Work is bounded by the bytes of the datagram.
"""

from dataclasses import dataclass, field

from fengsui.collectors.session import Value
from fengsui.collectors.snmp import ber
from fengsui.errors import SnmpProtocolError

# Of one value: its tag, where its content starts, where it ends.
Span = tuple[int, int, int]


@dataclass(slots=True)
class VarBinds:
    """Variable bindings as they came: `values[i]` belongs to `oids[i]`.

    Attributes:
        exceptions: Positions whose value is noSuchObject, noSuchInstance or endOfMibView, with that tag.
        regular: Values of bindings before these whose OIDs are the ones that were expected; empty unless rows were.
        fresh: Indexes that those brought to light.
    """

    oids: list[bytes] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    exceptions: dict[int, int] = field(default_factory=dict)
    regular: list[Value] = field(default_factory=list)
    fresh: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.regular) + len(self.oids)


def decode_varbinds(data: bytes, at: int, end: int) -> VarBinds:
    """Decodes the variable bindings between `at` and `end`, which must lie within `data`.

    Raises:
        SnmpProtocolError: The bytes are no variable bindings.
    """
    binds = VarBinds()
    decode_some(binds, data, at, end, end - at)
    return binds


def decode_some(binds: VarBinds, data: bytes, at: int, end: int, most: int) -> int:
    """Decodes at most so many bindings from `at` on; returns where the next one stands.

    Raises:
        SnmpProtocolError: The bytes are no variable bindings.
    """
    add_oid, add_value = binds.oids.append, binds.values.append
    from_bytes = int.from_bytes
    heads, plain_sizes = HEADS, PLAIN_SIZES
    for _ in range(most):
        if at >= end:
            break
        try:
            to_value, to_next = heads[data[at : at + 4]]
            name_end = at + to_value
            start = name_end + 2
            stop = at + to_next
            size = stop - start
            if data[name_end + 1] == size and stop <= end:
                tag = data[name_end]
                if tag == 0x04:
                    add_value(data[start:stop])
                    add_oid(data[at + 4 : name_end])
                    at = stop
                    continue
                # A number whose top bit is clear and that fits its type reads the same whatever the type.
                if 0 < size <= plain_sizes[tag] and (first := data[start]) < 0x80:
                    add_value(first if size == 1 else from_bytes(data[start:stop]))
                    add_oid(data[at + 4 : name_end])
                    at = stop
                    continue
        except (KeyError, IndexError):  # another form, or cut off: the careful reader says whether anything is wrong
            pass
        at = _careful(binds, data, at, end)
    return at


def _heads() -> dict[bytes, tuple[int, int]]:
    return {
        bytes((ber.SEQUENCE, size, ber.OBJECT_IDENTIFIER, name)): (4 + name, 2 + size)
        for size in range(0x80)
        for name in range(size - 3)
    }


# What opens a binding of the common form, `30 L 06 l` with L < 0x80: steps from there to the value's tag and to the next binding.
HEADS = _heads()


def _plain_sizes() -> bytes:
    sizes = bytearray(256)
    sizes[ber.INTEGER] = sizes[ber.COUNTER64] = 8
    for tag in (ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS, ber.UNSIGNED32):
        sizes[tag] = 4
    return bytes(sizes)


# By tag: the most bytes of a number that the loop reads itself; 0 for all that are no numbers.
PLAIN_SIZES = _plain_sizes()


def _careful(binds: VarBinds, data: bytes, at: int, end: int) -> int:
    """Reads one binding of any legal form; returns where the next one starts."""
    tag, start, binding_end = ber.read_tlv(data, at, end)
    if tag != ber.SEQUENCE:
        raise SnmpProtocolError(f"expected a variable binding, got tag 0x{tag:02x}")
    tag, start, stop = ber.read_tlv(data, start, binding_end)
    if tag != ber.OBJECT_IDENTIFIER:
        raise SnmpProtocolError(f"expected an OID, got tag 0x{tag:02x}")
    oid = data[start:stop]
    tag, start, stop = ber.read_tlv(data, stop, binding_end)
    if stop != binding_end:
        raise SnmpProtocolError("a variable binding with more than a name and a value")
    value = ber.value(tag, data[start:stop])
    if tag >= ber.NO_SUCH_OBJECT:
        binds.exceptions[len(binds.oids)] = tag
    binds.oids.append(oid)
    binds.values.append(value)
    return binding_end


def value_spans(data: bytes, at: int, end: int) -> list[Span]:
    """Where the values of variable bindings stand that `decode_varbinds` has read."""
    spans = []
    heads = HEADS
    while at < end:
        steps = heads.get(data[at : at + 4])
        if steps is not None and data[at + steps[0] + 1] == steps[1] - steps[0] - 2:  # the common form
            name_end = at + steps[0]
            at += steps[1]
            spans.append((data[name_end], name_end + 2, at))
            continue
        _, start, at = ber.read_tlv(data, at, end)
        _, _, name_end = ber.read_tlv(data, start, at)
        spans.append(ber.read_tlv(data, name_end, at))
    return spans
