"""The poller: owns the sockets and what is remembered of each agent, and polls any agent that it is given."""

import asyncio
from dataclasses import fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

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
    from fengsui.collectors.snmp.v3 import V3Client

_Key = tuple[str, int, str, SnmpVersion]


class Poller:
    """Polls agents over SNMPv1, v2c and v3; open it inside a running loop, close it at the end.

    One agent must not be polled twice at the same time; different agents may, as many as one likes.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._transport: UdpTransport | None = None
        self._v3: V3Client | None = None
        self._memories: dict[_Key, DeviceMemory] = {}

    async def open(self) -> None:
        """Opens the socket."""
        self._transport = UdpTransport()

    async def poll(self, target: Target) -> DevicePoll:
        """Polls one agent. Trouble of the device is in the outcome and the problems, never raised."""
        at = self._clock.now()
        memory = self._memory(target)
        try:
            session = await self._session(target, memory)
        except SnmpError as error:
            return DevicePoll(target.label, at, outcome_from(error), problems=(problem_from(error),))
        try:
            return await poll_device(session, target, memory, at=at)
        finally:
            session.close()

    async def close(self) -> None:
        """Closes the sockets; polls under way end with what they have."""
        if self._v3 is not None:
            self._v3.close()
        if self._transport is not None:
            self._transport.close()
        self._transport = self._v3 = None

    def counts(self) -> WireCounts:
        """What the wire did since `open`."""
        parts = [part.counts() for part in (self._transport, self._v3) if part is not None]
        return parts[0] if len(parts) == 1 else _sum(parts)

    def _memory(self, target: Target) -> DeviceMemory:
        credential = target.credential
        key = (target.address, target.port, credential.name, credential.version)
        found = self._memories.get(key)
        if found is None:
            found = self._memories[key] = DeviceMemory()
        return found

    async def _session(self, target: Target, memory: DeviceMemory) -> Session:
        if self._transport is None:
            raise SnmpError("the poller is not open")
        if target.credential.version is not SnmpVersion.V3:
            return NativeSession(self._transport, target, memory.wire)
        if self._v3 is None:
            # pysnmp takes half a second to load; the polls under way must not wait for it.
            module = await asyncio.to_thread(import_module, "fengsui.collectors.snmp.v3")
            self._v3 = self._v3 or module.V3Client(self._clock)
        return self._v3.session(target, memory.wire)


def _sum(parts: list[WireCounts]) -> WireCounts:
    sums: dict[str, Any] = {
        field.name: sum(getattr(part, field.name) for part in parts)
        for field in fields(WireCounts)
        if field.name != "ignored"
    }
    ignored: dict[str, int] = {}
    for part in parts:
        for reason, number in part.ignored.items():
            ignored[reason] = ignored.get(reason, 0) + number
    return WireCounts(**sums, ignored=ignored)
