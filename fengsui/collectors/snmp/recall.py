"""A walk that begins as last time's did: the same requests, and answers read by layout memory as long as nothing is new.

The first answer that is not as remembered ends the recall: what was heard so far is decoded in full and given to the walker,
which goes on from there as if it had been at work all the time. So recalling never changes what a walk brings.
"""

from collections.abc import Callable
from typing import Any

from fengsui.collectors.session import Walk
from fengsui.collectors.snmp.conversation import Conversation
from fengsui.collectors.snmp.decode import VarBinds
from fengsui.collectors.snmp.layout import MOST_STEPS, Heard, Layout, Step
from fengsui.collectors.snmp.message import Ask, Encoder, Reply
from fengsui.collectors.snmp.rowshape import RowShapes, decode_rows
from fengsui.collectors.snmp.walk import Walker
from fengsui.errors import SnmpProtocolError


class WalkConversation(Conversation):
    """Puts a walk to an agent.

    Args:
        layout: Last time's walk, if it is remembered; must be of the same columns, version and community.
        shapes: What is known of the shapes of its rows.
        learning: False where nobody wants to know what was heard.
        proven: True where the agent is known to answer requests of this size.

    Attributes:
        heard: Every answer in order, for the layout to learn from; None where one of them cannot be learned from.
        recalled: True while all went as remembered.
    """

    def __init__(
        self,
        encoder: Encoder,
        walker: Walker,
        next_id: Callable[[], int],
        layout: Layout | None = None,
        shapes: RowShapes | None = None,
        *,
        learning: bool = True,
        proven: bool = False,
    ) -> None:
        super().__init__(encoder, walker, next_id)
        self._walker = walker
        self._proven = proven
        self._layout = layout
        self._step: Step | None = None
        self._shapes = shapes or RowShapes()
        self._answers: list[bytes] = []
        self._moving: list[Any] = []
        self.heard: list[Heard] | None = [] if learning else None

    @property
    def recalled(self) -> bool:
        """True while all went as remembered."""
        return self._layout is not None

    def next(self) -> bytes | None:
        """The next datagram to send; None where the walk is at its end."""
        layout = self._layout
        if layout is None:
            return super().next()
        at = len(self._answers)
        if at == len(layout.steps):
            self.layout_hits = at
            return None
        self._step = step = layout.steps[at]
        self._new_id()
        return step.before + self._id_bytes + step.after

    def again(self, attempt: int) -> bytes:
        """The datagram of the given retransmission: the first is as before where that is known to work, since packets get lost."""
        if attempt == 1 and self._layout is not None and self._step is not None:
            return self._step.before + self._id_bytes + self._step.after
        self.settle()
        if attempt == 1 and (self._proven or self.answers):
            return self._parts[0] + self._id_bytes + self._parts[1]
        self.heard = None
        return super().again(attempt)

    def receive(self, data: bytes) -> str | None:
        """Judges a datagram from the agent's address: None where it was taken, else the reason why not."""
        step = self._step
        if self._layout is None or step is None:
            return super().receive(data)
        if step.holds(data, self._id_bytes):
            self._moving += step.lift(data)
            self._answers.append(data)
            self.answers += 1
            self.varbinds += step.varbinds
            self._step = None
            return None
        try:
            reason = self._turned_away(self._encoder.read(data))
        except SnmpProtocolError:
            return "malformed"
        if reason is not None:
            return reason
        self.settle()
        return super().receive(data)

    def settle(self) -> None:
        """Ends the recall: gives the walker what was heard so far, decoded in full."""
        if self._layout is None:
            return
        pending = self._step is not None
        self._layout = self._step = None
        self.layout_misses += len(self._answers) + 1
        for data in self._answers:
            self._replay(data)
        self._answers, self._moving = [], []
        if pending:
            self._asked = self._next_ask()

    def result(self) -> Walk:
        """What the walk brought."""
        if self._layout is not None and len(self._answers) == len(self._layout.steps):
            return self._layout.walk(self._moving)
        self.settle()
        return self._walker.result()

    def _replay(self, data: bytes) -> None:
        varbinds = self.varbinds
        self._take(self._next_ask(), data, self._encoder.read(data))
        self.varbinds = varbinds  # counted when it came

    def _next_ask(self) -> Ask:
        """What the walker asks next: the same as the remembered step did, since it heard the same before."""
        asked = self._walker.ask()
        if asked is None:
            raise SnmpProtocolError("a remembered walk went on after its end")
        self._parts = self._encoder.encode(asked)
        return asked

    def _decode(self, asked: Ask, data: bytes, reply: Reply) -> VarBinds:
        expected = self._walker.expected
        if expected is None:
            return super()._decode(asked, data, reply)
        return decode_rows(data, reply.start, reply.end, expected, self._shapes)

    def _note(self, data: bytes, reply: Reply) -> None:
        if self.heard is None:
            return
        if reply.error_status or len(self.heard) >= MOST_STEPS:
            self.heard = None
            return
        self.heard.append(Heard(*self._parts, data, reply, self._walker.asked, self._walker.taken))
