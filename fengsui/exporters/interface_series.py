"""Series of interfaces: for each family, a column of numbers beside the device's interfaces."""

from collections.abc import Callable, Mapping, Sequence

from fengsui.exporters.text import Number
from fengsui.exporters.view import DeviceView
from fengsui.model.observation import DeviceObservation
from fengsui.state.counters import shown

Column = Sequence[Number | None]

# ifAdminStatus and ifOperStatus (RFC 2863) by their words.
_STATUS_NUMBERS: Mapping[str | None, int] = {
    "up": 1,
    "down": 2,
    "testing": 3,
    "unknown": 4,
    "dormant": 5,
    "notPresent": 6,
    "lowerLayerDown": 7,
}
_INFO = "fengsui_interface_info"


def interface_lines(name: str, view: DeviceView) -> str:
    """Lines of one family for all interfaces of one device; none while its evidence is old."""
    seen = view.observation
    if seen is None or not view.ports_fresh or not len(seen.interfaces):
        return ""
    if name == _INFO:
        return view.interfaces.info_lines(name)
    column = INTERFACE_COLUMNS[name](seen)
    if view.old_rows:
        column = [None if row in view.old_rows else value for row, value in enumerate(column)]
    return view.interfaces.lines(name, column)


def _statuses(words: Sequence[str | None]) -> Column:
    return [_STATUS_NUMBERS.get(word) for word in words]


def _speed(seen: DeviceObservation) -> Column:
    return [bits / 8 if bits else None for bits in seen.interfaces.speed_bits_per_second]


def _counter(seen: DeviceObservation, column: str) -> Column:
    return shown(getattr(seen.interfaces, column), seen.counter_bases.get(column))


def _utilisation(rates: Sequence[float | None], seen: DeviceObservation) -> Column:
    speeds = seen.interfaces.speed_bits_per_second
    if len(rates) != len(speeds):  # no rates yet: the first poll of a device has nothing to compare with
        return [None] * len(speeds)
    return [rate / speed if speed and rate is not None else None for rate, speed in zip(rates, speeds, strict=True)]


INTERFACE_COLUMNS: Mapping[str, Callable[[DeviceObservation], Column]] = {
    "fengsui_interface_admin_status": lambda seen: _statuses(seen.interfaces.admin_status),
    "fengsui_interface_oper_status": lambda seen: _statuses(seen.interfaces.oper_status),
    "fengsui_interface_speed_bytes_per_second": _speed,
    "fengsui_interface_in_bytes_total": lambda seen: _counter(seen, "in_octets"),
    "fengsui_interface_out_bytes_total": lambda seen: _counter(seen, "out_octets"),
    "fengsui_interface_in_unicast_packets_total": lambda seen: _counter(seen, "in_unicast_packets"),
    "fengsui_interface_out_unicast_packets_total": lambda seen: _counter(seen, "out_unicast_packets"),
    "fengsui_interface_in_errors_total": lambda seen: _counter(seen, "in_errors"),
    "fengsui_interface_out_errors_total": lambda seen: _counter(seen, "out_errors"),
    "fengsui_interface_in_discards_total": lambda seen: _counter(seen, "in_discards"),
    "fengsui_interface_out_discards_total": lambda seen: _counter(seen, "out_discards"),
    "fengsui_interface_in_utilisation_ratio": lambda seen: _utilisation(seen.rates.in_bits_per_second, seen),
    "fengsui_interface_out_utilisation_ratio": lambda seen: _utilisation(seen.rates.out_bits_per_second, seen),
}

INTERFACE_SERIES = (_INFO, *INTERFACE_COLUMNS)
