"""What going on with incidents costs in CPU time beside the assessment, in the large province of `benchmarks/coverage.py`."""

import argparse
import asyncio
import gc
import logging
import random
import time
from collections.abc import Iterable, Sequence

import structlog

from benchmarks.coverage import NOW, conditions, province
from fengsui.alerts.incidents import Damping
from fengsui.coverage.engine import Assessor
from fengsui.model.incident import Incident
from fengsui.model.network import Network
from fengsui.model.observation import Change, Condition, Conditions, ElementState
from fengsui.tasks.board import Board
from fengsui.tasks.incidents import IncidentWatch


class Nowhere:
    """Keeps nothing."""

    async def known(self, closed_after: float) -> Sequence[Incident]:  # noqa: ARG002 - the protocol's
        """Nothing."""
        return []

    async def save(self, incidents: Iterable[Incident]) -> None:
        """Takes them."""


class Stage:
    """A watch over a board whose elements are set, and the CPU-milliseconds of each look."""

    def __init__(self, network: Network, states: Conditions) -> None:
        self._assessor = Assessor(network)
        self.board = Board(180.0)
        self.board.network, self.board.conditions = network, states
        self.board.coverage = self._assessor.assess(states, NOW)
        self.watch = IncidentWatch(Nowhere(), Damping(gather=0.0))
        self.now = NOW

    def look(self, name: str | None = None, condition: Condition = Condition.UP) -> float:
        """Sets an element, and looks; what looking takes."""
        self.now += 1.0
        changes: tuple[Change, ...] = ()
        if name is not None:
            states = self.board.conditions
            kind, of = ("device", states.devices) if name in states.devices else ("link", states.links)
            of[name] = ElementState(name, condition, self.now, self.now)
            self.board.coverage = self._assessor.assess(states, self.now, moved=[name])
            changes = (Change(kind, name, None, condition.value, self.now),)
        began = time.process_time()
        self.watch.note(self.board, changes, self.now)
        return (time.process_time() - began) * 1e3

    def first_look(self) -> float:
        """Looks as a process that has only begun; what looking takes."""
        self.watch = IncidentWatch(Nowhere(), Damping(gather=0.0))
        asyncio.run(self.watch.restore(NOW))
        return self.look()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=20_000)
    parser.add_argument("--links", type=int, default=60_000)
    parser.add_argument("--down", type=int, default=100, help="links that are down all the time")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    chance = random.Random(1)
    network = province(given.devices, given.links, chance)
    down = frozenset(chance.sample(sorted(network.links), given.down))
    stage = Stage(network, conditions(network, down))
    asyncio.run(stage.watch.restore(NOW))
    gc.freeze()
    print(f"first look, {given.down} links down: {stage.look():.1f} ms, {len(stage.watch.open)} open")
    healthy = sorted(network.links.keys() - down)
    taken = []
    for name in chance.sample(healthy, 20):
        taken += [stage.look(name, Condition.DOWN), stage.look(name, Condition.UP)]
    print(f"one link changed: best {min(taken):.2f} ms, median {sorted(taken)[20]:.2f} ms, worst {max(taken):.2f} ms")
    quiet = Stage(network, conditions(network))
    asyncio.run(quiet.watch.restore(NOW))
    quiet.look()
    print(f"nothing changed, all up: {min(quiet.look() for _ in range(20)):.4f} ms")
    dark = Stage(network, conditions(network, frozenset(name for name in network.devices if name < "mobile")))
    dark.now += 600
    print(f"a whole carrier dark: {min(dark.first_look() for _ in range(7)):.1f} ms, {len(dark.watch.open)} open")


if __name__ == "__main__":
    main()
