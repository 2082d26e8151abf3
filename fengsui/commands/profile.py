"""`fengsui profile`: which kinds of devices are known, what each is asked, and what comes of it on a real one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands import agent
from fengsui.commands.options import settings_from
from fengsui.commands.output import Output, OutputFormat, plain, print_json, print_rows
from fengsui.commands.poll import explain
from fengsui.commands.readings import neighbour_line, reading_line

if TYPE_CHECKING:
    from fengsui.collectors.profiles.catalogue import Catalogue
    from fengsui.model.poll import DevicePoll, GroupPoll

app = typer.Typer(help="Profiles: what a kind of device is asked, as YAML.", no_args_is_help=True)

Directory = Annotated[
    Path | None,
    typer.Option("--dir", help="Folder with profiles of your own; else FENGSUI_PROFILE_DIR.", show_default=False),
]
_LIST_COLUMNS = ("name", "title", "match", "readings", "proven", "source")
_GROUP_COLUMNS = ("group", "asked", "rows", "packets", "seconds", "readings", "absent", "out_of_range", "bad")


@app.command("list")
def list_profiles(directory: Directory = None, output: Output = OutputFormat.TABLE) -> None:
    """List the profiles: the devices each is for, the readings it gives, what it was proven on."""
    from fengsui.collectors.profiles.document import summary

    loaded = _catalogue(directory).profiles
    rows = [summary(loaded[name]) for name in sorted(loaded)]
    print_rows(rows, _LIST_COLUMNS, output)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="Name of the profile.")],
    directory: Directory = None,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show a profile with the groups it has of its parents: what is asked how often, and what becomes of it."""
    from fengsui.collectors.profiles.document import document, group_rows
    from fengsui.errors import NotFoundError

    profiles = _catalogue(directory).profiles
    if name not in profiles:
        raise NotFoundError(
            f"profile {name[:60]!r}: expected one of {', '.join(sorted(profiles))}. See `fengsui profile list`"
        )
    loaded = profiles[name]
    if output is OutputFormat.JSON:
        print_json(document(loaded))
        return
    if output is OutputFormat.TABLE:
        for label, value in document(loaded).items():
            if label != "groups":
                typer.echo(f"{label:<10} {plain(value)}".rstrip())
        typer.echo()
    rows = group_rows(loaded)
    print_rows(rows, ("group", "every_seconds", "ask", "index", "reading", "unit", "from", "part"), output)


@app.command("check")
def check(path: Annotated[Path, typer.Argument(help="A profile, or a folder of profiles.", exists=True)]) -> None:
    """Check profiles of your own, with every fault by file and key; nothing is asked and nothing changed."""
    from fengsui.collectors.profiles.catalogue import check_profiles

    catalogue = check_profiles(path)
    own = sorted(name for name, loaded in catalogue.profiles.items() if not loaded.shipped)
    typer.echo(f"{len(own)} profile(s) can be used: {', '.join(own) or 'none is there'}")


@app.command("test")
def try_profile(
    address: agent.Address,
    version: agent.Version = None,
    community: agent.Community = None,
    v3_user: agent.User = None,
    auth_protocol: agent.AuthProtocol = None,
    auth_key: agent.AuthKey = None,
    priv_protocol: agent.PrivProtocol = None,
    priv_key: agent.PrivKey = None,
    profile: agent.ProfileName = "auto",
    directory: Directory = None,
    timeout: agent.Timeout = 2.0,
    retries: agent.Retries = 2,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Ask one agent what its profile says: which profile and why, what each group cost, every reading, what was left out."""
    credential = {
        "version": version,
        "community": community,
        "user": v3_user,
        "auth_protocol": auth_protocol,
        "auth_key": auth_key,
        "priv_protocol": priv_protocol,
        "priv_key": priv_key,
    }
    catalogue = _catalogue(directory)
    result = agent.poll_agent("profile test", address, credential, profile, timeout, retries, catalogue)
    if output is OutputFormat.JSON:
        print_json(as_json(result))
    elif output is OutputFormat.CSV:
        print_rows([_row(reading) for reading in result.readings], ("name", "index", "labels", "value", "unit"), output)
    elif result.system is not None:
        _print_people(result)
    if result.system is None:
        explain(result)
        raise typer.Exit(1)


def _catalogue(directory: Path | None) -> "Catalogue":
    from fengsui.collectors.profiles.catalogue import load_catalogue

    return load_catalogue(directory or settings_from().profile_dir)


def as_json(result: "DevicePoll") -> dict[str, Any]:
    """What a profile gave, as the JSON that programs rely on."""
    system = result.system
    return {
        "address": result.address,
        "sys_object_id": system.sys_object_id if system else None,
        "sys_descr": system.sys_descr if system else None,
        "profile": result.profile,
        "profile_why": result.profile_why,
        "groups": [
            {**_fields(group), "tallies": [_fields(tally) for tally in group.tallies]} for group in result.groups
        ],
        "readings": [_row(reading) for reading in result.readings],
        "neighbours": [_fields(neighbour) for neighbour in result.neighbours],
        "problems": [_fields(problem) for problem in result.problems],
        "cost": _fields(result.cost),
    }


def _print_people(result: "DevicePoll") -> None:
    system = result.system
    lines = [
        ("address", result.address),
        ("name", system.sys_name if system else None),
        ("description", " ".join(((system.sys_descr if system else None) or "").split())),
        ("object id", system.sys_object_id if system else None),
        ("profile", result.profile),
        ("why", result.profile_why),
    ]
    for label, value in lines:
        typer.echo(f"{label:<12} {plain(value)}".rstrip())
    typer.echo()
    print_rows([_group_row(group) for group in result.groups], _GROUP_COLUMNS, OutputFormat.TABLE)
    typer.echo()
    for reading in result.readings:
        typer.echo(reading_line(reading))
    for neighbour in result.neighbours:
        typer.echo(f"neighbour {neighbour_line(neighbour)}")
    for problem in result.problems:
        typer.echo(f"problem: {problem.kind}: {plain(problem.text)}")
    typer.echo(
        f"{len(result.readings)} readings, {len(result.neighbours)} neighbours; the whole poll with its"
        f" {len(result.interfaces)} interfaces took {result.cost.packets_sent} packets and {result.cost.seconds:.3f} s"
    )


def _group_row(group: "GroupPoll") -> dict[str, Any]:
    tallies = group.tallies
    return {
        "group": group.group,
        "asked": group.asked,
        "rows": group.rows,
        "packets": group.packets,
        "seconds": round(group.seconds, 3),
        "readings": sum(tally.readings for tally in tallies),
        "absent": sum(tally.absent for tally in tallies),
        "out_of_range": sum(tally.out_of_range for tally in tallies),
        "bad": sum(tally.bad for tally in tallies),
    }


def _row(reading: Any) -> dict[str, Any]:
    return {**_fields(reading), "labels": dict(reading.labels)}


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
