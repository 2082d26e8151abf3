"""A conversation inside SNMPv3 messages, without I/O: asks for the engine first, secures each request, judges each message.

An answer counts only with the message-id of the request under way, from the engine, user and context asked, at the security
level asked, with the right digest (looked at before anything is decrypted) and within the time window. Reports are another
matter, since most of them cannot be authenticated, and anybody who sees the request could forge one:

- Where the engine is not known yet, a report tells its id. A wrong one only leads to being asked again.
- notInTimeWindow sets the clock only if it is authenticated.
- Reports that refuse the credential are noted. They count once the request's time has passed without a valid answer: then
  the agent is not asked again, and the refusal is told. A valid answer in the meantime makes them void.
- A report of another engine id is believed at once as long as no answer of the engine was ever read (a few times at most).
  Later it is a doubt, as are messages outside the time window: if the request's time passes without a valid answer, the
  retransmission asks for the engine anew.
"""

from collections.abc import Callable

from fengsui.collectors.snmp.conversation import Conversation
from fengsui.collectors.snmp.message import GET, RESPONSE, Ask, encode_pdu
from fengsui.collectors.snmp.usm.agent import UsmAgent
from fengsui.collectors.snmp.usm.message import (
    AUTH,
    LEVEL,
    LONGEST_ENGINE_ID,
    REPORTABLE,
    ScopedPdu,
    V3Message,
    encode_context,
    encode_message,
    encode_scoped,
    read_message,
    read_scoped,
    security_head,
)
from fengsui.collectors.snmp.usm.reports import REPORT, Report, read_report
from fengsui.collectors.snmp.usm.user import LocalUser
from fengsui.errors import SnmpAuthError, SnmpProtocolError

# Engine and clock take one exchange each; more than four in a row mean that the agent turns in circles.
_MOST_TURNS = 4
# How many message-ids back an answer is still called late rather than foreign.
_IDS_REMEMBERED = 8
_NO_ACCESS = (
    "the agent refuses access with authorizationError; the user may need more authentication or privacy,"
    " or a view that holds these objects"
)
_NO_ENGINE = security_head(b"", 0, 0, b"")
_NO_CONTEXT = encode_context(b"")


