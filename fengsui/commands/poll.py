"""`fengsui poll`: ask any SNMP agent once, without an inventory, and show all that came."""

import socket
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import run, settings_from
from fengsui.commands.output import Output, OutputFormat, plain, print_json, print_rows, to_csv
from fengsui.errors import Fault, UsageError

if TYPE_CHECKING:
    from fengsui.collectors.adhoc import Endpoint
    from fengsui.collectors.profiles.catalogue import Catalogue
    from fengsui.collectors.target import Target
    from fengsui.model.poll import DevicePoll, Neighbour, Reading

# Somebody waits at the terminal, perhaps for a slow device with thousands of interfaces.
DEADLINE_SECONDS = 60.0
_LONGEST_TIMEOUT = 60.0
_MOST_RETRIES = 20

_SYSTEM_KEYS = ("sys_descr", "sys_object_id", "sys_name", "sys_location", "sys_uptime_seconds")
_COST_KEYS = ("packets_sent", "packets_received", "retries", "varbinds", "seconds")
_HINTS = {
    "timeout": (
        "Nothing came back. A firewall or an access list may drop the packets, the agent may not run, the port may be"
        " another one; and an agent keeps silent at a wrong community, and at SNMPv3 where it speaks v2c only."
    ),
    "refused": "The agent lives, but refuses the credential or does not let it see these objects (its view).",
    "error": "The agent lives, but answers with what cannot be used. Try another --version.",
}
_UNSCALED = {"dbm": " dBm", "celsius": " °C", "decibels": " dB", "count": "", "bool": "", "rpm": " rpm"}
_UNASKED = (
    "Nothing was asked, so nothing is known of the agent. Check the address and the credential, and this machine's routes"
    " and firewall."
)


