"""From the rows of a group to readings: pure. What a vendor marks as no value is absent, what cannot be true is absent and counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import TypeVar

from fengsui.collectors.profiles.index import Cell, dotted
from fengsui.collectors.profiles.pattern import found_in
from fengsui.collectors.profiles.schema import Group, NeighbourRule, ReadingRule
from fengsui.collectors.profiles.table import Cells, Table
from fengsui.collectors.profiles.template import parse_template
from fengsui.collectors.profiles.transforms import TRANSFORMS
from fengsui.model.poll import Neighbour, Problem, Reading, Tally
from fengsui.model.reading import READINGS

# A chassis has a few thousand optics at most; more series of one group would be an agent that invents rows.
MOST_READINGS = 5_000
_OTHER = "other"
_NEIGHBOURS = "lldp_neighbours"
# Decimal places that are kept: a nanoampere is less than any module measures.
_PLACES = 9

_T = TypeVar("_T")
Labels = tuple[tuple[str, str], ...]
# A part and its labels.
Key = tuple[str, Labels]


@dataclass(slots=True)
class Evaluated:
    """What a group's rows gave."""

    readings: list[Reading] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)


@dataclass(slots=True)
class _Count:
    absent: int = 0
    out_of_range: int = 0
    bad: int = 0
    doubles: int = 0
    example: float | None = None


def evaluate(group: Group, table: Table, partial: frozenset[str] = frozenset()) -> Evaluated:
    """Readings and neighbours of a group's rows.

    Args:
        group: The rules.
        table: The rows.
        partial: Columns whose rows are not all there; they are neither counted nor summed up, for it would be too little.
    """
    found = Evaluated()
    given: set[tuple[str, str, Labels]] = set()
    for rule in group.readings:
        count = _Count()
        made: list[Reading] = []
        if not partial or (rule.count is None and rule.aggregate is None) or not partial & _used(rule):
            made = list(_counted(rule, table, count) if rule.count else _measured(rule, table, count))
            # Where two rules speak of the same thing, the first that has a value for it counts.
            made = [reading for reading in made if (reading.name, reading.index, reading.labels) not in given]
            given.update((reading.name, reading.index, reading.labels) for reading in made)
        found.readings += made
        found.problems += _problems(rule, count)
        found.tallies.append(Tally(rule.name, len(made), count.absent, count.out_of_range, count.bad))
    if group.neighbours is not None:
        found.neighbours = list(_neighbours(group.neighbours, table))
        found.readings += () if partial else _neighbour_counts(found.neighbours)
    if bad := table.bad_indexes:
        found.problems.append(
            Problem("bad_index", f"{', '.join(group.index)}: {bad} of {len(table)} row(s) have another index")
        )
    if len(found.readings) > MOST_READINGS:
        found.problems.append(
            Problem("bound", f"{len(found.readings)} readings of one group; {MOST_READINGS} are kept")
        )
        del found.readings[MOST_READINGS:]
    return found


def _used(rule: ReadingRule) -> frozenset[str | None]:
    return frozenset((rule.column, rule.count, rule.times, *rule.over, *rule.when, *rule.unless, *rule.matches))


# --- counting


def _counted(rule: ReadingRule, table: Table, count: _Count) -> Iterator[Reading]:
    rows = _rows(rule, table)
    cells = _picked(table.cells(rule.count or ""), rows)
    keys = _keys(rule, table, rows)
    absent = {*rule.absent, None}
    state_of: dict[Cell, str] = {value: state for state, values in (rule.states or {}).items() for value in values}
    numbers: Counter[tuple[Key, str]] = Counter()
    for (key, cell), times in Counter(zip(keys, cells, strict=True)).items():
        if cell in absent:
            count.absent += times
        else:
            numbers[key, state_of.get(cell, _OTHER) if rule.states else ""] += times
    unit = READINGS[rule.name].unit
    for part, labels in _all_keys(rule, keys):
        for state in rule.states or ("",):
            yield Reading(rule.name, part, numbers.pop(((part, labels), state), 0), unit, _with_state(labels, state))
    for ((part, labels), state), number in numbers.items():
        yield Reading(rule.name, part, number, unit, _with_state(labels, state))


def _all_keys(rule: ReadingRule, keys: Iterable[Key]) -> Iterable[Key]:
    """Every part that has rows; a part that is the same in each row, also where there are none."""
    if not parse_template(rule.part).names and not rule.labels:
        return [(rule.part, ())]
    return dict.fromkeys(keys)


def _with_state(labels: Labels, state: str) -> Labels:
    return (*labels, ("state", state)) if state else labels


# --- measuring


