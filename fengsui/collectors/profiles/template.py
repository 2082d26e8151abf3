"""Templates of profiles: text with `{names}` in it, filled from a row; nothing of Python's format language beside that."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

NAME = r"[a-z][a-z0-9_]{0,39}"
LONGEST_TEMPLATE = 100
_PLACE = re.compile(r"\{(" + NAME + r")\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text in pieces: what stands before each name, the names, and what stands behind the last."""

    literals: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, row: Mapping[str, object]) -> str | None:
        """The text for a row; None where a name has no value there."""
        if not self.names:
            return self.literals[0]
        values = [row.get(name) for name in self.names]
        if None in values:
            return None
        return "".join([f"{literal}{value}" for literal, value in zip(self.literals, (*values, ""), strict=True)])


def template_fault(text: str) -> str | None:
    """What is wrong with a template, in words; None where it may be used."""
    if len(text) > LONGEST_TEMPLATE:
        return f"it has {len(text)} characters, at most {LONGEST_TEMPLATE} are allowed"
    rest = _PLACE.sub("", text)
    return "braces stand only around a name, as in {slot}" if "{" in rest or "}" in rest else None


@lru_cache(maxsize=4096)
def parse_template(text: str) -> Template:
    """A template that was found right."""
    pieces = _PLACE.split(text)
    return Template(tuple(pieces[::2]), tuple(pieces[1::2]))
