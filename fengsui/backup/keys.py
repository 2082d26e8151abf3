"""The keys of the credentials, which a backup holds where it was asked to: taken over behind those that an installation has."""

from collections.abc import Sequence
from pathlib import Path

from fengsui.config import Settings
from fengsui.inventory.keyring import key_file
from fengsui.inventory.keys import key_from_text


def take_keys(settings: Settings, texts: Sequence[str]) -> Path | None:
    """Adds keys to the key file, behind those that are there: the first of these goes on encrypting.

    Args:
        settings: Name the data folder; where they name a key, that one counts and nothing is written.
        texts: Keys as a key file has them.

    Returns:
        The file where it was changed, else None.

    Raises:
        SecretError: where the file cannot be read or written, or has no room for them; it is as it was then.
    """
    if settings.key is not None:
        return None
    file = key_file(settings)
    held = file.read() if file.path.exists() else ()
    new = [key for text in texts if (key := key_from_text(text, "backup")) not in held]
    if not new:
        return None
    file.write([*held, *dict.fromkeys(new)])
    return file.path
