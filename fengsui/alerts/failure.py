"""What failed, and what is only dark because of it: root causes on the graph of devices and links. Pure.

What is down is either a cause or explained by one; what is unknown is never a cause. Everything that is alive, or that can be
reached from something alive over links that are not down, is lit; the rest is hidden, and falls into groups that hang
together.

| down                                            | cause                                                                 |
|-------------------------------------------------|-----------------------------------------------------------------------|
| a link between two lit devices                  | the link; with others that are down in its duct, the duct             |
| a hidden device that a link leads to, not down  | the device: its neighbour sees nobody behind an open port             |
| links that lead from what is lit into a group   | of the links and ducts, and the devices they lead to, the fewer; where they are as many, the links and ducts, or a core |
| a group that no link leads to                   | its cores together, or all that is down in it                         |

Everything else in a group is explained by the causes at its edge. A device with two dark links in two ducts is dead, rather than
two fibres cut at once; a device with one is told as that link, and named beside it, for nothing tells them apart.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fengsui.model.device import DeviceRole
from fengsui.model.incident import Element
from fengsui.model.link import Link
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState

Key = tuple[str, str]
"""Kind (`device`, `link`) and name."""


@dataclass(frozen=True, slots=True)
class NotUp:
    """Names of everything that is down or unknown; what nothing is known of is unknown."""

    devices: Collection[str]
    links: Collection[str]


@dataclass(frozen=True, slots=True)
class Failure:
    """One cause, as it is now.

    Attributes:
        elements: What failed, sorted.
        duct: What they all lie in, where that is the cause.
        or_else: What would explain the same as well, sorted.
        since, latest: When the first and the last of them went down (epoch seconds).
        conclusive: False where its neighbours cannot tell, so that a moment more may show another cause.
        maintenance: True where planned work is announced for all of them.
        reason: What the evidence says of the first.
        evidence_at: Time of the newest evidence; None where there is none.
    """

    elements: tuple[Element, ...]
    duct: str | None = None
    or_else: tuple[Element, ...] = ()
    since: float = 0.0
    latest: float = 0.0
    conclusive: bool = True
    maintenance: bool = False
    reason: str = ""
    evidence_at: float | None = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """Kinds and names of its elements."""
        return tuple([(each.kind, each.name) for each in self.elements])

    @property
    def age_order(self) -> tuple[float, tuple[Element, ...]]:
        """Orders failures by when they were complete; the last is the one that was one too many."""
        return self.latest, self.elements


@dataclass(frozen=True, slots=True)
class Failures:
    """All causes of a moment.

    Attributes:
        found: In the order of their elements.
        explained: For everything that is down, and what is unknown because of it, the failures that it takes, by their
            place in `found`, ascending; of a cause itself its own place.
    """

    found: tuple[Failure, ...] = ()
    explained: Mapping[Key, tuple[int, ...]] = field(default_factory=dict)


def failures_of(network: Network, conditions: Conditions, not_up: NotUp) -> Failures:
    """Finds what failed; the work is by what is not up, and its neighbours."""
    if not not_up.devices and not not_up.links:
        return Failures()
    return _Search(network, conditions, not_up).failures()


@dataclass(frozen=True, slots=True)
class _Root:
    """A cause before it is described: kinds and names, or a duct with the links that are cut in it."""

    keys: tuple[Key, ...]
    duct: str | None = None
    or_else: tuple[Key, ...] = ()
    conclusive: bool = True


@dataclass(slots=True)
class _Group:
    """Hidden devices that hang together.

    Attributes:
        open: Those that a link leads to that is not down.
        edge: Links that are down and lead here from what is lit, each with the device that it leads to.
        inner: Links between them.
    """

    devices: list[str]
    open: list[str] = field(default_factory=list)
    edge: dict[str, str] = field(default_factory=dict)
    inner: list[str] = field(default_factory=list)
    roots: list[_Root] = field(default_factory=list)


class _Search:
    def __init__(self, network: Network, conditions: Conditions, not_up: NotUp) -> None:
        self._network = network
        self._conditions = conditions
        self._dark = frozenset(not_up.devices)
        self._not_up_links = frozenset(not_up.links)
        self._down = frozenset(name for name in self._dark if _is_down(conditions.devices.get(name)))
        self._cut = frozenset(name for name in self._not_up_links if _is_down(conditions.links.get(name)))
        self._hidden = self._dark - self._lit()
        self._explained: dict[Key, list[_Root]] = {}

    def failures(self) -> Failures:
        groups = [self._group(devices) for devices in self._components()]
        roots = self._roots(groups)
        for group in groups:
            self._explain(group)
        for root in roots:
            for key in root.keys:
                self._explained[key] = [root]
        found = sorted(((self._described(root), root) for root in roots), key=lambda each: each[0].elements)
        place = {root: number for number, (_, root) in enumerate(found)}
        explained = {key: tuple(sorted({place[root] for root in by})) for key, by in self._explained.items() if by}
        return Failures(tuple(failure for failure, _ in found), explained)

    def _lit(self) -> frozenset[str]:
        """Devices that nothing is known of and that may live: no link that is down stands between them and the living."""
        unknown = self._dark - self._down
        lit = {name for name in unknown if self._is_core(name) or self._beside_the_living(name)}
        waiting = list(lit)
        while waiting:
            for link, other in self._around(waiting.pop()):
                if other in unknown and other not in lit and link.name not in self._cut:
                    lit.add(other)
                    waiting.append(other)
        return frozenset(lit)

    def _beside_the_living(self, device: str) -> bool:
        return any(link.name not in self._cut and other not in self._dark for link, other in self._around(device))

    def _around(self, device: str) -> Iterator[tuple[Link, str]]:
        """Links of a device, each with the device at its other end."""
        for link in self._network.links_of[device]:
            yield link, link.b.device if link.a.device == device else link.a.device

    def _components(self) -> Iterator[list[str]]:
        seen: set[str] = set()
        for first in sorted(self._hidden):
            if first in seen:
                continue
            seen.add(first)
            component = [first]
            for device in component:
                for _, other in self._around(device):
                    if other in self._hidden and other not in seen:
                        seen.add(other)
                        component.append(other)
            yield component

    def _group(self, devices: list[str]) -> _Group:
        group = _Group(sorted(devices))
        for device in group.devices:
            leads_out = [(link.name, other) for link, other in self._around(device) if other not in self._hidden]
            if any(name not in self._cut for name, _ in leads_out):
                group.open.append(device)
            else:
                group.edge |= {name: device for name, _ in leads_out}
            group.inner += [link.name for link, other in self._around(device) if other in self._hidden]
        return group

    def _roots(self, groups: Iterable[_Group]) -> list[_Root]:
        """All causes; each group is given those at its edge."""
        groups = list(groups)
        found = [root for group in groups for root in self._certain(group)]
        group_of = {device: group for group in groups for device in group.devices}
        edge = {link: device for group in groups for link, device in group.edge.items()}
        units = self._units(edge)
        lone = {units[link] for link in units if link not in edge}
        chosen = [*lone, *self._chosen({link: unit for link, unit in units.items() if unit not in lone}, edge)]
        for root in sorted(set(chosen), key=lambda each: each.keys):
            found.append(root)
            touched = {
                edge[name] if kind == "link" else name for kind, name in root.keys if kind != "link" or name in edge
            }
            for group in _once(group_of[device] for device in sorted(touched)):
                group.roots.append(root)
        return found

    def _certain(self, group: _Group) -> list[_Root]:
        """Devices that their neighbours see nobody behind, or what a group that no link leads to goes back to."""
        for device in group.open:
            group.roots.append(_Root((("device", device),), conclusive=self._beside_the_living(device)))
        down = [device for device in group.devices if device in self._down]
        if not group.open and not group.edge and down:
            cores = [device for device in down if self._is_core(device)]
            keys = tuple([("device", device) for device in cores or down])
            group.roots.append(_Root(keys, conclusive=len(group.devices) == 1))
        return list(group.roots)

    def _units(self, edge: Mapping[str, str]) -> dict[str, _Root]:
        """Links that are down and may be causes, each with what would have to be repaired: itself, or its duct."""
        candidates = [name for name in sorted(self._cut) if name in edge or not self._touches_hidden(name)]
        by_duct: dict[str, list[str]] = {}
        for name in candidates:
            if (duct := self._network.links[name].duct) is not None:
                by_duct.setdefault(duct, []).append(name)
        found = {name: _Root((("link", name),)) for name in candidates}
        for duct, names in by_duct.items():
            if len(names) > 1:
                found |= dict.fromkeys(names, _Root(tuple([("link", name) for name in names]), duct))
        return found

    def _touches_hidden(self, link: str) -> bool:
        ends = self._network.links[link]
        return ends.a.device in self._hidden or ends.b.device in self._hidden

    def _chosen(self, units: Mapping[str, _Root], edge: Mapping[str, str]) -> Iterator[_Root]:
        """Of the links and ducts at the edges of groups, and the devices that they lead to, the fewer."""
        for links in _parts(units, edge):
            ways, devices = {units[link] for link in links}, {edge[link] for link in links}
            yield from self._fewer(ways, devices)

    def _fewer(self, ways: set[_Root], devices: set[str]) -> Iterator[_Root]:
        dead = devices <= self._down
        core = any(self._is_core(device) for device in devices)
        if not dead or len(ways) < len(devices) or (len(ways) == len(devices) and not core):
            for way in ways:
                alone = dead and len(ways) == len(devices) == 1
                or_else = tuple([("device", device) for device in devices]) if alone else ()
                yield _Root(way.keys, way.duct, or_else)
        else:
            for device in sorted(devices):
                alone = len(ways) == len(devices) == 1
                yield _Root((("device", device),), or_else=next(iter(ways)).keys if alone else ())

    def _explain(self, group: _Group) -> None:
        for device in group.devices:
            self._explained["device", device] = group.roots
        for name in group.inner:
            if name in self._not_up_links:
                self._explained["link", name] = group.roots
        for root in group.roots:
            for device in (name for kind, name in root.keys if kind == "device"):
                for link, other in self._around(device):
                    if other not in self._hidden and link.name in self._not_up_links:
                        self._explained["link", link.name] = [root]

    def _is_core(self, device: str) -> bool:
        return self._network.devices[device].role is DeviceRole.CORE

    def _described(self, root: _Root) -> Failure:
        states = [state for key in root.keys if (state := self._state(key)) is not None]
        times = [state.since for state in states] or [0.0]
        evidence = [state.evidence_at for state in states if state.evidence_at is not None]
        return Failure(
            elements=tuple(sorted(element_of(self._network, key) for key in root.keys)),
            duct=root.duct,
            or_else=tuple(sorted(element_of(self._network, key) for key in root.or_else)),
            since=min(times),
            latest=max(times),
            conclusive=root.conclusive,
            maintenance=all(_planned(self._network, key) for key in root.keys),
            reason=states[0].reason if states else "",
            evidence_at=max(evidence, default=None),
        )

    def _state(self, key: Key) -> ElementState | None:
        return state_of(self._conditions, key)


def element_of(network: Network, key: Key) -> Element:
    """A registered device or link."""
    kind, name = key
    carrier = network.devices[name].carrier if kind == "device" else network.links[name].carrier
    return Element(kind, name, carrier)


def state_of(conditions: Conditions, key: Key) -> ElementState | None:
    """What is known of a device or link; None where nothing is."""
    kind, name = key
    return (conditions.devices if kind == "device" else conditions.links).get(name)


def _is_down(state: ElementState | None) -> bool:
    return state is not None and state.condition is Condition.DOWN


def _planned(network: Network, key: Key) -> bool:
    kind, name = key
    if kind == "device":
        return network.in_maintenance(name)
    link = network.links[name]
    return network.in_maintenance(link.a.device) or network.in_maintenance(link.b.device)


def _parts(units: Mapping[str, _Root], edge: Mapping[str, str]) -> Iterator[list[str]]:
    """Links that share a unit or a device, directly or by way of others."""
    beside: dict[object, list[str]] = {}
    for link, unit in units.items():
        beside.setdefault(unit, []).append(link)
        beside.setdefault(edge[link], []).append(link)
    seen: set[str] = set()
    for first in sorted(units):
        if first in seen:
            continue
        seen.add(first)
        part = [first]
        for link in part:
            for other in (*beside[units[link]], *beside[edge[link]]):
                if other not in seen:
                    seen.add(other)
                    part.append(other)
        yield part


def _once(groups: Iterable[_Group]) -> list[_Group]:
    return list({id(group): group for group in groups}.values())
