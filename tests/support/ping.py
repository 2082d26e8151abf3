"""Pinging in tests: only loopback, and only where this process may; a network of its own for what the machine would not do."""

import asyncio
import functools
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fengsui.clock import SystemClock
from fengsui.collectors.ping.pinger import Pinger, may_ping
from fengsui.collectors.ping.sockets import SocketKind
from tests.support.programs import program

ROOT = Path(__file__).parents[2]


def needs_ping() -> None:
    """Skips the test where this process may open no ICMP socket."""
    found = may_ping()["IPv4"]
    if not isinstance(found, SocketKind):
        pytest.skip(f"{found}")


@asynccontextmanager
async def pinging(**given: Any) -> AsyncIterator[Pinger]:
    """An open pinger; the test is skipped where there can be none."""
    needs_ping()
    pinger = Pinger(SystemClock(), **given)
    pinger.open()
    try:
        yield pinger
    finally:
        pinger.close()


def staged(scene: str, *arguments: str) -> Any:
    """Plays a scene of `tests.support.ping_stage` in a network namespace of its own, and gives what it tells."""
    unshare = program("unshare", "util-linux")
    if not _may_unshare(str(unshare)):
        pytest.skip("this process may make no network namespace")
    command = [str(unshare), "--user", "--map-root-user", "--net"]
    child = [sys.executable, "-m", "tests.support.ping_stage", scene, *arguments]
    done = subprocess.run(
        [*command, *child], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def without_permission(*command: str) -> list[str]:
    """A command line that runs `command` without the right to open raw sockets; skips where unprivileged ones are open to it."""
    setpriv = program("setpriv", "util-linux")
    unprivileged = may_ping((SocketKind.UNPRIVILEGED,))["IPv4"]
    if isinstance(unprivileged, SocketKind):
        pytest.skip("net.ipv4.ping_group_range lets this process ping without any right")
    dropped = [str(setpriv), "--bounding-set", "-net_raw", "--inh-caps", "-net_raw"] if os.geteuid() == 0 else []
    return [*dropped, *command]


@functools.cache
def _may_unshare(unshare: str) -> bool:
    command = [unshare, "--user", "--map-root-user", "--net", "true"]
    return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0


async def settle(seconds: float = 0.05) -> None:
    """Lets real packets arrive; loopback takes microseconds."""
    await asyncio.sleep(seconds)
