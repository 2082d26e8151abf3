"""Random small networks of one carrier with the state of every element: parallel links, islands and dead cores among them."""

import random
from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import strategies as st

from fengsui.coverage.graph import CarrierGraph, GraphStatus, graphs_of, status_of
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions
from tests.unit.coverage.networks import conditions_from, device, link, network

COUNTIES = ("620102", "620200", "620402")
_CONDITIONS = (Condition.UP, Condition.DOWN, Condition.UNKNOWN)


@dataclass(frozen=True)
class Scene:
    """A network and what its elements are in."""

    network: Network
    states: dict[str, Condition]

    def __repr__(self) -> str:
        """Short enough to be read when a property fails."""
        devices = {d.name: (d.role.value, d.site) for d in self.network.devices.values()}
        links = {e.name: (e.a.device, e.b.device) for e in self.network.links.values()}
        return f"Scene({devices}, {links}, { {name: state.value for name, state in self.states.items()} })"

    @property
    def conditions(self) -> Conditions:
        return conditions_from(self.network, self.states)

    @property
    def graph(self) -> CarrierGraph:
        return graphs_of(self.network)["telecom"]

    @property
    def status(self) -> GraphStatus:
        return status_of(self.graph, self.conditions)

    def changed(self, name: str, condition: Condition) -> "Scene":
        return Scene(self.network, {**self.states, name: condition})


@st.composite
def scenes(draw: st.DrawFn, conditions: tuple[Condition, ...] = _CONDITIONS, most_links: int = 9) -> Scene:
    """Two to six devices in up to three counties, some of them cores, and up to nine links."""
    names = [f"d{number}" for number in range(draw(st.integers(2, 6)))]
    devices = [
        device(name, draw(st.sampled_from(COUNTIES)), role=draw(st.sampled_from(["core", "county", "access"])))
        for name in names
    ]
    pairs = st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True)
    ends = draw(st.lists(pairs, max_size=most_links))
    links = [link(f"l{number}", a, b) for number, (a, b) in enumerate(ends)]
    elements = [*names, *(each.name for each in links)]
    states = {name: draw(st.sampled_from(conditions)) for name in elements}
    return Scene(network(devices, links), states)


@st.composite
def wide_scenes(draw: st.DrawFn) -> Scene:
    """Twenty devices in five counties on rings and random short cuts, some links parallel, some in ducts, most of all up."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    counties = (*COUNTIES, "620502", "620602")
    names = [f"d{number:02d}" for number in range(20)]
    cores = set(chance.sample(names, chance.randint(1, 4)))
    devices = [device(name, chance.choice(counties), role="core" if name in cores else "access") for name in names]
    pairs = [
        *pairwise(names),
        *(tuple(chance.sample(names, 2)) for _ in range(chance.randint(5, 25))),
    ]
    links = [
        replace(link(f"l{number:02d}", a, b), duct=chance.choice([None, None, "G30", "S2", "X7"]))
        for number, (a, b) in enumerate(pairs)
    ]
    weights = chance.choice([(8, 1, 1), (20, 1, 0), (1, 1, 8)])
    states = {name: chance.choices(_CONDITIONS, weights)[0] for name in (*names, *(each.name for each in links))}
    return Scene(network(devices, links), states)


def later(scene: Scene, seed: int) -> tuple[Scene, list[str]]:
    """The scene after one to three of its elements went over to another condition, with their names."""
    chance = random.Random(seed)
    names = chance.sample(sorted(scene.states), min(chance.choice([1, 1, 1, 2, 3]), len(scene.states)))
    return Scene(scene.network, {**scene.states, **{name: chance.choice(_CONDITIONS) for name in names}}), names
