"""What coverage and redundancy of a large province cost in CPU time, beside networkx for the parts that it has.

The province: four carriers, in each of the 87 units some sixty devices a carrier on a chain with random short cuts, whose
heads hang on two rings a prefecture between four cores in a mesh: 20,000 devices and 60,000 links in all.
"""

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

import networkx as nx

from fengsui.coverage.cuts import cuts_of
from fengsui.coverage.engine import Assessor, assess
from fengsui.coverage.graph import CarrierGraph, graphs_of
from fengsui.inventory.divisions import load_divisions
from fengsui.model.carrier import Carrier
from fengsui.model.device import Device, DeviceRole, NetworkKind
from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState
from fengsui.model.site import Site, SiteKind

CARRIERS = ("broadcast", "mobile", "telecom", "unicom")
CORES = 4
NOW = 1_790_000_000.0


def province(devices: int, links: int, chance: random.Random) -> Network:
    """The province of the benchmark; by name, as the inventory gives it."""
    divisions = load_divisions()
    units = [division.code for division in divisions if division.coverage_unit]
    found: list[Device] = []
    joined: list[Link] = []
    for carrier in CARRIERS:
        count = devices // len(CARRIERS)
        names = [f"{carrier}-{number:05d}" for number in range(count)]
        for number, name in enumerate(names):
            role = DeviceRole.CORE if number < CORES else DeviceRole.ACCESS
            site = f"site-{units[number % len(units)]}"
            found.append(Device(name, carrier, site, role, NetworkKind.INTERNET, "127.0.0.1"))
        inside = [list(range(CORES + place, count, len(units))) for place in range(len(units))]
        pairs = [*_backbone(units, inside, chance)]
        while len(pairs) < links // len(CARRIERS):
            a, b = chance.sample(chance.choice(inside), 2)
            pairs.append((a, b))
        joined += [
            Link(f"{carrier}-l{number:05d}", carrier, LinkEnd(names[a], f"p{number}"), LinkEnd(names[b], f"p{number}"))
            for number, (a, b) in enumerate(pairs)
        ]
    sites = [Site(f"site-{code}", code, code, SiteKind.POP) for code in units]
    return Network.of(divisions, [Carrier(code, code, code) for code in CARRIERS], sites, found, joined)


def _backbone(units: list[str], inside: list[list[int]], chance: random.Random) -> Iterator[tuple[int, int]]:
    yield from combinations(range(CORES), 2)
    prefectures: dict[str, list[int]] = {}
    for place, code in enumerate(units):
        prefectures.setdefault(code[:4], []).append(place)
    for places in prefectures.values():
        for ring in (0, 1):
            heads = [inside[place][ring] for place in places]
            yield from pairwise([chance.randrange(CORES), *heads, chance.randrange(CORES)])
    for devices in inside:
        yield from pairwise(devices)


def conditions(network: Network, down: frozenset[str] = frozenset()) -> Conditions:
    def state(name: str) -> ElementState:
        return ElementState(name, Condition.DOWN if name in down else Condition.UP, NOW - 600, NOW - 30)

    return Conditions({name: state(name) for name in network.devices}, {name: state(name) for name in network.links})


def cpu(work: Callable[[], object], rounds: int) -> float:
    """The least CPU-milliseconds of some rounds: what disturbs a machine only ever adds."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken) * 1e3


def one_link(assessor: Assessor, states: Conditions, chance: random.Random) -> list[float]:
    """CPU-milliseconds of each change: links that go down and come back, backbone and county alike."""
    taken = []
    links = [name for name, state in states.links.items() if state.condition is Condition.UP]
    backbone = [name for name in links if int(name[-5:]) < 300]
    for name in (*chance.sample(links, 20), *chance.sample(backbone, 20)):
        before = states.links[name]
        for after in (ElementState(name, Condition.DOWN, NOW, NOW), before):
            states.links[name] = after
            began = time.process_time()
            assessor.assess(states, NOW, moved=[name])
            taken.append((time.process_time() - began) * 1e3)
    return sorted(taken)


def as_networkx(graph: CarrierGraph) -> "nx.Graph[int]":
    drawn: nx.Graph[int] = nx.Graph()
    drawn.add_nodes_from(range(len(graph.devices)))
    drawn.add_edges_from(graph.ends(link) for link in range(len(graph.links)))
    return drawn


def beside_networkx(network: Network, states: Conditions, rounds: int) -> Iterator[tuple[str, float, float]]:
    """The same questions to both over all carriers: what, ours and theirs in CPU-milliseconds."""
    graphs = list(graphs_of(network).values())
    drawn = [as_networkx(graph) for graph in graphs]
    theirs = cpu(lambda: [(list(nx.bridges(g)), list(nx.articulation_points(g))) for g in drawn], rounds)
    yield "bridges and articulation points", cpu(lambda: cuts_of(network, states), rounds), theirs
    graph, simple = graphs[0], drawn[0]
    county = max(graph.counties)
    flows = cpu(lambda: _flow(graph, simple, county), 1)
    ours = cpu(lambda: assess(network, states, NOW), rounds)
    yield "edge-disjoint paths: ours with everything else, networkx at 348 times one county", ours, flows * 348


def _flow(graph: CarrierGraph, drawn: "nx.Graph[int]", county: str) -> float:
    flow: nx.DiGraph[object] = nx.DiGraph()
    for a, b in drawn.edges:
        flow.add_edge(a, b, capacity=1)
        flow.add_edge(b, a, capacity=1)
    for device in graph.counties[county]:
        flow.add_edge("county", device)
    for core in graph.cores_beyond(county):
        flow.add_edge(core, "core")
    return float(nx.maximum_flow_value(flow, "county", "core"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--devices", type=int, default=20_000)
    parser.add_argument("--links", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    chance = random.Random(2011)
    network = province(given.devices, given.links, chance)
    whole = conditions(network)
    faults = frozenset(chance.sample(sorted(network.links), given.links // 1000))
    hurt = conditions(network, faults)
    # As in the service: what lives as long as the process is not looked at again and again.
    gc.collect()
    gc.freeze()
    print(f"{len(network.devices)} devices, {len(network.links)} links, {len(network.coverage_units)} units")
    print(f"in full, everything up          {cpu(lambda: assess(network, whole, NOW), given.rounds):8.1f} ms")
    print(
        f"in full, {len(faults):3d} links down         {cpu(lambda: assess(network, hurt, NOW), given.rounds):8.1f} ms"
    )
    print(f"in full, nothing known          {cpu(lambda: assess(network, Conditions({}, {}), NOW), 1):8.1f} ms")
    for words, states in (("else up", whole), (f"{len(faults)} down", hurt)):
        assessor = Assessor(network)
        assessor.assess(states, NOW)
        gc.freeze()
        taken = one_link(assessor, states, chance)
        print(
            f"after one link, {words:10s}      {statistics.median(taken):8.1f} ms in the median, {taken[-4]:.1f} at p95, {taken[-1]:.1f} at most"
        )
    for words, ours, theirs in beside_networkx(network, whole, given.rounds):
        print(f"{words}: {ours:.0f} ms, networkx {theirs:.0f} ms, {theirs / ours:.0f} times")


if __name__ == "__main__":
    main()
