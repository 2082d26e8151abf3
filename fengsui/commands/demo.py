"""`fengsui demo`: the whole product on a simulated province, from the import to the metrics, watched in the terminal."""

import asyncio
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.options import author, run
from fengsui.errors import FengsuiError, PortInUseError, UsageError

if TYPE_CHECKING:
    from fengsui.commands.demo_child import SimulatorProcess
    from fengsui.commands.demo_stage import Outcome
    from fengsui.config import Settings
    from fengsui.database.engine import Database
    from fengsui.inventory.keyring import Keyring
    from fengsui.service import Service

_LISTEN = "127.0.0.1:9850"
# Loopback answers within a millisecond: a silent agent need not be waited for long.
_TIMEOUT_SECONDS, _RETRIES = 1.0, 1


def demo(
    lasting: Annotated[
        str | None,
        typer.Option("--for", help="End after so long of watching (60s, 5m), with a summary; else run until Ctrl-C."),
    ] = None,
    interval: Annotated[str, typer.Option("--interval", help="How often each device is polled.")] = "10s",
    listen: Annotated[
        str | None,
        typer.Option(
            "--listen", help=f"Address and port of the HTTP server.  [default: {_LISTEN}]", show_default=False
        ),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Folder for the database and the inventory, left there afterwards.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another number, another province of the same layout.")] = 1,
) -> None:
    """Watch a simulated province being monitored: over 400 devices, real SNMP, faults that come and go."""
    from fengsui.commands.durations import parse_duration
    from fengsui.config import load_settings

    seconds = None if lasting is None else parse_duration(lasting, option="--for")
    every = parse_duration(interval, option="--interval")
    if seconds is not None and seconds < 2 * every:
        raise UsageError(
            f"--for: expected at least two intervals ({2 * every:g}s), got {lasting!r}: too short to see a change"
        )
    with _folder(keep) as folder:
        settings = load_settings(
            data_dir=folder,
            database_url=f"sqlite+aiosqlite:///{folder / 'fengsui.db'}",
            listen=listen or _LISTEN,
            allow_loopback=True,
            poll_interval_seconds=every,
            poll_timeout_seconds=_TIMEOUT_SECONDS,
            poll_retries=_RETRIES,
            log_level="error",
        )
        outcome = run(_demo(settings, seed, seconds, any_port=listen is None))
    raise typer.Exit(0 if outcome.good else 1)


async def _demo(settings: "Settings", seed: int, seconds: float | None, *, any_port: bool) -> "Outcome":
    from fengsui.clock import SystemClock
    from fengsui.commands.demo_child import SimulatorProcess
    from fengsui.commands.demo_stage import Stage
    from fengsui.commands.demo_story import Story
    from fengsui.commands.logs import configure_logs
    from fengsui.inventory.keyring import load_keyring
    from fengsui.inventory.store import open_inventory

    configure_logs(settings)
    typer.echo("Fengsui 烽燧 builds a simulated province …")
    clock, story, stopped = SystemClock(), Story(), _stop_signal()
    async with AsyncExitStack() as parts:
        simulator = SimulatorProcess(story.tell, settings.data_dir / "simulator.log")
        parts.push_async_callback(simulator.stop)
        keyring = load_keyring(settings, create=True)
        store = await parts.enter_async_context(open_inventory(settings.url, create=True))
        await _import_province(settings, seed, simulator, store.db, keyring)
        service = await _start_service(settings, store.db, keyring, any_port=any_port)
        parts.push_async_callback(service.stop)
        stage = Stage(service, simulator, story, clock, settings)
        return await stage.play(seconds, stopped)


async def _import_province(
    settings: "Settings", seed: int, simulator: "SimulatorProcess", database: "Database", keyring: "Keyring"
) -> None:
    from fengsui.inventory.divisions import load_divisions
    from fengsui.inventory.importer import import_files
    from fengsui.simulator.builder import build_province
    from fengsui.simulator.document import inventory_yaml

    ready = await simulator.start(seed)
    province = build_province(load_divisions(), seed=seed, port=ready.port)
    inventory = settings.data_dir / "inventory.yaml"
    inventory.write_text(inventory_yaml(province), encoding="utf-8")
    await import_files([inventory], database, keyring, by=author(), dry_run=False, allow_loopback=True)
    typer.echo(
        f"{ready.devices} simulated devices answer SNMP on 127.0.0.0/8, UDP port {ready.port}; "
        f"{len(province.devices)} devices and {len(province.links)} links imported from {inventory.name}"
    )


async def _start_service(
    settings: "Settings", database: "Database", keyring: "Keyring", *, any_port: bool
) -> "Service":
    from fengsui.clock import SystemClock
    from fengsui.service import Service

    service = Service(settings, SystemClock(), database=database, keyring=keyring)
    try:
        await service.start()
    except PortInUseError:
        if not any_port:
            raise
        host, _, _ = settings.listen.rpartition(":")
        free = settings.model_copy(update={"listen": f"{host}:0"})
        service = Service(free, SystemClock(), database=database, keyring=keyring)
        await service.start()
        typer.echo(f"{settings.listen} is taken by another program, using {service.base_url} instead")
    return service


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        try:
            keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FengsuiError(f"--keep {keep}: cannot be made ({error.strerror})") from None
        yield keep.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="fengsui-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with suppress(ValueError):  # not the main thread
            loop.add_signal_handler(number, stopped.set)
    return stopped
