"""A session over SNMPv3: the same questions, walks and guards as for v1 and v2c, its messages made by pysnmp.

Importing this module loads pysnmp, so only the users of SNMPv3 import it.
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Sequence
from typing import Any

from fengsui.clock import Clock
from fengsui.collectors.session import Value, Walk, WalkBounds
from fengsui.collectors.snmp import message
from fengsui.collectors.snmp.conversation import Question
from fengsui.collectors.snmp.get import Getter
from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.snmp.message import Ask
from fengsui.collectors.snmp.usm import RESYNCHRONISE, Peer, Report, Traffic, UsmCounts, UsmEngine, refusal
from fengsui.collectors.snmp.v3_pdu import make_request, read_response
from fengsui.collectors.snmp.walk import Walker
from fengsui.collectors.target import Target
from fengsui.errors import SnmpAuthError, SnmpError, SnmpProtocolError, SnmpTimeoutError
from fengsui.model.credential import Credential
from fengsui.model.poll import PollCost
from fengsui.model.poller import WireCounts

# Engine discovery and time synchronisation each take one exchange; more than four mean that the agent turns in circles.
_MOST_RESYNCHRONISATIONS = 4
_BOUNDS = WalkBounds()


class V3Client:
    """Sessions over SNMPv3 and the engines below them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._engines: dict[str, tuple[Credential, UsmEngine]] = {}
        self._counts = UsmCounts()
        self._tally: Counter[str] = Counter()

    def session(self, target: Target, memory: AgentMemory) -> "V3Session":
        """A conversation with one agent; `target.deadline_seconds` counts from now.

        Raises:
            SnmpError: where the credential cannot be used for SNMPv3.
        """
        known = self._engines.get(target.credential.name)
        if known is None or known[0] != target.credential:
            if known is not None:
                known[1].close()  # the credential was changed
            known = target.credential, UsmEngine(target.credential, self._counts)
            self._engines[target.credential.name] = known
        return V3Session(known[1], target, memory, self._clock, self._tally)

    def counts(self) -> WireCounts:
        """What all sessions did so far."""
        total = self._counts.total
        return WireCounts(
            packets_sent=total.sent,
            packets_received=total.received,
            retries=self._tally["retries"],
            timeouts=self._tally["timeouts"],
            varbinds=self._tally["varbinds"],
            ignored=dict(self._counts.ignored),
        )

    def close(self) -> None:
        """Closes every engine."""
        for _, engine in self._engines.values():
            engine.close()
        self._engines.clear()


class _DeadlineError(SnmpTimeoutError):
    """The poll's deadline came before an answer."""


