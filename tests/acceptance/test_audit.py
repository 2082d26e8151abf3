"""The audit is cut to its retention by the service, and by nothing else."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.cli import fengsui, running

PATIENCE_SECONDS = 60
DAY = 86_400


def keys(folder: dict[str, str]) -> list[str]:
    told = fengsui("audit", "--since", "200w", "--kind", "sites", "-o", "json", **folder)
    assert told.returncode == 0, told.stderr
    return [entry["key"] for entry in json.loads(told.stdout)]


def _add_old_entries(database: Path, **days: int) -> None:
    """Entries of so many days ago, by key."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "INSERT INTO audit (at, principal, kind, key, action) VALUES (?, 'cli:root', 'sites', ?, 'removed')",
            [(time.time() - age * DAY, key) for key, age in days.items()],
        )


@pytest.mark.parametrize(("kept_days", "left"), [("1100", ["s", "younger"]), ("400", ["s"])])
def test_entries_go_when_they_are_older_than_the_setting_says(tmp_path: Path, kept_days: str, left: list[str]) -> None:
    folder = {"FENGSUI_DATA_DIR": str(tmp_path / "data"), "FENGSUI_AUDIT_DAYS": kept_days}
    (tmp_path / "inventory.yaml").write_text('sites: [{code: s, name: 站, division: "620102", kind: pop}]')
    assert fengsui("import", tmp_path / "inventory.yaml", **folder).returncode == 0
    database = tmp_path / "data" / "fengsui.db"
    _add_old_entries(database, older=1101, younger=1000)
    assert sorted(keys(folder)) == ["older", "s", "younger"]
    with running("serve", "--listen", "127.0.0.1:0", log=tmp_path / "serve.log", **folder):
        ends = time.monotonic() + PATIENCE_SECONDS
        while _holds(database, "older"):
            assert time.monotonic() < ends, "the entry is still there"
            time.sleep(0.1)
    assert sorted(keys(folder)) == left


def test_a_retention_of_less_than_a_month_is_misuse(tmp_path: Path) -> None:
    folder = {"FENGSUI_DATA_DIR": str(tmp_path), "FENGSUI_AUDIT_DAYS": "1"}
    refused = fengsui("audit", **folder)
    assert refused.returncode == 2
    assert "FENGSUI_AUDIT_DAYS" in refused.stderr


def _holds(database: Path, key: str) -> bool:
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return bool(connection.execute("SELECT 1 FROM audit WHERE key = ?", (key,)).fetchone())
