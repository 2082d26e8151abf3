"""What changed between two evaluations of the conditions."""

from collections.abc import Iterator, Mapping

from fengsui.model.observation import Change, Condition, Conditions, ElementState


def changes_between(previous: Conditions | None, current: Conditions, now: float) -> tuple[Change, ...]:
    """Gives the devices, then the links, whose condition is another than in `previous`, in the order of `current`.

    An element seen for the first time is a change with nothing before it, so that history has a beginning; while nothing
    is known of it, it is none. An element that left the inventory is no change.
    """
    before = previous or Conditions({}, {})
    return (
        *_changes("device", before.devices, current.devices, now),
        *_changes("link", before.links, current.links, now),
    )


def _changes(
    kind: str, before: Mapping[str, ElementState], after: Mapping[str, ElementState], now: float
) -> Iterator[Change]:
    for name, state in after.items():
        known = before.get(name)
        if known is None and state.condition is Condition.UNKNOWN:
            continue
        if known is None or known.condition is not state.condition:
            condition = None if known is None else known.condition.value
            yield Change(kind, name, condition, state.condition.value, now, state.reason, evidence_at=state.evidence_at)
