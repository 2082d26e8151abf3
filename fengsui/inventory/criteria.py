"""The criteria that carriers are scored by, as they are shipped or as an operator's own file has them."""

import csv
from collections.abc import Iterable
from importlib.resources import files
from math import isfinite
from pathlib import Path

from fengsui.errors import Fault, InputError
from fengsui.inventory.fields import show
from fengsui.inventory.suggest import did_you_mean
from fengsui.model.criterion import Criterion, ScorePart

_COLUMNS = ("part", "weight", "full", "nil", "half")
_LARGEST_FILE = 64 * 1024


def load_criteria(path: Path | None = None) -> tuple[Criterion, ...]:
    """Criteria in the order of the parts.

    Args:
        path: CSV with the columns part, weight, full, nil and half; None for the shipped ones. A part that is not in it is not scored.

    Raises:
        InputError: with every fault of the file.
    """
    if path is None:
        text = (files("fengsui.inventory") / "data" / "scorecard.csv").read_text(encoding="utf-8")
        return read_criteria(text, "scorecard.csv")
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_FILE).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        got = error.strerror if isinstance(error, OSError) and error.strerror else "other bytes"
        raise InputError("scorecard", [Fault(str(path)[:200], "a CSV file in UTF-8", got)]) from None
    return read_criteria(text, path.name[:200])


def read_criteria(text: str, source: str) -> tuple[Criterion, ...]:
    """Criteria from CSV text; `source` names it in messages.

    Raises:
        InputError: with every fault.
    """
    lines = csv.DictReader(text.splitlines())
    if tuple(lines.fieldnames or ()) != _COLUMNS:
        got = show(",".join(map(str, lines.fieldnames or ())))
        raise InputError("scorecard", [Fault(f"{source} row 1", f"the columns {','.join(_COLUMNS)}", got)])
    found: dict[ScorePart, Criterion] = {}
    faults: list[Fault] = []
    for number, row in enumerate(lines, 2):
        wrong = list(_faults(row, f"{source} row {number}", found))
        faults += wrong
        if not wrong:
            part = ScorePart(row["part"])
            found[part] = Criterion(part, *(float(row[column]) for column in _COLUMNS[1:]))
    if not found and not faults:
        faults.append(Fault(source, "a row a part", "no row"))
    if faults:
        raise InputError("scorecard", faults)
    return tuple(found[part] for part in ScorePart if part in found)


def _faults(row: dict[str, str], where: str, before: Iterable[ScorePart]) -> Iterable[Fault]:
    part = row["part"] or ""
    parts = [each.value for each in ScorePart]
    if part not in parts:
        yield Fault(f"{where} column part", f"one of {', '.join(parts)}", show(part), did_you_mean(part, parts))
    elif part in {each.value for each in before}:
        yield Fault(f"{where} column part", "each part once", f"{part} again")
    numbers = {column: _number(row[column]) for column in _COLUMNS[1:]}
    for column, number in numbers.items():
        if number is None or number < 0:
            yield Fault(f"{where} column {column}", "a number of 0 or more", show(row[column] or ""))
    if numbers["weight"] == 0:
        yield Fault(f"{where} column weight", "more than 0", "0", "Leave the row out to leave the part out")
    if numbers["full"] is not None and numbers["full"] == numbers["nil"]:
        yield Fault(f"{where} column nil", "another value than full", show(row["nil"]))


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if isfinite(number) and number < 1e12 else None
