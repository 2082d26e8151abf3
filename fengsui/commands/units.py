"""Numbers as people read them: for tables on a terminal, never for programs."""

_DECIMAL_PREFIXES = ("", "k", "M", "G", "T", "P", "E")


def scaled(value: float | None, unit: str) -> str:
    """A value with a decimal prefix and three significant figures, such as `1.25 GB`; empty for None."""
    if value is None:
        return ""
    step = 0
    amount = float(value)
    while abs(amount) >= 999.5 and step < len(_DECIMAL_PREFIXES) - 1:
        amount /= 1000
        step += 1
    return f"{amount:.3g} {_DECIMAL_PREFIXES[step]}{unit}".strip()


def percent(ratio: float) -> str:
    """A ratio as a percentage, such as `84.5 %`."""
    return f"{ratio * 100:.1f} %"


def lasted(seconds: float | None) -> str:
    """A duration such as `12 d 03:04:05`; empty for None."""
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    clock = f"{hour:02d}:{minute:02d}:{second:02d}"
    return f"{days} d {clock}" if days else clock
