"""The key that encrypts credentials at rest, and the cipher: AES-256-GCM, each secret bound to its place.

The key comes from FENGSUI_KEY, or else from the file `key` in the data folder. A file is made when the first secret is
encrypted, not before: a dry run, or an import without credentials, leaves nothing behind.
"""

import base64
import binascii
import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from fengsui.config import Settings
from fengsui.errors import SecretError
from fengsui.model.secret import Secret

_KEY_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D: 96 bits, random, far below 2^32 secrets under one key
_FORMAT = b"\x01"  # first byte of a ciphertext, so that another cipher can follow
_LEAST_TEXT = 16
# The salt is a constant, because the same text must give the same key on every machine of an installation; the cost
# (RFC 7914, about 50 ms) is what slows a guesser down.
_SALT = b"fengsui credentials"
_SCRYPT_COST = 2**14


class Keyring:
    """Encrypts and decrypts the secrets of credentials.

    Args:
        key: 32 bytes; None where the key is yet to be made by `make`.
        source: Where the key comes from, for messages.
        make: Makes and keeps the key when the first secret is encrypted.
        random: Gives that many random bytes.
    """

    def __init__(
        self,
        key: bytes | None,
        source: str,
        *,
        make: Callable[[], bytes] | None = None,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._key = key
        self._make = make
        self._random = random
        self.source = source

    def encrypt(self, secret: Secret, credential: str, field: str) -> bytes:
        """Ciphertext of a secret that can be decrypted as this field of this credential alone."""
        if self._key is None and self._make is not None:
            self._key = self._make()
        nonce = self._random(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher().encrypt(nonce, secret.reveal().encode(), _place(credential, field))

    def decrypt(self, ciphertext: bytes, credential: str, field: str) -> Secret:
        """The secret of this field of this credential.

        Raises:
            SecretError: where the key is not the one it was encrypted with, or the ciphertext was changed or moved.
        """
        nonce, body = ciphertext[1 : 1 + _NONCE_BYTES], ciphertext[1 + _NONCE_BYTES :]
        if self._key is None or ciphertext[:1] != _FORMAT:
            raise self._wrong(credential, field)
        try:
            return Secret(self._cipher().decrypt(nonce, body, _place(credential, field)).decode())
        except (InvalidTag, ValueError):
            raise self._wrong(credential, field) from None

    def _cipher(self) -> AESGCM:
        if self._key is None:
            raise SecretError(f"there is no key: {self.source}")
        return AESGCM(self._key)

    def _wrong(self, credential: str, field: str) -> SecretError:
        return SecretError(
            f"credential {credential}: its {field} was encrypted with another key than the one at hand ({self.source}). "
            "Set FENGSUI_KEY, or put back the file `key` in the data folder (FENGSUI_DATA_DIR), as it was when the "
            f"credential was stored; if that key is lost, put a new secret in its place: `fengsui credential add {credential} --replace …`"
        )


def load_keyring(settings: Settings, *, create: bool) -> Keyring:
    """The keyring of an installation.

    Args:
        settings: Name the key or the data folder.
        create: True to make a key file, when the first secret is encrypted, where there is no key at all.

    Raises:
        SecretError: where the key cannot be used, or there is none and `create` is False; never with a word of it.
    """
    if settings.key is not None:
        return Keyring(_from_text(settings.key.get_secret_value()), "FENGSUI_KEY")
    path = settings.data_dir / "key"
    if path.exists():
        return Keyring(_read(path), f"file {path}")
    if not create:
        raise SecretError(
            f"there is no key to decrypt credentials with: expected the file {path} or FENGSUI_KEY. "
            "Put back the key that the credentials were stored with; --data-dir names another folder"
        )
    return Keyring(
        None, f"none yet; the file {path} is made when the first credential is stored", make=lambda: _keep(path)
    )


def _place(credential: str, field: str) -> bytes:
    # Bound as associated data: a ciphertext copied to another credential or field does not decrypt there.
    return f"{field}\0{credential}".encode()


def _from_text(text: str) -> bytes:
    if (key := _decoded(text)) is not None:
        return key
    if len(text) < _LEAST_TEXT:
        raise SecretError(
            f"FENGSUI_KEY: expected at least {_LEAST_TEXT} characters, or {_KEY_BYTES} bytes in urlsafe base64, "
            f"got {len(text)} characters"
        )
    return Scrypt(salt=_SALT, length=_KEY_BYTES, n=_SCRYPT_COST, r=8, p=1).derive(text.encode())


def _decoded(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _KEY_BYTES else None


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii") if stat.S_ISREG(mode) else ""
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "not text"
        raise SecretError(f"key file {path} cannot be read: {said}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SecretError(
            f"key file {path}: expected rights 0600, got {stat.S_IMODE(mode):04o}: others can read the key. "
            f"Run `chmod 600 {path}`, and think of changing the credentials"
        )
    key = _decoded(text)
    if key is None:
        raise SecretError(
            f"key file {path}: expected {_KEY_BYTES} bytes in urlsafe base64, got something else. Restore it from a backup"
        )
    return key


def _keep(path: Path) -> bytes:
    text = base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode() + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written whole under another name (0600 by mkstemp), then linked: no reader ever meets half a key, and of two
        # programs that make one at the same time both use the first.
        handle, temporary = tempfile.mkstemp(prefix=".key-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            Path(temporary).unlink()
    except OSError as error:
        raise SecretError(f"key file {path} cannot be made: {error.strerror}. Check the rights on its folder") from None
    return _read(path)
