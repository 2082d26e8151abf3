"""From pass-phrases to the keys of one engine: RFC 3414 (A.2), RFC 7860 and the two ways to lengthen a key for AES-192 and AES-256.

Turning a pass-phrase into a key hashes a mebibyte, one to three milliseconds; the result is kept, so that a thousand agents
with one credential cost that once. Keys stand in no repr.
"""

import hashlib
from dataclasses import dataclass, field

from fengsui.errors import SnmpError
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol
from fengsui.model.secret import Secret

# hashlib's names, and how many bytes of the digest a message carries (RFC 3414, 6 and 7; RFC 7860, 4.2).
HASHES = {
    AuthProtocol.MD5: "md5",
    AuthProtocol.SHA: "sha1",
    AuthProtocol.SHA_224: "sha224",
    AuthProtocol.SHA_256: "sha256",
    AuthProtocol.SHA_384: "sha384",
    AuthProtocol.SHA_512: "sha512",
}
DIGEST_SIZES = {
    AuthProtocol.MD5: 12,
    AuthProtocol.SHA: 12,
    AuthProtocol.SHA_224: 16,
    AuthProtocol.SHA_256: 24,
    AuthProtocol.SHA_384: 32,
    AuthProtocol.SHA_512: 48,
}
# Bytes of a localized privacy key; DES takes eight for the key and eight for the first half of its vectors (RFC 3414, 8.1.1.1).
KEY_SIZES = {
    PrivProtocol.DES: 16,
    PrivProtocol.AES: 16,
    PrivProtocol.AES_192: 24,
    PrivProtocol.AES_256: 32,
    PrivProtocol.AES_192_C: 24,
    PrivProtocol.AES_256_C: 32,
}
_REEDER = frozenset({PrivProtocol.AES_192_C, PrivProtocol.AES_256_C})
_MEBIBYTE = 1 << 20
# Pass-phrases of one network; beyond that the oldest is worked out anew when it is needed.
_MOST_MASTERS = 1_024
# RFC 3411: SnmpAdminString as usmUserName has 1 to 32 octets.
_LONGEST_USER = 32


@dataclass(frozen=True, slots=True)
class LocalKeys:
    """Keys of one user at one engine; none where the credential has no such protocol."""

    auth: bytes | None = field(default=None, repr=False)
    priv: bytes | None = field(default=None, repr=False)


def password_to_key(protocol: AuthProtocol, password: bytes) -> bytes:
    """The user's key Ku: the hash of the pass-phrase written again and again over a mebibyte (RFC 3414, A.2)."""
    whole = password * (_MEBIBYTE // len(password) + 1)
    return _hash(protocol, memoryview(whole)[:_MEBIBYTE])


def localize(protocol: AuthProtocol, key: bytes, engine_id: bytes) -> bytes:
    """The key Kul of one engine (RFC 3414, 2.6)."""
    return _hash(protocol, key + engine_id + key)


def extend_blumenthal(protocol: AuthProtocol, local: bytes, size: int) -> bytes:
    """Lengthens a localized key by hashes of what there is (draft-blumenthal-aes-usm-04, 3.1.2.1)."""
    while len(local) < size:
        local += _hash(protocol, local)
    return local[:size]


def extend_reeder(protocol: AuthProtocol, local: bytes, size: int, engine_id: bytes) -> bytes:
    """Lengthens a localized key by taking it for a pass-phrase (draft-reeder-snmpv3-usm-3desede-00, 2.1), as Cisco does."""
    while len(local) < size:
        local += localize(protocol, password_to_key(protocol, local), engine_id)
    return local[:size]


class KeyCache:
    """Local keys of credentials, the long part of the work done once for each pass-phrase."""

    def __init__(self) -> None:
        self._masters: dict[tuple[AuthProtocol, Secret], bytes] = {}

    def local_keys(self, credential: Credential, engine_id: bytes) -> LocalKeys:
        """The keys of a credential at an engine.

        Raises:
            SnmpError: The credential cannot be used; see `check_credential`.
        """
        check_credential(credential)
        auth, priv = credential.auth_protocol, credential.priv_protocol
        if auth is None or credential.auth_key is None:
            return LocalKeys()
        auth_key = localize(auth, self._master(auth, credential.auth_key), engine_id)
        if priv is None or credential.priv_key is None:
            return LocalKeys(auth_key)
        local = localize(auth, self._master(auth, credential.priv_key), engine_id)
        size = KEY_SIZES[priv]
        if priv in _REEDER:
            return LocalKeys(auth_key, extend_reeder(auth, local, size, engine_id))
        return LocalKeys(auth_key, extend_blumenthal(auth, local, size))

    def _master(self, protocol: AuthProtocol, password: Secret) -> bytes:
        found = self._masters.get((protocol, password))
        if found is None:
            while len(self._masters) >= _MOST_MASTERS:
                del self._masters[next(iter(self._masters))]
            found = password_to_key(protocol, password.reveal().encode())
            self._masters[protocol, password] = found
        return found


def check_credential(credential: Credential) -> None:
    """Looks whether SNMPv3 can be spoken with a credential.

    Raises:
        SnmpError: Names what is missing, never a value of it.
    """
    problem = _problem(credential)
    if problem:
        raise SnmpError(f"SNMPv3 credential {credential.name[:60]!r} cannot be used: {problem}")


def _problem(credential: Credential) -> str:
    size = len((credential.user or "").encode(errors="replace"))
    if not 0 < size <= _LONGEST_USER:
        return f"expected a user of 1 to {_LONGEST_USER} octets, got {size}"
    if credential.priv_protocol and not credential.auth_protocol:
        return "privacy needs authentication; give it an authentication protocol too"
    if credential.auth_protocol and not (credential.auth_key and credential.auth_key.reveal()):
        return f"authentication with {credential.auth_protocol} needs a key"
    if credential.priv_protocol and not (credential.priv_key and credential.priv_key.reveal()):
        return f"privacy with {credential.priv_protocol} needs a key"
    keys = [secret.reveal() for secret in (credential.auth_key, credential.priv_key) if secret is not None]
    if not all(map(_encodes, [credential.user or "", *keys])):
        return "its user or a key holds what is no text in UTF-8"
    return ""


def _encodes(text: str) -> bool:
    """False for what a terminal passed on that was no UTF-8 (a lone surrogate)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _hash(protocol: AuthProtocol, content: bytes | memoryview) -> bytes:
    # MD5 and SHA-1 are what RFC 3414 prescribes; here they only derive keys.
    return hashlib.new(HASHES[protocol], content, usedforsecurity=False).digest()
