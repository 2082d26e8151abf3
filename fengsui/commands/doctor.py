"""`fengsui doctor`: is this installation fit to run, and what is to be done where it is not."""

import typer

from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_rows

_COLUMNS = ("check", "verdict", "found", "advice")


def doctor(database: Database = None, data_dir: DataDir = None, output: Output = OutputFormat.TABLE) -> None:
    """Check database, migrations, key, time, sockets, buffers, files and ports, and say what to do.

    Exit code 1 where something does not work; a warning alone is no trouble.
    """
    from fengsui.clock import SystemClock
    from fengsui.doctor import Verdict, examine

    findings = run(examine(settings_from(database, data_dir), SystemClock()))
    rows = [{name: getattr(finding, name) for name in _COLUMNS} for finding in findings]
    print_rows(rows, _COLUMNS, output)
    if any(finding.verdict is Verdict.TROUBLE for finding in findings):
        raise typer.Exit(1)
