"""`fengsui device`: the registered equipment."""

from typing import Annotated

import typer

from fengsui.commands.device_verification import list_with_verdicts, verify_devices
from fengsui.commands.inventory import CarrierOption, CountyOption, add_record, add_remove, add_show, noun
from fengsui.commands.options import Database, DataDir, settings_from
from fengsui.commands.output import Output, OutputFormat
from fengsui.errors import UsageError
from fengsui.model.device import DeviceLifecycle, DeviceRole, NetworkKind

app = noun("Devices: the registered equipment that is polled.")
add_show(app, "devices")
add_remove(app, "devices")


@app.command("list")
def list_devices(
    carrier: CarrierOption = None,
    county: CountyOption = None,
    site: Annotated[str | None, typer.Option("--site", help="At this site alone, by code.")] = None,
    role: Annotated[DeviceRole | None, typer.Option("--role", help="Of this role alone.")] = None,
    lifecycle: Annotated[DeviceLifecycle | None, typer.Option("--lifecycle", help="In this state alone.")] = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List devices by name, with what their verification gave."""
    list_with_verdicts(
        database,
        data_dir,
        output,
        lambda store: store.devices(carrier=carrier, county=county, site=site, role=role, lifecycle=lifecycle),
        carrier=carrier,
        county=county,
    )


@app.command("verify")
def verify(
    names: Annotated[list[str], typer.Argument(metavar="DEVICE…", help="Names of registered devices.")],
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Ask devices now, and say whether they may count: a pending device that passes becomes active.

    A device whose address may not be asked is refused without a packet. Exit code 1 where one is refused.
    """
    verify_devices(names, database, data_dir, output)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name, unique in the province.")],
    carrier: Annotated[str, typer.Option("--carrier", help="Code of the carrier that owns it.")],
    site: Annotated[str, typer.Option("--site", help="Code of the site where it stands.")],
    role: Annotated[DeviceRole, typer.Option("--role", help="Its place in the network; coverage leads to `core`.")],
    network: Annotated[NetworkKind, typer.Option("--network", help="Which of the three networks it belongs to.")],
    address: Annotated[str, typer.Option("--address", help="Management address, IPv4 or IPv6.")],
    port: Annotated[int, typer.Option("--port", help="UDP port of its agent.")] = 161,
    credential: Annotated[str | None, typer.Option("--credential", help="Name of the credential to ask with.")] = None,
    profile: Annotated[str, typer.Option("--profile", help="Profile; `auto` chooses by sysObjectID.")] = "auto",
    lifecycle: Annotated[DeviceLifecycle, typer.Option("--lifecycle", help="Its state.")] = DeviceLifecycle.ACTIVE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Register a device."""
    values = {
        "name": name,
        "carrier": carrier,
        "site": site,
        "role": role,
        "network": network,
        "address": address,
        "port": port,
        "credential": credential,
        "profile": profile,
        "lifecycle": lifecycle,
    }
    if profile != "auto":
        _look_for(profile)
    add_record("devices", database, data_dir, values)


def _look_for(profile: str) -> None:
    """Refuses a profile that there is not: a slip would silently poll the device as another model."""
    from fengsui.collectors.adhoc import check_profile
    from fengsui.collectors.profiles.catalogue import load_catalogue

    faults = check_profile(profile, load_catalogue(settings_from().profile_dir))
    if faults:
        raise UsageError(f"{faults[0]}. See `fengsui profile list`")
