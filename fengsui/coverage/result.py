"""The answer of the coverage engine: states, paths, reasons and evidence age by county and carrier."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class CoverageState(StrEnum):
    """State of a county for one carrier, or of the county as a whole (then the best of its carriers), best first."""

    COVERED = "covered"  # a path of up elements leads to the carrier's core
    DEGRADED = "degraded"  # covered, with fewer edge-disjoint paths than designed
    UNKNOWN = "unknown"  # reached only if unknown elements are taken as up
    UNCOVERED = "uncovered"  # not even then
    UNSERVED = "unserved"  # nothing of the carrier is registered here


# Best first: a county's own state is the first of these that any of its carriers has.
STATE_ORDER = tuple(CoverageState)

# What counts as covered in ratios.
CONNECTED = frozenset({CoverageState.COVERED, CoverageState.DEGRADED})


@dataclass(frozen=True, slots=True)
class Paths:
    """Disjoint paths from a county's devices together to the carrier's cores together; None where the county holds the only core.

    Attributes:
        live: Edge-disjoint paths over elements that are up.
        designed: Edge-disjoint paths with every registered element up.
        live_node_disjoint, designed_node_disjoint: Of these, how many can be had without sharing a device on the way.
    """

    live: int | None = None
    designed: int | None = None
    live_node_disjoint: int | None = None
    designed_node_disjoint: int | None = None


@dataclass(frozen=True, slots=True)
class SinglePoints:
    """What alone, by its loss, leaves a county without cover: names, ascending; none where it has no cover to lose.

    Attributes:
        ducts: With all links that lie in them.
    """

    links: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    ducts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CarrierCoverage:
    """Coverage of one county by one carrier.

    Attributes:
        reason: Names of the smallest set of elements not up that explains the state, sorted; empty when covered.
        evidence_age_seconds: Age of the oldest evidence among the elements that the state rests on; None without any.
        maintenance: True where an element of `reason`, or a device of the county, is under announced maintenance.
        devices: How many devices of the carrier are registered in the county.
        single_points: What cuts the county off from this carrier, its own last device and an only core included.
    """

    carrier: str
    state: CoverageState
    reason: tuple[str, ...]
    evidence_age_seconds: float | None
    paths: Paths
    maintenance: bool
    devices: int
    single_points: SinglePoints = SinglePoints()


@dataclass(frozen=True, slots=True)
class CountyCoverage:
    """Coverage of one coverage unit.

    Attributes:
        code: GB/T 2260 code.
        name: Chinese name.
        reason: Of the carrier that gives the county its state (the first by code where several do).
        carriers: One entry for each carrier with a device in the county, by code.
        paths: The sums over its carriers; None where none of them has paths to count.
        single_points: What cuts the county off from all of its carriers at once.
        maintenance: True where announced work bears on one of its carriers.
    """

    code: str
    name: str
    name_en: str
    prefecture: str
    state: CoverageState
    reason: tuple[str, ...]
    evidence_age_seconds: float | None
    carriers: tuple[CarrierCoverage, ...]
    paths: Paths = Paths()
    single_points: SinglePoints = SinglePoints()
    maintenance: bool = False

    @property
    def connected(self) -> bool:
        """True where it counts as covered: covered or degraded."""
        return self.state in CONNECTED


@dataclass(frozen=True, slots=True)
class Rollup:
    """Coverage of a prefecture, a network or a sector.

    Attributes:
        key: Code of the prefecture, or name of the network or sector.
        state: The worst that any part of it has; unserved where it has no part.
        by_state: How many parts are in each state; every state is a key. Parts of a sector are sites, of the others counties.
        reason: What explains the parts that are not covered as they should be, sorted.
        evidence_age_seconds: The oldest of the counties that it is counted in.
        maintenance: True where announced work bears on one of those counties.
    """

    key: str
    state: CoverageState
    by_state: dict[CoverageState, int]
    reason: tuple[str, ...]
    evidence_age_seconds: float | None
    maintenance: bool

    @property
    def parts(self) -> int:
        """Denominator of the ratio."""
        return sum(self.by_state.values())

    @property
    def ratio(self) -> float | None:
        """Share of parts that are covered or degraded, 0–1; None without any part."""
        return sum(self.by_state[state] for state in CONNECTED) / self.parts if self.parts else None


@dataclass(frozen=True)
class Coverage:
    """Coverage of the province at one moment.

    Attributes:
        as_of: Epoch seconds that the conditions were taken at.
        counties: One entry for each coverage unit, by code.
        prefectures: Counties summed up, by code.
        networks: Counties as each of the three networks covers them.
        sectors: Sites of each sector.
        sites: State of each site that has a sector, by code; it follows from the rest and is not kept of what was.
    """

    as_of: float
    counties: tuple[CountyCoverage, ...]
    prefectures: tuple[Rollup, ...] = ()
    networks: tuple[Rollup, ...] = ()
    sectors: tuple[Rollup, ...] = ()
    sites: Mapping[str, CoverageState] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def units(self) -> int:
        """Denominator of the ratio: how many coverage units there are."""
        return len(self.counties)

    @cached_property
    def by_state(self) -> dict[CoverageState, int]:
        """Units by state; every state is a key."""
        counted = Counter(county.state for county in self.counties)
        return {state: counted[state] for state in STATE_ORDER}

    @property
    def connected(self) -> int:
        """Numerator of the ratio: covered and degraded units."""
        return self.by_state[CoverageState.COVERED] + self.by_state[CoverageState.DEGRADED]

    @property
    def ratio(self) -> float:
        """Share of units that are covered or degraded, 0–1; 0 for an empty province."""
        return self.connected / self.units if self.units else 0.0
