"""A file is text in a known encoding, of a sane size, and not empty."""

import codecs
from pathlib import Path

import pytest

from fengsui.inventory.readers import text as reader
from fengsui.inventory.readers.text import UnreadableError, read_text

CHINESE = "code,name\nlz-core,兰州核心局\n"


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "sites.csv"
    path.write_bytes(data)
    return path


def _refusal(path: Path, encoding: str = "utf-8") -> str:
    with pytest.raises(UnreadableError) as refused:
        read_text(path, encoding)
    return str(refused.value.fault)


def test_utf_8_is_read_with_and_without_a_mark(tmp_path: Path) -> None:
    assert read_text(_file(tmp_path, CHINESE.encode())) == CHINESE
    assert read_text(_file(tmp_path, codecs.BOM_UTF8 + CHINESE.encode())) == CHINESE


def test_gbk_is_recognised_and_read_when_told(tmp_path: Path) -> None:
    path = _file(tmp_path, CHINESE.encode("gbk"))
    text = _refusal(path)
    assert "expected UTF-8, got what looks like GB18030 (GBK)" in text
    assert "--encoding gb18030" in text
    assert read_text(path, "gb18030") == CHINESE


def test_utf_16_is_named(tmp_path: Path) -> None:
    assert "got UTF-16" in _refusal(_file(tmp_path, CHINESE.encode("utf-16")))


def test_other_bytes_are_named_with_their_line(tmp_path: Path) -> None:
    assert _refusal(_file(tmp_path, b"code\nlz\n\xff\x00\x01")).endswith(
        "sites.csv line 3: expected UTF-8, got byte 0xff"
    )
    assert "expected GB18030, got byte" in _refusal(_file(tmp_path, b"\xff\xff"), "gb18030")


@pytest.mark.parametrize("data", [b"", b"\n \n", codecs.BOM_UTF8])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "expected records, got an empty file" in _refusal(_file(tmp_path, data))


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path: Path) -> None:
    assert "got no such file or directory" in _refusal(tmp_path / "gone.csv")
    assert "got is a directory" in _refusal(tmp_path)


def test_a_file_is_read_no_further_than_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(reader.GREATEST_FILE + 1)
    assert "expected at most 128 MiB, got more" in _refusal(path)


def test_a_name_with_control_characters_is_shown_escaped(tmp_path: Path) -> None:
    assert reader.shown_path(Path("a\x1b[31m.csv")) == r"'a\x1b[31m.csv'"
