"""`fengsui poll`: ask any SNMP agent once, without an inventory, and show all that came."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from fengsui.commands import agent
from fengsui.commands.options import settings_from
from fengsui.commands.output import Output, OutputFormat, plain, print_json, print_rows, to_csv
from fengsui.commands.readings import neighbour_line, reading_line

if TYPE_CHECKING:
    from fengsui.model.poll import DevicePoll, Reading

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
_UNASKED = (
    "Nothing was asked, so nothing is known of the agent. Check the address and the credential, and this machine's routes"
    " and firewall."
)


def poll(
    address: agent.Address,
    version: agent.Version = None,
    community: agent.Community = None,
    v3_user: agent.User = None,
    auth_protocol: agent.AuthProtocol = None,
    auth_key: agent.AuthKey = None,
    priv_protocol: agent.PrivProtocol = None,
    priv_key: agent.PrivKey = None,
    profile: agent.ProfileName = "auto",
    timeout: agent.Timeout = 2.0,
    retries: agent.Retries = 2,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Ask one SNMP agent for its system group, interfaces and readings, and say what that cost."""
    from fengsui.collectors.profiles.catalogue import load_catalogue

    credential = {
        "version": version,
        "community": community,
        "user": v3_user,
        "auth_protocol": auth_protocol,
        "auth_key": auth_key,
        "priv_protocol": priv_protocol,
        "priv_key": priv_key,
    }
    catalogue = load_catalogue(settings_from().profile_dir)
    result = agent.poll_agent("poll", address, credential, profile, timeout, retries, catalogue)
    _print(result, output)
    if result.system is None:
        explain(result)
        raise typer.Exit(1)


def _print(result: "DevicePoll", output: OutputFormat) -> None:
    if output is OutputFormat.JSON:
        print_json(as_json(result))
    elif output is OutputFormat.CSV:
        rows = _interfaces(result)
        sys.stdout.write(to_csv(rows, list(rows[0]) if rows else list(_interface_keys())))
    elif result.system is not None:
        _print_people(result)


def explain(result: "DevicePoll") -> None:
    """Says why nothing came, and what to try."""
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
        typer.echo(f"neighbour {neighbour_line(neighbour)}")
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
