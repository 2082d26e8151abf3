"""Verifying registered devices: each is asked once, at once, and gets its verdict; who is silent is asked again, ever less often.

The address is looked at first: where it may not be asked, nothing is sent.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from fengsui.clock import Clock, spawn
from fengsui.errors import DatabaseError, SecretError
from fengsui.model.box import Box
from fengsui.model.credential import Credential
from fengsui.model.device import Device
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import DevicePoll, PollOutcome
from fengsui.model.principal import Author
from fengsui.model.verification import AgentIdentity, Asked, DeviceFacts, Known, Registered, Verification, folded
from fengsui.state.verification import barred, facts_of, judge, passes
from fengsui.tasks.outage import Outage
from fengsui.tasks.schedule import pause_after

_log = structlog.get_logger(__name__)

PRINCIPAL = "system:verification"
# Devices that are taken up in one turn.
_MOST_AT_ONCE = 300

Ask = Callable[[Device, Credential], Awaitable[tuple[DevicePoll, AgentIdentity] | None]]
"""Asks a device; None where it cannot be asked at this moment."""


class Waiting(Protocol):
    """Where devices wait for their verification."""

    async def due(self, now: float, limit: int) -> list[str]:
        """Names of devices that are to be verified."""
        ...

    async def registered(self, names: Collection[str]) -> list[Registered]:
        """Devices with what their verification goes by."""
        ...

    async def settle(
        self, asked: Iterable[Asked], judge: Callable[[Asked, Sequence[Known]], Verification], by: Author
    ) -> list[Verification]:
        """Judges them and writes what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class VerificationRules:
    """What verifying goes by.

    Attributes:
        allow_loopback: True where loopback addresses may be asked.
        is_own: Whether an address is this machine's.
        boxes: Where divisions lie, by code.
        at_once: Most devices asked at the same time: fewer than there are urgent polls, so that thousands of registered devices that
            are silent never hold up a poll that a trap asked for.
        retry_seconds, retry_limit_seconds: The first pause before a silent device is asked again, and the longest.
    """

    allow_loopback: bool
    is_own: Callable[[str], bool]
    boxes: Mapping[str, Box]
    retry_seconds: float
    retry_limit_seconds: float
    at_once: int = 50


class Verifier:
    """Verifies what waits for it, for as long as the service runs.

    Args:
        waiting: The table of verifications.
        ask: Asks a device.
        seen: What polling has shown, by device: a sysName that is taken is known from there too.
        clock: For moments and pauses.
        rules: What verifying goes by.
    """

    def __init__(
        self,
        waiting: Waiting,
        ask: Ask,
        seen: Callable[[], Mapping[str, DeviceObservation]],
        devices: Callable[[], Mapping[str, Device]],
        clock: Clock,
        rules: VerificationRules,
    ) -> None:
        self._waiting = waiting
        self._ask = ask
        self._seen = seen
        self._devices = devices
        self._clock = clock
        self._rules = rules
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._asked: list[Asked] = []
        self._slots = asyncio.Semaphore(rules.at_once)

    async def turn(self) -> list[Verification]:
        """One look: writes what came of devices that were asked, and begins to ask those that are due; gives what was written."""
        settled = await self._settle()
        names = await self._waiting.due(self._clock.now(), _MOST_AT_ONCE + len(self._under_way))
        held = {each.registered.device.name for each in self._asked} | self._under_way.keys()
        for registered in await self._waiting.registered([name for name in names if name not in held]):
            name = registered.device.name
            self._under_way[name] = spawn(self._verify(registered), name=f"verify {name}")
        return settled

    async def run(self, every_seconds: float) -> None:
        """Looks for ever; a database that is away is waited for."""
        outage = Outage("devices not verified", "devices verified again")
        while True:
            try:
                await self.turn()
                outage.ended()
            except (DatabaseError, SecretError) as error:
                outage.failed(error)
            await self._clock.sleep(every_seconds)

    async def stop(self) -> None:
        """Ends what is under way; who was not done will be asked by the next process."""
        under_way = list(self._under_way.values())
        for each in under_way:
            each.cancel()
        if under_way:
            await asyncio.wait(under_way)

    async def _verify(self, registered: Registered) -> None:
        try:
            async with self._slots:
                asked = await ask_one(registered, self._ask, self._rules, self._clock)
            if asked is not None:
                self._asked.append(asked)
        finally:
            del self._under_way[registered.device.name]

    async def _settle(self) -> list[Verification]:
        asked, self._asked = self._asked, []
        if not asked:
            return []
        decide = judging(self._rules, self._namesakes(asked))
        try:
            settled = await self._waiting.settle(asked, decide, Author(PRINCIPAL, self._clock.now()))
        except (DatabaseError, SecretError):
            self._asked = asked + self._asked
            raise
        for each in settled:
            _log.info("device verified", device=each.device, verdict=each.verdict, reasons=_kinds(each))
        return settled

    def _namesakes(self, asked: Sequence[Asked]) -> list[Known]:
        """Devices that polling has seen under the sysName of one of these."""
        wanted = {folded(each.facts.sys_name) for each in asked if each.facts} - {""}
        devices = self._devices()
        return [
            Known(device.name, device.carrier, device.address, device.port, seen.system.sys_name)
            for name, seen in self._seen().items()
            if seen.system and folded(seen.system.sys_name) in wanted and (device := devices.get(name))
        ]


async def ask_one(registered: Registered, ask: Ask, rules: VerificationRules, clock: Clock) -> Asked | None:
    """Asks a device unless it may not be asked; None where it is to be tried again soon."""
    device, at = registered.device, clock.now()
    reasons = barred(registered, allow_loopback=rules.allow_loopback, own=rules.is_own(device.address))
    if reasons or registered.credential is None:
        return Asked(registered, at, reasons)
    try:
        answer = await ask(device, registered.credential)
    except Exception:  # noqa: BLE001 - a device that trips us up is not asked every second for it, and stops no other
        _log.exception("device could not be asked", device=device.name)
        return Asked(registered, at, facts=DeviceFacts(PollOutcome.ERROR))
    return None if answer is None else Asked(registered, at, facts=facts_of(*answer))


def judging(
    rules: VerificationRules, namesakes: Sequence[Known] = ()
) -> Callable[[Asked, Sequence[Known]], Verification]:
    """A judge that also says when a device that is silent is asked again.

    Args:
        rules: What verifying goes by.
        namesakes: Devices known from elsewhere that may be the same; what the table knows of a device goes before.
    """

    def decide(asked: Asked, others: Sequence[Known]) -> Verification:
        known = {each.name for each in others if each.sys_name}
        found = judge(asked, [*others, *(each for each in namesakes if each.name not in known)], rules.boxes)
        if not passes(found) or asked.registered.device.polled:
            return found
        pause = pause_after(found.failures, rules.retry_seconds, rules.retry_limit_seconds)
        return replace(found, next_at=asked.at + pause)

    return decide


def _kinds(verification: Verification) -> list[str]:
    return [reason.kind.value for reason in verification.reasons]
