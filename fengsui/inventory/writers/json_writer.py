"""JSON with a list of records a kind, and NDJSON with a record a line."""

import json
from collections.abc import Iterable, Iterator, Mapping

from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Record
from fengsui.inventory.writers.columns import exported


def json_text(records: Mapping[str, Iterable[Record]]) -> str:
    """One object from kind to records, a record a line so that two exports can be held against each other."""
    sections = (f'"{kind}": [\n{_joined(kind, found)}]' for kind, found in records.items())
    return "{" + ",\n".join(sections) + "}\n"


def ndjson_text(records: Mapping[str, Iterable[Record]]) -> str:
    """A record a line, with its kind beside it."""
    return "".join(
        f'{{"kind": "{kind}", "record": {line}}}\n'
        for kind, found in records.items()
        for line in json_lines(kind, found)
    )


def _joined(kind: str, records: Iterable[Record]) -> str:
    text = ",\n".join(json_lines(kind, records))
    return f"{text}\n" if text else ""


def json_lines(kind: str, records: Iterable[Record]) -> Iterator[str]:
    """Each record as an object on one line, without its end."""
    plan = KINDS[kind]
    for record in records:
        yield json.dumps(exported(plan, record), ensure_ascii=False, allow_nan=False)
