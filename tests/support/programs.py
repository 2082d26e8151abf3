"""Programs of the system that tests run against: found, or the test is skipped with the reason (a failure under CI=true)."""

import os
import shutil
import socket
from pathlib import Path

import pytest

_SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def program(name: str, package: str) -> Path:
    """Path of an installed program; skips the test where it is missing, and fails it where CI must have it."""
    found = shutil.which(name, path=_SYSTEM_PATH)
    if found is None:
        reason = f"{name} is not installed (Debian package {package})"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and CI=true allows no such skip")
        pytest.skip(reason)
    return Path(found)


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM, address: str = "127.0.0.1") -> int:
    """A port that was free a moment ago."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((address, 0))
        port: int = probe.getsockname()[1]
        return port
