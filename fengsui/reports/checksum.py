"""The checksum over a report's figures: SHA-256 of their canonical JSON. Pure.

Canonical is what `json.dumps(figures, sort_keys=True, separators=(",", ":"))` gives in Python: keys in order, no blanks, ASCII alone.
So anybody can work it out from the figures without this program.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

ALGORITHM = "SHA-256"
LENGTH = 64  # hexadecimal digits


def canonical(figures: Mapping[str, Any]) -> bytes:
    """The figures as the bytes that the checksum is over."""
    return json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def checksum_of(figures: Mapping[str, Any]) -> str:
    """The checksum as hexadecimal digits."""
    return hashlib.sha256(canonical(figures)).hexdigest()


def grouped(checksum: str) -> str:
    """A checksum for people: in groups of eight."""
    return " ".join(checksum[place : place + 8] for place in range(0, len(checksum), 8))
