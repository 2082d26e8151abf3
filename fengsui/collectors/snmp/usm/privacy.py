"""Privacy of scoped PDUs: DES (RFC 3414, 8) and AES (RFC 3826), and the numbers that salt them.

DES and AES in CFB mode are what the RFCs prescribe. Neither tells whether a key was right: the digest, which is checked
before, guards the ciphertext, and a wrong privacy key shows in a plaintext that is no scoped PDU.
"""

import struct
from typing import Protocol

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import PrivProtocol

SALT_SIZE = 8
_BLOCK = 8  # of DES
_MASK64 = 0xFFFFFFFFFFFFFFFF
_MASK32 = 0xFFFFFFFF


class Salts:
    """Numbers that never come twice: counted up from a random one, so that a restart begins elsewhere.

    Args:
        first: 64 random bits.
    """

    def __init__(self, first: int) -> None:
        self._last = first

    def next(self) -> int:
        """The next number, of 64 bits."""
        self._last = (self._last + 1) & _MASK64
        return self._last


class Privacy(Protocol):
    """A cipher with one user's key at one engine. Boots and time are those that the message carries."""

    def encrypt(self, plain: bytes, boots: int, time: int, number: int) -> tuple[bytes, bytes]:
        """Ciphertext, and the salt that goes with it; `number` must not have been used with this key."""
        ...

    def decrypt(self, data: bytes, boots: int, time: int, salt: bytes) -> bytes:
        """Plaintext, perhaps with padding behind it.

        Raises:
            SnmpProtocolError: Salt or ciphertext have a length that they cannot have.
        """
        ...


class AesPrivacy:
    """AES in CFB mode with 128-bit feedback; the vector is boots, time and salt (RFC 3826, 3.1.2.1)."""

    def __init__(self, key: bytes) -> None:
        # One for all messages, its vector set before each: making one checks what is always the same.
        self._cipher: Cipher[CFB] = Cipher(algorithms.AES(key), CFB(bytes(16)))

    def encrypt(self, plain: bytes, boots: int, time: int, number: int) -> tuple[bytes, bytes]:
        """See `Privacy`."""
        vector = struct.pack(">IIQ", boots, time, number)
        self._cipher.mode = CFB(vector)
        return self._cipher.encryptor().update(plain), vector[8:]

    def decrypt(self, data: bytes, boots: int, time: int, salt: bytes) -> bytes:
        """See `Privacy`."""
        _check_salt(salt)
        vector = struct.pack(">II", boots, time) + salt
        self._cipher.mode = CFB(vector)
        return self._cipher.decryptor().update(data)


class DesPrivacy:
    """DES in CBC mode; the vector is the key's second half, XORed with the salt (RFC 3414, 8.1.1.1)."""

    def __init__(self, key: bytes) -> None:
        # Triple DES with one key three times is DES.
        self._algorithm = TripleDES(key[:8] * 3)
        self._before_salt = int.from_bytes(key[8:16])

    def encrypt(self, plain: bytes, boots: int, time: int, number: int) -> tuple[bytes, bytes]:  # noqa: ARG002 - a cipher's method
        """See `Privacy`; of `number` only 32 bits go in."""
        salt = struct.pack(">II", boots, number & _MASK32)
        padded = plain + bytes(-len(plain) % _BLOCK)
        return self._cipher(salt).encryptor().update(padded), salt

    def decrypt(self, data: bytes, boots: int, time: int, salt: bytes) -> bytes:  # noqa: ARG002 - a cipher's method
        """See `Privacy`."""
        _check_salt(salt)
        if not data or len(data) % _BLOCK:
            raise SnmpProtocolError(f"expected DES ciphertext in blocks of {_BLOCK} bytes, got {len(data)} bytes")
        return self._cipher(salt).decryptor().update(data)

    def _cipher(self, salt: bytes) -> Cipher[modes.CBC]:
        vector = (self._before_salt ^ int.from_bytes(salt)).to_bytes(_BLOCK)
        return Cipher(self._algorithm, modes.CBC(vector))


def privacy_with(protocol: PrivProtocol, key: bytes) -> Privacy:
    """The cipher of a protocol with a localized key of the right size."""
    return DesPrivacy(key) if protocol is PrivProtocol.DES else AesPrivacy(key)


def _check_salt(salt: bytes) -> None:
    if len(salt) != SALT_SIZE:
        raise SnmpProtocolError(f"expected a salt of {SALT_SIZE} bytes, got {len(salt)}")
