"""Regular expressions of profiles: a small part of the language, which no text of a device can make slow.

`re` backtracks, so `(a+)+$` takes for ever on forty letters. What a profile needs of it, to find a word in a description, does without
repeated groups and without long chains of quantifiers; so these are refused when a profile loads, and texts are cut before they are searched.
"""

import re
from functools import lru_cache

LONGEST_PATTERN = 200
# decode_text cuts there as well; a search with two free quantifiers over so many characters takes milliseconds at worst.
LONGEST_TEXT = 255
_MOST_FREE = 2
_MOST_QUANTIFIERS = 8

_ESCAPED = re.compile(r"\\.", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_QUANTIFIER = re.compile(r"[*+?]|\{[0-9,]+\}")


def pattern_fault(text: str) -> str | None:
    """What is wrong with a pattern, in words; None where it may be used."""
    if len(text) > LONGEST_PATTERN:
        return f"it has {len(text)} characters, at most {LONGEST_PATTERN} are allowed"
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        return f"{error}"
    bare = _CLASS.sub("x", _ESCAPED.sub("x", text)).replace("(?:", "(").replace("(?i)", "")
    if "(?" in bare or re.search(r"\\[1-9]", text):
        return "look-around, named groups and back-references are not allowed"
    if re.search(r"\)(?:[*+?]|\{)", bare):
        return "a group may not be repeated"
    found = _QUANTIFIER.findall(bare)
    if len(found) > _MOST_QUANTIFIERS or sum(each != "?" for each in found) > _MOST_FREE:
        return f"at most {_MOST_FREE} of `*`, `+` and `{{…}}`, and {_MOST_QUANTIFIERS} quantifiers in all, are allowed"
    return None


@lru_cache(maxsize=1024)
def compiled(text: str) -> re.Pattern[str]:
    """A pattern that was found right; searched without regard to case."""
    return re.compile(text, re.IGNORECASE)


def found_in(pattern: str, text: str) -> bool:
    """True where the pattern occurs somewhere in the first characters of the text."""
    return compiled(pattern).search(text[:LONGEST_TEXT]) is not None
