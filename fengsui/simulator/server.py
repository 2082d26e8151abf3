"""The agents on the network: one UDP socket for each loopback address, all on one event loop.

Sockets are bound to the devices' own addresses, so that nothing outside 127.0.0.0/8 can ever be answered.
"""

import asyncio
import ipaddress
import resource
import socket
from collections.abc import Callable, Iterable
from functools import partial

from fengsui.clock import Clock
from fengsui.errors import FengsuiError, PortInUseError
from fengsui.simulator.agent import Agent
from fengsui.simulator.fault import Fault
from fengsui.simulator.province import Province
from fengsui.simulator.world import Happening, World

# Datagrams taken from one socket before the others have their turn.
_DRAIN = 64
_LARGEST_REQUEST = 4096
# The timeline is looked at so often at the latest, so that faults scheduled meanwhile are not missed.
_TURN_SECONDS = 0.2
# Tries to find a port that is free on every address.
_TRIES = 20


class AgentServer:
    """Serves a province's agents and lets its timeline run."""

    def __init__(self, province: Province, clock: Clock, on_happening: Callable[[Happening], None]) -> None:
        self._province = province
        self._clock = clock
        self._on_happening = on_happening
        self._world = World(province, clock.now())
        self._sockets: list[socket.socket] = []
        self._agents = {
            simulated.device.address: Agent(simulated, self._world.devices[name])
            for name, simulated in province.devices.items()
        }

    def start(self, port: int) -> int:
        """Binds every device's address and begins to answer; returns the port, chosen here where 0 was asked for.

        Raises:
            PortInUseError: where the port is taken on one of the addresses.
            FengsuiError: where the system does not allow so many sockets.
        """
        _allow_files(len(self._agents) + 64)
        port = self._bind(port)
        loop = asyncio.get_running_loop()
        for opened, agent in zip(self._sockets, self._agents.values(), strict=True):
            loop.add_reader(opened.fileno(), partial(_drain, opened, agent, self._clock))
        return port

    def schedule(self, faults: Iterable[Fault]) -> None:
        """Replaces the faults still to come."""
        self._world.schedule(faults)

    async def run(self) -> None:
        """Lets the timeline run until cancelled."""
        while True:
            for happening in self._world.advance(self._clock.now()):
                self._on_happening(happening)
            await self._clock.sleep(_TURN_SECONDS)

    def stop(self) -> None:
        """Closes all sockets."""
        for opened in self._sockets:
            if opened.fileno() >= 0:
                asyncio.get_running_loop().remove_reader(opened.fileno())
                opened.close()
        self._sockets.clear()

    def _bind(self, port: int) -> int:
        for _ in range(_TRIES if port == 0 else 1):
            try:
                return self._bind_all(port)
            except PortInUseError:
                if port != 0:
                    raise
        raise PortInUseError(f"no UDP port is free on all {len(self._agents)} loopback addresses after {_TRIES} tries")

    def _bind_all(self, port: int) -> int:
        try:
            for address in self._agents:
                opened = _open(address, port)
                self._sockets.append(opened)
                port = opened.getsockname()[1]
        except FengsuiError:
            self.stop()
            raise
        return port


def _open(address: str, port: int) -> socket.socket:
    if not ipaddress.ip_address(address).is_loopback:
        raise FengsuiError(
            f"simulated agents answer on loopback only: expected an address in 127.0.0.0/8, got {address}"
        )
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setblocking(False)
    try:
        opened.bind((address, port))
    except OSError as error:
        opened.close()
        raise PortInUseError(
            f"UDP port {port} of {address} cannot be used ({error.strerror}). Choose another with --port, or 0 for any"
        ) from None
    return opened


def _drain(opened: socket.socket, agent: Agent, clock: Clock) -> None:
    now = clock.now()
    for _ in range(_DRAIN):
        try:
            datagram, sender = opened.recvfrom(_LARGEST_REQUEST)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            # An ICMP answer to an earlier reply: the asker went away.
            continue
        answer = agent.answer(datagram, now)
        if answer is not None:
            try:
                opened.sendto(answer, sender)
            except OSError:
                # A full buffer or an asker that went away: to the asker it is a lost packet.
                continue


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= wanted:
        return
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise FengsuiError(
            f"the simulated province needs {wanted} open files, the system allows {hard}. Raise it: ulimit -Hn {wanted}"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
