"""Secrets at rest: what the key opens, what it does not, and where the key lives."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from fengsui.config import Settings, load_settings
from fengsui.errors import SecretError
from fengsui.inventory.keyring import Keyring, id_within, load_keyring
from fengsui.inventory.keys import KeyFile, key_id
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
    "spoil",
    [
        lambda c: c[:-1],
        lambda c: c[:-1] + bytes([c[-1] ^ 1]),
        lambda c: b"\x01" + c[1:],
        lambda c: b"\x03" + c[1:],
        lambda _: b"",
    ],
)
def test_a_ciphertext_that_was_changed_does_not_open(spoil: Callable[[bytes], bytes]) -> None:
    ciphertext = KEYRING.encrypt(Secret("canary"), "lab", "community")
    with pytest.raises(SecretError):
        KEYRING.decrypt(spoil(ciphertext), "lab", "community")


def _of_the_first_format(secret: str, key: bytes = bytes(range(32))) -> bytes:
    """A ciphertext as releases before key ids made it."""
    return b"\x01" + bytes(12) + AESGCM(key).encrypt(bytes(12), secret.encode(), b"community\0lab")


def test_a_ciphertext_of_the_first_format_still_opens_with_any_key_of_the_ring() -> None:
    ring = Keyring(bytes(32), "a test", older=[bytes(range(32))])
    assert ring.decrypt(_of_the_first_format("s"), "lab", "community") == Secret("s")
    assert id_within(_of_the_first_format("s")) is None
    assert id_within(ring.encrypt(Secret("s"), "lab", "community")) == key_id(bytes(32))


def test_the_first_key_encrypts_and_all_decrypt() -> None:
    old = KEYRING.encrypt(Secret("s"), "lab", "community")
    both = Keyring(bytes(32), "a test", older=KEYRING.keys)
    assert both.decrypt(old, "lab", "community") == Secret("s")
    new = both.encrypt(Secret("s"), "lab", "community")
    assert Keyring(bytes(32), "a test").decrypt(new, "lab", "community") == Secret("s")
    with pytest.raises(SecretError):
        KEYRING.decrypt(new, "lab", "community")


def test_a_running_program_follows_the_key_file(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    running = load_keyring(settings, create=True)
    early = running.encrypt(Secret("s"), "lab", "community")
    file = KeyFile(tmp_path / "key")
    file.write([bytes(32), *file.read()])
    late = load_keyring(settings, create=False).encrypt(Secret("s"), "lab", "community")
    assert [running.decrypt(each, "lab", "community") for each in (early, late)] == [Secret("s")] * 2
    file.write([bytes(range(32)), bytes(32)])
    assert id_within(running.encrypt(Secret("s"), "lab", "community")) == key_id(bytes(range(32)))


def test_a_program_that_found_no_key_uses_the_one_that_another_made_since(tmp_path: Path) -> None:
    waiting = load_keyring(_settings(tmp_path), create=True)
    made = load_keyring(_settings(tmp_path), create=True).encrypt(Secret("s"), "lab", "community")
    assert waiting.decrypt(made, "lab", "community") == Secret("s")


def test_the_new_key_of_the_environment_encrypts_and_both_decrypt(tmp_path: Path) -> None:
    texts = {"key": "the old key, long enough", "new_key": "the new key, long enough"}
    old = load_keyring(load_settings(data_dir=tmp_path, key=texts["key"]), create=False)
    both = load_keyring(load_settings(data_dir=tmp_path, **texts), create=False)
    new = load_keyring(load_settings(data_dir=tmp_path, key=texts["new_key"]), create=False)
    assert both.source == "FENGSUI_NEW_KEY and FENGSUI_KEY"
    assert both.decrypt(old.encrypt(Secret("s"), "lab", "community"), "lab", "community") == Secret("s")
    assert new.decrypt(both.encrypt(Secret("s"), "lab", "community"), "lab", "community") == Secret("s")


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
