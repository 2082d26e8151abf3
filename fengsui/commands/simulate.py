"""`fengsui simulate`: a simulated province on loopback, to try any SNMP tool on."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.options import run
from fengsui.errors import FengsuiError

if TYPE_CHECKING:
    from fengsui.simulator.events import Start
    from fengsui.simulator.fault import Fault
    from fengsui.simulator.province import Province
    from fengsui.simulator.server import AgentServer
    from fengsui.simulator.world import Happening

# Long enough to watch each fault come and go with a poll every ten seconds.
CYCLE_SECONDS = 180.0


def simulate(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="UDP port of all agents; 0 for any that is free.")
    ] = 16161,
    seed: Annotated[int, typer.Option("--seed", help="Another number, another province of the same layout.")] = 1,
    events: Annotated[bool, typer.Option("--events/--no-events", help="Let faults happen, or let all be well.")] = True,
    inventory: Annotated[
        Path | None, typer.Option("--inventory", help="Write the province as a file for `fengsui import`, and go on.")
    ] = None,
    lasting: Annotated[
        str | None, typer.Option("--for", help="End after so long (90s, 10m); else run until Ctrl-C.")
    ] = None,
    parent: Annotated[bool, typer.Option("--parent", hidden=True)] = False,
) -> None:
    """Run a simulated province: over 400 agents that answer SNMP v1 and v2c on 127.0.0.0/8, with faults on a timeline."""
    from fengsui.commands.durations import parse_duration

    seconds = None if lasting is None else parse_duration(lasting, option="--for")
    if parent:
        run(_serve_parent(port, seed))
    else:
        run(_serve_people(port, seed, events=events, inventory=inventory, seconds=seconds))


async def _serve_people(port: int, seed: int, *, events: bool, inventory: Path | None, seconds: float | None) -> None:
    from fengsui.clock import SystemClock
    from fengsui.simulator.province import COMMUNITY
    from fengsui.simulator.timeline import faults

    clock, stopped = SystemClock(), _stop_signal()
    async with _serving(port, seed, _print_happening) as (server, bound, province):
        if inventory is not None:
            _write_inventory(inventory, seed, bound)
            typer.echo(f"inventory written to {inventory}")
        first = next(iter(province.devices.values())).device
        typer.echo(f"{len(province.devices)} agents answer on UDP port {bound}, community {COMMUNITY}; for example:")
        typer.echo(f"  snmpbulkwalk -v2c -c {COMMUNITY} {first.address}:{bound} 1.3.6.1.2.1.1   # {first.name}")
        if events:
            server.schedule(faults(province, start=clock.now(), length=CYCLE_SECONDS))
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), seconds)


async def _serve_parent(port: int, seed: int) -> None:
    # The parent's end of our standard input is the life line: when it closes, however the parent ended, so do we.
    from fengsui.simulator.events import Ready, Start, from_line
    from fengsui.simulator.events import to_line as line_of

    def tell(line: str) -> None:
        sys.stdout.write(line)
        sys.stdout.flush()

    # Ctrl-C in a terminal reaches the whole group of processes; it is the parent's to handle.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader = await _standard_input()
    with suppress(BrokenPipeError):
        async with _serving(port, seed, lambda happening: tell(line_of(happening))) as (server, bound, province):
            tell(line_of(Ready(bound, len(province.devices))))
            while line := await reader.readline():
                event = from_line(line)
                if isinstance(event, Start):
                    server.schedule(_faults_from(province, event))


def _faults_from(province: "Province", start: "Start") -> "Iterable[Fault]":
    from fengsui.simulator.timeline import faults

    return faults(province, start=start.at, length=start.length, cycles=start.cycles)


@asynccontextmanager
async def _serving(
    port: int, seed: int, on_happening: "Callable[[Happening], None]"
) -> "AsyncIterator[tuple[AgentServer, int, Province]]":
    from fengsui.clock import SystemClock, spawn
    from fengsui.inventory.divisions import load_divisions
    from fengsui.simulator.builder import build_province
    from fengsui.simulator.server import AgentServer

    province = build_province(load_divisions(), seed=seed, port=port)
    server = AgentServer(province, SystemClock(), on_happening)
    bound = server.start(port)
    owner = asyncio.current_task()

    def died(_: BaseException) -> None:
        if owner is not None:
            owner.cancel()

    timeline = spawn(server.run(), name="timeline of the simulated province", on_failure=died)
    try:
        yield server, bound, province
    except asyncio.CancelledError:
        if timeline.done() and not timeline.cancelled() and timeline.exception() is not None:
            raise FengsuiError(f"the simulated province stopped: its timeline died: {timeline.exception()!r}") from None
        raise
    finally:
        timeline.cancel()
        with suppress(asyncio.CancelledError):
            await timeline
        server.stop()


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def _write_inventory(path: Path, seed: int, port: int) -> None:
    from fengsui.inventory.divisions import load_divisions
    from fengsui.simulator.builder import build_province
    from fengsui.simulator.document import inventory_yaml

    try:
        path.write_text(inventory_yaml(build_province(load_divisions(), seed=seed, port=port)), encoding="utf-8")
    except OSError as error:
        raise FengsuiError(f"--inventory {path}: cannot be written ({error.strerror})") from None


def _print_happening(happening: "Happening") -> None:
    from datetime import UTC, datetime

    from fengsui.simulator.world import Phase

    fault = happening.fault
    began = happening.phase is Phase.FAULT
    at = datetime.fromtimestamp(happening.at, UTC).astimezone().strftime("%H:%M:%S")
    typer.echo(f"{at} {fault.text_en if began else fault.repair_en}")
    typer.echo(f"         {fault.text_zh if began else fault.repair_zh}")
