"""The file of a backup: there when it is whole, readable for its owner, and nothing that is read from it can fill the memory."""

import errno
import gzip
import os
from pathlib import Path

import pytest

from fengsui.backup import file as backup_file
from fengsui.backup.file import lines, read_summary, writing
from fengsui.backup.manifest import FORMAT, Manifest, Sums, TableSum
from fengsui.errors import BackupError
from fengsui.inventory.progress import silent

MANIFEST = Manifest(
    fengsui_backup=FORMAT, fengsui="0", schema_version="0001", created_at=0.0, history=True, tables={"a": ["b"]}
)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A backup of one table with one row."""
    path = tmp_path / "whole.backup"
    with writing(path) as writer:
        for line in (MANIFEST.line(), b'{"table":"a"}\n', b"[1]\n"):
            writer.write(line)
        writer.write(Sums(tables={"a": TableSum(rows=1, sha256="0" * 64)}, sha256=writer.sha256).line())
    return path


def test_a_whole_file_is_summed_up_and_is_its_owners_alone(whole: Path) -> None:
    assert read_summary(whole, silent).manifest == MANIFEST
    assert whole.stat().st_mode & 0o777 == 0o600
    assert list(lines(whole, silent, "reading"))[1:3] == [b'{"table":"a"}\n', b"[1]\n"]


def test_a_file_that_is_broken_off_is_not_there(tmp_path: Path) -> None:
    def write() -> None:
        with writing(tmp_path / "f") as writer:
            writer.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_overwritten(whole: Path) -> None:
    before = whole.read_bytes()
    with pytest.raises(BackupError, match="there is a file of that name"), writing(whole):
        raise AssertionError("it opened")
    assert whole.read_bytes() == before


def test_neither_a_folder_nor_a_link_to_nowhere_is_taken_for_a_free_name(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    for name, said in (
        ("folder", "there is a folder of that name. Name a file in it"),
        ("link", "a file of that name"),
    ):
        with pytest.raises(BackupError, match=said), writing(tmp_path / name):
            raise AssertionError("it opened")
    assert not (tmp_path / "nowhere").exists()


def test_where_there_are_no_hard_links_the_file_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", _no_links)
    with writing(tmp_path / "f") as writer:
        writer.write(b"line\n")
    assert [path.name for path in tmp_path.iterdir()] == ["f"]
    assert list(lines(tmp_path / "f", silent, "reading")) == [b"line\n"]


@pytest.mark.parametrize("linked", [True, False])
def test_a_file_that_came_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool
) -> None:
    if not linked:
        monkeypatch.setattr(os, "link", _no_links)

    def write() -> None:
        with writing(tmp_path / "f"):
            (tmp_path / "f").write_bytes(b"somebody else's")

    with pytest.raises(BackupError, match="there is a file of that name"):
        write()
    assert (tmp_path / "f").read_bytes() == b"somebody else's"
    assert len(list(tmp_path.iterdir())) == 1


def _no_links(*_: object, **__: object) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


def test_a_file_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be written: No such file"), writing(tmp_path / "no" / "f"):
        raise AssertionError("it opened")


def test_every_flipped_byte_and_every_cut_is_found(whole: Path) -> None:
    good = whole.read_bytes()
    padding = len(good) - 9  # the last bits before the checksum of gzip mean nothing
    spoilt = [good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :] for at in range(10, len(good)) if at != padding]
    spoilt += [good[:at] for at in range(len(good))] + [good + b"more", good + gzip.compress(b"[2]\n")]
    for content in spoilt:
        whole.write_bytes(content)
        with pytest.raises(BackupError):
            read_summary(whole, silent)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"PK\x03\x04" + bytes(100), "is not a backup that Fengsui wrote"),
        (gzip.compress(b""), "it is empty"),
        (gzip.compress(b"x" * 100), "expected a line of JSON"),
        (gzip.compress(MANIFEST.line()), "was cut off"),
    ],
    ids=["nothing", "a zip", "gzip of nothing", "gzip of other bytes", "a manifest alone"],  # gzip holds the time
)
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(BackupError, match=said):
        read_summary(tmp_path / "f", silent)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name, said in (("fifo", "something else"), ("", "something else"), ("missing", "nothing")):
        with pytest.raises(BackupError, match=f"expected a file, got {said}"):
            read_summary(tmp_path / name, silent)


def test_a_line_without_an_end_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_file, "LONGEST_LINE", 1000)
    (tmp_path / "f").write_bytes(gzip.compress(MANIFEST.line() + b"x" * 10_000))
    with pytest.raises(BackupError, match="line 2: expected at most 1000 bytes, got more"):
        read_summary(tmp_path / "f", silent)


def test_a_file_that_swells_without_measure_is_refused(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "f", "wb") as bomb:
        bomb.write(MANIFEST.line())
        for _ in range(100):
            bomb.write((b"[" + b" " * 99_998 + b"]\n") * 10)
    with pytest.raises(BackupError, match="expected at most 200 bytes for each compressed one"):
        read_summary(tmp_path / "f", silent)
