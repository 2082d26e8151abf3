"""The `fengsui` command: joins the commands and turns foreseen errors into one message and an exit code."""

import os
import sys
from typing import Annotated

import typer

import fengsui
from fengsui.commands import (
    bench,
    carrier,
    coverage,
    credential,
    database,
    device,
    division,
    incident,
    interface,
    link,
    netbox,
    profile,
    report,
    secrets,
    service,
    site,
    target,
    token,
    trap,
)
from fengsui.commands.audit import audit
from fengsui.commands.availability import availability
from fengsui.commands.backup import backup, restore
from fengsui.commands.changes import changes
from fengsui.commands.dashboards import dashboards
from fengsui.commands.demo import demo
from fengsui.commands.doctor import doctor
from fengsui.commands.exports import export_command
from fengsui.commands.imports import import_command
from fengsui.commands.metrics import metrics
from fengsui.commands.options import Database, DataDir, give_to_all
from fengsui.commands.ping import ping
from fengsui.commands.poll import poll
from fengsui.commands.probe import probe
from fengsui.commands.ratios import ratios
from fengsui.commands.rules import rules
from fengsui.commands.scorecard import scorecard
from fengsui.commands.serve import serve
from fengsui.commands.simulate import simulate
from fengsui.commands.template import template
from fengsui.errors import FengsuiError

app = typer.Typer(
    name="fengsui",
    help="Fengsui 烽燧 monitors a province's broadband network: which counties are really connected, and on what evidence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fengsui {fengsui.__version__}")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Options of the program as a whole."""
    give_to_all(database, data_dir)


app.add_typer(bench.app, name="bench")
app.add_typer(carrier.app, name="carrier")
app.add_typer(coverage.app, name="coverage")
app.add_typer(credential.app, name="credential")
app.add_typer(database.app, name="database")
app.add_typer(device.app, name="device")
app.add_typer(division.app, name="division")
app.add_typer(incident.app, name="incident")
app.add_typer(interface.app, name="interface")
app.add_typer(link.app, name="link")
app.add_typer(netbox.app, name="netbox")
app.add_typer(profile.app, name="profile")
app.add_typer(report.app, name="report")
app.add_typer(secrets.app, name="secrets")
app.add_typer(service.app, name="service")
app.add_typer(site.app, name="site")
app.add_typer(target.app, name="target")
app.add_typer(token.app, name="token")
app.add_typer(trap.app, name="trap")
app.command("import")(import_command)
app.command("export")(export_command)
app.command()(template)
app.command()(audit)
app.command()(availability)
app.command()(backup)
app.command()(changes)
app.command()(dashboards)
app.command()(doctor)
app.command()(metrics)
app.command()(ping)
app.command()(poll)
app.command()(probe)
app.command()(ratios)
app.command()(restore)
app.command()(rules)
app.command()(scorecard)
app.command()(serve)
app.command()(demo)
app.command()(simulate)


def main() -> None:
    """Entry point: exit code 0 done, 1 found trouble, 2 misuse; no traceback reaches a user."""
    try:
        app()
    except FengsuiError as error:
        typer.echo(f"fengsui: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe (head, less) went away: nothing left to say, and not to the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("FENGSUI_DEBUG") == "1":
            raise
        typer.echo(f"fengsui: internal error: {type(error).__name__}: {error}", err=True)
        typer.echo("This is a defect. Run again with FENGSUI_DEBUG=1 for the particulars, and report them.", err=True)
        sys.exit(1)
