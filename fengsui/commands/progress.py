"""A bar on standard error while something long is under way; only on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fengsui.inventory.progress import Progress


@contextmanager
def progress_bar() -> Iterator["Progress"]:
    """What takes the stages of something long, and shows them; gone again at its end."""
    from fengsui.inventory.progress import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        stages: list[str] = []

        def show(stage: str, done: int, total: int) -> None:
            if stages[-1:] != [stage]:
                stages.append(stage)
                bar.reset(task, description=stage, total=total or None)
            bar.update(task, completed=done)

        yield show
