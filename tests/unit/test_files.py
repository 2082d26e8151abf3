"""A file is written whole or not at all."""

from pathlib import Path

import pytest

from fengsui.files import write_whole


def test_a_file_is_made_with_its_folder_and_can_be_read_by_others(tmp_path: Path) -> None:
    path = tmp_path / "new" / "rules.yml"
    assert write_whole(path, b"one")
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o777 == 0o644


def test_the_same_content_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "rules.yml"
    write_whole(path, b"one")
    before = path.stat().st_ino
    assert not write_whole(path, b"one")
    assert path.stat().st_ino == before
    assert write_whole(path, b"two")


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "rules.yml"
    folder.mkdir()  # a folder stands where the file should: it cannot be replaced
    with pytest.raises(OSError, match=r"rules\.yml"):
        write_whole(folder, b"one")
    assert list(tmp_path.iterdir()) == [folder]
