"""Text as agents send it: decoded once at the door, so that no byte of it can hurt a screen, a log or a scrape.

DisplayString (RFC 2579) is ASCII and SnmpAdminString (RFC 3411) UTF-8 on paper; in the field Chinese equipment holds GBK,
some agents pad with NUL, some cut a character in two at their own length limit, and a few send binary.
"""

import codecs
import unicodedata
from functools import lru_cache

# SnmpAdminString and DisplayString are at most 255 octets; what is longer is cut and says so by its last character.
TEXT_LIMIT = 255

_PADDING = b"\0 \t\r\n"
_LINE_BREAKS = "\r\n\t"
# Cc control, Cf format (bidirectional overrides hide text), Cs surrogate, Zl and Zp line and paragraph separators.
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


# Ports of thousands of devices carry the same names: decoding each text once halves the cost of a first poll's text, and
# keeping one copy saves memory. At most some 10 MB, whatever agents send.
_REMEMBERED = 16_384


@lru_cache(maxsize=_REMEMBERED)
def decode_text(raw: bytes, *, keep_lines: bool = False) -> str:
    r"""Decodes the text of an agent: UTF-8, else GB18030, else escaped bytes; never fails.

    Trailing NULs and white space are stripped, control and invisible format characters escaped (`\x07`, `\u202e`), and
    the result is at most `TEXT_LIMIT` characters long; a cut text ends in `…`.

    Args:
        raw: The octets.
        keep_lines: Leave CR, LF and TAB as they are: for sysDescr, which has several lines by nature.
    """
    text = _decode(raw.rstrip(_PADDING)).rstrip()
    if not text.isprintable():
        text = _escape(text, _LINE_BREAKS if keep_lines else "")
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        cut = _cut_utf8(raw)
    if cut is not None:
        return cut
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return _cut_gb18030(raw)


def _cut_utf8(raw: bytes) -> str | None:
    # Cut UTF-8 is often valid GB18030 and would turn into other Chinese characters; one whole multi-byte character before
    # the cut is what tells them apart.
    try:
        text, used = codecs.utf_8_decode(raw, "strict", False)
    except UnicodeDecodeError:
        return None
    return None if text.isascii() else text + _escape_bytes(raw[used:])


def _cut_gb18030(raw: bytes) -> str:
    # A character of GB18030 has at most four octets, so at most three can be left over.
    for left in (1, 2, 3):
        try:
            text = raw[:-left].decode("gb18030")
        except UnicodeDecodeError:
            continue
        if not text.isascii():
            return text + _escape_bytes(raw[-left:])
    return _escape_bytes(raw)


def _escape_bytes(raw: bytes) -> str:
    return raw.decode("ascii", "backslashreplace")


def _escape(text: str, kept: str) -> str:
    return "".join(
        character
        if character in kept or unicodedata.category(character) not in _UNSAFE_CATEGORIES
        else _escaped(character)
        for character in text
    )


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