class SecuredConversation:
    """Puts the requests of a conversation to an agent over SNMPv3.

    Args:
        inner: Its encoder must be a `PduEncoder`.
        agent: What is known of the agent for the credential; kept between conversations.
        next_id: Gives message-ids, from 0x40000000 to 0x7fffffff, that cannot be guessed.
        now: Seconds of a clock that never goes backwards.

    Attributes:
        refusal: The report that stands against the request under way; None where there is none.
        discovered: True once the agent gave its engine id in this conversation.
        hopeless: True where asking again is no use.
    """

    def __init__(
        self, inner: Conversation, agent: UsmAgent, next_id: Callable[[], int], now: Callable[[], float]
    ) -> None:
        self._inner = inner
        self._agent = agent
        self._next_id = next_id
        self._now = now
        self._message_id = 0
        self._earlier_ids: list[int] = []
        self._request: bytes | None = None
        self._asking_engine = False
        self._doubtful = False
        self._turns = 0
        self.refusal: Report | None = None
        self.discovered = False
        self.hopeless = False

    @property
    def varbinds(self) -> int:
        """Variable bindings received and taken."""
        return self._inner.varbinds

    @property
    def layout_hits(self) -> int:
        """Answers that a remembered layout read."""
        return self._inner.layout_hits

    @property
    def layout_misses(self) -> int:
        """Answers that a remembered layout should have read and did not."""
        return self._inner.layout_misses

    def next(self) -> bytes | None:
        """The next datagram to send; None where the question is answered."""
        user = self._agent.user
        if not self._agent.known or user is None:
            return self._ask_engine()
        if self._request is None:
            self._request = self._inner.next()
            if self._request is None:
                return None
        self._new_id()
        self._asking_engine = False
        return self._sealed(user, self._request)

    def again(self, attempt: int) -> bytes:
        """The datagram of the given retransmission. It keeps its message-id, unless a doubt makes it another message."""
        if self._doubtful:
            self._agent.forget_clock()
            self._doubtful = False
            return self._ask_engine()
        user = self._agent.user
        if self._asking_engine or user is None:
            return self._engine_question()
        self._request = self._inner.again(attempt)
        return self._sealed(user, self._request)

    def receive(self, data: bytes) -> str | None:
        """Judges a datagram from the agent's address: None where it was taken, else the reason why not.

        Raises:
            SnmpAuthError: The agent answers authorizationError.
        """
        user = self._agent.user
        try:
            read = read_message(data) if user is None else user.read(data)
        except SnmpProtocolError:
            return "malformed"
        if read.message_id != self._message_id:
            return "late" if read.message_id in self._earlier_ids else "message_id"
        if self._asking_engine or user is None:
            return self._introduced(data, read)
        return self._stranger(user, data, read) or self._opened(user, data, read)

    def _introduced(self, data: bytes, read: V3Message) -> str | None:
        """Takes the engine id from a report, whatever else it says."""
        if read.encrypted or not 0 < len(read.engine_id) <= LONGEST_ENGINE_ID:
            return "engine_id"
        try:
            pdu = read_scoped(data, read.start, read.end).pdu
        except SnmpProtocolError:
            return "malformed"
        if pdu[0] != REPORT:
            return "pdu"
        self._agent.meet(read.engine_id, read.boots, read.time, self._now())
        self.discovered = True
        self._asking_engine = False
        return None

    def _stranger(self, user: LocalUser, data: bytes, read: V3Message) -> str | None:
        """Why a message that claims to be authenticated is not; None for one that is, or does not claim to be."""
        if not read.flags & AUTH:
            return None
        if read.engine_id != user.engine_id:
            return "engine_id"
        if read.user != user.name:
            return "user"
        if not user.is_authentic(data, read):
            return "digest"
        if not self._agent.clock.accepts(read.boots, read.time, self._now()):
            self._doubtful = True
            return "time_window"
        return None

    def _opened(self, user: LocalUser, data: bytes, read: V3Message) -> str | None:
        """Judges what is in a message whose digest, if it has one, is right."""
        try:
            scoped = user.open(data, read)
            if scoped.pdu[0] == REPORT:
                return self._reported(read_report(scoped.pdu), authentic=bool(read.flags & AUTH))
        except SnmpProtocolError as error:
            if read.flags & AUTH:
                self._inner.fault = f"an authenticated message that cannot be read ({error})"
            return "malformed"
        return _mismatch(user, read, scoped) or self._answered(data, scoped)

    def _answered(self, data: bytes, scoped: ScopedPdu) -> str | None:
        inner = self._inner
        try:
            reason = inner.receive(scoped.pdu)
        except SnmpAuthError:
            raise SnmpAuthError(_NO_ACCESS) from None
        if inner.largest:  # it saw only what was inside, and the whole must fit a datagram
            inner.largest = max(inner.largest, len(data))
        if reason is None:
            self._agent.proven = True
            self._request = self.refusal = None
            self._doubtful = self.hopeless = False
            self._turns = 0
        return reason

    def _reported(self, report: Report, *, authentic: bool) -> str | None:
        if report is Report.NOT_IN_TIME_WINDOW:
            if authentic:  # the clock was set when the message was found to be authentic
                return self._turn(report)
            self._doubtful = True
        elif report is Report.UNKNOWN_ENGINE:
            if not self._agent.proven:
                self._agent.forget_clock()
                return self._turn(report)
            self._doubtful = True
        else:
            self.refusal = report
            self.hopeless = True
        return "report"

    def _turn(self, report: Report) -> str | None:
        """Has the request sent again at once, with what the report told; not for ever."""
        self._turns += 1
        if self._turns <= _MOST_TURNS:
            return None
        self.refusal = report
        self.hopeless = True
        return "report"

    def _ask_engine(self) -> bytes:
        self._new_id()
        self._asking_engine = True
        return self._engine_question()

    def _engine_question(self) -> bytes:
        """Engine discovery (RFC 3414, 4): an empty question from nobody to no engine."""
        before, after = encode_pdu(Ask(GET, ()))
        pdu = before + self._message_id.to_bytes(4, "big") + after
        return encode_message(self._message_id, REPORTABLE, _NO_ENGINE, encode_scoped(_NO_CONTEXT, pdu))[0]

    def _sealed(self, user: LocalUser, pdu: bytes) -> bytes:
        return user.seal(self._message_id, pdu, *self._agent.clock.estimate(self._now()))

    def _new_id(self) -> None:
        self._earlier_ids.append(self._message_id)
        del self._earlier_ids[:-_IDS_REMEMBERED]
        self._message_id = self._next_id()


def _mismatch(user: LocalUser, read: V3Message, scoped: ScopedPdu) -> str | None:
    """Why a message is not the answer to a request of this user (RFC 3412, 7.2.10); None where it may be."""
    if scoped.pdu[0] != RESPONSE:
        return "pdu"
    if read.flags & LEVEL != user.level:
        return "level"
    if read.engine_id != user.engine_id or scoped.context_engine_id != user.engine_id:
        return "engine_id"
    if read.user != user.name:
        return "user"
    return "context" if scoped.context_name else None
