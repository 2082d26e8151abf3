"""What one cell may hold: parsers from the text of a file, a form or a command line to a value, pure and one at a time.

A parser takes text (or a list of texts) and gives a value, or raises `Unfit` with what would be right.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from fengsui.inventory.addresses import parse_prefix
from fengsui.inventory.suggest import did_you_mean
from fengsui.model.address import parse_address
from fengsui.model.report import is_month
from fengsui.model.secret import MASK, Secret

# What a reader found in one place: text, a list of texts, or nothing (an empty cell, null).
Raw = str | tuple[str, ...] | None
Parser = Callable[[str], Any]

_GREATEST_BIGINT = 2**63 - 1
_SHOWN = 60


class Unfit(ValueError):  # noqa: N818 - it is an answer of a parser, and never leaves the validation
    """A cell does not hold what it should."""

    def __init__(self, expected: str, hint: str = "") -> None:
        self.expected = expected
        self.hint = hint
        super().__init__(expected)


class _Required:
    """Marks a field that a new record must have."""


REQUIRED: Final = _Required()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a kind.

    Attributes:
        parse: From text to value; gets no empty text.
        default: Value of a new record that does not say, and of an empty cell; REQUIRED where there is none.
        secret: True where what stands there is never shown.
        many: True where a list may stand there; its texts are joined by spaces.
    """

    name: str
    parse: Parser
    default: Any = REQUIRED
    secret: bool = False
    many: bool = False

    def value(self, raw: Raw) -> Any:
        """The value of what was found.

        Raises:
            Unfit: with what would be right.
        """
        if isinstance(raw, tuple):
            if not self.many:
                raise Unfit("one value")
            raw = " ".join(raw)
        raw = raw.strip() if raw is not None and not self.secret else raw
        if raw:
            return self.parse(raw)
        if self.default is REQUIRED:
            raise Unfit("a value")
        return self.default

    def shown(self, raw: Raw) -> str:
        """What was found, shortened and escaped; the mask for a secret."""
        if raw is None or raw == "":
            return "nothing"
        if self.secret:
            return "the mask of a listing" if raw == MASK else MASK
        return show(" ".join(raw) if isinstance(raw, tuple) else raw)


def show(text: str) -> str:
    """A text from outside, quoted, escaped and shortened."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def composed(text: str) -> str:
    """A text in Unicode's composed form (NFC): two ways to type one name are one name."""
    return unicodedata.normalize("NFC", text)


def words(limit: int) -> Parser:
    """Free text of one line, in Unicode's composed form."""

    def parse(text: str) -> str:
        kept = composed(text)
        if len(kept) > limit:
            raise Unfit(f"at most {limit} characters", f"It has {len(kept)}")
        if not kept.isprintable():
            raise Unfit("printable characters on one line", _odd_character(kept))
        return kept

    return parse


def _odd_character(text: str) -> str:
    """Names what cannot be seen in a text: a wide or a fixed space comes along when it is pasted from a page."""
    odd = next(each for each in text if not each.isprintable())
    if unicodedata.category(odd) == "Zs":
        return f"It holds U+{ord(odd):04X} ({unicodedata.name(odd).lower()}): type an ordinary space, or none"
    return f"It holds U+{ord(odd):04X}"


def name(limit: int = 100) -> Parser:
    """A natural key: letters and digits of any script, then also `. _ - :`; no spaces, so that it can be typed."""
    pattern = re.compile(rf"\w[\w.:-]{{0,{limit - 1}}}")

    def parse(text: str) -> str:
        kept = composed(text)
        if not pattern.fullmatch(kept):
            raise Unfit(f"a name of at most {limit} letters, digits, '.', '_', '-' or ':', without spaces")
        return kept

    return parse


def carrier_code(text: str) -> str:
    """A carrier's code: lower-case, since it becomes a label and part of file names."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", text):
        hint = f"Write {text.lower()!r}" if re.fullmatch(r"[a-z][a-z0-9-]{0,39}", text.lower()) else ""
        raise Unfit("a code of at most 40 lower-case letters, digits or '-', beginning with a letter", hint)
    return text


def division_code(text: str) -> str:
    """Six digits; which divisions there are is another question."""
    if not re.fullmatch(r"[0-9]{6}", text):
        raise Unfit("a GB/T 2260 code of six digits", "`fengsui division list` shows them")
    return text


def month(text: str) -> str:
    """A month, `YYYY-MM`."""
    if not is_month(text):
        raise Unfit("a month such as 2026-10")
    return text


def choice(options: type[StrEnum]) -> Parser:
    """One word of a fixed set."""
    known = {option.value: option for option in options}

    def parse(text: str) -> StrEnum:
        if text not in known:
            folded = {value.lower(): value for value in known}
            near = folded.get(text.lower())
            raise Unfit(f"one of {', '.join(known)}", f"Did you mean {near}?" if near else did_you_mean(text, known))
        return known[text]

    return parse


def integer(low: int = 0, high: int = _GREATEST_BIGINT, *, what: str = "a whole number", hint: str = "") -> Parser:
    """A whole number in digits, within bounds."""

    def parse(text: str) -> int:
        # int() takes '1_000', ' 7 ' and digits of other scripts; a register does not. Twenty digits are more than 2^63.
        if not re.fullmatch(r"-?[0-9]{1,20}", text) or not low <= int(text) <= high:
            raise Unfit(f"{what} of {low} to {high}" if high < _GREATEST_BIGINT else f"{what} of at least {low}", hint)
        return int(text)

    return parse


def degrees(limit: int) -> Parser:
    """WGS-84 degrees, within plus and minus the limit."""

    def parse(text: str) -> float:
        if not re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?", text) or abs(float(text)) > limit:
            raise Unfit(f"decimal degrees of -{limit} to {limit}", "103.83, say; not degrees and minutes")
        return float(text)

    return parse


def flag(text: str) -> bool:
    """True or false."""
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if text.lower() not in known:
        raise Unfit("true or false")
    return known[text.lower()]


def address(text: str) -> str:
    """An IPv4 or IPv6 address in canonical text."""
    parsed = parse_address(text)
    if parsed is None:
        raise Unfit("an IPv4 or IPv6 address", "A host name, a mask or a zone does not do")
    return str(parsed)


def prefixes(text: str) -> tuple[str, ...]:
    """Networks in CIDR form, separated by spaces."""
    found = []
    for part in text.split():
        parsed = parse_prefix(part)
        if parsed is None:
            raise Unfit("networks such as 10.20.0.0/16, without host bits", f"{show(part)} is none")
        found.append(str(parsed))
    return tuple(dict.fromkeys(found))


def secret(least: int, limit: int) -> Parser:
    """A secret of that many characters."""

    def parse(text: str) -> Secret:
        if text == MASK:
            # A listing that is imported again must not put its stars in the place of what they stand for.
            raise Unfit("a secret", "Leave the column out to keep the secret that is stored")
        if not least <= len(text) <= limit:
            raise Unfit(f"{least} to {limit} characters", f"It has {len(text)}")
        if not text.isprintable():
            raise Unfit("printable characters on one line")
        return Secret(text)

    return parse
