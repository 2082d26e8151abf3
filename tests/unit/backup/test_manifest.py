"""The manifest and the sums of a backup: what is written is read, and nothing else is."""

import json
from typing import Any

import pytest

from fengsui.backup.manifest import FORMAT, Manifest, Sums, TableSum, read_manifest, read_sums
from fengsui.errors import BackupError

MANIFEST = Manifest(
    fengsui_backup=FORMAT,
    fengsui="0.1.0",
    schema_version="0009",
    created_at=1.5,
    history=True,
    tables={"carriers": ["code", "name_zh"]},
)
SUMS = Sums(tables={"carriers": TableSum(rows=2, sha256="0" * 64)}, sha256="1" * 64)


def test_what_is_written_is_read() -> None:
    assert read_manifest(MANIFEST.line(), "f") == MANIFEST
    assert read_sums(SUMS.line(), "f") == SUMS
    assert SUMS.rows == 2


def _with(**changed: Any) -> bytes:
    return json.dumps({**json.loads(MANIFEST.line()), **changed}).encode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"[]", "is not a backup that Fengsui wrote"),
        (b'{"devices": []}', "is not a backup that Fengsui wrote"),
        (b"\x00\x01", "expected a line of JSON"),
        (_with(fengsui_backup=2), "has form 2, and this Fengsui knows 1. Upgrade Fengsui"),
        (_with(schema_version="../../etc"), "schema_version"),
        (_with(schema_version=9), "schema_version"),
        (_with(tables={"../../etc/passwd": ["a"]}), "tables"),
        (_with(tables={"a; DROP TABLE devices": ["a"]}), "tables"),
        (_with(tables={"a": []}), "tables.a"),
        (_with(tables={f"t{number}": ["a"] for number in range(501)}), "tables"),
        (_with(created_at="yesterday"), "created_at"),
        (_with(keys=["canary"]), "keys.0"),
        (_with(more=1), "more"),
    ],
)
def test_a_first_line_that_is_no_manifest_is_refused(line: bytes, said: str) -> None:
    with pytest.raises(BackupError) as refused:
        read_manifest(line, "f")
    assert said in str(refused.value)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("line", [b"[1]", b"{}", b'{"sha256":"x","tables":{}}', b'{"sha256":1,"tables":[]}'])
def test_a_last_line_without_sums_is_refused(line: bytes) -> None:
    with pytest.raises(BackupError, match=r"was cut off|is not as Fengsui writes it"):
        read_sums(line, "f")
