"""Polling agents round and round to see what the production path costs on a user's own network."""

import asyncio
import resource
import statistics
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from fengsui.clock import Clock, spawn
from fengsui.collectors.poller import Poller
from fengsui.collectors.target import Target
from fengsui.errors import Fault, UsageError

_MOST_TARGETS = 100_000


@dataclass(frozen=True, slots=True)
class Measurement:
    """What polling cost.

    Attributes:
        devices: Polls that were completed, answered or not.
        varbinds: Variable bindings received and checked.
        cpu_seconds: User and system time of this process, decoding to readings included.
        p50_seconds, p99_seconds: Time that one device took; None where none answered.
        layout_hit_ratio: Share of answers that were unpacked by a remembered layout instead of decoded; None without answers.
    """

    devices: int
    varbinds: int
    wall_seconds: float
    cpu_seconds: float
    varbinds_per_second: float
    varbinds_per_cpu_second: float
    cpu_milliseconds_per_device: float
    p50_seconds: float | None
    p99_seconds: float | None
    failures: int
    layout_hit_ratio: float | None


def parse_targets(text: str) -> list[str]:
    """Addresses from `FIRST-LAST` ranges and single addresses, separated by commas.

    Raises:
        UsageError: with every part that is no address or range.
    """
    found: list[str] = []
    faults: list[Fault] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        try:
            found.extend(_range(part))
        except ValueError as error:
            faults.append(
                Fault("--targets", "an address or FIRST-LAST, separated by commas", repr(part[:80]), str(error))
            )
    if not found and not faults:
        faults.append(Fault("--targets", "at least one address", "none"))
    if faults:
        raise UsageError("\n".join(["nothing was asked:", *map(str, faults)]))
    return found


def _range(part: str) -> Iterator[str]:
    first_text, dash, last_text = part.partition("-")
    first = ip_address(first_text.strip())
    last = ip_address(last_text.strip()) if dash else first
    if first.version != last.version or int(last) < int(first):
        raise ValueError("the last address must not be before the first")
    if int(last) - int(first) >= _MOST_TARGETS:
        raise ValueError(f"at most {_MOST_TARGETS} addresses")
    return (str(first + step) for step in range(int(last) - int(first) + 1))


async def measure(
    poller: Poller, targets: Sequence[Target], clock: Clock, *, seconds: float, concurrency: int
) -> Measurement:
    """Polls `targets` in turn, `concurrency` at a time and never one twice at once, until `seconds` have passed.

    What is under way then may take one timeout more; an agent that has not answered by that is a failure.
    """
    waiting = deque(targets)
    durations: list[float] = []
    failures = varbinds = 0
    before, began, cpu = poller.counts(), clock.monotonic(), _cpu_seconds()

    async def worker() -> None:
        nonlocal failures, varbinds
        while clock.monotonic() - began < seconds:
            target, started = waiting.popleft(), clock.monotonic()
            failures += 1  # until it answers
            poll = await poller.poll(target)
            waiting.append(target)
            varbinds += poll.cost.varbinds
            if poll.outcome.answered:
                failures -= 1
                durations.append(clock.monotonic() - started)

    workers = [spawn(worker(), name=f"measure {number}") for number in range(min(concurrency, len(targets)))]
    patience = seconds + max(target.timeout_seconds for target in targets)
    await asyncio.wait(workers, timeout=patience)
    for late in workers:
        late.cancel()
    await asyncio.wait(workers)
    wall, used, after = clock.monotonic() - began, _cpu_seconds() - cpu, poller.counts()
    devices = len(durations) + failures
    hits = after.layout_hits - before.layout_hits
    answers = hits + after.layout_misses - before.layout_misses
    return Measurement(
        devices=devices,
        varbinds=varbinds,
        wall_seconds=round(wall, 3),
        cpu_seconds=round(used, 3),
        varbinds_per_second=round(varbinds / wall, 1),
        varbinds_per_cpu_second=round(varbinds / used, 1),
        cpu_milliseconds_per_device=round(1000 * used / max(devices, 1), 4),
        p50_seconds=_quantile(durations, 50),
        p99_seconds=_quantile(durations, 99),
        failures=failures,
        layout_hit_ratio=round(hits / answers, 4) if answers else None,
    )


def _quantile(durations: Sequence[float], percent: int) -> float | None:
    if len(durations) < 2:
        return round(durations[0], 6) if durations else None
    return round(statistics.quantiles(durations, n=100, method="inclusive")[percent - 1], 6)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
