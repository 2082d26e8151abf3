"""Changing the key as an administrator does it: at the terminal, and under a running service."""

import json
from pathlib import Path

import pytest

from fengsui.inventory.keys import key_to_text
from tests.support.cli import fengsui
from tests.support.registers import write_register

NEW_KEY = key_to_text(bytes(range(32)))


@pytest.fixture
def folder(tmp_path: Path) -> dict[str, str]:
    environment = {"FENGSUI_DATA_DIR": str(tmp_path / "data")}
    assert fengsui("import", *write_register(tmp_path), **environment).returncode == 0
    return environment


def test_a_key_is_made_and_changed_to_and_neither_it_nor_a_secret_is_printed(
    folder: dict[str, str], tmp_path: Path
) -> None:
    key = tmp_path / "data" / "key"
    old = key.read_text().strip()
    said = [
        fengsui("secrets", "check", "-o", "json", **folder),
        fengsui("secrets", "rotate", **folder),
        fengsui("secrets", "check", **folder),
        fengsui("audit", "--kind", "secrets", "-o", "json", **folder),
        fengsui("doctor", **folder),
    ]
    new = key.read_text().strip()
    assert new != old
    assert [done.returncode for done in said[:4]] == [0, 0, 0, 0]
    (checked,) = json.loads(said[0].stdout)
    assert (checked["credential"], checked["opens"], checked["current"]) == ("lab", True, True)
    assert "1 credential(s) are encrypted with key" in said[1].stdout
    (entry,) = json.loads(said[3].stdout)
    assert entry["before"]["key_id"] == checked["key"][0]
    for done in said:
        for secret in ("a-canary-community", old, new):
            assert secret not in done.stdout + done.stderr


def test_a_key_from_the_environment_is_changed_with_a_second_variable(tmp_path: Path) -> None:
    old, new = "an old canary of a key", "a new canary of a key"
    base = {"FENGSUI_DATA_DIR": str(tmp_path / "data")}
    assert fengsui("import", *write_register(tmp_path), **base, FENGSUI_KEY=old).returncode == 0
    refused = fengsui("secrets", "rotate", **base, FENGSUI_KEY=old)
    assert refused.returncode == 2
    assert "FENGSUI_NEW_KEY" in refused.stderr
    done = fengsui("secrets", "rotate", "-o", "json", **base, FENGSUI_KEY=old, FENGSUI_NEW_KEY=new)
    assert done.returncode == 0, done.stderr
    assert "set FENGSUI_KEY to the new key" in done.stderr
    assert fengsui("secrets", "check", **base, FENGSUI_KEY=new).returncode == 0
    late = fengsui("secrets", "check", "-o", "csv", **base, FENGSUI_KEY=old)
    assert late.returncode == 1
    assert "lab,no,community" in late.stdout
    assert not (tmp_path / "data" / "key").exists()
    assert "canary" not in "".join(each.stdout + each.stderr for each in (refused, done, late))


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (NEW_KEY, 0, "1 credential(s) are encrypted"),
        ("canary", 1, "expected at least 16 characters"),
        (None, 2, "cannot be read: No such file"),
        ("canary" * 1000, 2, "got more than 4096 characters"),
    ],
)
def test_a_key_may_come_from_a_file(
    folder: dict[str, str], tmp_path: Path, content: str | None, code: int, said: str
) -> None:
    path = tmp_path / "new-key"
    if content is not None:
        path.write_text(content)
    done = fengsui("secrets", "rotate", "--new-key-file", path, **folder)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr
    assert "canary" not in done.stdout + done.stderr
    assert ((tmp_path / "data" / "key").read_text().strip() == NEW_KEY) is (code == 0)
