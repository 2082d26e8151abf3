"""Series of links: for each family, what one link says, its traffic taken from whichever end has seen it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fengsui.exporters.catalogue import CATALOGUE
from fengsui.exporters.device_series import Sample, evidence_age, is_up, since, state_set
from fengsui.exporters.snapshot import Snapshot
from fengsui.exporters.text import format_number, label_pairs
from fengsui.exporters.view import DeviceView
from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.observation import ElementState

_LABELS = CATALOGUE["fengsui_link_up"].labels
_INFO_LABELS = CATALOGUE["fengsui_link_info"].labels[len(_LABELS) :]


@dataclass(frozen=True, slots=True)
class LinkView:
    """One link at the moment of a snapshot.

    Attributes:
        pairs: The link's labels as they stand between the braces.
        info: Its further labels, for the info family.
        state: None before the first evaluation.
        a, b: What is known of the devices at its ends.
    """

    link: Link
    now: float
    pairs: str
    info: str
    state: ElementState | None
    a: DeviceView
    b: DeviceView


def link_view(snapshot: Snapshot, link: Link, view_of: Callable[[str], DeviceView]) -> LinkView:
    """The link with its label text and its ends."""
    return LinkView(
        link,
        snapshot.now,
        label_pairs(_LABELS, (link.name, link.carrier)),
        label_pairs(_INFO_LABELS, _registered(link, snapshot.network)),
        snapshot.conditions.links.get(link.name),
        view_of(link.a.device),
        view_of(link.b.device),
    )


def link_lines(name: str, view: LinkView) -> str:
    """Lines of one family for one link."""
    return "".join(
        [
            f"{name}{{{view.pairs}{more and ','}{more}}} {format_number(value)}\n"
            for more, value in LINK_SERIES[name](view)
        ]
    )


def _registered(link: Link, network: Network) -> tuple[str, ...]:
    return (link.tier.value, link.medium.value, *_end(link.a, network), *_end(link.b, network))


def _end(end: LinkEnd, network: Network) -> tuple[str, ...]:
    county = network.county_of(network.devices[end.device])
    return (end.device, end.interface, county, network.prefecture_of(county))


def _capacity(view: LinkView) -> Iterator[Sample]:
    if view.link.capacity_bits_per_second:
        yield "", view.link.capacity_bits_per_second / 8


def _utilisation(view: LinkView) -> Iterator[Sample]:
    a, b = _traffic(view.a, view.link.a), _traffic(view.b, view.link.b)
    full = view.link.capacity_bits_per_second or a.speed or b.speed
    if not full:
        return
    for direction, seen, mirrored in (("a_to_b", a.sent, b.received), ("b_to_a", a.received, b.sent)):
        rate = seen if seen is not None else mirrored
        if rate is not None:
            yield f'direction="{direction}"', rate / full


@dataclass(frozen=True, slots=True)
class _Traffic:
    speed: float | None = None
    received: float | None = None
    sent: float | None = None


def _traffic(view: DeviceView, end: LinkEnd) -> _Traffic:
    seen = view.observation
    row = view.interfaces.row_of.get(end.interface) if view.ports_fresh else None
    if seen is None or row is None or row in view.old_rows:
        return _Traffic()
    rates = seen.rates
    return _Traffic(
        seen.interfaces.speed_bits_per_second[row],
        _at(rates.in_bits_per_second, row),
        _at(rates.out_bits_per_second, row),
    )


def _at(column: Sequence[float | None], row: int) -> float | None:
    return column[row] if row < len(column) else None


LINK_SERIES: Mapping[str, Callable[[LinkView], Iterable[Sample]]] = {
    "fengsui_link_info": lambda view: [(view.info, 1)],
    "fengsui_link_up": lambda view: is_up(view.state),
    "fengsui_link_state": lambda view: state_set(view.state),
    "fengsui_link_state_since_timestamp_seconds": lambda view: since(view.state),
    "fengsui_link_evidence_age_seconds": lambda view: evidence_age(view.state, view.now),
    "fengsui_link_capacity_bytes_per_second": _capacity,
    "fengsui_link_utilisation_ratio": _utilisation,
}
