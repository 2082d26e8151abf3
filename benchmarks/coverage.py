"""What coverage and redundancy of a large province cost in CPU time, beside networkx for the parts that it has.

The province: four carriers, in each of the 87 units some sixty devices a carrier on a chain with random short cuts, whose
heads hang on two rings a prefecture between four cores in a mesh: 20,000 devices and 60,000 links in all.
"""

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from functools import partial
from itertools import combinations, pairwise
from typing import Any

import networkx as nx

from fengsui.coverage.cuts import cuts_of
from fengsui.coverage.engine import Assessor, assess
from fengsui.coverage.graph import CarrierGraph, graphs_of
from fengsui.inventory.divisions import load_divisions
from fengsui.model.carrier import Carrier
from fengsui.model.device import Device, DeviceRole, NetworkKind
from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, DeviceObservation, ElementState
from fengsui.model.poll import InterfaceTable, PollOutcome
from fengsui.model.site import Site, SiteKind
from fengsui.tasks.board import Board

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


def changed(assessor: Assessor, states: Conditions, names: Sequence[str], condition: Condition) -> float:
    """CPU-milliseconds until the coverage is known after some devices or links went over to a condition at once."""
    for name in names:
        of = states.links if name in states.links else states.devices
        of[name] = ElementState(name, condition, NOW, NOW)
    began = time.process_time()
    assessor.assess(states, NOW, moved=names)
    return (time.process_time() - began) * 1e3


def changes(
    network: Network, states: Conditions, chance: random.Random, rounds: int
) -> Iterator[tuple[str, list[float]]]:
    """What each kind of change costs, going down and coming back counted each: half of single links are backbone links."""
    assessor = Assessor(network)
    assessor.assess(states, NOW)
    gc.collect()
    gc.freeze()
    up = [name for name, state in states.links.items() if state.condition is Condition.UP]
    backbone = [name for name in up if int(name[-5:]) < 300]
    devices = [name for name, state in states.devices.items() if state.condition is Condition.UP]
    kinds: dict[str, Callable[[], list[str]]] = {
        "one link": lambda: [chance.choice(backbone if chance.random() < 0.5 else up)],
        "one device": lambda: [chance.choice(devices)],
        "20 links of a duct": lambda: _near(backbone, chance, 20),
        "100 links at once": lambda: chance.sample(up, 100),
    }
    for kind, chosen in kinds.items():
        taken = []
        for _ in range(rounds if kind.startswith("one") else rounds // 4):
            names = chosen()
            taken += [
                changed(assessor, states, names, each) for each in (Condition.DOWN, Condition.UNKNOWN, Condition.UP)
            ]
        yield kind, sorted(taken)


def _near(links: Sequence[str], chance: random.Random, count: int) -> list[str]:
    """Links that follow on each other, as along one road."""
    first = chance.randrange(len(links) - count)
    return list(links[first : first + count])


def one_more_link(network: Network, states: Conditions, chance: random.Random) -> float:
    """CPU-milliseconds after an edit that adds one link, until its coverage is known."""
    before = Assessor(network)
    before.assess(states, NOW)
    a, b = chance.sample([name for name in network.devices if name.startswith("telecom")], 2)
    added = Link("telecom-new", "telecom", LinkEnd(a, "new"), LinkEnd(b, "new"))
    edited = replace(network, links={**network.links, added.name: added})
    return cpu(lambda: Assessor(edited, before).assess(states, NOW), 3)


def first_minute(network: Network, chance: random.Random, seconds: int = 60) -> list[float]:
    """CPU-milliseconds of each look while every device answers for the first time within a minute."""
    board, names = Board(180.0), list(network.devices)
    board.register(network)
    chance.shuffle(names)
    share, taken = -(-len(names) // seconds), []
    for second in range(seconds):
        now = NOW + second
        for name in names[second * share : (second + 1) * share]:
            board.pin(_answer(network, name, now), ())
        taken.append(cpu(partial(board.assess, now), 1))
    taken.append(cpu(lambda: board.assess(NOW + seconds), 1))
    return taken


def _answer(network: Network, name: str, now: float) -> DeviceObservation:
    ports = [end.interface for link in network.links_of[name] for end in (link.a, link.b) if end.device == name]
    blank: dict[str, Any] = {column.name: (None,) * len(ports) for column in fields(InterfaceTable)}
    status = ("up",) * len(ports)
    named = {"index": tuple(range(len(ports))), "name": tuple(ports), "oper_status": status, "admin_status": status}
    table = InterfaceTable(**{**blank, **named})
    return DeviceObservation(name, PollOutcome.OK, now, answered_at=now, interfaces=table, interfaces_at=now)


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
    parser.add_argument("--changes", type=int, default=150, help="single links and devices that are changed")
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
    for words, states in (("all else up", whole), (f"{len(faults)} links down", hurt)):
        for kind, taken in changes(network, states, chance, given.changes):
            middle, most = statistics.median(taken), taken[-1]
            p95, p99 = (statistics.quantiles(taken, n=100)[part - 1] for part in (95, 99))
            print(f"{kind}, {words}: {middle:.1f} ms in the median, p95 {p95:.1f}, p99 {p99:.1f}, at most {most:.1f}")
    print(f"one link added to the inventory {one_more_link(network, whole, chance):8.1f} ms")
    looks = first_minute(network, chance)
    print(
        f"looks of the first minute, {len(looks) - 1} of them: {sum(looks[:-1]) / 1e3:.1f} s together, "
        f"{statistics.median(looks[:-1]):.0f} ms in the median, {max(looks[:-1]):.0f} at most; one without news {looks[-1]:.1f} ms"
    )
    for words, ours, theirs in beside_networkx(network, whole, given.rounds):
        print(f"{words}: {ours:.0f} ms, networkx {theirs:.0f} ms, {theirs / ours:.0f} times")


if __name__ == "__main__":
    main()
