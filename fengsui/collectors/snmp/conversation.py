"""One question put to one agent, without I/O: gives the datagrams to send and judges the datagrams that come.

A datagram counts only where version, community and request-id are those of the request under way and it says what was asked.
Everything else is turned away with the reason as a word, which the transport counts.
"""

from collections.abc import Callable
from typing import Protocol

from fengsui.collectors.snmp import message
from fengsui.collectors.snmp.decode import VarBinds, decode_varbinds
from fengsui.collectors.snmp.message import Ask, Encoder, Reply
from fengsui.errors import SnmpProtocolError

# How many request-ids back an answer is still called late rather than foreign.
_IDS_REMEMBERED = 8


class Question(Protocol):
    """What is asked: `Walker` for columns, `Getter` for single instances."""

    def ask(self) -> Ask | None:
        """The next request; None at the end."""
        ...

    def ask_less(self) -> Ask:
        """The last request again, made easier to answer if it can be."""
        ...

    def fits(self, asked: Ask, binds: VarBinds) -> bool:
        """True where an answer without error is about what was asked."""
        ...

    def answer(self, asked: Ask, status: int, index: int, binds: VarBinds) -> None:
        """Takes an answer."""
        ...


class Dialogue(Protocol):
    """What the transport carries: a `Conversation`, or one inside the messages of a security model."""

    @property
    def varbinds(self) -> int:
        """Variable bindings received and taken."""
        ...

    @property
    def layout_hits(self) -> int:
        """Answers that a remembered layout read."""
        ...

    @property
    def layout_misses(self) -> int:
        """Answers that a remembered layout should have read and did not."""
        ...

    @property
    def hopeless(self) -> bool:
        """True where the agent said that it will not answer: it is waited for, and not asked again."""
        ...

    def next(self) -> bytes | None:
        """The next datagram to send; None at the end."""
        ...

    def again(self, attempt: int) -> bytes:
        """The datagram of the given retransmission."""
        ...

    def receive(self, data: bytes) -> str | None:
        """Judges a datagram: None where it was taken, else the reason why not."""
        ...


class Conversation:
    """Puts a question to an agent, one request at a time.

    Args:
        next_id: Gives request-ids, from 0x40000000 to 0x7fffffff, that cannot be guessed.

    Attributes:
        varbinds: Variable bindings received and taken.
        answers: Valid answers so far.
        layout_hits, layout_misses: Answers that a remembered layout read, and answers that should have been read so and were not.
        largest: Bytes of the largest answer that was decoded.
        fault: What was wrong with the last datagram that had the right request-id and could not be read.
    """

    hopeless = False

    def __init__(self, encoder: Encoder, question: Question, next_id: Callable[[], int]) -> None:
        self._encoder = encoder
        self._question = question
        self._next_id = next_id
        self._asked: Ask | None = None
        self._request_id = 0
        self._earlier_ids: list[int] = []
        self._id_bytes = b""
        self._parts = (b"", b"")
        self.varbinds = 0
        self.answers = 0
        self.layout_hits = 0
        self.layout_misses = 0
        self.largest = 0
        self.fault = ""

    def next(self) -> bytes | None:
        """The next datagram to send; None where the question is answered."""
        self._asked = self._question.ask()
        if self._asked is None:
            return None
        self._new_id()
        self._parts = self._encoder.encode(self._asked)
        return self._parts[0] + self._id_bytes + self._parts[1]

    def again(self, attempt: int) -> bytes:  # noqa: ARG002 - a remembered walk goes by it
        """The datagram of the given retransmission (1 is the first).

        It keeps the request-id, so that an answer to an earlier transmission is as good.
        """
        before, after = self._encoder.encode(self._question.ask_less())
        return before + self._id_bytes + after

    def receive(self, data: bytes) -> str | None:
        """Judges a datagram from the agent's address: None where it was taken, else the reason why not."""
        try:
            reply = self._encoder.read(data)
        except SnmpProtocolError:
            return "malformed"
        reason = self._turned_away(reply)
        if reason is not None or self._asked is None:
            return reason or "late"
        reason = self._take(self._asked, data, reply)
        if reason is None:
            self._asked = None
            self.answers += 1
            self.largest = max(self.largest, len(data))
        return reason

    def _take(self, asked: Ask, data: bytes, reply: Reply) -> str | None:
        """Gives the question an answer that is meant for it: None where it was taken, else the reason why not."""
        if reply.error_status != message.NO_ERROR:
            binds = VarBinds()
        else:
            try:
                binds = self._decode(asked, data, reply)
            except SnmpProtocolError as error:
                self.fault = str(error)
                return "malformed"
            if not self._question.fits(asked, binds):
                self.fault = "an answer about other OIDs than those asked for"
                return "oids"
        self.varbinds += len(binds)
        self._question.answer(asked, reply.error_status, reply.error_index, binds)
        self._note(data, reply)
        return None

    def _note(self, data: bytes, reply: Reply) -> None:
        """Sees every answer that was taken."""

    def _decode(self, asked: Ask, data: bytes, reply: Reply) -> VarBinds:  # noqa: ARG002 - walks go by it
        return decode_varbinds(data, reply.start, reply.end)

    def _new_id(self) -> None:
        self._earlier_ids.append(self._request_id)
        del self._earlier_ids[:-_IDS_REMEMBERED]
        self._request_id = self._next_id()
        self._id_bytes = self._request_id.to_bytes(4, "big")

    def _turned_away(self, reply: Reply) -> str | None:
        if reply.request_id != self._request_id:
            return "late" if reply.request_id in self._earlier_ids else "request_id"
        if reply.wire_version != self._encoder.wire_version:
            return "version"
        if reply.community != self._encoder.community:
            return "community"
        return None if reply.pdu == message.RESPONSE else "pdu"
