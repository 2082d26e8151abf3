"""Keys out of a backup: behind those that are there, once each, and nothing where the environment has the key."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from fengsui.backup.keys import take_keys
from fengsui.config import Settings
from fengsui.errors import SecretError
from fengsui.inventory.keys import MOST_KEYS, KeyFile, key_to_text

OWN, OTHER = bytes(32), bytes(range(32))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def test_an_installation_without_a_key_gets_those_of_the_backup(settings: Settings) -> None:
    path = take_keys(settings, [key_to_text(OTHER), key_to_text(OWN)])
    assert path == settings.data_dir / "key"
    assert KeyFile(path).read() == (OTHER, OWN)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_key_that_encrypts_stays_first_and_none_stands_twice(settings: Settings) -> None:
    file = KeyFile(settings.data_dir / "key")
    file.write([OWN])
    assert take_keys(settings, [key_to_text(OTHER), key_to_text(OWN), key_to_text(OTHER)]) == file.path
    assert file.read() == (OWN, OTHER)
    assert take_keys(settings, [key_to_text(OTHER)]) is None


def test_a_key_from_the_environment_counts_alone(settings: Settings) -> None:
    named = settings.model_copy(update={"key": SecretStr("a canary of a key")})
    assert take_keys(named, [key_to_text(OTHER)]) is None
    assert not (settings.data_dir / "key").exists()


def test_a_file_without_room_for_more_stays_as_it_was(settings: Settings) -> None:
    file = KeyFile(settings.data_dir / "key")
    held = [bytes([number]) * 32 for number in range(MOST_KEYS)]
    file.write(held)
    with pytest.raises(SecretError, match=rf"at most {MOST_KEYS} keys, got {MOST_KEYS + 1}"):
        take_keys(settings, [key_to_text(OTHER)])
    assert file.read() == tuple(held)
