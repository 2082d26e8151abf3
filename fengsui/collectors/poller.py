"""The poller: owns the sockets and what is remembered of each agent, and polls any agent that it is given."""

import secrets
from typing import TYPE_CHECKING

from fengsui.clock import Clock
from fengsui.collectors.device import DeviceMemory, poll_device
from fengsui.collectors.session import Session
from fengsui.collectors.snmp.session import NativeSession
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.target import Target
from fengsui.collectors.trouble import outcome_from, problem_from
from fengsui.errors import SnmpError
from fengsui.model.credential import SnmpVersion
from fengsui.model.poll import DevicePoll
from fengsui.model.poller import WireCounts

if TYPE_CHECKING:
    from fengsui.collectors.snmp.usm.session import UsmClient

_Key = tuple[str, int, str, SnmpVersion]


class Poller:
    """Polls agents over SNMPv1, v2c and v3; open it inside a running loop, close it at the end.

    One agent must not be polled twice at the same time; different agents may, as many as one likes.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._transport: UdpTransport | None = None
        self._usm: UsmClient | None = None
        self._memories: dict[_Key, DeviceMemory] = {}

    async def open(self) -> None:
        """Opens the socket."""
        self._transport = UdpTransport()

    async def poll(self, target: Target) -> DevicePoll:
        """Polls one agent. Trouble of the device is in the outcome and the problems, never raised."""
        at, monotonic = self._clock.now(), self._clock.monotonic()
        memory = self._memory(target)
        try:
            session = self._session(target, memory)
        except SnmpError as error:
            return DevicePoll(target.label, at, outcome_from(error), problems=(problem_from(error),))
        try:
            return await poll_device(session, target, memory, at=at, monotonic=monotonic)
        finally:
            session.close()

    async def close(self) -> None:
        """Closes the sockets; polls under way end with what they have."""
        if self._transport is not None:
            self._transport.close()
        self._transport = self._usm = None

    def counts(self) -> WireCounts:
        """What the wire did since `open`."""
        return WireCounts() if self._transport is None else self._transport.counts()

    def _memory(self, target: Target) -> DeviceMemory:
        credential = target.credential
        key = (target.address, target.port, credential.name, credential.version)
        found = self._memories.get(key)
        if found is None:
            found = self._memories[key] = DeviceMemory()
        return found

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
