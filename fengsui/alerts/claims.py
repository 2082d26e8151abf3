"""Which incident goes on with which failure, and which of them turn out to be one. Pure.

An incident goes on with a failure of the same elements; or with one that explains all of its elements and is of the same time, for
then what was taken for the cause was a victim. Of several incidents the one that opened first goes on, and the others are merged
into it. One that closed of late comes last.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from fengsui.alerts.damage import Damage
from fengsui.alerts.failure import Failure
from fengsui.model.incident import Incident


class _Rank(IntEnum):
    """How good a claim is, best first."""

    SAME = 0  # of the same elements
    EXPLAINED = 1  # the failure explains all of its elements
    CLOSED = 2  # of the same elements, and closed


@dataclass(frozen=True, slots=True)
class Claims:
    """Who goes on with what.

    Attributes:
        heirs: For each failure that an incident goes on with, the id of that one.
        merged: For each incident that turned out to be the same as another, the id of that other.
    """

    heirs: Mapping[Failure, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)

    @property
    def heard(self) -> frozenset[str]:
        """Ids of the incidents that a failure is about."""
        return frozenset([*self.heirs.values(), *self.merged])

    def merged_into(self, incident_id: str) -> list[str]:
        """Ids of those that were merged into one."""
        return [name for name, into in self.merged.items() if into == incident_id]


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
    claims = sorted(
        (rank, *_order(each), damage.failure.elements, number)
        for number, damage in enumerate(damages)
        for rank, each in _claimants(incidents, damage, join_seconds)
        if rank is not _Rank.CLOSED or ripe(damage.failure)
    )
    heirs: dict[int, str] = {}
    merged: dict[str, str] = {}
    for *_, incident_id, _, number in claims:
        if number not in heirs and incident_id not in heirs.values():
            heirs[number] = incident_id
    for rank, *_, incident_id, _, number in claims:
        if rank is not _Rank.CLOSED and incident_id not in heirs.values():
            merged.setdefault(incident_id, heirs[number])
    return Claims({damages[number].failure: incident_id for number, incident_id in heirs.items()}, merged)


def _claimants(incidents: Sequence[Incident], damage: Damage, join_seconds: float) -> Iterator[tuple[_Rank, Incident]]:
    failed, hit = {*damage.failure.elements}, {*damage.elements}
    for each in incidents:
        own = {*each.cause.elements}
        if own & failed:
            yield _Rank.SAME if each.closed_at is None else _Rank.CLOSED, each
        elif own and own <= hit and _is_of_the_time(each, damage.failure, join_seconds):
            yield _Rank.EXPLAINED, each


def _is_of_the_time(each: Incident, failure: Failure, join_seconds: float) -> bool:
    down = each.closed_at is None and each.up_since is None
    return down and failure.latest - each.opened_at <= join_seconds


def _order(each: Incident) -> tuple[float, float, str]:
    """The oldest first; of those that are closed, the one that closed last."""
    return -(each.closed_at or 0.0), each.opened_at, each.id
