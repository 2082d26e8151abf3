"""The nearest name to a misspelt one, without holding it against every name of a province."""

from collections.abc import Collection
from difflib import get_close_matches

# difflib needs some 10 µs a candidate; beyond this, only names that begin alike are tried.
_ALL = 500
_TRIED = 2000


def did_you_mean(word: str, candidates: Collection[str]) -> str:
    """`Did you mean x?`, or nothing where no candidate is near."""
    near = candidates
    if len(candidates) > _ALL:
        near = [name for name in candidates if name[:2] == word[:2] and abs(len(name) - len(word)) <= 2][:_TRIED]
    close = get_close_matches(word[:100], near, n=1, cutoff=0.6)
    return f"Did you mean {close[0]}?" if close else ""
