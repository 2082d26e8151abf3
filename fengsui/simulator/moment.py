"""One device at one moment: what the values of its objects are worked out from."""

from fengsui.simulator.province import Port, SimulatedDevice
from fengsui.simulator.world import DeviceStatus


class Moment:
    """A device and its status, as seen at `now` (epoch seconds), which whoever asks sets first."""

    def __init__(self, simulated: SimulatedDevice, status: DeviceStatus) -> None:
        self.simulated = simulated
        self.status = status
        self.now = 0.0
        self._run: tuple[float, int, float] = (-1.0, -1, 0.0)

    def port(self, slot: int) -> Port:
        """The port of a table row."""
        return self.simulated.ports[slot]

    def run(self, slot: int) -> float:
        """Effective seconds of a port; a row asks for them many times over."""
        now, last_slot, run = self._run
        if last_slot != slot or now != self.now:
            run = self.status.ports[slot].run(self.simulated.ports[slot], self.now)
            self._run = (self.now, slot, run)
        return run

    def ticks(self, since: float) -> int:
        """Hundredths of a second from the boot to `since`, as TimeTicks wrap."""
        return int(max(since - self.status.booted_at, 0.0) * 100) & 0xFFFFFFFF
