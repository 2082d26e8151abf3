"""Secrets at rest: what the key opens, what it does not, and where the key lives."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.config import Settings, load_settings
from fengsui.errors import SecretError
from fengsui.inventory.keyring import Keyring, load_keyring
from fengsui.model.secret import Secret

KEYRING = Keyring(bytes(range(32)), "a test")


def _settings(folder: Path, key: str | None = None) -> Settings:
    return load_settings(data_dir=folder, key=key)


@given(st.text(st.characters(codec="utf-8")))
def test_a_secret_comes_back_and_its_ciphertext_never_repeats(text: str) -> None:
    secret = Secret(text)
    first, second = (KEYRING.encrypt(secret, "lab", "community") for _ in range(2))
    assert first != second
    assert KEYRING.decrypt(first, "lab", "community") == secret


@pytest.mark.parametrize(("credential", "field"), [("other", "community"), ("lab", "auth_key")])
def test_a_ciphertext_that_was_moved_does_not_open(credential: str, field: str) -> None:
    with pytest.raises(SecretError):
        KEYRING.decrypt(KEYRING.encrypt(Secret("canary"), "lab", "community"), credential, field)


@pytest.mark.parametrize(
    "spoil", [lambda c: c[:-1], lambda c: c[:-1] + bytes([c[-1] ^ 1]), lambda c: b"\x02" + c[1:], lambda _: b""]
)
def test_a_ciphertext_that_was_changed_does_not_open(spoil: Callable[[bytes], bytes]) -> None:
    ciphertext = KEYRING.encrypt(Secret("canary"), "lab", "community")
    with pytest.raises(SecretError):
        KEYRING.decrypt(spoil(ciphertext), "lab", "community")


def test_a_wrong_key_says_which_one_was_used_and_what_to_do(tmp_path: Path) -> None:
    ciphertext = KEYRING.encrypt(Secret("canary"), "lab", "community")
    wrong = load_keyring(_settings(tmp_path, key="another key, long enough"), create=False)
    with pytest.raises(SecretError) as refused:
        wrong.decrypt(ciphertext, "lab", "community")
    text = str(refused.value)
    for expected in ("credential lab", "community", "(FENGSUI_KEY)", "fengsui credential add lab --replace"):
        assert expected in text
    assert "canary" not in text
    assert "long enough" not in text


def test_a_text_gives_the_same_key_everywhere_and_base64_is_taken_as_it_is(tmp_path: Path) -> None:
    text = "correct horse battery"
    one, other = (load_keyring(_settings(tmp_path / str(n), key=text), create=False) for n in range(2))
    assert other.decrypt(one.encrypt(Secret("s"), "lab", "community"), "lab", "community") == Secret("s")
    exact = load_keyring(_settings(tmp_path, key=base64.urlsafe_b64encode(bytes(range(32))).decode()), create=False)
    assert exact.decrypt(KEYRING.encrypt(Secret("s"), "lab", "community"), "lab", "community") == Secret("s")


def test_a_short_key_is_refused_without_being_shown(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="at least 16 characters") as refused:
        load_keyring(_settings(tmp_path, key="canary"), create=True)
    assert "canary" not in str(refused.value)


def test_a_key_file_is_made_when_the_first_secret_is_encrypted_and_not_before(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "data")
    keyring = load_keyring(settings, create=True)
    assert not settings.data_dir.exists()
    ciphertext = keyring.encrypt(Secret("s"), "lab", "community")
    path = settings.data_dir / "key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in settings.data_dir.iterdir()] == ["key"]
    assert load_keyring(settings, create=False).decrypt(ciphertext, "lab", "community") == Secret("s")


def test_two_programs_that_make_a_key_at_once_use_the_same(tmp_path: Path) -> None:
    one, other = (load_keyring(_settings(tmp_path), create=True) for _ in range(2))
    ciphertexts = [each.encrypt(Secret("s"), "lab", "community") for each in (one, other)]
    again = load_keyring(_settings(tmp_path), create=False)
    assert [again.decrypt(each, "lab", "community") for each in ciphertexts] == [Secret("s")] * 2


def test_without_a_key_nothing_opens_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="no key to decrypt"):
        load_keyring(_settings(tmp_path), create=False)
    ciphertext = KEYRING.encrypt(Secret("s"), "lab", "community")
    with pytest.raises(SecretError, match="another key"):
        load_keyring(_settings(tmp_path), create=True).decrypt(ciphertext, "lab", "community")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    load_keyring(_settings(tmp_path), create=True).encrypt(Secret("s"), "lab", "community")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(SecretError, match=rf"expected rights 0600, got {mode:04o}.*chmod 600"):
        load_keyring(_settings(tmp_path), create=False)


def test_a_key_file_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("canary")
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(SecretError, match="expected 32 bytes") as refused:
        load_keyring(_settings(tmp_path), create=True)
    assert "canary" not in str(refused.value)
    (tmp_path / "key").unlink()
    (tmp_path / "key").mkdir(mode=0o700)
    with pytest.raises(SecretError):
        load_keyring(_settings(tmp_path), create=True)
