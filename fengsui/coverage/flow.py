"""Greatest flows and smallest cuts between a few devices and the cores, in a network far larger than the flow.

The flows asked for here are small: a county has one to some ten ways out. So nothing is built or copied for a county: what
flows is kept in two sparse tables beside the graph. Each search for one way more (Ford and Fulkerson, 1956) goes forward to
what lies nearest a core first, so it ends soon where it succeeds; and it goes backward from the cores in step with that, so
that where it fails it has seen little more than the smaller side of the bottleneck.

Every device is two places, so that a device can be a bottleneck like a link: `2 × device` is where ways come in,
`2 × device + 1` where they go out. Every step leads from a way in to a way out or back: within a device, along an arc, or
against an arc that something flows along, which gives that stretch up.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from fengsui.coverage.graph import CarrierGraph

_WITHIN = -1  # a step within a device
_FRONT_ENDED, _BACK_ENDED = -1, -2  # a search that finds no way: which of its two sides was seen whole
_SHORT = 200  # places
_AT_LEAST = 250  # places that are looked at from the front before the back has its next turn: many a search ends within
_HERE = -2  # no step: a place that a search begins at

_Steps = dict[int, int]  # by place: the arc that the search came along, or will go on along


def entry(device: int) -> int:
    """Place where ways come into a device."""
    return 2 * device


def way_out(device: int) -> int:
    """Place where ways leave a device."""
    return 2 * device + 1


class Side(NamedTuple):
    """One side of a network where nothing more can flow over to the other.

    Attributes:
        places: All places of the side.
        front: Whether it is the side of the sources, which nothing leads out of; else that of the sinks, which nothing
            leads into.
    """

    places: Collection[int]
    front: bool

    def before(self, place: int) -> bool:
        """True where a place lies on the side of the sources."""
        return (place in self.places) is self.front

    def arcs(self, graph: CarrierGraph) -> Iterator[int]:
        """Arcs that lead from the side of the sources to the other."""
        arcs, heads, places = graph.arcs, graph.heads, self.places
        for place in places:
            if place & 1 == self.front:
                for arc in arcs[place >> 1]:
                    # From a way out ahead to a way in, or from a way in back to the ways out that lead to it.
                    if 2 * heads[arc] + 1 - self.front not in places:
                        yield arc if self.front else arc ^ 1


@dataclass(slots=True)
class Flow:
    """What flows through one carrier's network, at first nothing.

    Attributes:
        links: What each link can carry, either way.
        devices: What each device lets through.
        distance: How far each device is from a core, by any measure: a guess that makes searches short.
        along: What flows along arcs, where anything does.
        through: What flows through devices, where anything does.
        side: Where the last search found no way, the side of it that was seen whole.
    """

    graph: CarrierGraph
    links: Sequence[int]
    devices: Sequence[int]
    distance: Sequence[int]
    along: dict[int, int] = field(default_factory=dict)
    through: dict[int, int] = field(default_factory=dict)
    side: "Side | None" = None

    def push(self, arcs: Sequence[int], amount: int = 1) -> None:
        """Sends something along arcs that follow on each other, from a device's way out to another's way in."""
        heads = self.graph.heads
        for arc in arcs:
            self._add(self.along, arc, amount)
        for arc in arcs[:-1]:
            self._add(self.through, heads[arc], amount)

    def fill(self, arcs: Sequence[int]) -> int:
        """Sends as much as goes along arcs that follow on each other, through the devices at both ends as well; gives how much."""
        heads = self.graph.heads
        devices = [heads[arcs[0] ^ 1], *(heads[arc] for arc in arcs)]
        amount = min(
            *(self.devices[device] - self.through.get(device, 0) for device in devices),
            *(self.links[arc >> 1] - self.along.get(arc, 0) for arc in arcs),
        )
        if amount > 0:
            self.push(arcs, amount)
            self._add(self.through, devices[0], amount)
            self._add(self.through, devices[-1], amount)
        return max(amount, 0)

    def augment(
        self, sources: Iterable[int], sinks: Iterable[int], inside: Iterable[int] = (), *, forward_only: bool = False
    ) -> int:
        """Sends as much as goes along one way that is left between some places; gives how much, 0 where there is none.

        Args:
            sources: Where ways begin.
            sinks: Where ways end.
            inside: Places that lead to the rest by way of the sources alone: nothing is searched from there.
            forward_only: True where the sinks shut a small part off, and a search from them would lead out of it.
        """
        front = list(sources)
        ahead, behind = dict.fromkeys([*front, *inside], _HERE), dict.fromkeys(sinks, _HERE)
        met = self._search(front, ahead, behind, forward_only=forward_only)
        if met < 0:
            self.side = Side(ahead, front=True) if met == _FRONT_ENDED else Side(behind, front=False)
            return 0
        steps = [*self._back(ahead, met), *self._on(behind, met)]
        amount = min([self._room(place, arc) for place, arc in steps])
        for place, arc in steps:
            self._step(place, arc, amount)
        return amount

    def search(self, sources: Iterable[int], ends: Collection[int]) -> tuple[bool, set[int], set[int]]:
        """Looks for a way from some places to others over which something more could flow.

        Returns:
            Whether there is one; places that it shows to lead to the ends, and places that it shows not to. Where nothing
            is shown not to, all places that lead to the ends are among the first.
        """
        front = list(sources)
        ahead = dict.fromkeys(front, _HERE)
        # Most ways are short where much is known to lead to the ends; only the others are worth a search from both.
        waiting = list(front)
        met = self._forward(waiting, ahead, ends, _SHORT)
        if met >= 0:
            return True, {place for place, _ in self._back(ahead, met)}, set()
        if not waiting:
            return False, set(), set(ahead)
        ahead, behind = dict.fromkeys(front, _HERE), dict.fromkeys(ends, _HERE)
        met = self._search(front, ahead, behind)
        if met >= 0:
            return True, {place for place, _ in (*self._back(ahead, met), *self._on(behind, met))}, set()
        return (False, set(), set(ahead)) if met == _FRONT_ENDED else (False, set(behind), set())

    def explore(self, sources: Iterable[int], side: Side, sinks: Iterable[int]) -> tuple[bool, Side]:
        """Looks for a way from more places than those of a side of the sources that is known to have none.

        It goes forward alone: what is added to a side seldom leads far.

        Returns:
            Whether there is one; where there is none, a side that holds these places as well.
        """
        front = list(sources)
        ahead, behind = dict.fromkeys([*side.places, *front], _HERE), dict.fromkeys(sinks, _HERE)
        met = self._search(front, ahead, behind, forward_only=True)
        return (True, side) if met >= 0 else (False, Side(ahead, front=True))

    def reached(self, sources: Iterable[int], most: int) -> Side | None:
        """All places that more could flow to, which no sink is among; None where there are more than `most`."""
        ahead = dict.fromkeys(sources, _HERE)
        waiting = sorted(ahead)
        self._forward(waiting, ahead, (), most)
        return None if waiting else Side(ahead, front=True)

    def _search(self, front: list[int], ahead: _Steps, behind: _Steps, *, forward_only: bool = False) -> int:
        """Searches from both ends until the searches meet; gives the place where they do, or which of them ended first."""
        # Places wait by distance, then by number: both in one integer, as the search makes very many of them.
        places, distance = 2 * len(self.devices), self.distance
        waiting = [distance[place >> 1] * places + place for place in front]
        heapify(waiting)
        back = list(behind)
        while back:
            # The next layer from the back is due when as much was looked at from the front.
            met = self._forward(waiting, ahead, behind, places if forward_only else max(len(back), _AT_LEAST))
            if met >= 0:
                return met
            if not waiting:
                return _FRONT_ENDED
            back, met = self._backward(back, ahead, behind)
            if met >= 0:
                return met
        return _BACK_ENDED

    def _forward(self, waiting: list[int], ahead: _Steps, behind: Collection[int], count: int) -> int:
        """Looks on from so many of the places that wait; gives the place where the search met the other, or -1."""
        arcs, heads, links, devices = self.graph.arcs, self.graph.heads, self.links, self.devices
        along, through, distance, places = self.along, self.through, self.distance, 2 * len(self.devices)
        while waiting and count > 0:
            count -= 1
            place = heappop(waiting) % places
            device, out = place >> 1, place & 1
            flowing = through.get(device, 0)
            if out or flowing:
                for arc in arcs[device]:
                    head = heads[arc]
                    step = 2 * head + 1 - out
                    if step in ahead or not (links[arc >> 1] > along.get(arc, 0) if out else arc ^ 1 in along):
                        continue
                    ahead[step] = arc
                    if step in behind:
                        return step
                    if out and head not in through and devices[head] and step + 1 not in ahead:
                        # Nothing flows there yet: from the way in there is no other way than out.
                        step += 1
                        ahead[step] = _WITHIN
                        if step in behind:
                            return step
                    heappush(waiting, distance[head] * places + step)
            if (flowing if out else devices[device] > flowing) and (step := place ^ 1) not in ahead:
                ahead[step] = _WITHIN
                if step in behind:
                    return step
                heappush(waiting, distance[device] * places + step)
        return -1

    def _backward(self, back: list[int], ahead: _Steps, behind: _Steps) -> tuple[list[int], int]:
        arcs, heads, along, links = self.graph.arcs, self.graph.heads, self.along, self.links
        through, devices = self.through, self.devices
        reached: list[int] = []
        for place in back:
            device, out = place >> 1, place & 1
            flowing = through.get(device, 0)
            if flowing or not out:
                for arc in arcs[device]:
                    head = heads[arc]
                    step = 2 * head + 1 - out
                    if step in behind or not (arc in along if out else links[arc >> 1] > along.get(arc ^ 1, 0)):
                        continue
                    behind[step] = arc ^ 1
                    if step in ahead:
                        return reached, step
                    if not out and head not in through and devices[head] and step - 1 not in behind:
                        step -= 1
                        behind[step] = _WITHIN
                        if step in ahead:
                            return reached, step
                    reached.append(step)
            if (devices[device] > flowing if out else flowing) and (step := place ^ 1) not in behind:
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

    def __init__(self, flow: Flow, sinks: Iterable[int], barred: Iterable[int] = ()) -> None:
        """Takes a greatest flow, and places that are known to lead to no sink."""
        self._flow = flow
        side = flow.side
        # The search that ended the flow has shown one side already.
        self._complete = side is not None and not side.front  # no place is inside but those known to be
        self._inside = set(side.places) if side is not None and not side.front else set(sinks)
        self._outside = {*barred, *(side.places if side is not None and side.front else ())}

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
