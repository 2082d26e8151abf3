"""What each failure took with it: counties by carrier, devices and links. Pure.

A county that is not covered is a loss to one failure alone: the one that was one too many, which is the last of those that
explain it. The others are named with it. A county that lost its reserve is a loss to each failure that took a part of it. What is
unknown for no failure's sake stays unknown, and is said so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fengsui.alerts.failure import Failure, Failures, element_of
from fengsui.coverage.result import CarrierCoverage, Coverage, CoverageState
from fengsui.model.incident import Cause, CauseKind, Element, Loss
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions
from fengsui.model.site import Sector

Place = tuple[str, str]
"""A county, by code, and a carrier in it."""

_LOSSES = {
    CoverageState.UNCOVERED: Loss.COVER,
    CoverageState.UNKNOWN: Loss.CERTAINTY,
    CoverageState.DEGRADED: Loss.REDUNDANCY,
}


@dataclass(frozen=True, slots=True)
class Damage:
    """One failure with what it costs now.

    Attributes:
        losses: What counties lost, by county and carrier.
        elements: Devices and links that are down or unknown because of it, sorted.
        emergency: True where equipment at a site of emergency services is down with it.
    """

    failure: Failure
    cause: Cause
    losses: Mapping[Place, Loss] = field(default_factory=dict)
    elements: tuple[Element, ...] = ()
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """The province at a moment, as incidents are derived from it.

    Attributes:
        damages: One for each failure, in the order of their elements.
        states: State of each county by each carrier.
        lost: Codes of the counties that no carrier covers for sure.
        unexplained: Where it is unknown whether a carrier covers a county, and no failure is to blame.
        blind: True where not one device answers: then what failed is the way to them all.
    """

    damages: tuple[Damage, ...] = ()
    states: Mapping[Place, CoverageState] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    unexplained: tuple[Place, ...] = ()
    blind: bool = False


def scene_of(network: Network, conditions: Conditions, coverage: Coverage, failures: Failures) -> Scene:
    """Says what each failure costs."""
    costs = [_Cost() for _ in failures.found]
    unexplained = tuple(_charge_counties(coverage, failures, costs))
    for key, numbers in failures.explained.items():
        if key not in failures.found[numbers[0]].keys:
            _straw(costs, failures, numbers).elements.append(element_of(network, key))
    return Scene(
        tuple(_damage(network, failures, *each) for each in zip(failures.found, costs, strict=True)),
        {place: carrier.state for place, carrier in _places(coverage)},
        frozenset(county.code for county in coverage.counties if county.state is CoverageState.UNCOVERED),
        unexplained,
        is_blind(conditions),
    )


def _charge_counties(coverage: Coverage, failures: Failures, costs: Sequence["_Cost"]) -> Iterator[Place]:
    """Charges each loss of a county to the failures it goes back to; gives what is unknown for no failure's sake."""
    for place, carrier in _places(coverage):
        loss = _LOSSES.get(carrier.state)
        to_blame = _to_blame(carrier, failures) if loss is not None else ()
        if loss is Loss.REDUNDANCY:
            for number in to_blame:
                costs[number].losses[place] = loss
        elif loss is not None and to_blame:
            _straw(costs, failures, to_blame).losses[place] = loss
        elif loss is Loss.CERTAINTY:
            yield place


def is_blind(conditions: Conditions) -> bool:
    """True where nothing is up, though more than one device was asked: at the start of a process they are still to be."""
    asked = 0
    for state in conditions.devices.values():
        if state.condition is Condition.UP:
            return False
        asked += state.evidence_at is not None
    return asked > 1


@dataclass(slots=True)
class _Cost:
    losses: dict[Place, Loss] = field(default_factory=dict)
    elements: list[Element] = field(default_factory=list)
    together: set[int] = field(default_factory=set)


def _places(coverage: Coverage) -> Iterator[tuple[Place, CarrierCoverage]]:
    for county in coverage.counties:
        for carrier in county.carriers:
            yield (county.code, carrier.carrier), carrier


def _to_blame(carrier: CarrierCoverage, failures: Failures) -> tuple[int, ...]:
    """Places of the failures behind a reason; of a name that a device and a link share, those of both."""
    found: set[int] = set()
    for name in carrier.reason:
        for kind in ("device", "link"):
            found.update(failures.explained.get((kind, name), ()))
    return tuple(sorted(found))


def _straw(costs: Sequence[_Cost], failures: Failures, numbers: Sequence[int]) -> _Cost:
    """The cost of the failure that was one too many; the others are noted with it."""
    last = max(numbers, key=lambda number: failures.found[number].age_order)
    costs[last].together.update(number for number in numbers if number != last)
    return costs[last]


def _damage(network: Network, failures: Failures, failure: Failure, cost: _Cost) -> Damage:
    others = [each for number in cost.together for each in failures.found[number].elements]
    elements = tuple(sorted(cost.elements))
    return Damage(
        failure,
        cause_of(failure, tuple(sorted(others))),
        cost.losses,
        elements,
        any(_of_emergency(network, each) for each in (*failure.elements, *elements)),
    )


def cause_of(failure: Failure, together_with: tuple[Element, ...] = ()) -> Cause:
    """A failure in the words of an incident."""
    if together_with or (failure.duct is None and len(failure.elements) > 1):
        kind = CauseKind.SET
    else:
        kind = CauseKind.DUCT if failure.duct is not None else CauseKind(failure.elements[0].kind)
    return Cause(kind, failure.elements, failure.duct, together_with, failure.or_else)


def _of_emergency(network: Network, element: Element) -> bool:
    if element.kind != "device":
        return False
    return network.sites[network.devices[element.name].site].sector is Sector.EMERGENCY
