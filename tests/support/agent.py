"""An honest double of an agent behind `Session`: answers `get` and `walk` from a MIB in memory, as a sound agent would."""

from collections.abc import Mapping, Sequence

from fengsui.collectors.session import Column, Value, Walk, WalkBounds
from fengsui.collectors.snmp.oid import encode_oid, index_numbers
from fengsui.errors import SnmpError
from fengsui.model.poll import PollCost, Problem


class AgentDouble:
    """Answers from `mib`, which holds values by dotted OID and may be changed between questions.

    Attributes:
        questions: What was asked, in order: `("get", oids)` or `("walk", prefixes)`.
        failure: Raised instead of the answer to the question with the number `failing_from` (from 0) and all after it.
        cut_rows: Rows after which a walk breaks off with a timeout; None for never.
    """

    def __init__(self, mib: Mapping[str, Value]) -> None:
        self.mib = {encode_oid(oid): value for oid, value in mib.items()}
        self.questions: list[tuple[str, tuple[bytes, ...]]] = []
        self.failure: SnmpError | None = None
        self.failing_from = 0
        self.cut_rows: int | None = None
        self.closed = False

    def set(self, oid: str, value: Value) -> None:
        """Changes one instance."""
        self.mib[encode_oid(oid)] = value

    async def get(self, oids: Sequence[bytes]) -> list[Value]:
        self._note("get", oids)
        return [self.mib.get(oid) for oid in oids]

    async def walk(self, prefixes: Sequence[bytes], bounds: WalkBounds = WalkBounds()) -> Walk:  # noqa: B008 - frozen
        self._note("walk", prefixes)
        columns = tuple(self._column(prefix) for prefix in prefixes)
        problems = () if self.cut_rows is None else (Problem("timeout", "the agent fell silent"),)
        return Walk(columns, problems)

    def cost(self) -> PollCost:
        return PollCost(packets_sent=len(self.questions), packets_received=len(self.questions))

    def close(self) -> None:
        self.closed = True

    @property
    def walks(self) -> list[tuple[bytes, ...]]:
        """The prefixes of each walk so far."""
        return [oids for kind, oids in self.questions if kind == "walk"]

    def _note(self, kind: str, oids: Sequence[bytes]) -> None:
        self.questions.append((kind, tuple(oids)))
        if self.failure is not None and len(self.questions) > self.failing_from:
            raise self.failure

    def _column(self, prefix: bytes) -> Column:
        found = sorted((index_numbers(oid), oid) for oid in self.mib if oid.startswith(prefix) and oid != prefix)
        rows = [oid for _, oid in found[: self.cut_rows]]
        indexes = [oid[len(prefix) :] for oid in rows]
        return Column(prefix, indexes, [self.mib[oid] for oid in rows], complete=self.cut_rows is None)
