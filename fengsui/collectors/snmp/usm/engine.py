"""What is known of an agent's SNMP engine: its boots and time, and the window within which its messages are fresh.

Pure: the time of this machine comes in as seconds of a clock that never goes backwards.
"""

from dataclasses import dataclass

from fengsui.collectors.snmp.usm.message import LARGEST_NUMBER

# RFC 3414, 2.2.3.
TIME_WINDOW_SECONDS = 150


@dataclass(slots=True)
class EngineClock:
    """Boots and time of an engine (RFC 3414, 2.2.2 and 3.2).

    Until the first authenticated message they are only a guess, good enough to ask with: an engine that is asked with
    wrong ones says its own in an authenticated report.

    Attributes:
        boots, time: As the engine last said.
        at: When that was, on our clock.
        latest: latestReceivedEngineTime; the highest time that came with these boots.
        synchronised: True once an authenticated message said so.
    """

    boots: int
    time: int
    at: float
    latest: int = 0
    synchronised: bool = False

    def estimate(self, now: float) -> tuple[int, int]:
        """Boots and time to ask with."""
        return self.boots, min(self.time + int(now - self.at), LARGEST_NUMBER)

    def accepts(self, boots: int, time: int, now: float) -> bool:
        """Takes boots and time of an authenticated message; False where they are outside the time window.

        An engine whose clock is slower than ours stays in the window as long as it is heard now and then: every later time
        of the engine sets the clock anew, even if it is behind the estimate.
        """
        if not self.synchronised or boots > self.boots or (boots == self.boots and time > self.latest):
            self.boots, self.time, self.latest, self.at = boots, time, time, now
            self.synchronised = True
        if self.boots == LARGEST_NUMBER or boots < self.boots:
            return False
        return time >= self.estimate(now)[1] - TIME_WINDOW_SECONDS
