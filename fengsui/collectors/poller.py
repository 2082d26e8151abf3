"""The poller: owns the sockets and what is remembered of each agent, and polls any agent that it is given."""

import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING

from fengsui.clock import Clock
from fengsui.collectors.device import DeviceMemory, poll_device
from fengsui.collectors.identity import collect_identity
from fengsui.collectors.profiles.catalogue import Catalogue, load_catalogue
from fengsui.collectors.session import Session
from fengsui.collectors.snmp.session import NativeSession
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.target import Target
from fengsui.collectors.trouble import outcome_from, problem_from
from fengsui.errors import SnmpError
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll
from fengsui.model.poller import WireCounts
from fengsui.model.verification import AgentIdentity

if TYPE_CHECKING:
    from fengsui.collectors.snmp.usm.session import UsmClient

# Address and port.
Agent = tuple[str, int]

# An agent that answers within a millisecond could be sent a thousand; its processor has other things to do.
PACKETS_PER_SECOND = 500.0


class Poller:
    """Polls agents over SNMPv1, v2c and v3; open it inside a running loop, close it at the end.

    One agent must not be polled twice at the same time; different agents may, as many as one likes.

    Args:
        clock: For the times of polls.
        packets_per_second: Most packets to one agent; 0 for no limit.
        catalogue: Profiles; the shipped ones unless given.
    """

    def __init__(
        self, clock: Clock, *, packets_per_second: float = PACKETS_PER_SECOND, catalogue: Catalogue | None = None
    ) -> None:
        self._clock = clock
        self._transport: UdpTransport | None = None
        self._usm: UsmClient | None = None
        self._packets_per_second = packets_per_second
        self._catalogue = catalogue
        self._memories: dict[Agent, tuple[Credential, DeviceMemory]] = {}

    async def open(self) -> None:
        """Opens the socket, and reads the profiles, so that no poll has to wait for them."""
        self._transport = UdpTransport()
        self._catalogue = self._catalogue or load_catalogue()

    async def poll(self, target: Target) -> DevicePoll:
        """Polls one agent. Trouble of the device is in the outcome and the problems, never raised."""
        at, monotonic = self._clock.now(), self._clock.monotonic()
        memory = self._memory(target)
        try:
            session = self._session(target, memory)
        except SnmpError as error:
            return DevicePoll(target.label, at, outcome_from(error), problems=(problem_from(error),))
        try:
            return await poll_device(session, target, memory, at=at, monotonic=monotonic, catalogue=self._catalogue)
        finally:
            session.close()

    async def identify(self, target: Target) -> AgentIdentity:
        """Asks an agent that was just polled who it is; what it does not tell is None, and nothing is raised."""
        try:
            session = self._session(target, self._memory(target))
        except SnmpError:
            return AgentIdentity()
        try:
            return await collect_identity(session)
        finally:
            session.close()

    def keep_only(self, agents: Collection[Agent]) -> None:
        """Forgets what is remembered of all other agents."""
        for gone in [agent for agent in self._memories if agent not in agents]:
            del self._memories[gone]
        if self._usm is not None:
            self._usm.keep_only(agents)

    async def close(self) -> None:
        """Closes the sockets; polls under way end with what they have."""
        if self._transport is not None:
            self._transport.close()
        self._transport = self._usm = None

    def counts(self) -> WireCounts:
        """What the wire did since `open`."""
        return WireCounts() if self._transport is None else self._transport.counts()

    def _memory(self, target: Target) -> DeviceMemory:
        credential, agent = target.credential, (target.address, target.port)
        found = self._memories.get(agent)
        if found is not None and (found[0] is credential or found[0] == credential):
            return found[1]
        memory = DeviceMemory()
        memory.wire.budget.rate = self._packets_per_second
        if found is not None:  # asked another way: what was heard is as good as unknown, the agent is not
            memory.wire.restore(found[1].wire.traits(target.timeout_seconds))
        elif target.traits is not None:
            memory.wire.restore(target.traits)
        self._memories[agent] = credential, memory
        return memory

    def _session(self, target: Target, memory: DeviceMemory) -> Session:
        if self._transport is None:
            raise SnmpError("the poller is not open")
        if target.credential.version is not SnmpVersion.V3:
            return NativeSession(self._transport, target, memory.wire)
        if self._usm is None:
            # Ciphers take a moment to load; only users of SNMPv3 need them.
            from fengsui.collectors.snmp.usm.session import UsmClient

            self._usm = UsmClient(self._transport, secrets.randbits(64))
        return self._usm.session(target, memory.wire)
