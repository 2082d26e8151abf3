"""The composition root: the one place that picks real parts, starts them and stops them in reverse order."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack

import structlog

from fengsui.alerts.incidents import Damping
from fengsui.api.application import build_application
from fengsui.api.gate import make_gate, note_uses
from fengsui.api.listen import parse_listens
from fengsui.api.server import HttpServer
from fengsui.clock import Clock, spawn
from fengsui.collectors.own_address import is_own
from fengsui.collectors.ping.pinger import Pinger
from fengsui.collectors.poller import Poller
from fengsui.collectors.probes.prober import Prober
from fengsui.collectors.profiles.catalogue import load_catalogue
from fengsui.config import Settings
from fengsui.database.engine import Database
from fengsui.errors import DatabaseError, PingError
from fengsui.exporters.snapshot import Snapshot, known_of
from fengsui.exporters.view import FRESH_INTERVALS
from fengsui.history.incidents import IncidentStore
from fengsui.history.load import LoadStore
from fengsui.history.month_figures import MonthFigureStore
from fengsui.history.retrospect import Retrospection
from fengsui.history.scorecard import Scorecards
from fengsui.history.state_log import StateLog
from fengsui.history.store import HistoryStore
from fengsui.history.traps import TrapStore
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.criteria import load_criteria
from fengsui.inventory.divisions import load_boxes
from fengsui.inventory.edits import Editor
from fengsui.inventory.job_runner import ImportJobs
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.reports import ReportStore
from fengsui.inventory.store import InventoryStore
from fengsui.inventory.targets import TargetStore, load_phases
from fengsui.inventory.tokens import TokenStore
from fengsui.inventory.verifications import VerificationStore
from fengsui.model.credential import Credential
from fengsui.model.network import Network
from fengsui.model.observation import Change
from fengsui.model.poller import HistoryCounts
from fengsui.reports.boundaries import load_boundaries
from fengsui.reports.gather import ReportSource
from fengsui.reports.library import ReportLibrary
from fengsui.tasks.adjacency import hold_forever
from fengsui.tasks.board import Board
from fengsui.tasks.broker import InProcessBroker
from fengsui.tasks.declarations import Declarations
from fengsui.tasks.incidents import IncidentWatch
from fengsui.tasks.journal import Journal
from fengsui.tasks.load_meter import LoadMeter
from fengsui.tasks.month_figures import keep_forever
from fengsui.tasks.pinging import PingRounds
from fengsui.tasks.polling import BatchPolling, Patience
from fengsui.tasks.probing import ServiceProbing
from fengsui.tasks.recorder import Recorder
from fengsui.tasks.retrospect import look_back_forever
from fengsui.tasks.scheduler import Scheduler
from fengsui.tasks.scoring import Scoring
from fengsui.tasks.tally import Tally
from fengsui.tasks.traps import TrapPlan, TrapReception
from fengsui.tasks.tuning import tune_garbage_collection
from fengsui.tasks.upkeep import Assessor, InventoryWatch, prune_forever
from fengsui.tasks.verification import VerificationRules, Verifier
from fengsui.tasks.witness import PingManner, PingWitness

_log = structlog.get_logger(__name__)

_INVENTORY_SECONDS = 5.0  # a registered device is polled within this time
_ASSESS_SECONDS = 1.0  # how soon news reaches coverage
_PING_SECONDS = 1.0  # how soon a ping that fell due is sent
_VERIFY_SECONDS = 2.0  # how soon a device that was registered is asked
_ADJACENCY_SECONDS = 5.0  # how often LLDP is held against the links, at most
_LONGEST_RETRY_SECONDS = 3600.0
_STOP_GRACE_SECONDS = 5.0
_PRUNE_SECONDS = 3600.0
_DECLARATION_SECONDS = 30.0
_LOOK_BACK_SECONDS = 600.0  # how soon a day that is over counts for forecasts
_SCORE_SECONDS = 900.0  # how often carriers are scored: a score of thirty days moves slowly
_FIRST_SCORE_SECONDS = 60.0  # until devices were polled and declarations read
_LOAD_SECONDS = 5.0  # how soon a poll counts for the load of its links
_LOAD_WRITE_SECONDS = 600.0  # samples that a crash may cost
_MONTH_FIGURE_SECONDS = 600.0  # how old the look may be that a month's report is made from
_LOAD_DAYS = 100  # until days become a month's row
_IMPORTS_SECONDS = 30 * 86_400.0  # for which imports that are over can be asked after
# Batches under way at once: each is paced over its slice, so a few overlap only while agents are slow.
_WORKERS = 8


class DatabaseInventory:
    """The registered network and its decrypted credentials, read from the database when something has changed there."""

    def __init__(self, store: InventoryStore, keyring: Keyring) -> None:
        self._store = store
        self._keyring = keyring
        self._mark: int | None = None
        self._known: tuple[Network, Mapping[str, Credential]] = (Network(), {})

    async def load(self) -> tuple[Network, Mapping[str, Credential]]:
        """Gives both as they are; what has not changed is the same object as before."""
        mark = await self._store.mark()  # before the rest: what changes in between is then read twice, and not missed
        if mark != self._mark:
            self._known = await self._store.network(), await self._store.credentials(self._keyring)
            self._mark = mark
        return self._known


class Service:
    """The running product on one database.

    Args:
        database: Open and of this version's schema; closing it stays with the caller.
    """

    def __init__(self, settings: Settings, clock: Clock, *, database: Database, keyring: Keyring) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._history = HistoryStore(database)
        self._poller = Poller(
            clock,
            packets_per_second=settings.agent_packets_per_second,
            catalogue=load_catalogue(settings.profile_dir),
        )
        self._tally = Tally(clock.now())
        self._pinger = Pinger(clock, packets_per_second=settings.ping_packets_per_second)
        self._board = Board(settings.evidence_limit, settings.ping_evidence_limit)
        self._recorder = Recorder(self._history)
        self._broker = InProcessBroker(clock, workers=_WORKERS, on_failure=lambda _: self._tally.batch("failed"))
        self._witness = PingWitness(self._pinger, self._board, self._history, clock, _ping_manner(settings))
        self._polling = BatchPolling(
            self._poller, self._board, self._recorder, self._tally, clock, _patience(settings), witness=self._witness
        )
        self._scheduler = Scheduler(
            self._broker, self._tally, clock, interval=settings.poll_interval_seconds, batch_size=settings.batch_size
        )
        self._probing = self._make_probing()
        self._inventory = InventoryStore(database)
        self._verifier = self._make_verifier(VerificationStore(database, keyring))
        inventory = DatabaseInventory(self._inventory, keyring)
        self._watch = InventoryWatch(inventory, self._board, self._polling, self._scheduler, clock)
        self._declarations = Declarations(ReportStore(database), TargetStore(database), clock)
        self._states = StateLog(database)
        self._journal = Journal(self._states)
        self._retrospection = Retrospection(self._states)
        scores = Scorecards(database, load_criteria(settings.scorecard_file), load_phases())
        source = ReportSource(database, settings.declared_gap_ratio, load_criteria(settings.scorecard_file))
        monthly = ReportLibrary(source, load_boundaries(settings.map_file), clock)
        self._scoring = Scoring(scores, lambda: known_of(self.snapshot()), clock)
        self._incident_store = IncidentStore(database)
        self._incidents = IncidentWatch(self._incident_store, incident_damping(settings))
        self._loads = LoadStore(database)
        self._load_meter = LoadMeter(self._board, self._loads, clock, fresh_seconds=settings.evidence_limit)
        self._assessor = Assessor(
            self._board,
            self._recorder,
            self._history,
            self._scheduler,
            clock,
            journal=self._journal,
            incidents=self._incidents,
        )
        self._traps = TrapReception(
            _trap_plan(settings), self._board, self._polling, self._scheduler, TrapStore(database), clock
        )
        self._imports = ImportJobs(
            database, keyring, settings.data_dir / "imports", clock, allow_loopback=settings.allow_loopback
        )
        editor = Editor(
            database,
            keyring,
            allow_loopback=settings.allow_loopback,
            report_jump=settings.report_jump_ratio,
        )
        self._tokens = TokenStore(database)
        self._gate = make_gate(settings, self._tokens, clock)
        self._server = HttpServer(
            build_application(
                self,
                clock,
                gate=self._gate,
                editor=editor,
                past=self._states,
                scores=scores,
                jobs=self._imports,
                incidents=self._incident_store,
                monthly=monthly,
            ),
            clock,
        )
        self._parts = AsyncExitStack()
        self._death: asyncio.Future[BaseException] | None = None

    @property
    def base_url(self) -> str:
        """Where the HTTP server answers, for example `http://127.0.0.1:9850`."""
        return self._server.base_url

    @property
    def trap_addresses(self) -> list[tuple[str, int]]:
        """Addresses and ports where traps are received."""
        return self._traps.addresses

    def snapshot(self) -> Snapshot:
        """One consistent picture for the exporters."""
        board = self._board
        return Snapshot(
            now=self._clock.now(),
            interval_seconds=self._settings.poll_interval_seconds,
            coverage_target=self._settings.coverage_target,
            network=board.network,
            pings=board.pings,
            ping_fresh_seconds=_ping_fresh(self._settings),
            ping_counts=self._pinger.counts() if self._witness.able else None,
            observations=board.observations,
            conditions=board.conditions,
            coverage=board.coverage,
            adjacency=board.adjacency,
            poller=self._tally.counts(
                queued=self._broker.queued,
                running=self._broker.running,
                wire=self._poller.counts(),
                history=self._history_counts(),
            ),
            traps=self._traps.counts(),
            last_traps=self._traps.last,
            services=board.services,
            probes=self._probing.counts(),
            reports=self._declarations.reports,
            targets=self._declarations.targets,
            phases=load_phases(),
            declared_tolerance=self._settings.declared_gap_ratio,
            past=self._retrospection.days,
            scorecard=self._scoring.scorecard,
            incidents=self._incidents.open,
            incidents_opened=self._incidents.opened,
        )

    def _history_counts(self) -> HistoryCounts:
        recorder, journal = self._recorder, self._journal
        outages = (recorder.outage, journal.outage, self._assessor.outage)
        waiting = max(1, recorder.waiting + journal.waiting) if any(each.lasts for each in outages) else 0
        return HistoryCounts(waiting, sum(each.failures for each in outages), recorder.lost_changes)

    def recent_changes(self) -> Sequence[Change]:
        """The newest changes, newest last."""
        return self._board.recent_changes

    async def readiness(self) -> list[str]:
        """What keeps the service from being ready, each as a sentence; empty when it is."""
        reasons = []
        try:
            await self._database.ping()
        except DatabaseError as error:
            reasons.append(str(error))
        able = [device.name for device in self._board.network.devices.values() if self._polling.can_poll(device)]
        waiting = sum(name not in self._board.observations for name in able)
        if waiting:
            reasons.append(f"{waiting} of {len(able)} devices were not polled yet")
        return reasons

    async def start(self) -> None:
        """Starts every part; where one cannot start, those before it are stopped again.

        Raises:
            PortInUseError: where the HTTP address, or one to receive traps at, is taken.
            DatabaseError: where the inventory or the history cannot be read.
        """
        tune_garbage_collection()
        self._death = asyncio.get_running_loop().create_future()
        async with AsyncExitStack() as parts:
            await self._server.start(self._settings.listen)
            parts.push_async_callback(self._server.stop)
            await self._poller.open()
            parts.push_async_callback(self._poller.close)
            self._open_pinger(parts)
            await self._inventory.prepare()
            await self._imports.start()
            parts.push_async_callback(self._imports.stop)
            self._board.restore(
                await self._history.observations(), await self._history.conditions(), await self._history.pings()
            )
            self._board.restore_services(await self._history.services())
            await self._journal.restore()
            await self._incidents.restore(self._clock.now())
            await self._load_meter.restore()
            await self._watch.refresh()
            parts.push_async_callback(self._assessor.save)
            parts.push_async_callback(self._load_meter.write)
            parts.push_async_callback(self._witness.save)
            self._broker.start(self._polling.run)
            parts.push_async_callback(self._polling.stop)
            parts.push_async_callback(self._broker.stop, _STOP_GRACE_SECONDS)
            self._traps.open()
            parts.push_async_callback(self._traps.close)
            parts.push_async_callback(self._probing.stop)
            parts.push_async_callback(self._verifier.stop)
            await self._start_loops(parts)
            self._parts = parts.pop_all()
        _log.info("service started", url=self.base_url, devices=len(self._board.network.devices))

    async def stop(self) -> None:
        """Stops in reverse order: no more work, what runs ends or is cancelled, what was seen is written."""
        await self._parts.aclose()
        _log.info("service stopped")

    async def wait_failed(self) -> BaseException:
        """Waits until an inner task dies, and gives its error: the owner then stops the service aloud."""
        if self._death is None:
            raise RuntimeError("the service was not started")
        return await asyncio.shield(self._death)

    def _open_pinger(self, parts: AsyncExitStack) -> None:
        if not self._settings.ping_count:
            return
        try:
            self._pinger.open()
        except PingError as error:
            _log.warning("no ping: for silent devices it counts as no answer", error=str(error))
            return
        parts.callback(self._pinger.close)
        self._witness.able = True
        _log.info("pinging", **{family: kind.value for family, kind in self._pinger.kinds.items()})

    async def _start_loops(self, parts: AsyncExitStack) -> None:
        save_every = max(self._settings.poll_interval_seconds, 10.0)
        loops = {
            "scheduler": self._scheduler.run(),
            "inventory watch": self._watch.run(_INVENTORY_SECONDS),
            "assessor": self._assessor.run(every_seconds=_ASSESS_SECONDS, save_every_seconds=save_every),
            "pruner": prune_forever(
                self._history,
                self._clock,
                retention_seconds=self._settings.history_days * 86_400,
                every_seconds=_PRUNE_SECONDS,
            ),
            "link loads": self._load_meter.run(every_seconds=_LOAD_SECONDS, write_every_seconds=_LOAD_WRITE_SECONDS),
            "load pruner": prune_forever(
                self._loads, self._clock, retention_seconds=_LOAD_DAYS * 86_400, every_seconds=_PRUNE_SECONDS
            ),
            "state pruner": prune_forever(
                self._states,
                self._clock,
                retention_seconds=self._settings.history_days * 86_400,
                every_seconds=_PRUNE_SECONDS,
            ),
            "incident pruner": prune_forever(
                self._incident_store,
                self._clock,
                retention_seconds=self._settings.history_days * 86_400,
                every_seconds=_PRUNE_SECONDS,
            ),
            "adjacency": hold_forever(
                self._board, self._clock, every_seconds=max(self._settings.poll_interval_seconds, _ADJACENCY_SECONDS)
            ),
            "verification": self._verifier.run(_VERIFY_SECONDS),
            "declarations": self._declarations.run(_DECLARATION_SECONDS),
            "retrospection": look_back_forever(self._retrospection, self._clock, every_seconds=_LOOK_BACK_SECONDS),
            "scoring": self._scoring.run(_SCORE_SECONDS, first_after_seconds=_FIRST_SCORE_SECONDS),
            "month figures": keep_forever(
                lambda: known_of(self.snapshot()),
                MonthFigureStore(self._database),
                self._clock,
                every_seconds=_MONTH_FIGURE_SECONDS,
            ),
            "imports": self._imports.run(),
            "imports pruner": prune_forever(
                self._imports.store, self._clock, retention_seconds=_IMPORTS_SECONDS, every_seconds=_PRUNE_SECONDS
            ),
            "token uses": note_uses(self._gate, self._tokens, self._clock),
            "audit pruner": prune_forever(
                AuditStore(self._database),
                self._clock,
                retention_seconds=self._settings.audit_days * 86_400,
                every_seconds=_PRUNE_SECONDS,
            ),
        }
        if self._witness.able:
            rounds = PingRounds(
                self._witness,
                self._board,
                self._clock,
                interval=self._settings.ping_interval_seconds,
                silent_interval=self._settings.poll_interval_seconds,
            )
            loops["ping rounds"] = rounds.run(_PING_SECONDS)
        if self._settings.probe_interval_seconds:
            loops["service probing"] = self._probing.run()
        for name, work in {**loops, **self._traps.loops()}.items():
            parts.push_async_callback(_end, spawn(work, name=name, on_failure=self._died))

    def _make_probing(self) -> ServiceProbing:
        settings, clock = self._settings, self._clock
        prober = Prober(clock, allow_loopback=settings.allow_loopback, ca_file=settings.probe_ca_file)
        interval, concurrency = settings.probe_interval_seconds, settings.probe_concurrency
        return ServiceProbing(
            prober, self._board, self._recorder, self._history, clock, interval=interval, concurrency=concurrency
        )

    def _make_verifier(self, store: VerificationStore) -> Verifier:
        board, settings = self._board, self._settings
        return Verifier(
            store,
            self._polling.ask_apart,
            lambda: board.observations,
            lambda: board.network.devices,
            self._clock,
            verification_rules(settings),
        )

    def _died(self, error: BaseException) -> None:
        if self._death is not None and not self._death.done():
            self._death.set_result(error)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


def _patience(settings: Settings) -> Patience:
    return Patience(
        interval=settings.poll_interval_seconds,
        timeout=settings.poll_timeout_seconds,
        retries=settings.poll_retries,
        deadline=settings.poll_deadline_seconds,
        backoff_limit=settings.backoff_limit_seconds,
        concurrency=settings.poll_concurrency,
    )


def incident_damping(settings: Settings) -> Damping:
    """How long is waited before something is said of an incident, as the settings have it."""
    interval = settings.poll_interval_seconds
    return Damping(
        # Neighbours are asked within a second; what cannot be told by then is told when they were all asked twice.
        gather=min(Damping().gather, interval),
        settle=2 * interval,
        hold=settings.incident_hold,
        reopen=settings.incident_reopen_seconds,
        join=10 * interval,
    )


def verification_rules(settings: Settings) -> VerificationRules:
    """What verifying goes by, as the settings have it."""
    return VerificationRules(
        allow_loopback=settings.allow_loopback,
        is_own=is_own,
        boxes=load_boxes(),
        retry_seconds=settings.poll_interval_seconds,
        # Whoever registers before the equipment is there still has it in within this time.
        retry_limit_seconds=max(_LONGEST_RETRY_SECONDS, settings.poll_interval_seconds),
        at_once=max(1, settings.poll_concurrency // 4),
    )


def _trap_plan(settings: Settings) -> TrapPlan:
    wanted = parse_listens(settings.trap_listen, "FENGSUI_TRAP_LISTEN")
    # A name would have to be resolved; this one has one meaning.
    listen = [("127.0.0.1" if each.host == "localhost" else each.host, each.port) for each in wanted]
    return TrapPlan(listen, settings.data_dir, settings.poll_interval_seconds)


def _ping_manner(settings: Settings) -> PingManner:
    return PingManner(
        count=settings.ping_count,
        spacing=settings.ping_spacing_seconds,
        timeout=settings.ping_timeout_seconds,
        loopback=settings.ping_loopback,
    )


def _ping_fresh(settings: Settings) -> float:
    """Seconds for which the figures of a ping are shown: as long as those of an agent, by the pace that its pings have."""
    return FRESH_INTERVALS * max(settings.ping_interval_seconds, settings.poll_interval_seconds)
