"""Backup and restore as an administrator does them: while the service runs, onto another machine, with and without the key."""

import asyncio
import json
import re
import shutil
import time
from pathlib import Path

import pytest

from fengsui.database.engine import Database
from tests.support.cli import fengsui, running
from tests.support.installation import at_revision
from tests.support.registers import write_register

PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `data` of an installation with a register, and `f`, its backup; not to be written to."""
    folder = tmp_path_factory.mktemp("made")
    environment = {"FENGSUI_DATA_DIR": str(folder / "data")}
    assert fengsui("import", *write_register(folder), **environment).returncode == 0
    saved = fengsui("backup", folder / "f", "-o", "json", **environment)
    assert saved.returncode == 0, saved.stderr
    assert "the key of the credentials is not inside" in saved.stderr
    (folder / "told.json").write_text(saved.stdout)
    return folder


@pytest.fixture
def old(made: Path, tmp_path: Path) -> dict[str, str]:
    """A copy of that installation."""
    shutil.copytree(made / "data", tmp_path / "old")
    return {"FENGSUI_DATA_DIR": str(tmp_path / "old")}


@pytest.fixture
def new(tmp_path: Path) -> dict[str, str]:
    """A machine with nothing on it."""
    return {"FENGSUI_DATA_DIR": str(tmp_path / "new")}


def test_an_installation_moves_to_another_machine(
    made: Path, old: dict[str, str], new: dict[str, str], tmp_path: Path
) -> None:
    assert (made / "f").stat().st_mode & 0o777 == 0o600
    (tmp_path / "new").mkdir()
    shutil.copy(tmp_path / "old" / "key", tmp_path / "new" / "key")
    restored = fengsui("restore", made / "f", "-o", "json", **new)
    assert restored.returncode == 0, restored.stderr
    was, became = json.loads((made / "told.json").read_text()), json.loads(restored.stdout)
    assert (became["equal"], became["closed"], became["rows_replaced"]) == (True, [], 0)
    assert became["tables"] == was["tables"]
    assert was["tables"]["devices"]["rows"] == 2
    for folder, name in ((old, "old.json"), (new, "new.json")):
        assert fengsui("export", tmp_path / name, **folder).returncode == 0
    assert (tmp_path / "new.json").read_bytes() == (tmp_path / "old.json").read_bytes()
    assert fengsui("secrets", "check", **new).returncode == 0
    kinds = [entry["kind"] for entry in json.loads(fengsui("audit", "-o", "json", **new).stdout)]
    assert (kinds[0], "backups" in kinds) == ("restores", False)


def test_without_the_key_it_says_which_credentials_stay_closed(made: Path, new: dict[str, str]) -> None:
    restored = fengsui("restore", made / "f", **new)
    assert restored.returncode == 1
    assert "each table was read back and equals the saved one" in restored.stdout
    assert "1 of 1 credentials do not open with the key at hand: lab" in restored.stderr


def test_a_backup_with_its_key_needs_nothing_else(old: dict[str, str], new: dict[str, str], tmp_path: Path) -> None:
    saved = fengsui("backup", tmp_path / "f", "--with-key", **old)
    assert "holds the key: whoever has the file has every community" in saved.stderr
    restored = fengsui("restore", tmp_path / "f", "-o", "json", **new)
    assert restored.returncode == 0, restored.stderr
    assert (json.loads(restored.stdout)["with_key"], json.loads(restored.stdout)["closed"]) == (True, [])
    key = (tmp_path / "old" / "key").read_text().strip()
    assert (tmp_path / "new" / "key").read_text().strip() == key
    for done in (saved, restored):
        assert key not in done.stdout + done.stderr


def test_nothing_is_overwritten_unless_it_is_asked_for(made: Path, old: dict[str, str]) -> None:
    content = (made / "f").read_bytes()
    again = fengsui("backup", made / "f", **old)
    assert (again.returncode, (made / "f").read_bytes()) == (1, content)
    assert "there is a file of that name. Choose another, or remove it" in again.stderr
    assert fengsui("link", "remove", "lz-yd-1", **old).returncode == 0
    refused = fengsui("restore", made / "f", **old)
    assert refused.returncode == 1
    assert re.search(r"expected an empty one, got \d+ rows of .* or say --replace", refused.stderr)
    assert fengsui("restore", made / "f", "--replace", **old).returncode == 0
    assert "lz-yd-1" in fengsui("link", "list", **old).stdout


def test_a_spoilt_file_is_refused_and_makes_nothing(made: Path, new: dict[str, str], tmp_path: Path) -> None:
    whole, file = (made / "f").read_bytes(), tmp_path / "f"
    for content, said in (
        (whole[: len(whole) // 2], "is damaged or was cut off"),
        (whole[:500] + bytes([whole[500] ^ 255]) + whole[501:], "is damaged"),
        (b"SQLite format 3\0" + whole, "is not a backup that Fengsui wrote"),
    ):
        file.write_bytes(content)
        done = fengsui("restore", file, **new)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    checked = fengsui("restore", file, "--check", **new)
    assert (checked.returncode, checked.stderr) == (1, done.stderr)
    assert not (tmp_path / "new").exists()


def test_a_key_that_cannot_be_used_is_found_before_anything_is_changed(
    made: Path, new: dict[str, str], tmp_path: Path
) -> None:
    done = fengsui("restore", made / "f", FENGSUI_KEY="canary", **new)
    assert done.returncode == 1
    assert "FENGSUI_KEY: expected at least 16 characters" in done.stderr
    assert "canary" not in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_database_of_an_older_version_is_saved_before_it_is_upgraded(new: dict[str, str], tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'older.db'}"

    async def make() -> None:
        async with Database(url) as db:
            await at_revision(db, "0010")

    asyncio.run(make())
    saved = fengsui("backup", tmp_path / "f", "--database", url, **new)
    assert saved.returncode == 0, saved.stderr
    assert "of schema version 0010" in saved.stdout
    restored = fengsui("restore", tmp_path / "f", **new)
    assert "of schema version 0010, moved to" in restored.stdout
    assert "lz-ts" in fengsui("link", "list", **new).stdout


def test_a_running_service_is_saved_without_being_stopped(new: dict[str, str], tmp_path: Path) -> None:
    folder = {"FENGSUI_DATA_DIR": str(tmp_path / "old"), "FENGSUI_ALLOW_LOOPBACK": "true"}
    (tmp_path / "inventory.yaml").write_text(
        """
