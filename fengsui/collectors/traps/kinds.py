"""From a notification's OID to its kind: a table kept as data (`data/kinds.csv`), looked up by the longest subtree. Pure."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fengsui.collectors.snmp.oid import encode_oid
from fengsui.model.trap import TrapKind


def kind_of(oid: bytes) -> TrapKind:
    """The kind of a notification by its OID (BER content); `other` for those that no row of the table covers."""
    table, sizes = _table()
    for size in sizes:
        # A subtree ends where a sub-identifier does: the byte before the cut has no continuation bit, as in every row.
        if size <= len(oid):
            found = table.get(oid[:size])
            if found is not None:
                return found
    return TrapKind.OTHER


def read_table(text: str) -> dict[bytes, TrapKind]:
    """Kinds by the BER content of each subtree, from CSV with the columns `oid` and `kind`.

    Raises:
        ValueError: A kind that does not exist.
        UsageError: An OID that is none.
    """
    return {encode_oid(row["oid"]): TrapKind(row["kind"]) for row in csv.DictReader(text.splitlines())}


@cache
def _table() -> tuple[Mapping[bytes, TrapKind], tuple[int, ...]]:
    text = (files("fengsui.collectors.traps") / "data" / "kinds.csv").read_text(encoding="utf-8")
    table = read_table(text)
    return table, tuple(sorted({len(oid) for oid in table}, reverse=True))
