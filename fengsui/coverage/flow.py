"""Greatest flows and smallest cuts between a few devices and the cores, in a network far larger than the flow.

The flows asked for here are small: a county has one to some ten ways out. So nothing is built or copied for a county: what
flows is kept in two sparse tables beside the graph. Each search for one way more (Ford and Fulkerson, 1956) goes forward to
what lies nearest a core first, so it ends soon where it succeeds; and it goes backward from the cores in step with that, so
that where it fails it has seen little more than the smaller side of the bottleneck.

Every device is two places, so that a device can be a bottleneck like a link: `2 × device` is where ways come in,
`2 × device + 1` where they go out. Every step leads from a way in to a way out or back: within a device, along an arc, or
against an arc that something flows along, which gives that stretch up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from fengsui.coverage.graph import CarrierGraph

_WITHIN = -1  # a step within a device
_FRONT_ENDED, _BACK_ENDED = -1, -2  # a search that finds no way: which of its two sides was seen whole
_HERE = -2  # no step: a place that a search begins at

_Steps = dict[int, int]  # by place: the arc that the search came along, or will go on along


def entry(device: int) -> int:
    """Place where ways come into a device."""
    return 2 * device


def way_out(device: int) -> int:
    """Place where ways leave a device."""
    return 2 * device + 1


@dataclass(slots=True)
class Flow:
    """What flows through one carrier's network, at first nothing.

    Attributes:
        links: What each link can carry, either way.
        devices: What each device lets through.
        distance: How far each device is from a core, by any measure: a guess that makes searches short.
        along: What flows along arcs, where anything does.
        through: What flows through devices, where anything does.
    """

    graph: CarrierGraph
    links: Sequence[int]
    devices: Sequence[int]
    distance: Sequence[int]
    along: dict[int, int] = field(default_factory=dict)
    through: dict[int, int] = field(default_factory=dict)

    def push(self, arcs: Sequence[int], amount: int = 1) -> None:
        """Sends something along arcs that follow on each other, from a device's way out to another's way in."""
        heads = self.graph.heads
        for arc in arcs:
            self._add(self.along, arc, amount)
        for arc in arcs[:-1]:
            self._add(self.through, heads[arc], amount)

    def augment(self, sources: Iterable[int], sinks: Iterable[int], inside: Iterable[int] = ()) -> int:
        """Sends as much as goes along one way that is left between some places; gives how much, 0 where there is none.

        Args:
            sources: Where ways begin.
            sinks: Where ways end.
            inside: Places that lead to the rest by way of the sources alone: nothing is searched from there.
        """
        front = list(sources)
        ahead, behind = dict.fromkeys([*front, *inside], _HERE), dict.fromkeys(sinks, _HERE)
        met = self._search(front, ahead, behind)
        if met < 0:
            return 0
        steps = [*self._back(ahead, met), *self._on(behind, met)]
        amount = min([self._room(place, arc) for place, arc in steps])
        for place, arc in steps:
            self._step(place, arc, amount)
        return amount

    def search(self, sources: Iterable[int], ends: Iterable[int]) -> tuple[bool, set[int], set[int]]:
        """Looks for a way from some places to others over which something more could flow.

        Returns:
            Whether there is one; places that it shows to lead to the ends, and places that it shows not to. Where nothing
            is shown not to, all places that lead to the ends are among the first.
        """
        front = list(sources)
        ahead, behind = dict.fromkeys(front, _HERE), dict.fromkeys(ends, _HERE)
        met = self._search(front, ahead, behind)
        if met >= 0:
            return True, {place for place, _ in (*self._back(ahead, met), *self._on(behind, met))}, set()
        return (False, set(), set(ahead)) if met == _FRONT_ENDED else (False, set(behind), set())

    def _search(self, front: list[int], ahead: _Steps, behind: _Steps) -> int:
        """Searches from both ends until the searches meet; gives the place where they do, or which of them ended first."""
        # Places wait by distance, then by number: both in one integer, as the search makes very many of them.
        places, distance = 2 * len(self.devices), self.distance
        waiting = [distance[place >> 1] * places + place for place in front]
        heapify(waiting)
        back, forward, backward = list(behind), 0, 0
        met = -1
        while met < 0 and waiting and back:
            # The next layer from the back is due when as much was looked at from the front.
            if forward <= backward + len(back):
                forward += 1
                met = self._forward(heappop(waiting) % places, waiting, ahead, behind)
            else:
                backward += len(back)
                back, met = self._backward(back, ahead, behind)
        return met if met >= 0 else _BACK_ENDED if waiting else _FRONT_ENDED

    def _forward(self, place: int, waiting: list[int], ahead: _Steps, behind: _Steps) -> int:
        heads, links, along, distance = self.graph.heads, self.links, self.along, self.distance
        device, out, places = place >> 1, place & 1, 2 * len(self.devices)
        flowing = self.through.get(device, 0)
        if out or flowing:
            for arc in self.graph.arcs[device]:
                head = heads[arc]
                step = 2 * head + 1 - out
                if step in ahead:
                    continue
                if links[arc >> 1] > along.get(arc, 0) if out else arc ^ 1 in along:
                    ahead[step] = arc
                    if step in behind:
                        return step
                    heappush(waiting, distance[head] * places + step)
        if (flowing if out else self.devices[device] > flowing) and (step := place ^ 1) not in ahead:
            ahead[step] = _WITHIN
            if step in behind:
                return step
            heappush(waiting, distance[device] * places + step)
        return -1

    def _backward(self, back: list[int], ahead: _Steps, behind: _Steps) -> tuple[list[int], int]:
        arcs, heads, along, links = self.graph.arcs, self.graph.heads, self.along, self.links
        reached: list[int] = []
        for place in back:
            device, out = place >> 1, place & 1
            flowing = self.through.get(device, 0)
            if flowing or not out:
                for arc in arcs[device]:
                    step = 2 * heads[arc] + 1 - out
                    if step in behind:
                        continue
                    if arc in along if out else links[arc >> 1] > along.get(arc ^ 1, 0):
                        behind[step] = arc ^ 1
                        if step in ahead:
                            return reached, step
                        reached.append(step)
            if (self.devices[device] > flowing if out else flowing) and (step := place ^ 1) not in behind:
                behind[step] = _WITHIN
                if step in ahead:
                    return reached, step
                reached.append(step)
        return reached, -1

    def _back(self, ahead: _Steps, place: int) -> Iterator[tuple[int, int]]:
        """The steps that led to a place, each with the place that it starts at."""
        heads = self.graph.heads
        while (arc := ahead[place]) != _HERE:
            # A step flips between ways in and ways out.
            place = place ^ 1 if arc == _WITHIN else 2 * heads[arc ^ 1] + (~place & 1)
            yield place, arc

    def _on(self, behind: _Steps, place: int) -> Iterator[tuple[int, int]]:
        """The steps that lead on from a place."""
        heads = self.graph.heads
        while (arc := behind[place]) != _HERE:
            yield place, arc
            place = place ^ 1 if arc == _WITHIN else 2 * heads[arc] + (~place & 1)

    def _room(self, place: int, arc: int) -> int:
        """How much more a step from a place can take."""
        device, out = place >> 1, place & 1
        if arc == _WITHIN:
            flowing = self.through.get(device, 0)
            return flowing if out else self.devices[device] - flowing
        return self.links[arc >> 1] - self.along.get(arc, 0) if out else self.along[arc ^ 1]

    def _step(self, place: int, arc: int, amount: int) -> None:
        device, out = place >> 1, place & 1
        if arc == _WITHIN:
            self._add(self.through, device, -amount if out else amount)
        elif out:
            self._add(self.along, arc, amount)
        else:
            self._add(self.along, arc ^ 1, -amount)

    @staticmethod
    def _add(table: dict[int, int], key: int, amount: int) -> None:
        flowing = table.get(key, 0) + amount
        if flowing:
            table[key] = flowing
        else:
            del table[key]


class Lee:
    """The places that more could flow from to the sinks, after a greatest flow: what lies behind the cut nearest the sinks.

    Each question answers others too: every place that a search has come by is known from then on.
    """

    def __init__(self, flow: Flow, sinks: Iterable[int]) -> None:
        self._flow = flow
        self._inside = set(sinks)
        self._outside: set[int] = set()
        self._complete = False  # no place is inside but those known to be

    def holds(self, place: int) -> bool:
        """True where more could flow from a place to a sink."""
        if place in self._inside:
            return True
        if self._complete or place in self._outside:
            return False
        found, leading, barred = self._flow.search([place], self._inside)
        self._inside |= leading
        self._outside |= barred
        self._complete = not found and not barred
        return found


def used_arcs(flow: Flow) -> frozenset[int]:
    """Arcs that something flows along, less what flows against it along the same link."""
    along = flow.along
    return frozenset([arc for arc, amount in along.items() if amount > along.get(arc ^ 1, 0)])
