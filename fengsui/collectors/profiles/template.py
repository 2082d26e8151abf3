"""Templates of profiles: text with `{names}` in it, filled from a row; nothing of Python's format language beside that.

`{name|description}` takes the first of the two that has a value: Arista leaves entPhysicalName empty and fills entPhysicalDescr, others do the
opposite. Empty text is no value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

NAME = r"[a-z][a-z0-9_]{0,39}"
LONGEST_TEMPLATE = 100
_PLACE = re.compile(r"\{(" + NAME + r"(?:\|" + NAME + r"){0,4})\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text in pieces: what stands before each place, the names that may fill it, and what stands behind the last."""

    literals: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, in the order they stand in."""
        return tuple(name for place in self.places for name in place)

    def fill(self, row: Mapping[str, object]) -> str | None:
        """The text for a row; None where none of the names of a place has a value there."""
        if not self.places:
            return self.literals[0]
        values = [next((row[name] for name in place if row.get(name) not in (None, "")), None) for place in self.places]
        if None in values:
            return None
        return "".join([f"{literal}{value}" for literal, value in zip(self.literals, (*values, ""), strict=True)])


def template_fault(text: str) -> str | None:
    """What is wrong with a template, in words; None where it may be used."""
    if len(text) > LONGEST_TEMPLATE:
        return f"it has {len(text)} characters, at most {LONGEST_TEMPLATE} are allowed"
    rest = _PLACE.sub("", text)
    return "braces stand only around names, as in {slot} or {name|description}" if "{" in rest or "}" in rest else None


@lru_cache(maxsize=4096)
def parse_template(text: str) -> Template:
    """A template that was found right."""
    pieces = _PLACE.split(text)
    return Template(tuple(pieces[::2]), tuple(tuple(place.split("|")) for place in pieces[1::2]))
