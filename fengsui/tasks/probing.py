"""Probing every registered service at its moment of the interval: never one twice at once, never too many at once."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import structlog

from fengsui.clock import Clock, spawn
from fengsui.errors import DatabaseError
from fengsui.model.phase import phase_of
from fengsui.model.probe import ProbeCounts, ProbeOutcome, ProbeResult, ServiceObservation
from fengsui.model.service import Service
from fengsui.state.services import aged, observe_probe, service_change
from fengsui.tasks.board import Board
from fengsui.tasks.recorder import Recorder
from fengsui.tasks.schedule import next_due

_log = structlog.get_logger(__name__)

_TURN_SECONDS = 1.0  # how exactly a service's moment is met
_SAVE_SECONDS = 5.0
_STALE_INTERVALS = 3  # as of polling: evidence that is older does not count


class ServiceProber(Protocol):
    """Asks one service once; trouble is an outcome, never an exception."""

    async def probe(self, service: Service, names: Service | None = None) -> ProbeResult:
        """Probes once; `names` is the DNS service that it names in `check_dns`."""
        ...


class ServiceStore(Protocol):
    """Where what is known of services is kept."""

    async def save_services(self, observations: Sequence[ServiceObservation]) -> None:
        """Writes what is known of these services, in one transaction."""
        ...


class ServiceProbing:
    """The loop that probes, and keeps the board's services true.

    Args:
        interval: Seconds between two probes of a service.
        concurrency: Most services probed at the same time.
    """

    def __init__(
        self,
        prober: ServiceProber,
        board: Board,
        recorder: Recorder,
        store: ServiceStore,
        clock: Clock,
        *,
        interval: float,
        concurrency: int,
    ) -> None:
        self._prober = prober
        self._board = board
        self._recorder = recorder
        self._store = store
        self._clock = clock
        self._interval = interval
        self._slots = asyncio.Semaphore(concurrency)
        self._due: dict[str, float] = {}
        self._asked: dict[str, Service] = {}
        self._probes: dict[str, asyncio.Task[None]] = {}
        self._unsaved: set[str] = set()
        self._saved_at = float("-inf")
        self._counts: Counter[str] = Counter()

    def counts(self) -> ProbeCounts:
        """What was done since the process started."""
        return ProbeCounts(self._interval, {outcome.value: self._counts[outcome.value] for outcome in ProbeOutcome})

    async def run(self) -> None:
        """Looks for ever."""
        while True:
            self.turn()
            if self._clock.monotonic() - self._saved_at >= _SAVE_SECONDS:
                await self.save()
            await self._clock.sleep(_TURN_SECONDS)

    def turn(self) -> None:
        """One look: begins what is due, and lets evidence that grew too old stop counting."""
        now = self._clock.now()
        services = self._board.network.services
        for gone in self._due.keys() - services.keys():
            del self._due[gone], self._asked[gone]
        for service in services.values():
            if self._is_due(service, now) and service.name not in self._probes:
                self._begin(service, now)
        for seen in tuple(self._board.services.values()):
            self._keep(seen, aged(seen, now, _STALE_INTERVALS * self._interval))

    async def save(self) -> None:
        """Writes down what is known; a database that is away is tried again."""
        self._saved_at = self._clock.monotonic()
        waiting, self._unsaved = self._unsaved, set()
        known = [seen for name in sorted(waiting) if (seen := self._board.services.get(name)) is not None]
        if not known:
            return
        try:
            await self._store.save_services(known)
        except BaseException as error:
            # Also when cancelled in the middle, since the transaction rolled back.
            self._unsaved |= waiting
            if not isinstance(error, DatabaseError):
                raise
            _log.warning("services not written, kept for the next try", waiting=len(waiting), error=str(error))
        await self._recorder.flush()

    async def stop(self) -> None:
        """Ends every probe that is under way, and writes down what is known."""
        probes = list(self._probes.values())
        for probe in probes:
            probe.cancel()
        if probes:
            await asyncio.wait(probes)
        await self.save()

    def _is_due(self, service: Service, now: float) -> bool:
        """At its moment; at once where it is new or was registered anew. After a restart it waits for its moment."""
        if self._asked.get(service.name) == service:
            # Further ahead than an interval: the machine's clock was set back since.
            return not now < self._due[service.name] <= now + self._interval
        known = service.name not in self._asked and service.name in self._board.services
        self._asked[service.name] = service
        self._due[service.name] = next_due(phase_of(service.name), self._interval, now) if known else now
        return not known

    def _begin(self, service: Service, now: float) -> None:
        self._due[service.name] = next_due(phase_of(service.name), self._interval, now)
        probe = self._probes[service.name] = spawn(self._probe(service), name=f"probe {service.name}")
        probe.add_done_callback(lambda _: self._probes.pop(service.name, None))

    async def _probe(self, service: Service) -> None:
        names = self._board.network.services.get(service.check_dns or "")
        async with self._slots:
            began = self._clock.now()
            try:
                result = await self._prober.probe(service, names)
            except Exception as error:  # noqa: BLE001 - one strange server never stops the others; it is logged and counted
                _log.exception("probe failed", service=service.name)
                result = ProbeResult(service.name, began, ProbeOutcome.ERROR, type(error).__name__)
        self._counts[result.outcome.value] += 1
        if self._board.network.services.get(service.name) == service:
            before = self._board.services.get(service.name)
            self._keep(before, observe_probe(before, result))

    def _keep(self, before: ServiceObservation | None, after: ServiceObservation) -> None:
        if after is before:
            return
        carrier = self._board.network.services[after.service].carrier
        changes = service_change(before, after, self._clock.now(), carrier)
        self._board.pin_service(after, changes)
        self._recorder.add(changes=changes)
        self._unsaved.add(after.service)
