"""What `/metrics/devices` says: series of devices, interfaces and links, by the hundred thousand, in pieces that hold nobody up.

The text format wants all samples of a family in one run, so the renderer goes family by family over all devices. It is a
generator: whoever serves it lets the event loop breathe between two pieces.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from fengsui.exporters.catalogue import CATALOGUE, Metric
from fengsui.exporters.device_series import DEVICE_SERIES, device_lines
from fengsui.exporters.interface_series import INTERFACE_SERIES, interface_lines
from fengsui.exporters.link_series import LINK_SERIES, LinkView, link_lines, link_view
from fengsui.exporters.reading_series import READING_FAMILIES, ByFamily, DeviceReadings, reading_lines, sort_readings
from fengsui.exporters.snapshot import Snapshot
from fengsui.exporters.text import EOF, heading
from fengsui.exporters.view import DeviceView, LabelMemory

# Characters in a piece: about a millisecond of work.
_PIECE = 128 * 1024
# Devices made ready in one step: their label text may have to be made anew, about 100 µs for a device of 48 ports.
_STEP = 20

Shard = tuple[int, int]
_OF_DEVICES = tuple(
    metric
    for metric in CATALOGUE.values()
    if metric.name in DEVICE_SERIES or metric.name in INTERFACE_SERIES or metric.name in READING_FAMILIES
)
T = TypeVar("T", DeviceView, LinkView, DeviceReadings)


def render_devices(snapshot: Snapshot, shard: Shard = (0, 1), openmetrics: bool = False) -> bytes:
    """The exposition of `/metrics/devices` in one go; `DeviceRenderer` remembers label text between scrapes and this does not."""
    return b"".join(DeviceRenderer().pieces(snapshot, shard, openmetrics))


def in_shard(name: str, shard: Shard) -> bool:
    """True where the device or link belongs to shard i of n, counted from 0; by a hash that is the same in every process."""
    index, count = shard
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) % count == index


class DeviceRenderer:
    """Renders device series and keeps their label text from one scrape to the next; for one thread."""

    def __init__(self) -> None:
        self._memory = LabelMemory()

    def pieces(self, snapshot: Snapshot, shard: Shard = (0, 1), openmetrics: bool = False) -> Iterator[bytes]:
        """The exposition in pieces of about a millisecond; an empty piece is a pause during preparation.

        Args:
            snapshot: What to render; devices and links that are not in the shard are left out.
            shard: Number of the shard, from 0, and how many there are.
            openmetrics: OpenMetrics 1.0 instead of the text format 0.0.4.
        """
        network = snapshot.network
        self._memory.forget_all_but(network.devices)
        devices: list[DeviceView] = []
        chosen = (device for name, device in network.devices.items() if in_shard(name, shard))
        yield from _prepare(devices, (self._memory.view(snapshot, device) for device in chosen))
        readings: ByFamily = {}
        yield from _pauses(sort_readings(readings, devices))
        for metric in _OF_DEVICES:
            if metric.name in READING_FAMILIES:
                yield from _family(metric, readings.get(metric.name, ()), reading_lines, openmetrics)
                continue
            lines = device_lines if metric.name in DEVICE_SERIES else interface_lines
            yield from _family(metric, devices, lines, openmetrics)
        yield from self._links(snapshot, shard, openmetrics)
        if openmetrics:
            yield EOF.encode()

    def _links(self, snapshot: Snapshot, shard: Shard, openmetrics: bool) -> Iterator[bytes]:
        def end(device: str) -> DeviceView:
            return self._memory.view(snapshot, snapshot.network.devices[device])

        links: list[LinkView] = []
        chosen = (link for name, link in snapshot.network.links.items() if in_shard(name, shard))
        yield from _prepare(links, (link_view(snapshot, link, end) for link in chosen))
        for name in LINK_SERIES:
            yield from _family(CATALOGUE[name], links, link_lines, openmetrics)


def _prepare(views: list[T], coming: Iterator[T]) -> Iterator[bytes]:
    for count, view in enumerate(coming, start=1):
        views.append(view)
        if count % _STEP == 0:
            yield b""


def _pauses(steps: Iterator[None]) -> Iterator[bytes]:
    for count, _ in enumerate(steps, start=1):
        if count % _STEP == 0:
            yield b""


def _family(metric: Metric, views: Sequence[T], lines: Callable[[str, T], str], openmetrics: bool) -> Iterator[bytes]:
    parts: list[str] = []
    size = 0
    headed = False
    for view in views:
        text = lines(metric.name, view)
        if text and not headed:
            headed = True
            parts.append(heading(metric, openmetrics))
        parts.append(text)
        size += len(text)
        if size >= _PIECE:
            yield "".join(parts).encode()
            parts, size = [], 0
    if headed:
        yield "".join(parts).encode()
