"""`fengsui metrics`: every metric that Fengsui exports."""

import sys
from typing import Annotated

import typer

from fengsui.commands.output import Output, OutputFormat, print_rows

_COLUMNS = ("name", "type", "unit", "labels", "help", "help_zh")


def metrics(
    output: Output = OutputFormat.TABLE,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the reference page instead.")] = False,
) -> None:
    """List every metric with its type, unit, labels and meaning in English and Chinese."""
    if markdown:
        from fengsui.exporters.reference import metrics_markdown

        sys.stdout.write(metrics_markdown())
        return
    from fengsui.exporters.catalogue import CATALOGUE

    rows = [
        {
            "name": metric.name,
            "type": metric.type.value,
            "unit": metric.unit,
            "labels": list(metric.labels),
            "help": metric.help,
            "help_zh": metric.gloss,
            "endpoint": metric.endpoint.value,
        }
        for metric in CATALOGUE.values()
    ]
    print_rows(rows, _COLUMNS, output)
