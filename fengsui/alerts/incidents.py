"""How incidents go on from one look to the next: they open, take on what turns out to be theirs, and close by themselves. Pure.

| incident | its cause now                                          | becomes                                                    |
|----------|--------------------------------------------------------|------------------------------------------------------------|
| none     | down, for longer than a moment                         | open                                                       |
| open     | down                                                   | open; victims are added, severity only rises               |
| open     | down, but explained by a failure of the same time      | open, with that failure as its cause                       |
| open     | down, but explained by one that came later             | open as it was: nobody can see whether it was repaired     |
| open     | unknown                                                | open as it was: not knowing is no repair                   |
| open     | up, or registered no more                              | open still, until it has been so for the hold time         |
| open     | up for the hold time                                   | closed, at the moment when it came up                      |
| open     | down again before the hold time was over               | open, with a flap more                                     |
| closed   | down again within the reopening time                   | open again, with a flap more                               |
| any      | not one device answers                                 | as it was; one incident says that the monitor is blind     |

A failure that several incidents turn out to be about goes on as the oldest of them; the others close, and name it. Acknowledgements
are what people say; nothing here reads or changes them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from fengsui.alerts.claims import by_element, settled
from fengsui.alerts.damage import Damage, Place, Scene
from fengsui.alerts.failure import Failure
from fengsui.alerts.repair import Standing
from fengsui.alerts.victims import all_over, gone_on, joined, with_elements
from fengsui.coverage.burden import households_in
from fengsui.coverage.moment import PROVINCE_TIME
from fengsui.coverage.result import CONNECTED, CoverageState
from fengsui.model.incident import Cause, CauseKind, CountyVictim, Element, Incident, IncidentSeverity, Loss, Victims
from fengsui.model.network import Network
from fengsui.model.observation import Conditions

_SEVERITY_ORDER = tuple(IncidentSeverity)


@dataclass(frozen=True, slots=True)
class Damping:
    """How long is waited before something is said; seconds.

    Attributes:
        gather: Before a failure opens an incident: neighbours are asked at once, and what they say belongs to the same one.
        settle: The same where its neighbours cannot tell, so that its cause may still be found elsewhere.
        hold: For which a cause must be up before its incident closes.
        reopen: After closing, for which the same cause goes on as the same incident.
        join: Between an incident's opening and a failure that explains it, for them to be one.
    """

    gather: float = 5.0
    settle: float = 120.0
    hold: float = 120.0
    reopen: float = 1800.0
    join: float = 600.0


@dataclass(frozen=True, slots=True)
class Derived:
    """What a look made of the incidents.

    Attributes:
        known: All that the next look goes on from: those that are open, and those that closed of late; by opening and id.
        opened, closed: Ids of those that opened, or opened again, and of those that closed, now.
        changed: Those to be written: opened, closed, or other than before in more than the time of the last look.
        waiting: True where time alone may change something: a hold runs, or a failure is not yet told of.
    """

    known: tuple[Incident, ...]
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    changed: tuple[Incident, ...] = ()
    waiting: bool = False


def derive(
    known: Iterable[Incident], scene: Scene, network: Network, conditions: Conditions, now: float, damping: Damping
) -> Derived:
    """Goes on from the incidents known before to those of `now` (epoch seconds)."""
    before = {each.id: each for each in sorted(known, key=_age) if _counts(each, now, damping)}
    look = _Look(before, scene, network, Standing(network, conditions, now), now, damping)
    after = list(look.blind(_last_change(conditions)) if scene.blind else look.seeing())
    return _compared(before, after, waiting=look.waiting)


def same(one: Incident, other: Incident) -> bool:
    """True where two differ in nothing but when they were last seen."""
    return one == replace(other, seen_at=one.seen_at, evidence_at=one.evidence_at)


def _compared(before: Mapping[str, Incident], after: Iterable[Incident], *, waiting: bool) -> Derived:
    found = sorted(after, key=_age)
    opened, closed, changed = [], [], []
    for each in found:
        was = before.get(each.id)
        if each.closed_at is None and (was is None or was.closed_at is not None):
            opened.append(each.id)
        if each.closed_at is not None and (was is None or was.closed_at is None):
            closed.append(each.id)
        if was is None or not same(was, each):
            changed.append(each)
    return Derived(
        tuple(each for each in found if each.merged_into is None), tuple(opened), tuple(closed), tuple(changed), waiting
    )


def _age(each: Incident) -> tuple[float, str]:
    return each.opened_at, each.id


def _counts(each: Incident, now: float, damping: Damping) -> bool:
    if each.merged_into is not None:
        return False
    return each.closed_at is None or now - each.closed_at <= damping.reopen


class _Look:
    """One look: the incidents before, and what is to be seen now."""

    def __init__(
        self,
        before: Mapping[str, Incident],
        scene: Scene,
        network: Network,
        standing: Standing,
        now: float,
        damping: Damping,
    ) -> None:
        self._before = before
        self._scene = scene
        self._network = network
        self._standing = standing
        self._now = now
        self._damping = damping
        self._cost = {
            place for each in scene.damages for place, loss in each.losses.items() if loss is not Loss.REDUNDANCY
        }
        self.waiting = False

    def blind(self, since: float) -> Iterator[Incident]:
        """Everything stays as it is, beside one incident that says that nothing answers since then (epoch seconds)."""
        monitor = None
        for each in self._before.values():
            if each.cause.kind is CauseKind.MONITOR:
                monitor = each
            else:
                yield each
        failure = Failure((), since=since, latest=since, conclusive=False, reason="not one device answers")
        damage = Damage(failure, Cause(CauseKind.MONITOR), self._not_told_of(monitor))
        if monitor is not None:
            yield self._gone_on(monitor, damage)
        elif self._ripe(failure):
            yield self._opened(damage)

    def _not_told_of(self, monitor: Incident | None) -> dict[Place, Loss]:
        """Counties without cover that no open incident but this one lists."""
        told = {
            (victim.county, victim.carrier)
            for each in self._before.values()
            if each.closed_at is None and each is not monitor
            for victim in each.victims.counties
            if victim.until is None and victim.loss is Loss.COVER
        }
        uncovered = {place for place, state in self._scene.states.items() if state is CoverageState.UNCOVERED}
        return dict.fromkeys(sorted(uncovered - told), Loss.COVER)

    def seeing(self) -> Iterator[Incident]:
        """Every failure finds the incident that it goes on with, or opens one; what is left over is looked after."""
        incidents = tuple(self._before.values())
        claims = settled(incidents, self._scene.damages, self._damping.join, self._ripe)
        merged, heard = claims.merged_into(), {*claims.heirs.values(), *claims.merged}
        unheard = [each for each in incidents if each.closed_at is None and each.id not in heard]
        victims = by_element((each, each.victims.elements) for each in unheard)
        remains: dict[str, list[Damage]] = {}
        for number, damage in enumerate(self._scene.damages):
            heir = claims.heirs.get(number)
            if heir is not None:
                yield self._gone_on(self._before[heir], damage, [self._before[name] for name in merged.get(heir, ())])
            elif (rest_of := self._rest_of(damage.failure, victims)) is not None:
                remains.setdefault(rest_of, []).append(damage)
            elif self._ripe(damage.failure):
                yield self._opened(damage)
        for each in incidents:
            if each.id in claims.merged:
                yield replace(_ended(each, self._now), merged_into=claims.merged[each.id])
            elif each.id not in heard:
                yield self._left_over(each, remains.get(each.id, ()))

    def _ripe(self, failure: Failure) -> bool:
        wait = self._damping.gather if failure.conclusive else self._damping.settle
        if self._now - failure.since < wait:
            self.waiting = True
            return False
        return True

    def _rest_of(self, failure: Failure, victims: Mapping[Element, Sequence[Incident]]) -> str | None:
        """Id of the incident whose victims a failure is made of, while its cause is down no more but not yet up for good.

        When a router comes back its neighbours still say that their ports are down, until they are asked again.
        """
        for each in victims.get(failure.elements[0], ()):
            if (
                {*failure.elements} <= {*each.victims.elements}
                and not self._standing.is_down(each.cause.elements)
                and not self._held(self._up_since(each))
            ):
                return each.id
        return None

    def _opened(self, damage: Damage) -> Incident:
        failure = damage.failure
        fresh = Incident(
            id=incident_id(damage.cause, failure.since),
            cause=damage.cause,
            opened_at=failure.since,
            seen_at=self._now,
            severity=IncidentSeverity.INFO,
            reason=failure.reason,
            evidence_since=failure.evidence_at,
        )
        return self._gone_on(fresh, damage, began=min(failure.latest, self._now))

    def _gone_on(
        self, each: Incident, damage: Damage, merged: Sequence[Incident] = (), *, began: float | None = None
    ) -> Incident:
        """An incident whose cause is down, with those that were merged into it."""
        failure = damage.failure
        cause = damage.cause if _is_wider(damage.cause, each.cause) else each.cause
        victims = self._victims(each, cause, damage, merged, self._now if began is None else began)
        lost = {victim.county for victim in victims.counties if victim.whole}
        worst = [each.severity, *(other.severity for other in merged), _severity(damage, victims)]
        return replace(
            each,
            cause=cause,
            opened_at=min([each.opened_at, *(other.opened_at for other in merged)]),
            seen_at=self._now,
            severity=min(worst, key=_SEVERITY_ORDER.index),
            reason=each.reason if cause is each.cause and each.reason else failure.reason,
            evidence_at=each.evidence_at if failure.evidence_at is None else failure.evidence_at,
            victims=victims,
            households=households_in(sorted(lost & self._network.divisions.keys()), self._network.divisions),
            flaps=each.flaps + _is_back(each) + sum(other.flaps for other in merged),
            maintenance=failure.maintenance,
            up_since=None,
            closed_at=None,
        )

    def _victims(
        self, each: Incident, cause: Cause, damage: Damage, merged: Sequence[Incident], began: float
    ) -> Victims:
        victims = joined([each.victims, *(other.victims for other in merged)]) if merged else each.victims
        found = gone_on(victims, damage.losses, self._scene.lost, began, now=self._now, over=lambda _: True)
        more = {*damage.elements, *each.cause.elements, *(own for other in merged for own in other.cause.elements)}
        return with_elements(found, more, {*cause.elements, *cause.together_with})

    def _left_over(self, each: Incident, remains: Sequence[Damage]) -> Incident:
        """An incident that no failure of now is about, with what remains of what it took down."""
        if each.closed_at is not None:
            return each
        up_since = self._up_since(each)
        if self._held(up_since):
            return _ended(each, self._now if up_since is None else up_since)
        losses = {place: loss for damage in remains for place, loss in damage.losses.items()}
        over = self._is_relieved if up_since is None else lambda _: True
        victims = gone_on(each.victims, losses, self._scene.lost, self._now, now=self._now, over=over)
        seen_at = self._now if self._standing.is_down(each.cause.elements) else each.seen_at
        return replace(each, up_since=up_since, seen_at=seen_at, victims=victims)

    def _up_since(self, each: Incident) -> float | None:
        """Since when its cause is up again, never in the future of a clock that was set back; None while it is not, or nobody knows."""
        up_since = self._standing.up_since(each.cause.elements) if each.up_since is None else each.up_since
        return None if up_since is None else min(up_since, self._now)

    def _held(self, up_since: float | None) -> bool:
        if up_since is None:
            return False
        held = self._now - up_since >= self._damping.hold
        self.waiting = self.waiting or not held
        return held

    def _is_relieved(self, victim: CountyVictim) -> bool:
        """True where the county is better off now, or another failure has it."""
        place = (victim.county, victim.carrier)
        state = self._scene.states.get(place, CoverageState.COVERED)
        better = {CoverageState.COVERED} if victim.loss is Loss.REDUNDANCY else CONNECTED
        return state in better or place in self._cost


def _last_change(conditions: Conditions) -> float:
    return max((state.since for state in conditions.devices.values()), default=0.0)


def _is_wider(now: Cause, told: Cause) -> bool:
    """True where a cause is more than it was known to be: one that is repaired in part keeps its name."""
    return not {*now.elements, *now.together_with} <= {*told.elements, *told.together_with}


def _is_back(each: Incident) -> bool:
    return each.up_since is not None or each.closed_at is not None


def _ended(each: Incident, at: float) -> Incident:
    end = max(at, each.opened_at)
    return replace(each, closed_at=end, up_since=None, victims=all_over(each.victims, end))


def _severity(damage: Damage, victims: Victims) -> IncidentSeverity:
    if damage.emergency or damage.cause.kind is CauseKind.MONITOR or any(each.whole for each in victims.counties):
        return IncidentSeverity.CRITICAL
    kinds = {each.kind for each in (*damage.failure.elements, *victims.elements)}
    return IncidentSeverity.WARNING if victims.counties or "device" in kinds else IncidentSeverity.INFO


def incident_id(cause: Cause, opened_at: float) -> str:
    """The name of an incident: the same for the same cause and moment in every process."""
    day = datetime.fromtimestamp(opened_at, PROVINCE_TIME).strftime("%Y%m%d")
    what = repr((opened_at, [(each.kind, each.name) for each in cause.elements]))
    return f"{day}-{blake2b(what.encode('utf-8', 'backslashreplace'), digest_size=4).hexdigest()}"
