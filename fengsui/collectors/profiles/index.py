"""The index of a row, taken apart into the named parts that a profile gives it."""

import ipaddress
from collections.abc import Callable, Sequence

from fengsui.collectors.profiles.schema import IndexKind
from fengsui.collectors.snmp.oid import index_numbers
from fengsui.collectors.text import decode_text

# What stands in a row under a name: a number, text, or nothing.
Cell = int | float | str | None
Numbers = Sequence[int]
# Arcs from a place on → the value there and the place behind it; None where they are not of that kind.
_Taker = Callable[[Numbers, int], "tuple[Cell, int] | None"]


def split_index(index: bytes, kinds: Sequence[IndexKind]) -> tuple[Cell, ...] | None:
    """Values of the parts; None where the index is not built like that."""
    numbers = index_numbers(index)
    values: list[Cell] = []
    at = 0
    for kind in kinds:
        taken = _TAKERS[kind](numbers, at)
        if taken is None:
            return None
        value, at = taken
        values.append(value)
    return tuple(values) if at == len(numbers) else None


def dotted(index: bytes) -> str:
    """An index as people write it."""
    return ".".join(map(str, index_numbers(index)))


def ip_text(octets: bytes) -> str | None:
    """4 or 16 octets as an address; a zone behind them (RFC 4001 ipv4z, ipv6z) is left out; None for other lengths."""
    size = {4: 4, 8: 4, 16: 16, 20: 16}.get(len(octets))
    return None if size is None else str(ipaddress.ip_address(octets[:size]))


def _octets(numbers: Numbers, at: int, count: int) -> bytes | None:
    wanted = numbers[at : at + count]
    return bytes(wanted) if len(wanted) == count and all(number < 256 for number in wanted) else None


def _arc(numbers: Numbers, at: int) -> tuple[Cell, int] | None:
    return (numbers[at], at + 1) if at < len(numbers) else None


def _string(numbers: Numbers, at: int) -> tuple[Cell, int] | None:
    octets = _octets(numbers, at + 1, numbers[at]) if at < len(numbers) else None
    return None if octets is None else (decode_text(octets), at + 1 + len(octets))


def _implied(numbers: Numbers, at: int) -> tuple[Cell, int] | None:
    octets = _octets(numbers, at, len(numbers) - at)
    return None if octets is None else (decode_text(octets), len(numbers))


def _rest(numbers: Numbers, at: int) -> tuple[Cell, int] | None:
    return ".".join(map(str, numbers[at:])), len(numbers)


def _fixed(count: int, show: Callable[[bytes], Cell]) -> _Taker:
    def take(numbers: Numbers, at: int) -> tuple[Cell, int] | None:
        octets = _octets(numbers, at, count)
        return None if octets is None else (show(octets), at + count)

    return take


def _ip(numbers: Numbers, at: int) -> tuple[Cell, int] | None:
    octets = _octets(numbers, at + 1, numbers[at]) if at < len(numbers) else None
    return None if octets is None else (ip_text(octets) or octets.hex(), at + 1 + len(octets))


def _inet(numbers: Numbers, at: int) -> tuple[Cell, int] | None:
    return _ip(numbers, at + 1)


_TAKERS: dict[IndexKind, _Taker] = {
    "arc": _arc,
    "string": _string,
    "implied": _implied,
    "ipv4": _fixed(4, ip_text),
    "ip": _ip,
    "inet": _inet,
    "mac": _fixed(6, lambda octets: octets.hex(":")),
    "rest": _rest,
}
