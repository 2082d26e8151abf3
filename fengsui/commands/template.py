"""`fengsui template`: files to fill in."""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from fengsui.commands.exports import write_file
from fengsui.errors import UsageError
from fengsui.inventory.formats import Language, TemplateFormat


def template(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="carriers, sites, devices, links …, or all.")],
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="Else the kind's own name in this folder; - for standard output (CSV of one kind).",
            show_default=False,
        ),
    ] = None,
    made: Annotated[
        TemplateFormat | None,
        typer.Option(
            "--format", help="A workbook or CSV; else as the file's ending says, or a workbook.", show_default=False
        ),
    ] = None,
    languages: Annotated[
        list[Language] | None,
        typer.Option("--language", help="Language of the explanations; both unless one is given.", show_default=False),
    ] = None,
) -> None:
    """Write a template with the columns of a kind, explained in Chinese and English, and examples that can be imported."""
    from fengsui.inventory.kinds import FILE_KINDS
    from fengsui.inventory.suggest import did_you_mean
    from fengsui.inventory.templates import kinds_of, template_rows

    made = _format_of(file, made)
    kinds = kinds_of(kind)
    if not kinds:
        hint = did_you_mean(kind, [*FILE_KINDS, "all"])
        raise UsageError(f"{kind!r}: expected one of {', '.join(FILE_KINDS)}, or all. {hint}".rstrip(". ") + ".")
    rows = {each.name: template_rows(each, languages or list(Language)) for each in kinds}
    if made is TemplateFormat.CSV and len(rows) > 1:
        raise UsageError("CSV holds one kind: name it, or take --format xlsx for a workbook of all")
    if file is not None and str(file) == "-":
        if made is not TemplateFormat.CSV:
            raise UsageError("standard output takes --format csv")
        sys.stdout.write(_csv(next(iter(rows.values()))))
        return
    target = file or Path(f"{'inventory' if kind == 'all' else kind}.{made}")
    if file is None and target.exists():
        raise UsageError(f"{target} is there already: name another file")
    write_file(target, _content(rows, made))
    typer.echo(f"template written to {target}")


def _format_of(file: Path | None, given: TemplateFormat | None) -> TemplateFormat:
    """The format that is asked for; a file is never given the ending of another one."""
    ending = file.suffix.lower().removeprefix(".") if file is not None and str(file) != "-" else ""
    if not ending:
        return given or TemplateFormat.XLSX
    if ending not in list(TemplateFormat):
        raise UsageError(f"{file}: expected a file ending in .xlsx or .csv, got '.{ending}'")
    if given is not None and given != ending:
        raise UsageError(f"{file} ends in .{ending}, and --format says {given}: take one of the two")
    return TemplateFormat(ending)


def _content(rows: Mapping[str, Sequence[Sequence[str]]], made: TemplateFormat) -> bytes:
    from fengsui.inventory.writers.xlsx_writer import workbook_bytes

    if made is TemplateFormat.XLSX:
        return workbook_bytes(rows)
    # A spreadsheet takes UTF-8 without a mark for another encoding.
    return _csv(next(iter(rows.values()))).encode("utf-8-sig")


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
