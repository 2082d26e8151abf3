"""How many packets an agent is sent at most: a budget that fills with time. Pure: time comes in.

A poll goes through in one draught as long as the budget lasts; beyond it, packets leave at the agent's rate. The transport
asks once for a whole allowance, so that a poll within its budget costs nothing.
"""

from dataclasses import dataclass

# Share of a second's packets that may be sent in one draught: two polls of a device of 48 ports at the default rate.
_BURST_SECONDS = 0.1
# Where the budget is used up, so much is waited for: several packets at once are cheaper to time than each for itself.
_SIP_SECONDS = 0.02


@dataclass(slots=True)
class PacketBudget:
    """The budget of one agent.

    Attributes:
        rate: Packets a second; 0 for no limit.
        filled: Packets in the budget at `at`; below zero after retransmissions, which are never held back.
        at: Seconds on a steady clock.
        waits: How often a request had to wait for it.
        burst_seconds: Share of a second's packets that may be sent in one draught.
    """

    rate: float = 0.0
    filled: float = 0.0
    at: float = float("-inf")
    waits: int = 0
    burst_seconds: float = _BURST_SECONDS

    def allowance(self, now: float) -> int:
        """Packets that may be sent at once."""
        if not self.rate:
            return 1 << 60
        self._fill(now)
        return max(int(self.filled), 0)

    def spend(self, packets: int, now: float) -> None:
        """Takes packets that were sent out of the budget."""
        if self.rate:
            self._fill(now)
            self.filled -= packets

    def wait(self, now: float) -> float:
        """Seconds until the next packets may be sent; counted as a wait."""
        self.waits += 1
        self._fill(now)
        return max((max(1.0, self.rate * _SIP_SECONDS) - self.filled) / self.rate, 0.001)

    def _fill(self, now: float) -> None:
        most = max(1.0, self.rate * self.burst_seconds)
        self.filled = min(self.filled + max(now - self.at, 0.0) * self.rate, most)
        self.at = max(self.at, now)
