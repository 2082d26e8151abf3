"""Series of readings: what profiles gave of devices, by the part, interface, state or peer that each belongs to.

Most devices have two readings, an OLT has hundreds; so the readings are sorted into families once, and a family goes over those that it has.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from fengsui.exporters.catalogue import READING_METRICS, metric_label
from fengsui.exporters.text import format_number, label_pairs
from fengsui.exporters.view import DeviceView
from fengsui.model.poll import Reading
from fengsui.model.reading import READINGS, ReadingKind

# One device and its readings of one family.
DeviceReadings = tuple[DeviceView, list[Reading]]
# Families by their names.
ByFamily = dict[str, list[DeviceReadings]]

READING_FAMILIES: Mapping[str, ReadingKind] = MappingProxyType(
    {metric: READINGS[name] for name, metric in READING_METRICS.items()}
)
# OLTs of a province have the same ports: text that was escaped once serves them all. Some 20 MB at most.
_REMEMBERED = 65_536


def sort_readings(families: ByFamily, views: Iterable[DeviceView]) -> Iterator[None]:
    """Puts the readings of each device that count as current into their families; a step a device."""
    for view in views:
        seen = view.observation
        mine: dict[str, list[Reading]] = {}
        for reading in seen.readings if seen is not None and view.facts_fresh else ():
            if reading.name in READING_METRICS:
                mine.setdefault(READING_METRICS[reading.name], []).append(reading)
        for family, readings in mine.items():
            families.setdefault(family, []).append((view, readings))
        yield None


def reading_lines(family: str, device: DeviceReadings) -> str:
    """Lines of one family for one device; of two readings with the same labels the first counts."""
    view, readings = device
    kind = READING_FAMILIES[family]
    head = label_pairs(("device",), (view.device.name,)) if kind.of_interface else view.pairs
    pairs: dict[str, float] = {}
    for reading in readings:
        pairs.setdefault(_pairs(kind, reading.index, reading.labels), reading.value)
    return "".join([f"{family}{{{head},{more}}} {format_number(value)}\n" for more, value in pairs.items()])


@lru_cache(maxsize=_REMEMBERED)
def _pairs(kind: ReadingKind, index: str, labels: tuple[tuple[str, str], ...]) -> str:
    given = dict(labels)
    part = "interface" if kind.of_interface else "part"
    return label_pairs((part, *map(metric_label, kind.labels)), (index, *(given.get(name, "") for name in kind.labels)))
