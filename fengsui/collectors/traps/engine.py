"""Our own SNMP engine, which informs of SNMPv3 are addressed to: an id for good, and a count of its boots.

Senders keep keys by our engine id and refuse to be set back in time, so both are kept in the data folder: a new id would
have every sender discover us anew, a boots count that went back would have them refuse our answers.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from fengsui.collectors.snmp.usm.message import LARGEST_NUMBER
from fengsui.errors import ConfigError
from fengsui.files import write_whole

# RFC 3411, SnmpEngineID: the highest bit, an enterprise number, and 5 for octets that the administrator assigns. Fengsui has
# no enterprise number of its own; 32473 is the one for examples (RFC 5612), and the random octets keep ids apart.
_PREFIX = (0x80000000 | 32473).to_bytes(4, "big") + b"\x05"
RANDOM_OCTETS = 12
_FILE = "snmp-engine.json"


@dataclass(frozen=True, slots=True)
class Engine:
    """Our engine since it started.

    Attributes:
        engine_id: snmpEngineID.
        boots: snmpEngineBoots, from 1.
        started: Seconds on the steady clock when it started.
    """

    engine_id: bytes
    boots: int
    started: float

    def time(self, now: float) -> int:
        """SnmpEngineTime: whole seconds since the start."""
        return min(max(int(now - self.started), 0), LARGEST_NUMBER)


def start_engine(folder: Path, octets: bytes, now: float) -> Engine:
    """Starts the engine that is kept in the folder, one boot later; makes it where there is none.

    Args:
        folder: The data folder.
        octets: Random ones, for a new engine id.
        now: Seconds on the steady clock.

    Raises:
        ConfigError: The file cannot be read or written, or holds something else.
    """
    path = folder / _FILE
    engine_id, boots = _read(path) if path.exists() else (_PREFIX + octets, 0)
    boots = min(boots + 1, LARGEST_NUMBER)
    text = json.dumps({"engine_id": engine_id.hex(), "boots": boots}) + "\n"
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise ConfigError(f"{path}: cannot keep the SNMP engine there ({error.strerror or error})") from error
    return Engine(engine_id, boots, now)


def _read(path: Path) -> tuple[bytes, int]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        engine_id, boots = bytes.fromhex(kept["engine_id"]), kept["boots"]
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (ValueError, KeyError, TypeError):
        raise _damaged(path) from None
    if not 5 <= len(engine_id) <= 32 or not isinstance(boots, int) or not 0 <= boots <= LARGEST_NUMBER:
        raise _damaged(path)
    return engine_id, boots


def _damaged(path: Path) -> ConfigError:
    return ConfigError(
        f"{path}: expected an SNMP engine as Fengsui writes it (engine_id, boots), got something else."
        " Restore it from a backup, or remove it: senders of SNMPv3 informs then discover a new engine."
    )
