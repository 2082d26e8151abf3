"""Values of a column as the cells of a row: numbers stay, octets become the text that the profile says they are."""

from collections.abc import Callable, Sequence

from fengsui.collectors.profiles.index import Cell, ip_text
from fengsui.collectors.profiles.schema import Format
from fengsui.collectors.session import Value
from fengsui.collectors.snmp.oid import decode_oid
from fengsui.collectors.text import decode_text
from fengsui.errors import SnmpProtocolError

# An arc of ifIndex at the end of an OID.
_MAC_OCTETS = 6
# Longest octet string that is shown in hexadecimal.
_HEX_LIMIT = 64
# IANAAddressFamilyNumbers, the first octet of a network address in LLDP: 1 IPv4, 2 IPv6.
_ADDRESS_FAMILIES = (1, 2)
# LldpChassisIdSubtype and LldpPortIdSubtype (IEEE 802.1AB): which of them are a MAC address, and which a network address.
_LLDP_MAC = {"lldp_chassis": 4, "lldp_port": 3}
_LLDP_NETWORK = {"lldp_chassis": 5, "lldp_port": 4}

_NUMBERS = frozenset({int, float, type(None)})


def column_cells(values: Sequence[Value], format_: Format, subtypes: Sequence[Cell] | None = None) -> Sequence[Cell]:
    """Cells of one column.

    Args:
        values: As they came.
        format_: How octets are shown.
        subtypes: Beside `values`, for the formats of LLDP.
    """
    if _NUMBERS.issuperset(map(type, values)):
        return values  # type: ignore[return-value]  # the set of types has shown that there are no octets
    if format_ in _LLDP_MAC and subtypes is not None:
        return [_lldp(value, format_, subtype) for value, subtype in zip(values, subtypes, strict=True)]
    show = _SHOWN[format_]
    return [show(value) if isinstance(value, bytes) else value for value in values]


def _auto(octets: bytes) -> Cell:
    return octets.hex(":") if len(octets) == _MAC_OCTETS and not _is_text(octets) else decode_text(octets)


def _is_text(octets: bytes) -> bool:
    return octets.isascii() and octets.decode("ascii").isprintable()


def _mac(octets: bytes) -> Cell:
    return octets.hex(":") if len(octets) == _MAC_OCTETS else decode_text(octets)


def _ip(octets: bytes) -> Cell:
    return ip_text(octets) or decode_text(octets)


def _if_index(octets: bytes) -> Cell:
    try:
        text = decode_oid(octets)
    except SnmpProtocolError:
        return None
    # entAliasMappingIdentifier names an instance of ifIndex; 0.0 says that there is none.
    return int(text.rpartition(".")[2]) if text.startswith("1.3.6.1.2.1.2.2.1.") else None


def _lldp(value: Value, format_: Format, subtype: Cell) -> Cell:
    if not isinstance(value, bytes):
        return value
    if subtype == _LLDP_MAC[format_]:
        return _mac(value)
    if subtype == _LLDP_NETWORK[format_] and value[:1] and value[0] in _ADDRESS_FAMILIES:
        return _ip(value[1:])
    # NX-OS pads names with NUL, and six octets of padded text are no MAC.
    unpadded = value.rstrip(b"\0")
    return decode_text(value) if unpadded and _is_text(unpadded) else _auto(value)


_SHOWN: dict[Format, Callable[[bytes], Cell]] = {
    "auto": _auto,
    "text": decode_text,
    "mac": _mac,
    "ip": _ip,
    "hex": lambda octets: octets[:_HEX_LIMIT].hex(),
    "lldp_chassis": _auto,
    "lldp_port": _auto,
    "if_index_oid": _if_index,
}