def _measured(rule: ReadingRule, table: Table, count: _Count) -> Iterator[Reading]:
    rows = _rows(rule, table)
    values: dict[Key, list[float]] = {}
    if rule.over and rule.aggregate == "sum":
        keyed: Iterable[tuple[Key, float | None]] = _summed_ratios(rule, table, rows, count)
    else:
        found = list(_numbers(rule, table, rows, count))
        keyed = zip(_told_apart(rule, table, rows, found), found, strict=True)
    for key, number in keyed:
        if number is not None:
            values.setdefault(key, []).append(number)
    if rule.aggregate is None:
        count.doubles = sum(map(len, values.values())) - len(values)
    unit = READINGS[rule.name].unit
    for (part, labels), numbers in values.items():
        for more, number in _aggregated(rule, numbers):
            yield Reading(rule.name, part, number, unit, (*labels, *more))


def _told_apart(
    rule: ReadingRule, table: Table, rows: Sequence[int] | None, numbers: Sequence[float | None]
) -> list[Key]:
    """Keys of the rows; parts of a device that are called the same (three boards `Board`) get their index behind the name."""
    keys = _keys(rule, table, rows)
    if rule.aggregate is not None or rule.labels or READINGS[rule.name].of_interface:
        return keys
    often = Counter(key for key, number in zip(keys, numbers, strict=True) if number is not None)
    if len(often) == often.total():
        return keys
    indexes = _picked(table.indexes, rows)
    return [
        (f"{key[0]}#{dotted(index)}", ()) if often[key] > 1 else key for key, index in zip(keys, indexes, strict=True)
    ]


def _aggregated(rule: ReadingRule, numbers: list[float]) -> Iterator[tuple[Labels, float]]:
    if rule.aggregate == "quantiles":
        numbers.sort()
        for quantile in rule.quantiles:
            yield (("quantile", f"{quantile:g}"),), numbers[round(quantile * (len(numbers) - 1))]
    elif rule.aggregate is None:
        yield (), numbers[0]
    else:
        yield (), round(_AGGREGATES[rule.aggregate](numbers), _PLACES)


_AGGREGATES: dict[str, Callable[[list[float]], float]] = {"max": max, "min": min, "mean": fmean, "sum": sum}


def _numbers(rule: ReadingRule, table: Table, rows: Sequence[int] | None, count: _Count) -> Iterator[float | None]:
    cells = _picked(table.cells(rule.column or ""), rows)
    factors = _factors(rule, table, rows, len(cells))
    context = _context(rule, table, rows, len(cells))
    for cell, factor, row in zip(cells, factors, context, strict=True):
        if cell is None or cell in rule.absent:
            count.absent += cell is not None
            yield None
        elif factor is None:
            yield None
        else:
            yield _checked(rule, _converted(rule, cell, row, count), factor, count)


def _converted(rule: ReadingRule, cell: float | str, row: dict[str, object], count: _Count) -> float | None:
    """The cell as a number; None where it says nothing, counted where it should have said something."""
    if rule.map is not None:
        value = rule.map.get(cell, rule.otherwise) if not isinstance(cell, float) else None
        count.absent += value is None
        return value
    transform = TRANSFORMS[rule.transform] if rule.transform else None
    if isinstance(cell, str) and not (transform and transform.takes_text):
        count.bad += 1
        return None
    value = transform.convert(cell, row) if transform else float(cell)
    count.absent += value is None
    return value


def _checked(rule: ReadingRule, value: float | None, factor: float, count: _Count) -> float | None:
    if value is None:
        return None
    number = round(value * factor * rule.scale + rule.offset, _PLACES)
    low, high = _range(rule)
    if low <= number <= high:
        return number
    count.out_of_range += 1
    count.example = number
    return None


def _range(rule: ReadingRule) -> tuple[float, float]:
    kind = READINGS[rule.name]
    return rule.range or (kind.low, kind.high)


def _factors(rule: ReadingRule, table: Table, rows: Sequence[int] | None, size: int) -> Iterable[float | None]:
    """What each value is multiplied by: `times` over the sum of `over`; None where a number for it is missing."""
    if not rule.over and rule.times is None:
        return [1.0] * size
    if not rule.over:
        return [_number(cell) for cell in _picked(table.cells(rule.times or ""), rows)]
    columns = [_picked(table.cells(name), rows) for name in rule.over]
    sums = [_sum(cells) for cells in zip(*columns, strict=True)]
    return [1 / total if total else None for total in sums]


def _summed_ratios(
    rule: ReadingRule, table: Table, rows: Sequence[int] | None, count: _Count
) -> Iterator[tuple[Key, float | None]]:
    """For each part the sum of the values over the sum of what they are part of, in rows that have both."""
    cells = _picked(table.cells(rule.column or ""), rows)
    weights = _picked(table.cells(rule.times), rows) if rule.times else [1] * len(cells)
    totals = zip(*[_picked(table.cells(name), rows) for name in rule.over], strict=True)
    sums: dict[Key, list[float]] = {}
    for key, cell, weight, total in zip(_keys(rule, table, rows), cells, weights, totals, strict=True):
        value, factor, whole = _number(cell), _number(weight), _sum(total)
        if value is None or cell in rule.absent or factor is None or not whole or value > whole:
            count.absent += 1
            continue
        both = sums.setdefault(key, [0.0, 0.0])
        both[0] += value * factor
        both[1] += whole * factor
    for key, (part, whole) in sums.items():
        yield key, _checked(rule, part / whole if whole else None, 1.0, count)


