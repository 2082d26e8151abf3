"""Builds the province from its blueprint: a pure function of the divisions, a seed and the port of the agents."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from fengsui.model.carrier import Carrier
from fengsui.model.device import DeviceRole
from fengsui.model.division import Division
from fengsui.model.link import LinkTier
from fengsui.simulator.blueprint import CARRIERS, PREFECTURES, CarrierPlan, Prefecture
from fengsui.simulator.draft import Draft
from fengsui.simulator.equipment import GIGABIT
from fengsui.simulator.province import Province, Trench


def build_province(divisions: Iterable[Division], *, seed: int, port: int) -> Province:
    """The whole province: the same for the same arguments, on every machine.

    Args:
        divisions: Divisions of Gansu, with households and coordinates.
        seed: Chooses makes, loads, uptimes and the like; the layout is always the same.
        port: UDP port that all agents listen on.
    """
    by_code = {division.code: division for division in divisions}
    draft = Draft(seed, by_code, port)
    trenches: dict[tuple[str, int, int], list[str]] = {}
    for plan in CARRIERS:
        _CarrierBuilder(plan, draft, trenches).build()
    return Province(
        seed=seed,
        divisions=by_code,
        carriers={plan.code: _carrier(plan) for plan in CARRIERS},
        sites=draft.sites,
        devices=draft.finished_devices(),
        links=draft.links,
        trenches=_trenches(trenches),
    )


def _carrier(plan: CarrierPlan) -> Carrier:
    return Carrier(plan.code, plan.name_zh, plan.name_en, (f"127.{plan.octet}.0.0/16",))


def _trenches(found: dict[tuple[str, int, int], list[str]]) -> tuple[Trench, ...]:
    by_prefecture = {prefecture.code: prefecture for prefecture in PREFECTURES}
    trenches = []
    for (prefecture, road, segment), links in sorted(found.items()):
        stops = _roads(by_prefecture[prefecture])[road]
        trenches.append(Trench(stops[segment], stops[segment + 1], tuple(links)))
    return tuple(trenches)


def _roads(prefecture: Prefecture) -> list[tuple[str, ...]]:
    # Rings first, then spurs, each as the counties that its road passes.
    rings = [(prefecture.seat, *ring, prefecture.seat) for ring in prefecture.rings]
    return [*rings, *((parent, county) for county, parent in prefecture.spurs)]


class _CarrierBuilder:
    """One carrier's network, from the core outwards."""

    def __init__(self, plan: CarrierPlan, draft: Draft, trenches: dict[tuple[str, int, int], list[str]]) -> None:
        self._plan = plan
        self._draft = draft
        self._trenches = trenches
        self._cores: list[str] = []
        self._county_capacity = GIGABIT if plan.code == "broadcast" else 10 * GIGABIT
        self._access_capacity = 10 * GIGABIT if plan.code in ("telecom", "mobile") else GIGABIT

    def build(self) -> None:
        self._build_core_ring()
        for prefecture in PREFECTURES:
            metros = self._build_metro(prefecture)
            counties = self._build_counties(prefecture, metros)
            self._build_access(counties)

    def _build_core_ring(self) -> None:
        numbers: Counter[str] = Counter()
        for county in self._plan.cores:
            prefecture = next(p for p in PREFECTURES if county in p.counties)
            numbers[prefecture.label] += 1
            label = f"core-{prefecture.label}-{numbers[prefecture.label]}"
            self._cores.append(self._draft.device(self._plan, county, DeviceRole.CORE, label))
        ring = zip(self._cores, [*self._cores[1:], self._cores[0]], strict=True)
        for a, b in ring:
            self._draft.link(a, b, 100 * GIGABIT, LinkTier.BACKBONE)

    def _build_metro(self, prefecture: Prefecture) -> list[str]:
        # Two routers in different buildings where the carrier can afford it; Jiayuguan is one town and has one.
        count = 2 if self._plan.metro_pairs and prefecture.rings else 1
        metros = [
            self._draft.device(self._plan, prefecture.seat, DeviceRole.METRO, f"metro-{prefecture.label}-{number + 1}")
            for number in range(count)
        ]
        for metro, core in zip([metros[0], metros[-1]], self._nearest_cores(prefecture.seat), strict=True):
            self._draft.link(core, metro, 100 * GIGABIT, LinkTier.METRO)
        if count == 2:
            self._draft.link(metros[0], metros[1], 100 * GIGABIT, LinkTier.METRO)
        return metros

    def _nearest_cores(self, county: str) -> Sequence[str]:
        here = self._draft.divisions[county]
        place = {core: self._draft.divisions[at] for core, at in zip(self._cores, self._plan.cores, strict=True)}
        return sorted(self._cores, key=lambda core: _distance(here, place[core]))[:2]

    def _build_counties(self, prefecture: Prefecture, metros: list[str]) -> dict[str, str]:
        devices = {
            county: self._draft.device(self._plan, county, DeviceRole.COUNTY, f"county-{self._draft.slug(county)}")
            for county in prefecture.counties
            if self._serves(prefecture, county)
        }
        self._county_link(metros[0], devices[prefecture.seat])
        self._county_link(devices[prefecture.seat], metros[-1])
        for road, ring in enumerate(prefecture.rings):
            self._build_ring(prefecture, road, [metros[0], *map(devices.get, ring), metros[-1]])
        self._build_spurs(prefecture, devices)
        return devices

    def _build_ring(self, prefecture: Prefecture, road: int, devices: list[str | None]) -> None:
        # A county without the carrier is passed by: its cable lies in the trench all the same.
        present = [(position, name) for position, name in enumerate(devices) if name is not None]
        if len(present) < 3:
            return
        for (start, a), (end, b) in pairwise(present):
            link = self._county_link(a, b)
            for segment in range(start, end):
                self._trenches.setdefault((prefecture.code, road, segment), []).append(link)

    def _build_spurs(self, prefecture: Prefecture, devices: dict[str, str]) -> None:
        parents = dict(prefecture.spurs)
        roads = {county: len(prefecture.rings) + number for number, county in enumerate(parents)}
        for county, parent in parents.items():
            if county not in devices:
                continue
            passed = [county]
            while parent not in devices:
                passed.append(parent)
                parent = parents.get(parent, prefecture.seat)
            link = self._county_link(devices[parent], devices[county])
            for stop in (stop for stop in passed if stop in roads):
                self._trenches.setdefault((prefecture.code, roads[stop], 0), []).append(link)

    def _build_access(self, devices: dict[str, str]) -> None:
        for county, device in devices.items():
            households = self._draft.divisions[county].households or 0
            wanted = min(round(households / self._plan.access_households), self._plan.access_limit)
            for number in range(wanted):
                label = f"olt-{self._draft.slug(county)}-{number + 1}"
                olt = self._draft.device(self._plan, county, DeviceRole.ACCESS, label)
                self._draft.link(device, olt, self._access_capacity, LinkTier.ACCESS)

    def _serves(self, prefecture: Prefecture, county: str) -> bool:
        households = self._draft.divisions[county].households or 0
        wanted = county == prefecture.seat or households >= self._plan.least_households
        return wanted and county not in self._plan.absent

    def _county_link(self, a: str, b: str) -> str:
        return self._draft.link(a, b, self._county_capacity, LinkTier.COUNTY)


def _distance(a: Division, b: Division) -> float:
    # Good enough to rank cities: a degree of longitude is shorter than one of latitude.
    across = ((a.longitude or 0) - (b.longitude or 0)) * math.cos(math.radians(36))
    return math.hypot(across, (a.latitude or 0) - (b.latitude or 0))
