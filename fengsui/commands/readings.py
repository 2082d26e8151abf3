"""Readings and neighbours as people read them."""

from typing import TYPE_CHECKING

from fengsui.commands.output import plain
from fengsui.commands.units import percent, scaled

if TYPE_CHECKING:
    from fengsui.model.poll import Neighbour, Reading

# Decibels and degrees have no kilo, and a count is a whole number.
_UNSCALED = {"dbm": " dBm", "celsius": " °C", "decibels": " dB", "rpm": " rpm", "count": "", "bool": ""}
_SYMBOLS = {"volts": "V", "amperes": "A", "watts": "W"}


def reading_line(reading: "Reading") -> str:
    """A reading as people read it: name, what it belongs to, labels, amount."""
    labels = " ".join(f"{name}={plain(value)}" for name, value in reading.labels)
    head = " ".join(text for text in (reading.name, plain(reading.index), labels) if text)
    return f"{head}  {amount(reading.value, reading.unit)}"


def amount(value: float, unit: str) -> str:
    """A value with its unit."""
    if unit == "ratio":
        return percent(value)
    if unit in _UNSCALED:
        return f"{value:.6g}{_UNSCALED[unit]}"
    if unit == "amperes" and abs(value) < 1:
        return f"{value * 1000:.3g} mA"
    return scaled(value, _SYMBOLS.get(unit, unit))


def neighbour_line(neighbour: "Neighbour") -> str:
    """A neighbour as people read it: `eth1 → lz-core-2 eth4 (00:11:22:33:44:55)`."""
    there = " ".join(filter(None, (plain(neighbour.remote_name), plain(neighbour.remote_port))))
    return f"{plain(neighbour.local_interface)} → {there} ({plain(neighbour.remote_chassis)})"