def poll(
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS[:PORT]", help="Agent to ask; IPv6 with a port in brackets.")
    ],
    version: Annotated[
        str | None,
        typer.Option("--version", help="v1, v2c or v3; v3 where a user is given, else v2c.", show_default=False),
    ] = None,
    community: Annotated[
        str | None,
        typer.Option(
            "--community", envvar="SNMP_COMMUNITY", help="For v1 and v2c; `public` if not given.", show_default=False
        ),
    ] = None,
    v3_user: Annotated[str | None, typer.Option("--v3-user", help="User of SNMPv3.", show_default=False)] = None,
    auth_protocol: Annotated[
        str | None,
        typer.Option("--auth-protocol", help="MD5, SHA, SHA-224, SHA-256, SHA-384 or SHA-512.", show_default=False),
    ] = None,
    auth_key: Annotated[
        str | None,
        typer.Option(
            "--auth-key", envvar="SNMP_AUTH_KEY", help="Pass-phrase; better in the environment.", show_default=False
        ),
    ] = None,
    priv_protocol: Annotated[
        str | None,
        typer.Option("--priv-protocol", help="DES, AES, AES-192, AES-256, AES-192-C or AES-256-C.", show_default=False),
    ] = None,
    priv_key: Annotated[
        str | None,
        typer.Option(
            "--priv-key", envvar="SNMP_PRIV_KEY", help="Pass-phrase; better in the environment.", show_default=False
        ),
    ] = None,
    profile: Annotated[str, typer.Option("--profile", help="Which readings to ask for; auto chooses.")] = "auto",
    timeout: Annotated[float, typer.Option("--timeout", help="Patience for one answer, in seconds.")] = 2.0,
    retries: Annotated[int, typer.Option("--retries", help="How often an unanswered request is sent again.")] = 2,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Ask one SNMP agent for its system group, interfaces and readings, and say what that cost."""
    credential = {
        "version": version,
        "community": community,
        "user": v3_user,
        "auth_protocol": auth_protocol,
        "auth_key": auth_key,
        "priv_protocol": priv_protocol,
        "priv_key": priv_key,
    }
    catalogue = _catalogue()
    target = _target(address, credential, profile, timeout, retries, catalogue)
    result = run(_poll(target, catalogue))
    _print(result, output)
    if result.system is None:
        _explain(result)
        raise typer.Exit(1)


def _catalogue() -> "Catalogue":
    from fengsui.collectors.profiles.catalogue import load_catalogue

    return load_catalogue(settings_from().profile_dir)


async def _poll(target: "Target", catalogue: "Catalogue") -> "DevicePoll":
    from fengsui.clock import SystemClock
    from fengsui.collectors.poller import Poller

    poller = Poller(SystemClock(), catalogue=catalogue)
    await poller.open()
    try:
        return await poller.poll(target)
    finally:
        await poller.close()


def _target(
    address: str, given: dict[str, str | None], profile: str, timeout: float, retries: int, catalogue: "Catalogue"
) -> "Target":
    from fengsui.collectors.adhoc import check_profile, make_credential, parse_endpoint
    from fengsui.collectors.target import Target

    endpoint, credential = parse_endpoint(address), make_credential(given)
    faults = [fault for part in (endpoint, credential) if isinstance(part, list) for fault in part]
    faults += check_profile(profile, catalogue)
    if not 0 < timeout <= _LONGEST_TIMEOUT:
        faults.append(Fault("--timeout", f"seconds, more than 0 and at most {_LONGEST_TIMEOUT:g}", f"{timeout:g}"))
    if not 0 <= retries <= _MOST_RETRIES:
        faults.append(Fault("--retries", f"a number from 0 to {_MOST_RETRIES}", str(retries)))
    if faults or isinstance(endpoint, list) or isinstance(credential, list):
        raise UsageError("\n".join([f"poll: {len(faults)} fault(s), nothing was asked", *map(str, faults)]))
    return Target(_look_up(endpoint), credential, endpoint.port, profile, timeout, retries, DEADLINE_SECONDS)


def _look_up(endpoint: "Endpoint") -> str:
    if not endpoint.is_name:
        return endpoint.host
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        fault = Fault("ADDRESS", "an address, or a name that can be looked up", repr(endpoint.host), "Try the address.")
        raise UsageError(str(fault)) from None
    return str(found[0][4][0])


def _print(result: "DevicePoll", output: OutputFormat) -> None:
    if output is OutputFormat.JSON:
        print_json(as_json(result))
    elif output is OutputFormat.CSV:
        rows = _interfaces(result)
        sys.stdout.write(to_csv(rows, list(rows[0]) if rows else list(_interface_keys())))
    elif result.system is not None:
        _print_people(result)


def _explain(result: "DevicePoll") -> None:
    typer.echo(f"fengsui: {'; '.join(problem.text for problem in result.problems)}", err=True)
    unasked = any(problem.kind == "error" for problem in result.problems)
    typer.echo(_UNASKED if unasked else _HINTS[result.outcome.value], err=True)


def as_json(result: "DevicePoll") -> dict[str, Any]:
    """A poll as the JSON that programs rely on; what the agent does not have is null, never 0."""
    return {
        "address": result.address,
        "system": {key: getattr(result.system, key, None) for key in _SYSTEM_KEYS},
        "interfaces": _interfaces(result),
        "profile": result.profile,
        "profile_why": result.profile_why,
        "readings": [_reading(reading) for reading in result.readings],
        "neighbours": [_fields(neighbour) for neighbour in result.neighbours],
        "cost": {key: getattr(result.cost, key) for key in _COST_KEYS},
        "problems": [{"kind": problem.kind, "text": problem.text} for problem in result.problems],
    }


def _reading(reading: "Reading") -> dict[str, Any]:
    return {**_fields(reading), "labels": dict(reading.labels)}


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _interface_keys() -> Sequence[str]:
    from fengsui.model.poll import INTERFACE_COLUMNS

    # What serves rates and identity alone is no column that programs rely on.
    return [key for key in INTERFACE_COLUMNS if key not in ("discontinuity_seconds", "physical_address")]


def _interfaces(result: "DevicePoll") -> list[dict[str, Any]]:
    keys = _interface_keys()
    return [{key: row[key] for key in keys} for row in result.interfaces.rows()]


def _print_people(result: "DevicePoll") -> None:
    from fengsui.commands.units import lasted
    from fengsui.model.poll import SystemFacts

    system = result.system or SystemFacts()
    lines = [
        ("address", result.address),
        ("name", system.sys_name),
        ("description", " ".join((system.sys_descr or "").split())),
        ("object id", system.sys_object_id),
        ("location", system.sys_location),
        ("up for", lasted(system.sys_uptime_seconds)),
        ("profile", f"{result.profile} ({result.profile_why})"),
    ]
    for label, value in lines:
        typer.echo(f"{label:<12} {plain(value)}".rstrip())
    typer.echo()
    rows = [_people_row(row) for row in result.interfaces.rows()]
    print_rows(rows, list(rows[0]) if rows else ["name"], OutputFormat.TABLE)
    typer.echo()
    for reading in result.readings:
        typer.echo(reading_line(reading))
    for neighbour in result.neighbours:
        typer.echo(neighbour_line(neighbour))
    cost = result.cost
    typer.echo(
        f"cost: {cost.packets_sent} packets sent, {cost.packets_received} received, {cost.retries} retries,"
        f" {cost.varbinds} varbinds, {cost.seconds:.3f} s"
    )
    for problem in result.problems:
        typer.echo(f"problem: {problem.kind}: {plain(problem.text)}")


def _people_row(row: dict[str, Any]) -> dict[str, Any]:
    from fengsui.commands.units import scaled

    return {
        "index": row["index"],
        "name": row["name"] or row["descr"] or "",
        "descr": row["descr"] if row["descr"] != row["name"] else "",
        "alias": row["alias"],
        "type": row["type"],
        "admin": row["admin_status"],
        "oper": row["oper_status"],
        "speed": scaled(row["speed_bits_per_second"], "bit/s"),
        "in": scaled(row["in_octets"], "B"),
        "out": scaled(row["out_octets"], "B"),
        "in packets": scaled(row["in_unicast_packets"], ""),
        "out packets": scaled(row["out_unicast_packets"], ""),
        "in errors": row["in_errors"],
        "out errors": row["out_errors"],
        "in discards": row["in_discards"],
        "out discards": row["out_discards"],
        "bits": row["counter_bits"],
    }


def reading_line(reading: "Reading") -> str:
    """A reading as people read it: name, what it belongs to, labels, amount."""
    from fengsui.commands.units import percent, scaled

    labels = " ".join(f"{name}={plain(value)}" for name, value in reading.labels)
    head = " ".join(text for text in (reading.name, plain(reading.index), labels) if text)
    if reading.unit == "ratio":
        return f"{head}  {percent(reading.value)}"
    # Decibels and degrees have no kilo; a count is a whole number.
    if reading.unit in _UNSCALED:
        return f"{head}  {reading.value:g}{_UNSCALED[reading.unit]}"
    return f"{head}  {scaled(reading.value, reading.unit)}"


def neighbour_line(neighbour: "Neighbour") -> str:
    """A neighbour as people read it."""
    there = " ".join(filter(None, (plain(neighbour.remote_name), plain(neighbour.remote_port))))
    return f"neighbour {plain(neighbour.local_interface)} → {there} ({plain(neighbour.remote_chassis)})"
