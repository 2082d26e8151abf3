"""Which incident goes on with which failure, and which of them turn out to be one. Pure.

An incident goes on with a failure of the same elements; or with one that explains all of its elements and is of the same time, for
then what was taken for the cause was a victim. Of several incidents the one that opened first goes on, and the others are merged
into it. One that closed of late comes last.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from fengsui.alerts.damage import Damage
from fengsui.alerts.failure import Failure
from fengsui.model.incident import Element, Incident


class _Rank(IntEnum):
    """How good a claim is, best first."""

    SAME = 0  # of the same elements
    EXPLAINED = 1  # the failure explains all of its elements
    CLOSED = 2  # of the same elements, and closed


@dataclass(frozen=True, slots=True)
class Claims:
    """Who goes on with what.

    Attributes:
        heirs: For each failure that an incident goes on with, by its place among the damages, the id of that one.
        merged: For each incident that turned out to be the same as another, the id of that other.
    """

    heirs: Mapping[int, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)

    def merged_into(self) -> dict[str, list[str]]:
        """Ids of those that were merged, by the id of the one that goes on."""
        found: dict[str, list[str]] = {}
        for name, into in self.merged.items():
            found.setdefault(into, []).append(name)
        return found


def settled(
    incidents: Sequence[Incident], damages: Sequence[Damage], join_seconds: float, ripe: Callable[[Failure], bool]
) -> Claims:
    """Settles the claims of incidents on failures.

    Args:
        incidents: That are open, and that closed of late.
        damages: What failed.
        join_seconds: Between the opening of an incident and a failure that explains it, at most.
        ripe: Whether a failure is told of; an incident is opened again by no other.
    """
    about = by_element((each, each.cause.elements) for each in incidents)
    claims = sorted(
        (rank, *_order(each), damage.failure.elements, number)
        for number, damage in enumerate(damages)
        for rank, each in _claimants(about, damage, join_seconds)
        if rank is not _Rank.CLOSED or ripe(damage.failure)
    )
    heirs: dict[int, str] = {}
    taken: set[str] = set()
    for *_, incident_id, _, number in claims:
        if number not in heirs and incident_id not in taken:
            heirs[number] = incident_id
            taken.add(incident_id)
    merged: dict[str, str] = {}
    for rank, *_, incident_id, _, number in claims:
        if rank is not _Rank.CLOSED and incident_id not in taken:
            merged.setdefault(incident_id, heirs[number])
    return Claims(heirs, merged)


def by_element(incidents: Iterable[tuple[Incident, Iterable[Element]]]) -> dict[Element, list[Incident]]:
    """Incidents by each of the elements that go with them."""
    found: dict[Element, list[Incident]] = {}
    for each, elements in incidents:
        for element in elements:
            found.setdefault(element, []).append(each)
    return found


def _claimants(
    about: Mapping[Element, Sequence[Incident]], damage: Damage, join_seconds: float
) -> Iterator[tuple[_Rank, Incident]]:
    same = {each.id: each for element in damage.failure.elements for each in about.get(element, ())}
    for each in same.values():
        yield _Rank.SAME if each.closed_at is None else _Rank.CLOSED, each
    hit = frozenset(damage.elements)
    explained = {each.id: each for element in damage.elements for each in about.get(element, ())}
    for name in explained.keys() - same.keys():
        each = explained[name]
        if hit.issuperset(each.cause.elements) and _is_of_the_time(each, damage.failure, join_seconds):
            yield _Rank.EXPLAINED, each


def _is_of_the_time(each: Incident, failure: Failure, join_seconds: float) -> bool:
    down = each.closed_at is None and each.up_since is None
    return down and failure.latest - each.opened_at <= join_seconds


def _order(each: Incident) -> tuple[float, float, str]:
    """The oldest first; of those that are closed, the one that closed last."""
    return -(each.closed_at or 0.0), each.opened_at, each.id
