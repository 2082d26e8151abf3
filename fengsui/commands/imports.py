"""`fengsui import`: files into the inventory."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import Database, DataDir, author, run, settings_from
from fengsui.commands.output import Output, OutputFormat, plain, print_json, print_rows
from fengsui.commands.progress import progress_bar

if TYPE_CHECKING:
    from fengsui.inventory.difference import Counts
    from fengsui.inventory.importer import ImportReport

_SHOWN = 50


class Encoding(StrEnum):
    """How the text of the files is encoded."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"


def import_command(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help="XLSX, YAML, JSON or NDJSON with any kinds, CSV or NDJSON named after its kind (devices.csv …), "
            "or a folder or .zip of such CSV files.",
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    encoding: Annotated[
        Encoding, typer.Option("--encoding", help="Encoding of the files; gb18030 takes GBK and GB2312 too.")
    ] = Encoding.UTF_8,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Import carriers, credentials, sites, devices, links, services and subscriber reports: all faults at once, then the difference, then all or nothing."""
    from fengsui.inventory.importer import import_into
    from fengsui.inventory.keyring import load_keyring

    settings = settings_from(database, data_dir)
    with progress_bar() as progress:
        report = run(
            import_into(
                settings.url,
                files,
                load_keyring(settings, create=True),
                by=author(),
                dry_run=dry_run,
                allow_loopback=settings.allow_loopback,
                encoding=encoding.value,
                jump=settings.report_jump_ratio,
                progress=progress,
            )
        )
    print_report(report, output)


def print_report(report: "ImportReport", output: OutputFormat) -> None:
    """Prints what an import did, or would do."""
    if output is OutputFormat.JSON:
        print_json(_document(report))
    elif output is OutputFormat.CSV:
        print_rows(list(_rows(report)), ("kind", "key", "change", "column", "before", "after"), output)
    else:
        _print_table(report)


def _document(report: "ImportReport") -> dict[str, Any]:
    return {
        "dry_run": report.dry_run,
        "kinds": {
            kind: {"added": count.added, "changed": count.changed, "unchanged": count.unchanged}
            for kind, count in _counts(report)
        },
        "changes": [
            {
                "kind": change.kind,
                "key": change.key,
                "change": "added" if change.added else "changed",
                "fields": {name: {"before": old, "after": new} for name, (old, new) in change.fields.items()},
            }
            for change in report.difference.changes
        ],
        "notes": list(report.notes),
    }


def _counts(report: "ImportReport") -> Iterator[tuple[str, "Counts"]]:
    yield from report.difference.counts.items()
    if report.reports is not None:
        yield "subscriber_reports", report.reports


def _rows(report: "ImportReport") -> Iterator[dict[str, Any]]:
    for change in report.difference.changes:
        head = {"kind": change.kind, "key": change.key, "change": "added" if change.added else "changed"}
        if change.added:
            yield head
        for column, (before, after) in change.fields.items():
            yield {**head, "column": column, "before": before, "after": after}


def _print_table(report: "ImportReport") -> None:
    counts = [
        {"kind": kind, "added": count.added, "changed": count.changed, "unchanged": count.unchanged}
        for kind, count in _counts(report)
    ]
    print_rows(counts, ("kind", "added", "changed", "unchanged"), OutputFormat.TABLE)
    changed = [row for row in _rows(report) if row["change"] == "changed"]
    for row in changed[:_SHOWN]:
        old, new = plain(row["before"]) or "nothing", plain(row["after"]) or "nothing"
        typer.echo(f"{row['kind']} {plain(row['key'])}: {row['column']} {old} -> {new}")
    if len(changed) > _SHOWN:
        typer.echo(f"… and {len(changed) - _SHOWN} more changes; -o json shows all")
    for note in report.notes:
        typer.echo(f"note: {plain(note)}")
    typer.echo("dry run: nothing was changed" if report.dry_run else "imported")
