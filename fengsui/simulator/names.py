"""Short ASCII names of places, for the names of devices and links."""

import re
from collections import Counter
from collections.abc import Iterable

from fengsui.model.division import Division


def slugs(divisions: Iterable[Division]) -> dict[str, str]:
    """By code: the first word of each county's English name, with the kind of place where two counties share it."""
    words = {division.code: _words(division) for division in divisions if division.coverage_unit}
    shared = Counter(first for first, _ in words.values())
    return {code: first if shared[first] == 1 else f"{first}-{kind}" for code, (first, kind) in words.items()}


def _words(division: Division) -> tuple[str, str]:
    words = re.sub(r"[^a-z ]", "", division.name_en.lower()).split()
    return words[0], words[-1]
