"""`fengsui serve`: the product on a given database until it is told to stop."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.errors import FengsuiError

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.service import Service


def serve(
    database: Database = None,
    data_dir: DataDir = None,
    listen: Annotated[
        str | None,
        typer.Option("--listen", help="Address and port of the HTTP server; else FENGSUI_LISTEN.", show_default=False),
    ] = None,
    interval: Annotated[
        float | None, typer.Option("--interval", help="Seconds between two polls of a device.", show_default=False)
    ] = None,
) -> None:
    """Poll the registered devices and serve metrics, service discovery and health over HTTP."""
    run(_serve(settings_from(database, data_dir, listen=listen, poll_interval_seconds=interval)))


async def _serve(settings: "Settings") -> None:
    from fengsui.clock import SystemClock
    from fengsui.commands.logs import configure_logs
    from fengsui.database.open import open_database
    from fengsui.inventory.keyring import load_keyring
    from fengsui.service import Service

    configure_logs(settings)
    async with open_database(settings.url, create=True) as opened:
        service = Service(settings, SystemClock(), database=opened, keyring=load_keyring(settings, create=True))
        await service.start()
        try:
            typer.echo(f"serving {service.base_url} (metrics at /metrics and /metrics/devices); Ctrl-C stops", err=True)
            await _until_told(service)
        finally:
            await service.stop()


async def _until_told(service: "Service") -> None:
    """Returns on SIGINT or SIGTERM; a dead inner task stops the service aloud instead."""
    import asyncio
    import signal

    from fengsui.clock import spawn

    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    waiting: list[asyncio.Task[Any]] = [
        spawn(told.wait(), name="stop signal"),
        spawn(service.wait_failed(), name="watch over inner tasks"),
    ]
    done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    if waiting[1] in done:
        raise FengsuiError(f"the service stopped: an inner task died: {waiting[1].result()!r}")
