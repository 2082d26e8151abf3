"""Values of a report as people read them, beside the values themselves for spreadsheets. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from fengsui.reports.words import Language, say

_UNITS: Mapping[Language, tuple[str, ...]] = {
    Language.ZH: ("{} 天", "{} 小时", "{} 分", "{} 秒"),
    Language.EN: ("{} d", "{} h", "{} min", "{} s"),
}
_SIZES = (86_400, 3600, 60, 1)
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        text: As people read it.
        value: For spreadsheets: a number where it is one, else the text.
        style: `share` or `seconds` for a number that is not a plain one; `state-…` for a state; else empty.
    """

    text: str
    value: str | int | float | None
    style: str = ""


def words(text: str | None) -> Cell:
    """A text; a dash for none."""
    return Cell(text or NOTHING, text or None)


def code(text: str | None) -> Cell:
    """A text that is not to be broken: a code, a pair of counts."""
    return Cell(text or NOTHING, text or None, "code")


def count(value: int | None) -> Cell:
    """A count with thin groups of thousands."""
    return Cell(NOTHING if value is None else grouped(value), value)


def grouped(value: int) -> str:
    """A count with commas between thousands."""
    return f"{value:,}"


def signed(value: int | None) -> Cell:
    """A difference with its sign."""
    return Cell(NOTHING if value is None else f"{value:+,}".replace("-", "−"), value)


def share(value: float | None) -> Cell:
    """A ratio as a percentage."""
    return Cell(NOTHING if value is None else percent(value), value, "share")


def percent(value: float) -> str:
    """A ratio with three decimals of a percent, cut off so that it is never rounded up to 100 %."""
    # Through whole millionths, or 0.3 would become 29.999 %.
    thousandths = round(abs(value) * 1_000_000) // 10
    sign = "−" if value < 0 and thousandths else ""
    return f"{sign}{thousandths // 1000}.{thousandths % 1000:03d} %"


def whole_percent(value: float) -> str:
    """A ratio that somebody has set, as it was set: `20 %`."""
    return f"{value * 100:g} %"


def seconds(value: int | None, language: Language) -> Cell:
    """A length of time in its two largest units."""
    return Cell(NOTHING if value is None else span(value, language), value, "seconds")


def span(value: int, language: Language) -> str:
    """A length of time in its two largest units: `2 h 28 min`."""
    for place, size in enumerate(_SIZES[:-1]):
        if value >= size:
            smaller = _SIZES[place + 1]
            rest = value % size // smaller
            units = _UNITS[language]
            first = units[place].format(value // size)
            return f"{first} {units[place + 1].format(rest)}" if rest else first
    return _UNITS[language][-1].format(value)


def moment(text: str | None) -> Cell:
    """A moment of the figures (`2026-10-31T23:59:59+08:00`) to the minute; it is the province's time throughout."""
    return Cell(NOTHING if text is None else short(text), text, "code")


def short(moment: str) -> str:
    """A moment to the minute, without the zone that all of them have."""
    return moment[:16].replace("T", " ")


def state(name: str, language: Language) -> Cell:
    """A state of coverage."""
    text = say(language, f"state_{name}")
    return Cell(text, text, f"state-{name}")


def names(found: list[str], total: int, language: Language, most: int = 5) -> str:
    """Some names, and how many there are besides; empty for none."""
    shown = found[:most]
    joined = say(language, "separator").join(shown)
    rest = total - len(shown)
    if not rest:
        return joined
    return say(language, "and_more", names=joined, count=rest) if joined else str(total)
