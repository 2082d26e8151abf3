"""Our own engine's session with an agent over SNMPv1 or v2c."""

from collections.abc import Coroutine, Sequence
from functools import lru_cache

from fengsui.collectors.session import Value, Walk, WalkBounds
from fengsui.collectors.snmp.conversation import Conversation, Dialogue
from fengsui.collectors.snmp.exchange import End, Exchange
from fengsui.collectors.snmp.get import Getter
from fengsui.collectors.snmp.memory import AgentMemory, WalkMemory
from fengsui.collectors.snmp.message import Encoder, RequestEncoder
from fengsui.collectors.snmp.recall import WalkConversation
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.snmp.walk import Walker
from fengsui.collectors.target import Target
from fengsui.errors import SnmpError, SnmpProtocolError, SnmpTimeoutError
from fengsui.model.credential import SnmpVersion
from fengsui.model.poll import PollCost


class NativeSession:
    """A `fengsui.collectors.session.Session` over our own engine.

    Args:
        memory: What was learned of this agent; give the same one at each poll of the same agent.
        deadline: On the loop's clock (`transport.now()`); the target's deadline from now unless given.
        encoder: How requests are encoded; by the target's version and community unless given.
    """

    _silence_hint = "address, port, community"

    def __init__(
        self,
        transport: UdpTransport,
        target: Target,
        memory: AgentMemory,
        *,
        deadline: float | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        self._transport = transport
        self._target = target
        self._memory = memory
        self._version = target.credential.version
        self._encoder = encoder or _encoder(self._version, _community(target))
        self._deadline = transport.now() + target.deadline_seconds if deadline is None else deadline
        self._exchange: Exchange | None = None
        self._cost = PollCost()
        self._started: float | None = None

    async def get(self, oids: Sequence[bytes]) -> list[Value]:
        """Asks for single instances; None for each that the agent does not have, in the order asked.

        Raises:
            SnmpTimeoutError, SnmpAuthError, SnmpProtocolError: As the protocol `Session` says.
        """
        getter = Getter(oids)
        conversation = Conversation(self._encoder, getter, self._transport.next_id)
        end = await self._hold(conversation)
        if end is not End.ANSWERED:
            raise self._failure(conversation, end)
        return getter.values

    async def walk(self, prefixes: Sequence[bytes], bounds: WalkBounds = WalkBounds()) -> Walk:  # noqa: B008 - frozen
        """Asks for whole columns at once, row by row. The lists in the result are shared between walks: do not change them.

        Raises:
            SnmpTimeoutError, SnmpAuthError, SnmpProtocolError: Where no answer came at all.
        """
        known = self._memory.walk(prefixes)
        bulk = self._version is not SnmpVersion.V1
        # More rows than are wanted would be fetched in vain.
        repetitions = min(known.repetitions, bounds.rows)
        walker = Walker(prefixes, self._within(bounds), bulk=bulk, repetitions=repetitions, width=known.width)
        conversation = WalkConversation(
            self._encoder,
            walker,
            self._transport.next_id,
            known.layout,
            known.shapes,
            learning=known.learn_after == 0,
            proven=known.proven,
        )
        end = await self._hold(conversation)
        if end is not End.ANSWERED:
            if not conversation.answers:
                conversation.settle()
                # The next poll goes on from the smaller size.
                known.learn(_worked(walker, known, bounds), walker.width, clean=False)
                self._memory.changed()
                raise self._failure(conversation, end)
            conversation.settle()
            walker.stop(*self._stop_reason(conversation, end))
        walk = _learned(conversation, walker, known, _worked(walker, known, bounds))
        if known.layout is None or not conversation.recalled:
            self._memory.changed()
        return walk

    def _within(self, bounds: WalkBounds) -> WalkBounds:
        """The walk's bounds within what is left of the poll's packets."""
        left = max(self._target.most_packets - self._cost.packets_sent, 1)
        return bounds if bounds.packets <= left else WalkBounds(bounds.rows, left)

    def cost(self) -> PollCost:
        """What this session has cost so far, without an exchange under way."""
        return self._cost

    def close(self) -> None:
        """Gives the session up; a request under way ends with SnmpError."""
        if self._exchange is not None:
            self._transport.drop(self._exchange)

    def _hold(self, conversation: Conversation) -> Coroutine[None, None, End]:
        return self._carry(conversation)

    async def _carry(self, conversation: Dialogue) -> End:
        target = self._target
        exchange = self._exchange = self._transport.start(
            target.address,
            target.port,
            conversation,
            timeout_seconds=target.timeout_seconds,
            retries=target.retries,
            deadline=self._deadline,
            trips=self._memory.trips,
            budget=self._memory.budget,
        )
        try:
            end = await exchange.done
        finally:
            self._transport.drop(exchange)
            self._exchange = None
            self._add_cost(exchange)
        if end is End.DEADLINE:
            self._memory.deadlines += 1
        if end is End.CLOSED:
            raise SnmpError(f"{target.label}: the session was closed while a request was under way")
        return end

    def _add_cost(self, exchange: Exchange) -> None:
        if self._started is None:
            self._started = exchange.started
        self._memory.retries += exchange.retried
        cost = self._cost
        self._cost = PollCost(
            packets_sent=cost.packets_sent + exchange.sent,
            packets_received=cost.packets_received + exchange.received,
            retries=cost.retries + exchange.retried,
            varbinds=cost.varbinds + exchange.conversation.varbinds,
            seconds=exchange.ended - self._started,
        )

    def _failure(self, conversation: Conversation, end: End) -> SnmpError:
        label, target = self._target.label, self._target
        if conversation.fault:
            return SnmpProtocolError(f"{label} answers, but not with what can be used: {conversation.fault}")
        if end is End.DEADLINE:
            return SnmpTimeoutError(f"{label} does not answer within the deadline of {target.deadline_seconds:g} s")
        return SnmpTimeoutError(
            f"{label} does not answer: {target.retries + 1} tries, {target.timeout_seconds:g} s for the first. "
            f"Check {self._silence_hint} and the agent's access list"
        )

    def _stop_reason(self, conversation: Conversation, end: End) -> tuple[str, str]:
        if conversation.fault:
            return "malformed", f"no further usable answer ({conversation.fault})"
        if end is End.DEADLINE:
            return "deadline", "the deadline passed"
        return "timeout", "the agent fell silent"


def _worked(walker: Walker, known: WalkMemory, bounds: WalkBounds) -> int:
    """The max-repetitions that worked; those known before where nothing but the bound on rows made them fewer."""
    return known.repetitions if walker.repetitions == bounds.rows < known.repetitions else walker.repetitions


def _learned(conversation: WalkConversation, walker: Walker, known: WalkMemory, repetitions: int) -> Walk:
    """The walk's result, after the memory took what is to be learned from it."""
    if conversation.recalled:
        known.kept()
        return conversation.result()
    walk = walker.result()
    known.learn(repetitions, walker.width, clean=walker.clean, largest=conversation.largest, fits=walker.cut_at)
    if walker.clean and walk.complete:
        known.remember(conversation.heard or (), walk)
    else:
        known.layout = None
    return walk


# Most agents are asked with one of few communities.
@lru_cache(maxsize=256)
def _encoder(version: SnmpVersion, community: bytes) -> RequestEncoder:
    return RequestEncoder(version, community)


def _community(target: Target) -> bytes:
    credential = target.credential
    if credential.version is SnmpVersion.V3 or credential.community is None:
        raise SnmpError(f"{target.label}: expected a v1 or v2c credential with a community, got {credential.version}")
    return credential.community.reveal().encode()
