"""The system group of an agent and the witnesses of its reboots, in one question: the first of every poll.

A silent agent costs this question's retransmissions and nothing more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from fengsui.collectors import columns, mib
from fengsui.collectors.session import Session, Value
from fengsui.collectors.snmp.oid import decode_oid
from fengsui.collectors.text import decode_text
from fengsui.errors import SnmpProtocolError
from fengsui.model.poll import Problem, SystemFacts


def _text(value: Value) -> str | None:
    return decode_text(value) if isinstance(value, bytes) else None


def _lines(value: Value) -> str | None:
    return decode_text(value, keep_lines=True) if isinstance(value, bytes) else None


def _identifier(value: Value) -> str | None:
    try:
        return decode_oid(value) if isinstance(value, bytes) else None
    except SnmpProtocolError:
        return None


def _seconds(value: Value) -> float | None:
    ticks = _whole(value, columns.COUNTER32_LIMIT)
    return None if ticks is None else ticks / 100


def _whole(value: Value, limit: int = columns.INTEGER32_LIMIT) -> int | None:
    return value if isinstance(value, int) and 0 <= value <= limit else None


_FIELDS: dict[bytes, tuple[str, str, Callable[[Value], object]]] = {
    mib.SYS_DESCR: ("sys_descr", "sysDescr", _lines),
    mib.SYS_OBJECT_ID: ("sys_object_id", "sysObjectID", _identifier),
    mib.SYS_UP_TIME: ("sys_uptime_seconds", "sysUpTime", _seconds),
    mib.SYS_NAME: ("sys_name", "sysName", _text),
    mib.SYS_LOCATION: ("sys_location", "sysLocation", _text),
    mib.SNMP_ENGINE_BOOTS: ("engine_boots", "snmpEngineBoots", _whole),
    mib.SNMP_ENGINE_TIME: ("engine_time_seconds", "snmpEngineTime", _whole),
    mib.HR_SYSTEM_UPTIME: ("host_uptime_seconds", "hrSystemUptime", _seconds),
}
_WITNESSES = (mib.SNMP_ENGINE_BOOTS, mib.SNMP_ENGINE_TIME, mib.HR_SYSTEM_UPTIME)
# After so many polls the witnesses that were not there are asked for again.
_REASK_POLLS = 60


@dataclass(slots=True)
class SystemMemory:
    """Which instances an agent has; a v1 agent answers a question that names a missing one with nothing at all.

    Attributes:
        asked: What the next question names.
        age: Polls since all were asked for.
    """

    asked: tuple[bytes, ...] = tuple(_FIELDS)
    age: int = 0
    facts: dict[bytes, tuple[Value, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SystemAnswer:
    """The system group, and what is odd about it."""

    facts: SystemFacts
    problems: tuple[Problem, ...]


async def collect_system(session: Session, memory: SystemMemory) -> SystemAnswer:
    """Asks for the system group and the witnesses in one GET.

    Raises:
        SnmpError: where the agent is silent, refuses, or answers with what cannot be used.
    """
    if memory.age >= _REASK_POLLS:
        memory.asked, memory.age = tuple(_FIELDS), 0
    values = dict(zip(memory.asked, await session.get(memory.asked), strict=True))
    memory.age += 1
    if None in values.values():
        memory.asked = tuple(oid for oid in memory.asked if oid not in _WITNESSES or values[oid] is not None)
    facts = {}
    problems = []
    for oid, value in values.items():
        name, label, _ = _FIELDS[oid]
        facts[name] = decoded = _decode(oid, value, memory)
        if decoded is None and value is not None:
            problems.append(_bad(label, value))
    return SystemAnswer(SystemFacts(**facts), tuple(problems))  # type: ignore[arg-type]  # _FIELDS pairs names with types


def _decode(oid: bytes, value: Value, memory: SystemMemory) -> object:
    # Descriptions do not change from poll to poll: equal octets are not decoded again.
    known = memory.facts.get(oid)
    if known is not None and known[0] == value:
        return known[1]
    decoded = _FIELDS[oid][2](value)
    memory.facts[oid] = (value, decoded)
    return decoded


def _bad(label: str, value: Value) -> Problem:
    shown = value[:16].hex() if isinstance(value, bytes) else str(value)[:24]
    return Problem("bad_value", f"{label}: the value cannot be right ({type(value).__name__} {shown})")
