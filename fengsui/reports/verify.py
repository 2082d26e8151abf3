"""Whether a report is what the database says now: equal, or which figures differ, and whether the file was altered. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fengsui.reports.boundaries import Boundaries
from fengsui.reports.checksum import checksum_of
from fengsui.reports.figures import Figures
from fengsui.reports.form import Form
from fengsui.reports.forms import Report
from fengsui.reports.names import without_equipment
from fengsui.reports.read import Found

# Keys by which the items of a list are told apart, the first that an item has.
_KEYS = (
    ("code",),
    ("name",),
    ("figure", "part"),
    ("county", "carrier"),
    ("key",),
    ("id",),
    ("carrier",),
    ("part",),
    ("since",),
)
# What changes when a carrier corrects a subscriber report.
_DECLARED = ("ratios", "declared_observed", "targets", "scorecard", "evidence reports")


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not the same.

    Attributes:
        place: Where it stands, for example `counties 620922 state`.
        file: As the file has it.
        database: As the database has it now.
    """

    place: str
    file: Any
    database: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of verifying a report.

    Attributes:
        found: What the file says of itself.
        own: Checksum of the figures that the file carries; None where it carries none.
        database: Checksum of the figures of the database now.
        differences: Between the file's figures and the database's, as far as the file carries any.
        exact: Whether the file is, byte for byte, what this version makes of the database's figures; a JSON is so where its figures are.
    """

    found: Found
    own: str | None
    database: str
    differences: tuple[Difference, ...]
    exact: bool

    @property
    def altered(self) -> bool:
        """Whether the file carries other figures than its checksum is over."""
        return self.own is not None and self.own != self.found.checksum

    @property
    def equal(self) -> bool:
        """Whether the checksum that stands in the file is that of the database's figures."""
        return self.found.checksum == self.database

    @property
    def good(self) -> bool:
        """Whether the file is what the database says."""
        return self.equal and not self.altered and self.exact

    @property
    def declared(self) -> bool:
        """Whether what differs is what carriers declare, and nothing else."""
        return bool(self.differences) and all(each.place.startswith(_DECLARED) for each in self.differences)


def verify(content: bytes, found: Found, figures: Figures, boundaries: Boundaries) -> Verdict:
    """Holds a file against the figures of its month.

    Args:
        content: Of the file.
        found: What was read from it.
        figures: Of the database, with the names of equipment.
        boundaries: What maps are drawn from.
    """
    now = _same_kind(found, figures)
    own = None if found.figures is None else checksum_of(found.figures)
    differences = () if found.figures is None else tuple(differences_between(found.figures, now))
    return Verdict(found, own, checksum_of(now), differences, _exact(content, found, Report(now, boundaries)))


def _same_kind(found: Found, figures: Figures) -> Figures:
    """The database's figures with or without the names of equipment, as the file has them."""
    bare = without_equipment(figures)
    if found.figures is None:
        return bare if found.checksum == checksum_of(bare) else figures
    return bare if found.figures.get("equipment_named") is False else figures


def _exact(content: bytes, found: Found, report: Report) -> bool:
    if found.checksum != report.checksum:
        return False
    if found.form is Form.JSON or found.language is None:
        return found.figures is not None and checksum_of(found.figures) == report.checksum
    return report.made(found.form, found.language) == content


def differences_between(file: Any, database: Any, place: str = "") -> Iterator[Difference]:
    """What differs between two documents, place by place."""
    if isinstance(file, dict) and isinstance(database, dict):
        yield from _of_objects(file, database, place)
    elif isinstance(file, list) and isinstance(database, list) and file != database:
        first, second = _by_key(file), _by_key(database)
        if first is None or second is None:
            yield Difference(place, file, database)
        else:
            yield from _of_objects(first, second, place)
    elif file != database or isinstance(file, bool) is not isinstance(database, bool):
        yield Difference(place, file, database)


def _of_objects(file: Mapping[str, Any], database: Mapping[str, Any], place: str) -> Iterator[Difference]:
    for key in sorted(file.keys() | database.keys()):
        where = f"{place} {key}".strip()
        if key not in file or key not in database:
            yield Difference(where, file.get(key), database.get(key))
        else:
            yield from differences_between(file[key], database[key], where)


def _by_key(items: list[Any]) -> dict[str, Any] | None:
    """The items of a list by what tells them apart; None where they are no objects, or not apart."""
    if not items or not all(isinstance(each, dict) for each in items):
        return {} if not items else None
    keys = next((keys for keys in _KEYS if all(keys[0] in each for each in items)), None)
    if keys is None:
        return None
    found = {"/".join(str(each[key]) for key in keys if each.get(key) is not None): each for each in items}
    return found if len(found) == len(items) else None
