"""The reception of traps, put together: who is known, the receiver, and what is made of what it hears."""

import secrets
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from fengsui.clock import Clock
from fengsui.model.trap import LastTrap, TrapCounts
from fengsui.tasks.board import Board
from fengsui.tasks.hints import KnownSenders, LastTrapStore, TrapHints
from fengsui.tasks.polling import BatchPolling
from fengsui.tasks.scheduler import Scheduler

if TYPE_CHECKING:
    from fengsui.collectors.traps.receiver import TrapReceiver

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TrapPlan:
    """How traps are received.

    Attributes:
        listen: Addresses and ports; none for no reception.
        folder: Where our SNMP engine is kept.
        interval: Seconds between two routine polls of a device.
    """

    listen: Sequence[tuple[str, int]]
    folder: Path
    interval: float


class TrapReception:
    """Receives traps, if there is an address to receive them at; opened and closed once."""

    def __init__(
        self,
        plan: TrapPlan,
        board: Board,
        polling: BatchPolling,
        scheduler: Scheduler,
        store: LastTrapStore,
        clock: Clock,
    ) -> None:
        self._plan = plan
        self._clock = clock
        self._known = KnownSenders(board, polling)
        self._hints = TrapHints(scheduler, store, clock, interval=plan.interval)
        self._receiver: TrapReceiver | None = None

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Where it listens."""
        return [] if self._receiver is None else self._receiver.addresses

    @property
    def last(self) -> Mapping[str, LastTrap]:
        """The newest trap of each device since the start."""
        return self._hints.last

    def open(self) -> None:
        """Begins to take traps in.

        Raises:
            PortInUseError: Another program has a port.
            ConfigError: An address or port cannot be had, or the engine's file cannot be used.
        """
        if self._plan.listen:
            receiver = self._make()
            receiver.open(self._plan.listen)
            self._receiver = receiver
            _log.info("receiving traps", addresses=[f"{host} port {port}" for host, port in receiver.addresses])

    async def close(self) -> None:
        """Takes no more, and writes down what is not written yet."""
        if self._receiver is not None:
            self._receiver.close()
        await self._hints.save()

    def loops(self) -> dict[str, Coroutine[Any, Any, None]]:
        """What has to run while it is open, by name."""
        if self._receiver is None:
            return {}
        return {
            "trap receiver": self._receiver.run(),
            "trap hints": self._hints.run(),
            "trap keeper": self._hints.save_forever(),
        }

    def counts(self) -> TrapCounts:
        """What was done since the start."""
        if self._receiver is None:
            return TrapCounts()
        return replace(self._receiver.counts(), urgent_polls=self._hints.urgent_polls)

    def _make(self) -> "TrapReceiver":
        # Ciphers take a moment to load; only those who receive traps need them.
        from fengsui.collectors.traps.engine import RANDOM_OCTETS, start_engine
        from fengsui.collectors.traps.judge import TrapJudge
        from fengsui.collectors.traps.receiver import TrapReceiver
        from fengsui.collectors.traps.secured import SecuredTraps

        engine = start_engine(self._plan.folder, secrets.token_bytes(RANDOM_OCTETS), self._clock.monotonic())
        judge = TrapJudge(SecuredTraps(engine, secrets.randbits(64)))
        return TrapReceiver(judge, self._known.find, self._hints.hear, self._clock)
