"""How far a long import has come, for whoever shows it: a bar on a terminal, a job of the API."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[str, int, int], None]
"""Gets a stage in words, how many of its steps are done, and how many there are (0 where that is not known)."""

_STEP = 2000
T = TypeVar("T")


def silent(_stage: str, _done: int, _total: int) -> None:
    """Shows nothing."""


def followed(progress: Progress, stage: str, steps: Sequence[T]) -> Iterator[T]:
    """The steps one by one, told every so often and at the end."""
    return counted(progress, stage, steps, len(steps))


def counted(progress: Progress, stage: str, steps: Iterable[T], total: int) -> Iterator[T]:
    """As `followed`, of steps whose number is told."""
    progress(stage, 0, total)
    done = 0
    for done, step in enumerate(steps, 1):
        yield step
        if done % _STEP == 0:
            progress(stage, done, total)
    progress(stage, done, total)
