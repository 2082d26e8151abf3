"""`fengsui dashboards`: the Grafana dashboards, listed or written with what Grafana needs to find them."""

from pathlib import Path
from typing import Annotated

import typer

from fengsui.commands.output import OutputFormat, print_rows
from fengsui.errors import UsageError


def dashboards(
    folder: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="DIR",
            help="Write the files below this folder, such as /etc/grafana/provisioning, instead of listing them.",
        ),
    ] = None,
    output: Annotated[OutputFormat, typer.Option("-o", help="How to list: a table, JSON or CSV.")] = OutputFormat.TABLE,
    prometheus: Annotated[
        str | None, typer.Option("--prometheus", metavar="URL", help="Where Grafana reaches Prometheus.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files that somebody else wrote.")] = False,
) -> None:
    """List the Grafana dashboards and provisioning files, or write them with --output DIR."""
    from fengsui.exporters.provisioning import DEFAULT_PROMETHEUS, FILES, provisioning_files, write_files

    if folder is None:
        print_rows([{"file": name, "what": what} for name, what in FILES.items()], ("file", "what"), output)
        return
    if str(folder) in set(OutputFormat) and not folder.exists():
        raise UsageError(f"--output: expected a folder, got {str(folder)!r}. To list as {folder}, use -o {folder}")
    url = prometheus or DEFAULT_PROMETHEUS
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"--prometheus: expected a URL such as {DEFAULT_PROMETHEUS}, got {url[:80]!r}")
    for written in write_files(folder, provisioning_files(folder.resolve(), url), force=force):
        typer.echo(f"{written.path}: {'written' if written.changed else 'was so already'}")
