"""Durations as people type them: `90`, `60s`, `30m`, `2h`, `7d`, `1h30m`."""

import re

from fengsui.errors import UsageError

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)([smhdw])", re.ASCII)
_WHOLE = re.compile(rf"(?:{_PART.pattern})+", re.ASCII)
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,6})?", re.ASCII)


def parse_duration(text: str, *, option: str) -> float:
    """Seconds that `text` stands for; a bare number is seconds.

    Raises:
        UsageError: naming the `option` that holds it.
    """
    wanted = text.strip().lower()
    if _SECONDS.fullmatch(wanted):
        return float(wanted)
    if not _WHOLE.fullmatch(wanted):
        raise UsageError(f"{option}: expected a duration such as 90s, 30m, 2h, 7d or 1h30m, got {text[:40]!r}")
    return sum(float(count) * _UNITS[unit] for count, unit in _PART.findall(wanted))
