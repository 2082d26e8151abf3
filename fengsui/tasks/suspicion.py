"""Whom to ask at once because something just moved beside them: pure.

Without it a county that was cut off stays uncertain after the repair until its backed-off devices have their turn, and a
device that fell silent stays unknown until its neighbours have theirs.
"""

from collections.abc import Iterable, Mapping

from fengsui.model.network import Network
from fengsui.model.observation import Change, Condition, DeviceObservation


def to_ask_now(
    network: Network, observations: Mapping[str, DeviceObservation], changes: Iterable[Change]
) -> tuple[str, ...]:
    """Names of devices whose next answer would tell more than waiting for their turn, sorted.

    Of a link that moved, its silent ends: they may be back. Of a device that is up no more, the neighbours that were not
    asked since it fell silent: their ports tell a dead device from a dead agent. Of a silent device that is up again on the
    word of its ping, itself: its agent may be back too, and its turn may be minutes away. Nobody is asked twice for one silence.
    """
    wanted: set[str] = set()
    for change in changes:
        if change.kind == "link" and change.name in network.links:
            link = network.links[change.name]
            wanted.update(end for end in (link.a.device, link.b.device) if _is_silent(observations.get(end)))
        elif change.kind == "device" and change.name in network.devices:
            silent = observations.get(change.name)
            if silent is None or silent.silent_since is None:
                continue
            if change.after != Condition.UP:
                wanted.update(_not_asked_since(network, observations, change.name, silent.silent_since))
            elif change.before is not None:
                wanted.add(change.name)
    return tuple(sorted(wanted))


def _is_silent(seen: DeviceObservation | None) -> bool:
    return seen is not None and seen.silent_since is not None


def _not_asked_since(
    network: Network, observations: Mapping[str, DeviceObservation], device: str, since: float
) -> set[str]:
    ends = {end.device for link in network.links_of[device] for end in (link.a, link.b)} - {device}
    return {name for name in ends if name in observations and observations[name].polled_at < since}