def _context(rule: ReadingRule, table: Table, rows: Sequence[int] | None, size: int) -> Iterable[dict[str, object]]:
    """What a transform needs beside the value, row by row."""
    needs = TRANSFORMS[rule.transform].needs if rule.transform else ()
    if not needs:
        return [{}] * size
    columns = [_picked(table.cells(name), rows) for name in needs]
    return (dict(zip(needs, cells, strict=True)) for cells in zip(*columns, strict=True))


def _number(cell: Cell) -> float | None:
    return cell if isinstance(cell, int | float) and cell >= 0 else None


def _sum(cells: Iterable[Cell]) -> float | None:
    total = 0.0
    for cell in cells:
        if not isinstance(cell, int | float) or cell < 0:
            return None
        total += cell
    return total


# --- rows


def _rows(rule: ReadingRule, table: Table) -> Sequence[int] | None:
    """Numbers of the rows that the rule's conditions let through; None for all."""
    if not (rule.when or rule.unless or rule.matches):
        return None
    rows: Sequence[int] = range(len(table))
    for name, values in rule.when.items():
        cells, wanted = table.cells(name), frozenset(values)
        rows = [row for row in rows if cells[row] in wanted]
    for name, values in rule.unless.items():
        cells, refused = table.cells(name), frozenset(values)
        rows = [row for row in rows if cells[row] not in refused]
    for name, pattern in rule.matches.items():
        shown = table.shown(name)
        rows = [row for row in rows if shown[row] is not None and found_in(pattern, str(shown[row]))]
    return rows


def _keys(rule: ReadingRule, table: Table, rows: Sequence[int] | None) -> list[Key]:
    parts = _picked(table.parts(rule.part) if _stands_alone(rule) else table.texts(rule.part), rows)
    if not rule.labels:
        return [(part, ()) for part in parts]
    names = list(rule.labels)
    columns = [_picked(table.texts(template), rows) for template in rule.labels.values()]
    labels = [tuple(zip(names, texts, strict=True)) for texts in zip(*columns, strict=True)]
    return list(zip(parts, labels, strict=True))


def _stands_alone(rule: ReadingRule) -> bool:
    """True where each row has a value of its own; an interface's name, labels and what is put together keep rows apart or join them."""
    joined = rule.aggregate is not None or rule.count is not None
    return not joined and not rule.labels and not READINGS[rule.name].of_interface


def _picked(cells: Sequence[_T], rows: Sequence[int] | None) -> Sequence[_T]:
    return cells if rows is None else [cells[row] for row in rows]


# --- what is odd, and neighbours


def _problems(rule: ReadingRule, count: _Count) -> Iterator[Problem]:
    if count.out_of_range:
        low, high = _range(rule)
        text = f"{rule.name}: {count.out_of_range} value(s) outside {low:g} to {high:g}, such as {count.example:g}"
        yield Problem("out_of_range", text)
    if count.bad:
        yield Problem("bad_value", f"{rule.name}: {count.bad} value(s) are text where a number belongs")
    if count.doubles:
        yield Problem("duplicate_row", f"{rule.name}: {count.doubles} row(s) belong to a part that has a value already")


def _neighbours(rule: NeighbourRule, table: Table) -> Iterator[Neighbour]:
    local = [_filled(table, template) for template in rule.local_interface]
    remote = [_filled(table, template) for template in (rule.remote_chassis, rule.remote_port, rule.remote_name)]
    for row in range(min(len(table), MOST_READINGS)):
        interface = table.names.first([texts[row] for texts in local])
        yield Neighbour(interface, *(texts[row] or "" for texts in remote))


def _neighbour_counts(neighbours: Iterable[Neighbour]) -> Iterator[Reading]:
    unit = READINGS[_NEIGHBOURS].unit
    for interface, number in Counter(neighbour.local_interface for neighbour in neighbours).items():
        yield Reading(_NEIGHBOURS, interface, number, unit)


def _filled(table: Table, template: str) -> list[str | None]:
    """The template row by row; None where a value is missing, for a neighbour is not called by a row's index."""
    parsed = parse_template(template)
    columns: list[Cells] = [table.cells(name) for name in parsed.names]
    if not columns:
        return [template] * len(table)
    return [parsed.fill(dict(zip(parsed.names, cells, strict=True))) for cells in zip(*columns, strict=True)]
