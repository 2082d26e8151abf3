"""The month that a report is about: where it begins and ends, and when it can be reported of. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from fengsui.coverage.availability import Period
from fengsui.coverage.moment import PROVINCE_TIME, province_text
from fengsui.errors import UsageError
from fengsui.model.report import is_month

# The record of a month's last minutes is written within one polling interval, which is an hour at most.
CLOSING_SECONDS = 3600.0
# The last instant that belongs to a month, as `fengsui coverage --as-of` has it of a day.
_INSTANT = 0.001


@dataclass(frozen=True, slots=True)
class Month:
    """A month in the province's time.

    Attributes:
        text: `YYYY-MM`.
        since: Where it begins (epoch seconds).
        until: Where the next one begins.
    """

    text: str
    since: float
    until: float

    @property
    def period(self) -> Period:
        """Both ends."""
        return self.since, self.until

    @property
    def last_instant(self) -> float:
        """The last moment that belongs to it."""
        return self.until - _INSTANT

    @property
    def last_day(self) -> date:
        """Its last day."""
        return datetime.fromtimestamp(self.last_instant, PROVINCE_TIME).date()


def month_from(text: str) -> Month:
    """The month of a text that `is_month`."""
    year, number = int(text[:4]), int(text[5:])
    after = (year + 1, 1) if number == 12 else (year, number + 1)
    begins, ends = (datetime(*each, 1, tzinfo=PROVINCE_TIME).timestamp() for each in ((year, number), after))
    return Month(text, begins, ends)


def parse_month(text: str, now: float, *, what: str = "--month") -> Month:
    """Reads a month that is over and whose record is closed.

    Args:
        text: As it was given.
        now: Epoch seconds.
        what: The option or parameter that holds it.

    Raises:
        UsageError: where it is no month, or is not over.
    """
    wanted = text.strip()
    if not is_month(wanted):
        raise UsageError(f"{what}: expected a month such as 2026-10, got {wanted[:40]!r}")
    month = month_from(wanted)
    closes = month.until + CLOSING_SECONDS
    if now < closes:
        raise UsageError(
            f"{what}: expected a month that is over, got {wanted}, whose record closes at {province_text(closes)}. "
            "`fengsui coverage` and `fengsui availability` tell of a month under way"
        )
    return month


def month_before(month: Month) -> Month:
    """The month before a month."""
    year, number = int(month.text[:4]), int(month.text[5:])
    return month_from(f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}")
