"""Keys that credentials are encrypted with: the text they are written as, their ids, and the file that holds them.

A key file has one key a line. The first encrypts; those below it, if any, only decrypt, so that a change of keys can be
broken off at any moment and every credential still opens.
"""

import base64
import binascii
import hashlib
import os
import secrets
import stat
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from fengsui.errors import SecretError

KEY_BYTES = 32
ID_BYTES = 8
_LEAST_TEXT = 16
# The salt is a constant, because the same text must give the same key on every machine of an installation; the cost
# (RFC 7914, about 50 ms) is what slows a guesser down.
_SALT = b"fengsui credentials"
_SCRYPT_COST = 2**14
MOST_KEYS = 20
"""Keys that a file has at most."""
# A key file of more was not written by us: twenty keys and their line ends.
_LARGEST_FILE = 1000


def key_id(key: bytes) -> bytes:
    """Eight bytes that name a key and tell nothing of it, which a ciphertext carries to say what opens it."""
    return hashlib.sha256(b"fengsui key id\0" + key).digest()[:ID_BYTES]


def key_from_text(text: str, where: str) -> bytes:
    """The key that a text stands for: 32 bytes in urlsafe base64, or else any text, made a key by scrypt.

    Args:
        text: At least 16 characters.
        where: Variable or file that it comes from, for messages.

    Raises:
        SecretError: where it is too short; never with a word of it.
    """
    if (key := _decoded(text)) is not None:
        return key
    if len(text) < _LEAST_TEXT:
        raise SecretError(
            f"{where}: expected at least {_LEAST_TEXT} characters, or {KEY_BYTES} bytes in urlsafe base64, "
            f"got {len(text)} characters"
        )
    return Scrypt(salt=_SALT, length=KEY_BYTES, n=_SCRYPT_COST, r=8, p=1).derive(text.encode())


def key_to_text(key: bytes) -> str:
    """A key as a key file has it."""
    return base64.urlsafe_b64encode(key).decode()


def new_key(random: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """A key made of chance."""
    return random(KEY_BYTES)


class KeyFile:
    """The file that holds an installation's keys, readable for its owner alone.

    Every method raises SecretError where the file cannot be used; never with a word of a key.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read_as: tuple[int, ...] | None = None

    def read(self) -> tuple[bytes, ...]:
        """Its keys, at least one; the first is the one to encrypt with."""
        stamp = self._stamp()
        try:
            mode = self.path.stat().st_mode
            text = self.path.read_text(encoding="ascii") if stat.S_ISREG(mode) else ""
        except (OSError, UnicodeDecodeError) as error:
            said = error.strerror if isinstance(error, OSError) else "not text"
            raise SecretError(f"key file {self.path} cannot be read: {said}") from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SecretError(
                f"key file {self.path}: expected rights 0600, got {stat.S_IMODE(mode):04o}: others can read the key. "
                f"Run `chmod 600 {self.path}`, and think of changing the key (`fengsui secrets rotate`) and the credentials"
            )
        keys = [_decoded(line) for line in text[:_LARGEST_FILE].split()]
        if not keys or len(text) > _LARGEST_FILE or None in keys:
            raise SecretError(
                f"key file {self.path}: expected {KEY_BYTES} bytes in urlsafe base64, one key a line, got something else. "
                "Restore it from a backup"
            )
        self._read_as = stamp
        return tuple(key for key in keys if key is not None)

    def changes(self) -> tuple[bytes, ...] | None:
        """Its keys where the file is another than was last read; None where it is the same, or gone."""
        stamp = self._stamp()
        return None if stamp is None or stamp == self._read_as else self.read()

    def write(self, keys: Sequence[bytes]) -> None:
        """Puts keys in the place of those that are there, in one step: a reader meets the old ones or the new ones."""
        if len(keys) > MOST_KEYS:
            raise SecretError(
                f"key file {self.path}: expected at most {MOST_KEYS} keys, got {len(keys)}; it stays as it was. "
                "`fengsui secrets rotate` without --keep-old takes out those that nothing needs"
            )
        temporary = self._write_beside(keys)
        try:
            temporary.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise self._unwritable(error) from None

    def make(self) -> tuple[bytes, ...]:
        """Makes the file with a new key; where another program was faster, its key counts."""
        temporary = self._write_beside([new_key()])
        try:
            # Linked, not renamed: of two programs that make a key at the same time both use the first.
            os.link(temporary, self.path)
            _sync_folder(self.path.parent)
        except FileExistsError:
            pass
        except OSError as error:
            raise self._unwritable(error) from None
        finally:
            temporary.unlink()
        return self.read()

    def _write_beside(self, keys: Sequence[bytes]) -> Path:
        # Written whole under another name, so that no reader ever meets half a key; 0600 by mkstemp.
        text = "".join(f"{key_to_text(key)}\n" for key in keys)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".key-", dir=self.path.parent)
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise self._unwritable(error) from None
        return Path(temporary)

    def _unwritable(self, error: OSError) -> SecretError:
        return SecretError(
            f"key file {self.path} cannot be written: {error.strerror}. Check the rights on its folder and the room on its disk"
        )

    def _stamp(self) -> tuple[int, ...] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


def _decoded(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _sync_folder(folder: Path) -> None:
    # A name in a folder survives a power cut only once the folder itself is on the disk.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
