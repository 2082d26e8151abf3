"""How every listing is printed: as a table for people, JSON or CSV for programs."""

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from fengsui.inventory.formulas import defused


class OutputFormat(StrEnum):
    """Ways to print a listing."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Output = Annotated[OutputFormat, typer.Option("-o", "--output", help="How to print: a table, JSON or CSV.")]


def print_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], output: OutputFormat, *, title: str = ""
) -> None:
    """Prints `rows`, in the order given, with `columns` as headings; JSON is a list of objects with every key of a row."""
    if output is OutputFormat.JSON:
        print_json(list(rows))
    elif output is OutputFormat.CSV:
        sys.stdout.write(to_csv(rows, columns))
    else:
        _print_table(rows, columns, title)


def print_json(value: Any) -> None:
    """Prints a value as indented JSON, Chinese text as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def to_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """CSV text with a heading line; cells that a spreadsheet would run as formulas are defused."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_csv_cell(row.get(column)) for column in columns] for row in rows)
    return target.getvalue()


def plain(value: Any) -> str:
    """A value as one line of text without control characters; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " ".join(map(plain, value))
    text = str(value)
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _csv_cell(value: Any) -> str:
    text = plain(value)
    return text if isinstance(value, int | float) else defused(text)


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], title: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        numeric = bool(rows) and all(isinstance(row.get(column), int | float | None) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(row.get(column))) for column in columns))
    console = Console(soft_wrap=False)
    if not console.is_terminal:
        # A pipe has no width: a cut cell would be a lie to grep.
        console = Console(width=10_000)
    console.print(table)
