"""The question for single instances, as a pure state machine: values in the order asked, None for what the agent does not have."""

from collections.abc import Sequence

from fengsui.collectors.session import Value
from fengsui.collectors.snmp import message
from fengsui.collectors.snmp.decode import VarBinds
from fengsui.collectors.snmp.message import Ask
from fengsui.errors import SnmpAuthError

# Some 40 bindings with short values make an answer of one datagram.
_MOST_IN_ONE = 40


class Getter:
    """One question for single instances: `ask` gives the next request until there is none.

    An instance that the agent faults (noSuchName of SNMPv1, genErr) is left out and the rest is asked again.
    """

    def __init__(self, oids: Sequence[bytes]) -> None:
        self._oids = list(oids)
        self.values: list[Value] = [None] * len(oids)
        positions = list(range(len(oids)))
        self._batches = [positions[at : at + _MOST_IN_ONE] for at in range(0, len(oids), _MOST_IN_ONE)]

    def ask(self) -> Ask | None:
        """The next request; None where all is said."""
        return self.ask_less() if self._batches else None

    def ask_less(self) -> Ask:
        """The same request: a GET cannot ask for less and mean the same."""
        return Ask(message.GET, [self._oids[position] for position in self._batches[0]])

    def fits(self, asked: Ask, binds: VarBinds) -> bool:
        """True where the answer is about just the OIDs asked for."""
        return binds.oids == asked.oids

    def answer(self, asked: Ask, status: int, index: int, binds: VarBinds) -> None:  # noqa: ARG002 - a question's method
        """Takes the answer to the first batch.

        Raises:
            SnmpAuthError: The agent says authorizationError.
        """
        batch = self._batches.pop(0)
        if status == message.NO_ERROR:
            for position, value in zip(batch, binds.values, strict=True):
                self.values[position] = value
        elif status == message.AUTHORIZATION_ERROR:
            raise SnmpAuthError("the agent answers authorizationError to this community")
        elif status != message.TOO_BIG and 0 < index <= len(batch):
            self._put_back(batch[: index - 1] + batch[index:])
        elif len(batch) > 1:
            self._put_back(batch[len(batch) // 2 :])
            self._put_back(batch[: len(batch) // 2])

    @property
    def rows(self) -> int:
        """Values taken so far."""
        return sum(value is not None for value in self.values)

    def _put_back(self, batch: list[int]) -> None:
        if batch:
            self._batches.insert(0, batch)
