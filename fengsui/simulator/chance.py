"""Chance without state: a number that follows from a seed and a name alone, so that a province is the same on every machine."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def chance(*parts: object) -> float:
    """A number in [0, 1) that is the same for the same parts, whatever else was drawn before."""
    digest = hashlib.blake2b("/".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def between(low: float, high: float, *parts: object) -> float:
    """A number in [low, high)."""
    return low + (high - low) * chance(*parts)


def pick(options: Sequence[T], *parts: object) -> T:
    """One of `options`, each as likely as the other."""
    return options[int(chance(*parts) * len(options))]
