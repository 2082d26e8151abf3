"""`fengsui probe`: ask one registered service now, and show all that came."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from fengsui.commands.inventory import ask, print_record
from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.probe import ProbeResult
    from fengsui.model.service import Service

_REGISTERED = ("name", "kind", "address", "port", "host", "path", "record", "check_dns")


def probe(
    name: Annotated[str, typer.Argument(metavar="SERVICE", help="Name of a registered service.")],
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Ask one registered service now, at its registered address, and say how far it got and how long each part took."""
    from fengsui.commands.observed_service import probe_row
    from fengsui.inventory.kinds import SERVICES
    from fengsui.model.probe import PROBE_OUTCOMES, ProbeOutcome

    service, names = ask(database, data_dir, lambda store: _registered(store, name))
    result = run(_probe(settings_from(database, data_dir), service, names))
    flat = SERVICES.flat(service)
    row = {column: flat[column] for column in _REGISTERED if flat[column] is not None}
    print_record({**row, **probe_row(result)}, output)
    if result.outcome is not ProbeOutcome.UP:
        typer.echo(PROBE_OUTCOMES[result.outcome][0], err=True)
        raise typer.Exit(1)


async def _registered(store: "InventoryStore", name: str) -> "tuple[Service, Service | None]":
    """The service, and the DNS service that its name is held against."""
    service = cast("Service", await store.get("services", name))
    names = await store.get("services", service.check_dns) if service.check_dns else None
    return service, cast("Service | None", names)


async def _probe(settings: "Settings", service: "Service", names: "Service | None") -> "ProbeResult":
    from fengsui.clock import SystemClock
    from fengsui.collectors.probes.prober import Prober

    prober = Prober(SystemClock(), allow_loopback=settings.allow_loopback, ca_file=settings.probe_ca_file)
    return await prober.probe(service, names)
