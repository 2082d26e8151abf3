"""A province watched for incidents: elements are set down and up, time passes, and each look goes on from the last."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fengsui.alerts.damage import Scene, scene_of
from fengsui.alerts.failure import NotUp, failures_of
from fengsui.alerts.incidents import Damping, Derived, derive
from fengsui.coverage.engine import assess
from fengsui.model.incident import Incident
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions
from tests.unit.coverage.networks import NOW, conditions_from

AT_ONCE = Damping(gather=0.0, settle=0.0, hold=60.0, reopen=600.0, join=60.0)


def not_up(conditions: Conditions) -> NotUp:
    """Everything that is not up."""
    return NotUp(
        [name for name, state in conditions.devices.items() if state.condition is not Condition.UP],
        [name for name, state in conditions.links.items() if state.condition is not Condition.UP],
    )


def scene(network: Network, conditions: Conditions, now: float = NOW) -> Scene:
    """What is to be seen."""
    failures = failures_of(network, conditions, not_up(conditions))
    return scene_of(network, conditions, assess(network, conditions, now), failures)


class Watched:
    """A network whose elements stay as they were set until they are set otherwise."""

    def __init__(self, network: Network, damping: Damping = AT_ONCE) -> None:
        self.network = network
        self.damping = damping
        self.now = NOW
        self.conditions = conditions_from(network, {})
        self.known: tuple[Incident, ...] = ()
        self.last = Derived(())
        self.told: dict[str, Incident] = {}

    def look(self, after: float = 0.0, /, **changed: str) -> Derived:
        """Lets seconds pass and looks; underscores in a keyword stand for hyphens in a name."""
        return self.look_at({name.replace("_", "-"): condition for name, condition in changed.items()}, after)

    def look_at(self, changed: Mapping[str, str], after: float = 0.0) -> Derived:
        """The same with names as they are."""
        self.now += after
        self.conditions = self._after(changed)
        seen = scene(self.network, self.conditions, self.now)
        self.last = derive(self.known, seen, self.network, self.conditions, self.now, self.damping)
        self.known = self.last.known
        self.told |= {each.id: each for each in self.last.changed}
        return self.last

    @property
    def open(self) -> list[Incident]:
        """Incidents that are open."""
        return [each for each in self.known if each.closed_at is None]

    @property
    def causes(self) -> list[tuple[str, ...]]:
        """Names of the causes of those that are open, sorted."""
        return sorted(each.cause.names for each in self.open)

    def _after(self, changed: Mapping[str, str]) -> Conditions:
        fresh = conditions_from(self.network, changed)
        found = []
        for before, states in (
            (self.conditions.devices, fresh.devices),
            (self.conditions.links, fresh.links),
        ):
            found.append(
                {
                    name: before[name]
                    if name in before and (name not in changed or before[name].condition is states[name].condition)
                    else replace(states[name], since=self.now, evidence_at=self.now)
                    for name in states
                }
            )
        return Conditions(*found)


def names(incidents: Iterable[Incident]) -> list[tuple[str, ...]]:
    """Names of causes, in order."""
    return [each.cause.names for each in incidents]