carriers:    [{code: telecom, name_zh: 电信, name_en: Telecom, management_prefixes: [127.0.0.0/8]}]
credentials: [{name: lab, version: v2c, community: a-canary-community}]
sites:       [{code: s, name: 站, division: "620102", kind: pop}]
devices:     [{name: a, carrier: telecom, site: s, role: core, network: internet, address: 127.0.0.77, port: 9, credential: lab}]
"""
    )
    assert fengsui("import", tmp_path / "inventory.yaml", **folder).returncode == 0
    log = tmp_path / "serve.log"
    with running("serve", "--listen", "127.0.0.1:0", "--interval", 1, log=log, **folder) as service:
        _until_it_serves(log)
        saved = fengsui("backup", tmp_path / "f", "-o", "json", **folder)
        assert service.poll() is None
    assert saved.returncode == 0, saved.stderr
    restored = fengsui("restore", tmp_path / "f", "-o", "json", **new)
    assert json.loads(restored.stdout)["tables"] == json.loads(saved.stdout)["tables"]
    assert "Traceback" not in log.read_text()
    assert "canary" not in log.read_text() + saved.stdout + saved.stderr + restored.stdout + restored.stderr


def _until_it_serves(log: Path) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while "serving http" not in log.read_text():
        assert time.monotonic() < ends, log.read_text()
        time.sleep(0.05)
