"""The `fengsui` command as a user runs it: a process of its own, with an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 120


def environment(**variables: str) -> dict[str, str]:
    """An environment without any setting of the machine."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", **variables}


def fengsui(*arguments: object, stdin: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end; `variables` are its environment."""
    return subprocess.run(
        [sys.executable, "-m", "fengsui", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        env=environment(**variables),
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@contextmanager
def running(*arguments: object, log: Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """A command that goes on until the block ends, its standard error in the file `log`; it is ended if it did not end itself."""
    with log.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "fengsui", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            env=environment(**variables),
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate(timeout=PATIENCE_SECONDS)
