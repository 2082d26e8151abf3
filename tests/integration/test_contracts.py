"""The import contracts bite: a violation planted in a copy of the package is found by name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = [
    ("state/observe.py", "import asyncio", "Pure rooms"),
    ("model/link.py", "import fengsui.errors", "The model knows the standard library alone"),
    ("inventory/store.py", "import fengsui.tasks.board", "Rooms: imports go one way"),
    ("coverage/result.py", "import fengsui.coverage.engine", "No cycles between siblings"),
    ("tasks/tally.py", "import prometheus_client", "prometheus_client"),
    ("history/codec.py", "import pysnmp", "pysnmp"),
    ("api/__init__.py", "import sqlalchemy", "SQLAlchemy"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "fengsui", tmp_path / "fengsui", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_planted_violation_breaks_the_contract_that_forbids_it(copy: Path) -> None:
    whole = lint(copy)
    assert whole.returncode == 0, whole.stdout
    for file, line, _ in PLANTED:
        path = copy / "fengsui" / file
        path.write_text(f"{path.read_text()}\n{line}\n")
    broken = lint(copy)
    assert broken.returncode == 1
    found = [line for line in broken.stdout.splitlines() if line.endswith("BROKEN")]
    missing = [contract for _, _, contract in PLANTED if not any(contract in line for line in found)]
    assert missing == []


def test_a_room_that_is_not_in_the_staircase_is_refused(copy: Path) -> None:
    (copy / "fengsui" / "cellar.py").write_text("")
    assert "cellar" in lint(copy).stdout
