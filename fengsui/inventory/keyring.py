"""The keyring: which keys an installation has, and the cipher, AES-256-GCM, each secret bound to its place.

Keys come from FENGSUI_KEY (and FENGSUI_NEW_KEY while they are changed), or else from the file `key` in the data folder. A file
is made when the first secret is encrypted, not before: a dry run, or an import without credentials, leaves nothing behind.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fengsui.config import Settings
from fengsui.errors import SecretError
from fengsui.inventory.keys import ID_BYTES, KeyFile, key_from_text, key_id
from fengsui.model.secret import Secret

_NONCE_BYTES = 12  # NIST SP 800-38D: 96 bits, random, far below 2^32 secrets under one key
# First byte of a ciphertext, so that another can follow: 1 is nonce and body, 2 has the key's id before them.
_WITHOUT_ID = b"\x01"
_WITH_ID = b"\x02"


class Keyring:
    """Encrypts and decrypts the secrets of credentials.

    A running program follows a key file that is changed under it: it looks before it encrypts, and when it cannot decrypt.

    Args:
        key: 32 bytes, which encrypt; None where the key is yet to be made by `make`.
        source: Where the key comes from, for messages.
        older: Keys that decrypt too.
        make: Makes and keeps the keys when the first secret is encrypted.
        changes: Gives all keys where they are others than before, and None where not.
        random: Gives that many random bytes.
    """

    def __init__(
        self,
        key: bytes | None,
        source: str,
        *,
        older: Sequence[bytes] = (),
        make: Callable[[], Sequence[bytes]] | None = None,
        changes: Callable[[], Sequence[bytes] | None] = lambda: None,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.keys: tuple[bytes, ...] = () if key is None else (key, *older)
        self._make = make
        self._changes = changes
        self._random = random
        self.source = source

    def ensure(self) -> None:
        """Sees to it that there is a key to encrypt with: the newest, or one that is made now.

        Raises:
            SecretError: where there is none and none can be made.
        """
        self._follow()
        if not self.keys and self._make is not None:
            self.keys = tuple(self._make())
        if not self.keys:
            raise SecretError(f"there is no key: {self.source}")

    def encrypt(self, secret: Secret, credential: str, field: str) -> bytes:
        """Ciphertext of a secret that can be decrypted as this field of this credential alone."""
        self.ensure()
        nonce = self._random(_NONCE_BYTES)
        body = AESGCM(self.keys[0]).encrypt(nonce, secret.reveal().encode(), _place(credential, field))
        return _WITH_ID + key_id(self.keys[0]) + nonce + body

    def decrypt(self, ciphertext: bytes, credential: str, field: str) -> Secret:
        """The secret of this field of this credential.

        Raises:
            SecretError: where the key is not the one it was encrypted with, or the ciphertext was changed or moved.
        """
        secret = self._opened(ciphertext, _place(credential, field))
        if secret is None and self._follow():
            secret = self._opened(ciphertext, _place(credential, field))
        if secret is None:
            raise self._wrong(credential, field)
        return secret

    def _follow(self) -> bool:
        """Takes over keys that were changed; True where they were."""
        changed = self._changes()
        if changed is None:
            return False
        self.keys = tuple(changed)
        return True

    def _opened(self, ciphertext: bytes, place: bytes) -> Secret | None:
        head = 1 + ID_BYTES if ciphertext[:1] == _WITH_ID else 1
        nonce, body = ciphertext[head : head + _NONCE_BYTES], ciphertext[head + _NONCE_BYTES :]
        for key in self._candidates(ciphertext):
            try:
                return Secret(AESGCM(key).decrypt(nonce, body, place).decode())
            except (InvalidTag, ValueError):
                continue
        return None

    def _candidates(self, ciphertext: bytes) -> Iterator[bytes]:
        if ciphertext[:1] == _WITHOUT_ID:
            yield from self.keys
        elif ciphertext[:1] == _WITH_ID:
            yield from (key for key in self.keys if key_id(key) == id_within(ciphertext))

    def _wrong(self, credential: str, field: str) -> SecretError:
        return SecretError(
            f"credential {credential}: its {field} was encrypted with another key than the one at hand ({self.source}). "
            "Set FENGSUI_KEY, or put back the file `key` in the data folder (FENGSUI_DATA_DIR), as it was when the "
            "credential was stored; after `fengsui secrets rotate` elsewhere, put the new key here and start again. If that "
            f"key is lost, put a new secret in its place: `fengsui credential add {credential} --replace …`"
        )


def id_within(ciphertext: bytes) -> bytes | None:
    """The id of the key that a ciphertext was made with; None for one of the form that has none."""
    return ciphertext[1 : 1 + ID_BYTES] if ciphertext[:1] == _WITH_ID else None


def load_keyring(settings: Settings, *, create: bool) -> Keyring:
    """The keyring of an installation.

    Args:
        settings: Name the key or the data folder.
        create: True to make a key file, when the first secret is encrypted, where there is no key at all.

    Raises:
        SecretError: where the key cannot be used, or there is none and `create` is False; never with a word of it.
    """
    if settings.key is not None:
        return _from_environment(settings)
    file = key_file(settings)
    path = file.path
    if path.exists():
        first, *older = file.read()
        return Keyring(first, f"file {path}", older=older, changes=file.changes)
    if not create:
        raise SecretError(
            f"there is no key to decrypt credentials with: expected the file {path} or FENGSUI_KEY. "
            "Put back the key that the credentials were stored with; --data-dir names another folder"
        )
    source = f"none yet; the file {path} is made when the first credential is stored"
    return Keyring(None, source, make=file.make, changes=file.changes)


def key_file(settings: Settings) -> KeyFile:
    """The key file of an installation, whether it is there or not."""
    return KeyFile(settings.data_dir / "key")


def _from_environment(settings: Settings) -> Keyring:
    texts = {"FENGSUI_NEW_KEY": settings.new_key, "FENGSUI_KEY": settings.key}
    given = {name: text.get_secret_value() for name, text in texts.items() if text is not None}
    first, *older = (key_from_text(text, name) for name, text in given.items())
    return Keyring(first, " and ".join(given), older=older)


def _place(credential: str, field: str) -> bytes:
    # Bound as associated data: a ciphertext copied to another credential or field does not decrypt there.
    return f"{field}\0{credential}".encode()
