"""The text of a token: 256 random bits behind a prefix that secret scanners find, with a checksum that spares the database. Pure."""

import binascii
import hashlib
import re
import string
from collections.abc import Callable

from fengsui.model.secret import Secret

PREFIX = "fengsui_"
_RANDOM_BYTES = 32
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BODY = 43  # 62^43 > 2^256
_CHECK = 6  # 62^6 > 2^32

# What a secret scanner looks for; the docs show it too.
PATTERN = rf"{PREFIX}[0-9A-Za-z]{{{_BODY + _CHECK}}}"
_WHOLE = re.compile(PATTERN)


def mint(random: Callable[[int], bytes]) -> Secret:
    """A new token.

    Args:
        random: Gives that many random bytes, fit for secrets.
    """
    body = _base62(int.from_bytes(random(_RANDOM_BYTES)), _BODY)
    return Secret(PREFIX + body + _checksum(body))


def well_formed(text: str) -> bool:
    """Whether the text can be a token at all: a slip of the pen, or a guess, is told apart without asking the database."""
    body = text[len(PREFIX) : -_CHECK]
    return _WHOLE.fullmatch(text) is not None and text[-_CHECK:] == _checksum(body)


def digest_of(text: str) -> bytes:
    """What is stored of a token.

    SHA-256 once, without salt: a slow hash and a salt make guessing dear where people choose the secret. Nobody guesses 256
    random bits, and a request must not cost 50 ms of scrypt.
    """
    return hashlib.sha256(text.encode()).digest()


def _checksum(body: str) -> str:
    return _base62(binascii.crc32(body.encode()), _CHECK)


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))