class V3Session:
    """A conversation with one agent over SNMPv3; see `fengsui.collectors.session.Session` for the contract."""

    def __init__(
        self, engine: UsmEngine, target: Target, memory: AgentMemory, clock: Clock, all_sessions: Counter[str]
    ) -> None:
        self._engine = engine
        self._target = target
        self._memory = memory
        self._clock = clock
        self._tallies: tuple[Counter[str], Counter[str]] = (Counter(), all_sessions)
        self._family, self._peer = _peer(target)
        self._traffic: Traffic | None = None
        self._before = (0, 0)
        self._began = clock.monotonic()
        self._ended = self._began
        self._discovered = self._answered = False
        self._closed = False

    async def get(self, oids: Sequence[bytes]) -> list[Value]:
        """Asks for single instances; None for each that the agent does not have, in the order asked.

        Raises:
            SnmpTimeoutError, SnmpAuthError, SnmpProtocolError: As the protocol `Session` says.
        """
        getter = Getter(oids)
        while (ask := getter.ask()) is not None:
            await self._exchange(getter, ask)
        return getter.values

    async def walk(self, prefixes: Sequence[bytes], bounds: WalkBounds = _BOUNDS) -> Walk:
        """Asks for whole columns at once, row by row.

        Raises:
            SnmpTimeoutError, SnmpAuthError, SnmpProtocolError: Where no answer came at all.
        """
        known = self._memory.walk(prefixes)
        walker = Walker(prefixes, bounds, bulk=True, repetitions=known.repetitions, width=known.width)
        answered = False
        while (ask := walker.ask()) is not None:
            try:
                await self._exchange(walker, ask)
                answered = True
            except SnmpError as error:
                if not answered:
                    raise
                walker.stop(*_stopped_by(error))
        known.learn(len(prefixes), walker.repetitions, walker.width, clean=walker.clean)
        return walker.result()

    def cost(self) -> PollCost:
        """What this session has cost so far."""
        mine = self._tallies[0]
        sent, received = (self._traffic.sent, self._traffic.received) if self._traffic else (0, 0)
        return PollCost(
            packets_sent=sent - self._before[0],
            packets_received=received - self._before[1],
            retries=mine["retries"],
            varbinds=mine["varbinds"],
            seconds=self._ended - self._began,
        )

    def close(self) -> None:
        """Gives the session up; a request under way ends with no effect."""
        if self._traffic is not None and not self._closed:
            self._engine.dismiss(self._peer)
        self._closed = True

    async def _exchange(self, question: Question, ask: Ask) -> None:
        """Sends one request, again where nothing comes, and gives the answer to the question."""
        if self._traffic is None:
            self._traffic = await self._engine.admit(self._family, self._peer)
            self._before = (self._traffic.sent, self._traffic.received)
        for resynchronised in range(_MOST_RESYNCHRONISATIONS + 1):
            asked, pdu, answer = await self._first_answer(question, ask)
            self._ended = self._clock.monotonic()
            if not isinstance(answer, Report):
                self._take(question, asked, pdu, answer)
                return
            if answer.word not in RESYNCHRONISE:
                break
            self._discovered = True
            if answer.word == "unknownEngineID" and resynchronised:
                self._engine.forget(self._family, self._peer)
        raise refusal(self._target.label, answer)

    async def _first_answer(self, question: Question, ask: Ask) -> tuple[Ask, Any, Any]:
        """The first answer to any transmission of a request, with the request that it answers."""
        outcome: asyncio.Future[tuple[Ask, Any, Any]] = asyncio.get_running_loop().create_future()
        heard = self._heard
        for attempt in range(1 + self._target.retries):
            if attempt:
                self._count("retries")
                ask = question.ask_less()  # what got lost may have been an answer too large for the way back
            self._send(ask, outcome)
            patience = min(self._target.timeout_seconds, self._left())
            done, _ = await asyncio.wait((outcome,), timeout=max(patience, 0.0))
            if done:
                return outcome.result()
            self._count("timeouts")
            if self._heard > heard:
                # It answers, and pysnmp passes over that: so it does where another engine now sits at this address.
                self._engine.forget(self._family, self._peer)
            if self._left() <= 0:
                break
        outcome.cancel()
        self._ended = self._clock.monotonic()
        raise self._unreadable() or self._silence()

    @property
    def _heard(self) -> int:
        return self._traffic.received if self._traffic else 0

    def _send(self, ask: Ask, outcome: asyncio.Future[tuple[Ask, Any, Any]]) -> None:
        pdu = make_request(ask)

        def arrived(answer: Any) -> None:
            if not outcome.done():
                outcome.set_result((ask, pdu, answer))

        self._engine.send(self._family, self._peer, pdu, arrived)

    def _silence(self) -> SnmpTimeoutError:
        label, tries = self._target.label, 1 + self._target.retries
        if self._left() <= 0:
            return _DeadlineError(
                f"{label}: no answer within the poll's deadline of {self._target.deadline_seconds:g} s"
            )
        return SnmpTimeoutError(f"{label}: no answer to {tries} request(s), {self._target.timeout_seconds:g} s each")

    def _unreadable(self) -> SnmpAuthError | None:
        """The agent lives, for it gave its engine id a moment ago, and passes over every encrypted request."""
        if self._answered or not self._discovered or not self._engine.encrypts:
            return None
        # Ask for the engine id anew next time: only its answer tells a wrong key from a dead agent.
        self._engine.forget(self._family, self._peer)
        hint = "the privacy key or protocol is probably wrong for this user"
        return SnmpAuthError(f"{self._target.label} gives its engine id, but answers no encrypted request: {hint}")

    def _left(self) -> float:
        return self._began + self._target.deadline_seconds - self._clock.monotonic()

    def _take(self, question: Question, asked: Ask, pdu: Any, answer: Any) -> None:
        label = self._target.label
        self._answered = True
        response = read_response(pdu, answer)
        if response is None:
            raise SnmpProtocolError(f"{label} answers something else than what it was asked")
        status, index, binds = response
        if status == message.AUTHORIZATION_ERROR:
            hint = "the user may need more authentication or privacy, or a view that holds these objects"
            raise SnmpAuthError(f"{label} refuses access with authorizationError; {hint}")
        if status == message.NO_ERROR and not question.fits(asked, binds):
            raise SnmpProtocolError(f"{label} answers about other OIDs than those asked for")
        self._count("varbinds", len(binds))
        question.answer(asked, status, index, binds)

    def _count(self, what: str, number: int = 1) -> None:
        for tally in self._tallies:
            tally[what] += number


def _stopped_by(error: SnmpError) -> tuple[str, str]:
    match error:
        case _DeadlineError():
            return "deadline", str(error)
        case SnmpTimeoutError():
            return "timeout", str(error)
        case SnmpAuthError():
            return "refused", str(error)
    return "malformed", str(error)


def _peer(target: Target) -> tuple[int, Peer]:
    if ":" in target.address:
        return socket.AF_INET6, (target.address, target.port, 0, 0)
    return socket.AF_INET, (target.address, target.port)
