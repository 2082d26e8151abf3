"""`fengsui rules`: the alert rules, listed or written as files for Prometheus."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.options import DataDir, settings_from
from fengsui.commands.output import OutputFormat, print_rows
from fengsui.errors import UsageError

if TYPE_CHECKING:
    from fengsui.alerts.rule import Timing

_COLUMNS = ("alert", "severity", "for_seconds", "summary", "summary_zh")


class Kind(StrEnum):
    """Files that can be written; the words of `fengsui.alerts.files.AlertFile`."""

    RULES = "rules"
    TESTS = "tests"
    REFERENCE = "reference"


def rules(
    folder: Annotated[
        Path | None,
        typer.Option("--output", metavar="DIR", help="Write files into this folder instead of listing the rules."),
    ] = None,
    output: Annotated[OutputFormat, typer.Option("-o", help="How to list: a table, JSON or CSV.")] = OutputFormat.TABLE,
    file: Annotated[
        list[Kind] | None,
        typer.Option(
            "--file", help="What to write: rules for Prometheus (default), tests for promtool, the reference."
        ),
    ] = None,
    runbook: Annotated[
        str | None, typer.Option("--runbook", metavar="URL", help="Where the reference of alerts is to be read.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files that somebody else wrote.")] = False,
    data_dir: DataDir = None,
) -> None:
    """List the alert rules, or write them for Prometheus with --output DIR.

    Holds and limits follow FENGSUI_POLL_INTERVAL_SECONDS and FENGSUI_EVIDENCE_LIMIT_SECONDS.
    """
    from fengsui.alerts.rule import Timing

    settings = settings_from(data_dir=data_dir)
    timing = Timing(settings.poll_interval_seconds, settings.evidence_limit)
    if folder is None:
        _list(timing, output)
    else:
        _write(folder, file or [Kind.RULES], timing, runbook, force)


def _list(timing: "Timing", output: OutputFormat) -> None:
    from fengsui.alerts.catalogue import alert_rules
    from fengsui.alerts.example import readable

    rows = [
        {
            "alert": rule.name,
            "kind": rule.kind,
            "severity": rule.severity.value,
            "for_seconds": rule.hold_seconds,
            "labels": rule.labels,
            "summary": readable(rule, rule.summary).en,
            "summary_zh": readable(rule, rule.summary).zh,
            "condition": rule.condition,
            "description": readable(rule, rule.description).en,
            "description_zh": readable(rule, rule.description).zh,
        }
        for rule in alert_rules(timing)
    ]
    print_rows(rows, _COLUMNS, output)


def _write(folder: Path, kinds: list[Kind], timing: "Timing", runbook: str | None, force: bool) -> None:
    from fengsui.alerts.files import AlertFile, write_alert_files
    from fengsui.alerts.prometheus import DEFAULT_RUNBOOK

    if str(folder) in set(OutputFormat) and not folder.exists():
        raise UsageError(f"--output: expected a folder, got {str(folder)!r}. To list as {folder}, use -o {folder}")
    which = [AlertFile(kind) for kind in kinds]
    for written in write_alert_files(folder, which, timing, runbook=runbook or DEFAULT_RUNBOOK, force=force):
        typer.echo(f"{written.path}: {'written' if written.changed else 'was so already'}")
