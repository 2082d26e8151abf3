"""CSV: one kind a text, headings first."""

import csv
import io
from collections.abc import Iterable

from fengsui.inventory.kinds import Kind
from fengsui.inventory.records import Record
from fengsui.inventory.writers.columns import cell, exported, exported_columns


def csv_text(kind: Kind, records: Iterable[Record]) -> str:
    """Records of one kind."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(exported_columns(kind))
    writer.writerows([cell(value) for value in exported(kind, record).values()] for record in records)
    return target.getvalue()
