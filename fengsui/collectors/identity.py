"""What tells one agent from every other: its SNMP engine id and the serial number of its chassis.

Asked once, when a device is verified; routine polls have no use for it.
"""

from collections.abc import Sequence

from fengsui.collectors import mib
from fengsui.collectors.session import Column, Session, Value, WalkBounds
from fengsui.collectors.text import decode_text
from fengsui.errors import SnmpError
from fengsui.model.verification import AgentIdentity

# IANAPhysicalClass: chassis.
_CHASSIS = 3
# A chassis stands before its cards, ports and sensors; those of a large router would take hundreds of packets.
_BOUNDS = WalkBounds(rows=60, packets=10)
# RFC 3411: 5 to 32 octets, the first five of which name the maker and the format.
_ENGINE_OCTETS = range(5, 33)
_ENGINE_HEAD = 5
_LEAST_SERIAL = 4
_LONGEST_SERIAL = 100


async def collect_identity(session: Session) -> AgentIdentity:
    """Asks who the agent is; what it does not tell, or tells as every agent of its make does, is None."""
    return AgentIdentity(engine_id=await _engine_id(session), serial=await _serial(session))


async def _engine_id(session: Session) -> str | None:
    try:
        return _engine_text((await session.get((mib.SNMP_ENGINE_ID,)))[0])
    except SnmpError:
        return None


async def _serial(session: Session) -> str | None:
    try:
        classes, serials = (await session.walk((mib.ENT_PHYSICAL_CLASS, mib.ENT_PHYSICAL_SERIAL_NUM), _BOUNDS)).columns
    except SnmpError:
        return None
    return next((text for value in _of_chassis(classes, serials) if (text := _serial_text(value))), None)


def _of_chassis(classes: Column, serials: Column) -> Sequence[Value]:
    by_index = dict(zip(serials.indexes, serials.values, strict=True))
    pairs = zip(classes.indexes, classes.values, strict=True)
    return [by_index.get(index) for index, kind in pairs if kind == _CHASSIS]


def _engine_text(value: Value) -> str | None:
    """An engine id in hexadecimal; one whose own part is all zeros or all ones was never set (RFC 3411)."""
    if not isinstance(value, bytes) or len(value) not in _ENGINE_OCTETS:
        return None
    return None if not set(value[_ENGINE_HEAD:]) - {0x00} or not set(value[_ENGINE_HEAD:]) - {0xFF} else value.hex()


def _serial_text(value: Value) -> str | None:
    """A serial number; `N/A`, `0000000` and the like are none."""
    text = "".join(decode_text(value).split()) if isinstance(value, bytes) else ""
    telling = {letter for letter in text.casefold() if letter.isalnum()}
    has_digit = any(letter.isdigit() for letter in text)
    fits = _LEAST_SERIAL <= len(text) <= _LONGEST_SERIAL
    return text if fits and has_digit and len(telling) > 1 else None
