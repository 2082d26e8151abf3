"""Keys: what a text stands for, what names a key, and the file that holds them."""

import base64
from pathlib import Path

import pytest

from fengsui.errors import SecretError
from fengsui.inventory.keys import ID_BYTES, MOST_KEYS, KeyFile, key_from_text, key_id, key_to_text, new_key

ONE, TWO = bytes(32), bytes(range(32))


def _file(folder: Path, text: str, mode: int = 0o600) -> KeyFile:
    path = folder / "key"
    path.write_text(text)
    path.chmod(mode)
    return KeyFile(path)


def test_a_key_of_32_bytes_is_taken_as_it_is_and_any_other_text_is_derived_from() -> None:
    assert key_from_text(key_to_text(TWO), "a test") == TWO
    derived = key_from_text("correct horse battery", "a test")
    assert derived == key_from_text("correct horse battery", "another test")
    assert derived != key_from_text("correct horse batterz", "a test")
    assert len(derived) == len(new_key()) == len(TWO)


def test_a_short_text_is_no_key_and_is_not_shown() -> None:
    with pytest.raises(SecretError, match=r"FENGSUI_KEY: expected at least 16 characters.*got 6") as refused:
        key_from_text("canary", "FENGSUI_KEY")
    assert "canary" not in str(refused.value)


def test_an_id_names_a_key_and_holds_none_of_it() -> None:
    assert key_id(ONE) != key_id(TWO)
    assert len(key_id(TWO)) == ID_BYTES
    assert key_id(TWO) not in TWO


def test_a_file_holds_several_keys_one_a_line_in_their_order(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "data" / "key")
    file.write([TWO, ONE])
    assert file.read() == (TWO, ONE)
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in file.path.parent.iterdir()] == ["key"]
    file.write([ONE])
    assert KeyFile(file.path).read() == (ONE,)


def test_changes_are_told_once_and_only_where_there_are_any(tmp_path: Path) -> None:
    file, other = (KeyFile(tmp_path / "key") for _ in range(2))
    assert file.changes() is None
    (made,) = other.make()
    assert file.changes() == (made,)
    assert file.changes() is None
    other.write([TWO, made])
    assert file.changes() == (TWO, made)
    file.path.unlink()
    assert file.changes() is None


def test_of_two_that_make_a_file_the_first_one_counts(tmp_path: Path) -> None:
    one, other = (KeyFile(tmp_path / "key") for _ in range(2))
    assert one.make() == other.make()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "canary",
        f"{key_to_text(TWO)}\ncanary\n",
        base64.urlsafe_b64encode(bytes(31)).decode(),
        f"{key_to_text(TWO)}\n" * 1000,
    ],
)
def test_a_file_that_holds_anything_else_is_refused_without_a_word_of_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(SecretError, match="expected 32 bytes in urlsafe base64, one key a line") as refused:
        _file(tmp_path, text).read()
    assert "canary" not in str(refused.value)
    assert key_to_text(TWO) not in str(refused.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(SecretError, match=rf"expected rights 0600, got {mode:04o}.*chmod 600.*secrets rotate"):
        _file(tmp_path, key_to_text(TWO), mode).read()


def test_a_file_that_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    with pytest.raises(SecretError, match="cannot be read: No such file"):
        KeyFile(tmp_path / "key").read()
    with pytest.raises(SecretError, match="cannot be written: "):
        KeyFile(tmp_path / "plain" / "key").write([ONE])
    (tmp_path / "folder").mkdir()
    with pytest.raises(SecretError, match="cannot be written: Is a directory"):
        KeyFile(tmp_path / "folder").write([ONE])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "plain"]


def test_a_file_never_gets_more_keys_than_it_can_be_read_with(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "key")
    most = [bytes([number]) * 32 for number in range(MOST_KEYS)]
    file.write(most)
    with pytest.raises(SecretError, match=rf"at most {MOST_KEYS} keys, got {MOST_KEYS + 1}; it stays as it was"):
        file.write([*most, TWO])
    assert file.read() == tuple(most)
