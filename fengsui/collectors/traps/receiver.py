"""The receiver: sockets that are drained at once, a bounded queue behind them, and a loop that reads it in small steps.

What comes from an address that no device is registered with is dropped before anything else is done with it. What is read is
judged, answered where it wants an answer, and told to whoever listens. The loop gives way after every few datagrams, so that
polling goes on beside a burst.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

import structlog

from fengsui.clock import Clock
from fengsui.collectors.snmp.oid import decode_oid
from fengsui.collectors.traps.allowance import Allowance
from fengsui.collectors.traps.backlog import Backlog
from fengsui.collectors.traps.judge import TrapJudge
from fengsui.collectors.traps.kinds import kind_of
from fengsui.collectors.traps.senders import Sender
from fengsui.collectors.traps.udp import Source, TrapSocket
from fengsui.collectors.traps.verdict import Answer, Drop, Verdict
from fengsui.model.trap import Trap, TrapCounts

_log = structlog.get_logger(__name__)

# Datagrams taken off a socket, and judged, in one turn of the loop: about two milliseconds each.
_MOST_AT_ONCE = 256
_MOST_JUDGED = 64
# One line in so many seconds for the same source and reason: enough to find out, and no flood of the log.
_REMARK_SECONDS = 600.0

Find = Callable[[str], Sequence[Sender] | None]


class TrapReceiver:
    """Receives at any number of addresses; used within one running event loop.

    Args:
        judge: Who is believed.
        find: Gives the devices at a source address that have a credential, None for an address that nobody is registered with.
        hear: Called with each trap or inform that was taken.
    """

    def __init__(self, judge: TrapJudge, find: Find, hear: Callable[[Trap], None], clock: Clock) -> None:
        self._judge = judge
        self._find = find
        self._hear = hear
        self._clock = clock
        self._sockets: list[TrapSocket] = []
        self._backlog: Backlog[tuple[TrapSocket, Source, bytes]] = Backlog()
        self._news = asyncio.Event()
        self._received: Counter[tuple[str, str]] = Counter()
        self._dropped: Counter[str] = Counter(dict.fromkeys(Drop, 0))
        self._answers: Counter[str] = Counter(dict.fromkeys(Answer, 0))
        self._remarks = Allowance(burst=1, per_second=1 / _REMARK_SECONDS)

    @property
    def addresses(self) -> list[Source]:
        """Addresses and ports that it listens at."""
        return [each.address for each in self._sockets]

    def open(self, listen: Sequence[Source]) -> None:
        """Begins to take datagrams in; all addresses or none.

        Raises:
            PortInUseError: Another program has a port.
            ConfigError: An address or port cannot be had.
        """
        try:
            for host, port in listen:
                self._sockets.append(TrapSocket(host, port))
        except BaseException:
            self.close()
            raise
        loop = asyncio.get_running_loop()
        for each in self._sockets:
            loop.add_reader(each.fileno(), self._drain, each)

    def close(self) -> None:
        """Closes the sockets."""
        loop = asyncio.get_running_loop()
        for each in self._sockets:
            loop.remove_reader(each.fileno())
            each.close()
        self._sockets.clear()

    async def run(self) -> None:
        """Reads what comes, for ever."""
        while True:
            await self._news.wait()
            for source, (arrived_by, target, data) in self._backlog.take(_MOST_JUDGED):
                self._read(arrived_by, source, target, data)
            if not self._backlog:
                self._news.clear()
            await asyncio.sleep(0)

    def counts(self) -> TrapCounts:
        """What was done since the start; the polls that came of it are not counted here."""
        return TrapCounts(
            listening=bool(self._sockets),
            received=dict(self._received),
            dropped=dict(self._dropped),
            answers=dict(self._answers),
            kernel_drops=sum(each.kernel_drops for each in self._sockets),
            queued=len(self._backlog),
        )

    def _drain(self, arrived_by: TrapSocket) -> None:
        for _ in range(_MOST_AT_ONCE):
            try:
                data, target = arrived_by.receive()
            except (BlockingIOError, InterruptedError):
                return
            except OSError:  # an ICMP error about an answer of ours: its receiver is gone
                continue
            # An IPv6 link-local source carries its interface; devices are registered without one.
            source = target[0].partition("%")[0]
            if self._find(source) is None:
                self._drop(Drop.UNKNOWN_SOURCE, source)
            elif data is None:
                self._drop(Drop.OVERSIZED, source)
            elif full := self._backlog.add(source, (arrived_by, target, data)):
                self._drop(full, source)
            else:
                self._news.set()

    def _read(self, arrived_by: TrapSocket, source: str, target: Source, data: bytes) -> None:
        try:
            # Looked up again: the device may have been removed while the datagram waited.
            verdict = self._judge.judge(data, source, self._find(source) or (), self._clock.monotonic())
            if verdict.oid is not None:
                self._take(verdict, verdict.oid)
        except Exception as error:  # noqa: BLE001 - one datagram never stops the others; a defect is counted and logged
            verdict = self._defect(error)
        if verdict.drop is not None:
            self._drop(verdict.drop, source)
        if verdict.answer is not None:
            self._answers[verdict.answer] += 1
        if verdict.reply is not None:
            arrived_by.send(verdict.reply, target)

    def _take(self, verdict: Verdict, oid: bytes) -> None:
        kind = kind_of(oid)
        self._received[verdict.version, kind] += 1
        _log.debug("trap taken", devices=verdict.devices, kind=kind, version=verdict.version)
        self._hear(Trap(self._clock.now(), kind, decode_oid(oid), verdict.version, verdict.devices))

    def _defect(self, error: Exception) -> Verdict:
        if self._remarks.take("defect", self._clock.monotonic()):
            _log.error("trap not read", error=type(error).__name__)
        return Verdict(Drop.DEFECT)

    def _drop(self, reason: Drop, source: str) -> None:
        self._dropped[reason] += 1
        # Sources of strangers may be forged, each another: all of them share one line.
        key = reason if reason is Drop.UNKNOWN_SOURCE else f"{reason} {source}"
        if self._remarks.take(key, self._clock.monotonic()):
            _log.info("trap dropped", reason=reason, source=source, next_line_in_seconds=_REMARK_SECONDS)
