"""What would be left of coverage if some links, devices and ducts were down: planned work, and the worst single cut."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from fengsui.coverage.burden import Burden, burdens_of, households_in
from fengsui.coverage.cuts import Cuts, cuts_of
from fengsui.coverage.engine import Assessor
from fengsui.coverage.result import CONNECTED, CountyCoverage, Coverage, CoverageState
from fengsui.errors import UsageError
from fengsui.inventory.suggest import did_you_mean
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState

_FAULTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Outage:
    """What is taken down, by name; of a duct all links that lie in it."""

    links: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    ducts: tuple[str, ...] = ()

    def opened(self, network: Network) -> "Outage":
        """The same with the links of each duct in place of the duct."""
        ducts = frozenset(self.ducts)
        within = [name for name, link in network.links.items() if link.duct in ducts] if ducts else []
        return Outage(tuple(dict.fromkeys([*self.links, *within])), self.devices)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Coverage without some elements, beside what it was with them.

    Attributes:
        after: Coverage with the outage.
        lost: Codes of counties that are covered no longer.
        lost_by_carrier: Pairs (county, carrier) where the carrier covers the county no longer.
        degraded: Codes of counties that are still covered, and degraded only since.
        households_lost: In the counties lost, as far as the census says.
        cuts: Bridges and articulation points of what is left, by carrier.
        burdens: What each element that is left carries alone, the worst single cut first.
    """

    outage: Outage
    after: Coverage
    lost: tuple[str, ...]
    lost_by_carrier: tuple[tuple[str, str], ...]
    degraded: tuple[str, ...]
    households_lost: int
    cuts: tuple[Cuts, ...]
    burdens: tuple[Burden, ...]


def what_if(network: Network, conditions: Conditions, now: float, outage: Outage) -> WhatIf:
    """Works out what an outage would take away at `now` (epoch seconds), and what is left would hang on.

    Raises:
        UsageError: where the network holds no link, device or duct of a name; it names all of them.
    """
    _require_known(network, outage)
    assessor = Assessor(network)
    before = assessor.assess(conditions, now)
    down = outage.opened(network)
    later = _without(conditions, down, now)
    after = assessor.assess(later, now, moved={*down.links, *down.devices})
    lost = tuple(new.code for old, new in _pairs(before, after) if old.connected and not new.connected)
    return WhatIf(
        outage=outage,
        after=after,
        lost=lost,
        lost_by_carrier=tuple(sorted(_covering(before) - _covering(after))),
        degraded=tuple(
            new.code
            for old, new in _pairs(before, after)
            if old.state is not new.state and new.state is CoverageState.DEGRADED
        ),
        households_lost=households_in(lost, network.divisions),
        cuts=cuts_of(network, later),
        burdens=burdens_of(after, network.divisions),
    )


def everything_up(network: Network, now: float) -> Conditions:
    """Conditions for planning: every registered element up, on no evidence."""
    return Conditions(
        {name: ElementState(name, Condition.UP, now, None) for name in network.devices},
        {name: ElementState(name, Condition.UP, now, None) for name in network.links},
    )


def _without(conditions: Conditions, outage: Outage, now: float) -> Conditions:
    return Conditions(
        {**conditions.devices, **_down(conditions.devices, outage.devices, now)},
        {**conditions.links, **_down(conditions.links, outage.links, now)},
    )


def _down(states: dict[str, ElementState], names: Sequence[str], now: float) -> dict[str, ElementState]:
    unseen = {name: ElementState(name, Condition.DOWN, now, None) for name in names}
    return {name: replace(states.get(name, unseen[name]), condition=Condition.DOWN) for name in names}


def _require_known(network: Network, outage: Outage) -> None:
    faults = [
        *_unknown("link", outage.links, network.links),
        *_unknown("device", outage.devices, network.devices),
        *_unknown("duct", outage.ducts, {link.duct for link in network.links.values() if link.duct is not None}),
    ]
    if faults:
        more = [f"… and {len(faults) - _FAULTS_SHOWN} more"] if len(faults) > _FAULTS_SHOWN else []
        raise UsageError("\n".join([*faults[:_FAULTS_SHOWN], *more]))


def _unknown(kind: str, names: Sequence[str], known: Collection[str]) -> list[str]:
    return [
        f"expected the name of a {kind} that counts, got {name[:60]!r}. {did_you_mean(name, known)}".strip()
        for name in names
        if name not in known
    ]


def _pairs(before: Coverage, after: Coverage) -> list[tuple[CountyCoverage, CountyCoverage]]:
    return list(zip(before.counties, after.counties, strict=True))


def _covering(coverage: Coverage) -> set[tuple[str, str]]:
    return {
        (county.code, carrier.carrier)
        for county in coverage.counties
        for carrier in county.carriers
        if carrier.state in CONNECTED
    }
