"""One carrier's network in the conditions of its elements, kept from one look to the next: a change is worked in where it is felt."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from fengsui.coverage.graph import CarrierGraph, Elements, GraphStatus
from fengsui.coverage.paths import LiveWays, Ways, designed_ways
from fengsui.coverage.reach import OPTIMISTIC, PESSIMISTIC, Reach, reach_of
from fengsui.coverage.separators import Drawing, Separators
from fengsui.model.observation import Condition

# Where more than this share of a network moved at once, searching it anew costs less than working the changes in.
_MANY = 1 / 16


@dataclass(frozen=True)
class Design:
    """One carrier's graph with what follows from it alone, whatever the conditions."""

    graph: CarrierGraph

    @cached_property
    def reach(self) -> Reach:
        """What is connected with every registered element up."""
        return reach_of(self.graph, GraphStatus.up(self.graph), PESSIMISTIC)

    @cached_property
    def drawing(self) -> Drawing:
        """The network with every registered element up."""
        return Drawing(self.reach)

    @cached_property
    def separators(self) -> Separators:
        """What hangs on single elements with every registered element up."""
        return self.drawing.separators(self.reach)

    @cached_property
    def ways(self) -> dict[str, Ways | None]:
        """Disjoint paths of each county as designed."""
        return designed_ways(self.reach, self.separators)


@dataclass(frozen=True, slots=True)
class Moves:
    """What a change of conditions did to a network.

    Attributes:
        lost: Links that carry nothing since.
        restored: Links that carry something again.
        touched: Devices whose shortest way may be another one; None for all.
        regrouped: Whether any device may have come to reach a core, or come to reach none, surely or perhaps.
    """

    lost: frozenset[int]
    restored: frozenset[int]
    touched: frozenset[int] | None
    regrouped: bool

    @property
    def any(self) -> bool:
        """Whether anything that is up matters less or more than before."""
        return self.touched is None or bool(self.touched)


class LiveNetwork:
    """One carrier's network as it is.

    Attributes:
        status: The conditions of its elements; at first all are up.
        dead: Links that carry nothing for sure: not up, or at a device that is not.
        surely: What reaches a core over elements that are up.
        ways: Disjoint paths of each county over these.
    """

    def __init__(self, design: Design) -> None:
        self._design = design
        self.status = GraphStatus.up(design.graph)
        self.dead: set[int] = set()
        self.surely = design.reach.copy()
        self.ways = LiveWays(design.graph, design.ways)
        self._perhaps: Reach | None = None
        self._drawing: Drawing | None = design.drawing.copy()
        self._separators: Separators | None = None

    @property
    def perhaps(self) -> Reach:
        """What reaches a core where unknown elements are taken as up."""
        if self._perhaps is None:
            if self.status.all_up:
                return self.surely
            self._perhaps = reach_of(self._design.graph, self.status, OPTIMISTIC)
        return self._perhaps

    @property
    def separators(self) -> Separators:
        """What hangs on single elements that are up."""
        if self._separators is None:
            if not self.dead and self.status.all_up:
                return self._design.separators
            self._drawing = self._drawing or Drawing(self.surely)
            self._separators = self._drawing.separators(self.surely)
        return self._separators

    def move(self, status: GraphStatus, moved: Elements) -> Moves:
        """Goes over to other conditions, of the elements `moved` at most; gives what that did."""
        graph, before = self._design.graph, self.status
        self.status = status
        if len(moved.devices) + len(moved.links) > _MANY * (len(graph.devices) + len(graph.links)):
            moves = self._begin_anew()
        else:
            moves = self._work_in(before, moved)
        if moves.any:
            self._separators = None
        self.ways.move(self.surely, self.dead, moves.lost, moves.restored)
        return moves

    def _begin_anew(self) -> Moves:
        self.surely = reach = reach_of(self._design.graph, self.status, PESSIMISTIC)
        links, devices, heads = reach.links, reach.devices, reach.graph.heads
        ends = enumerate(zip(heads[::2], heads[1::2], strict=True))
        dead, old = {link for link, (a, b) in ends if not (links[link] and devices[a] and devices[b])}, self.dead
        self.dead = dead
        self._perhaps = self._drawing = None
        return Moves(frozenset(dead - old), frozenset(old - dead), None, regrouped=True)

    def _work_in(self, before: GraphStatus, moved: Elements) -> Moves:
        graph, after = self._design.graph, self.status
        lost, gained = _exchanged(before, after, moved, PESSIMISTIC)
        around = {arc >> 1 for device in lost.devices + gained.devices for arc in graph.arcs[device]}
        around.update(lost.links, gained.links)
        changed = self.surely.move(lost, gained)
        dying = frozenset(link for link in around if not self._lives(link)) - self.dead
        reviving = frozenset(link for link in around if link in self.dead and self._lives(link))
        self.dead |= dying
        self.dead -= reviving
        if self._drawing is not None:
            self._drawing.move(self.surely, around, lost.devices + gained.devices)
        regrouped = _regrouped(self.surely, changed)
        if self._perhaps is not None:
            hoped = self._perhaps.move(*_exchanged(before, after, moved, OPTIMISTIC))
            regrouped = regrouped or _regrouped(self._perhaps, hoped)
        touched = self._beside(changed).union(lost.devices, gained.devices, self._ends(around))
        return Moves(dying, reviving, touched, regrouped)

    def _lives(self, link: int) -> bool:
        reach = self.surely
        one, other = reach.graph.ends(link)
        return bool(reach.links[link] and reach.devices[one] and reach.devices[other])

    def _beside(self, devices: Iterable[int]) -> frozenset[int]:
        """Some devices with their neighbours."""
        arcs, heads = self._design.graph.arcs, self._design.graph.heads
        return frozenset([heads[arc] for device in devices for arc in arcs[device]]).union(devices)

    def _ends(self, links: Iterable[int]) -> Iterable[int]:
        heads = self._design.graph.heads
        return [heads[arc] for link in links for arc in (2 * link, 2 * link + 1)]


def _exchanged(
    before: GraphStatus, after: GraphStatus, moved: Elements, usable: frozenset[Condition]
) -> tuple[Elements, Elements]:
    """Of the elements that moved those that could be used and cannot now, and the other way round."""
    devices, links = (
        _flipped(old, new, numbers, usable)
        for old, new, numbers in (
            (before.devices, after.devices, moved.devices),
            (before.links, after.links, moved.links),
        )
    )
    return Elements(devices[0], links[0]), Elements(devices[1], links[1])


def _flipped(
    before: tuple[Condition, ...], after: tuple[Condition, ...], numbers: Iterable[int], usable: frozenset[Condition]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    lost = tuple(number for number in numbers if before[number] in usable and after[number] not in usable)
    gained = tuple(number for number in numbers if before[number] not in usable and after[number] in usable)
    return lost, gained


def _regrouped(reach: Reach, before: dict[int, int]) -> bool:
    return any((old < 0) != (reach.distance[device] < 0) for device, old in before.items())
