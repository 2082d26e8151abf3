"""Moments as people write them: a day in the province's own time, or a time by ISO 8601."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from fengsui.errors import UsageError
from fengsui.model.report import is_month

# Asia/Shanghai: eight hours ahead of UTC without summer time since 1992, so no table of time zones is needed.
PROVINCE_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")

_DEFAULT_SECONDS = 30 * 86_400.0
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that was asked for.

    Attributes:
        at: Epoch seconds; of a day its end, and of a day that is not over the time of asking.
        today: True where the day that was asked for is not over.
    """

    at: float
    today: bool = False


def parse_moment(text: str, now: float, *, what: str, beginning: bool = False) -> Moment:
    """Reads a day (`2026-06-30`, by the province's time) or a time (`2026-06-30T18:00`, the same unless it tells its zone).

    Args:
        text: As it was given.
        now: Epoch seconds.
        what: The option or parameter that holds it.
        beginning: True where a day means its beginning instead of its end.

    Raises:
        UsageError: where it is neither, or lies ahead.
    """
    wanted = text.strip()
    found = _day(wanted, now, beginning=beginning) or _time(wanted)
    if found is None:
        raise UsageError(
            f"{what}: expected a day such as 2026-06-30 or a time such as 2026-06-30T18:00+08:00, got {wanted[:40]!r}"
        )
    if found.at > now:
        raise UsageError(f"{what}: expected a moment that has been, got {wanted[:40]!r}, which lies ahead")
    return found


def parse_period(since: str | None, until: str | None, now: float, *, prefix: str = "") -> tuple[float, float]:
    """Reads a period: a day means its beginning in `since` and its end in `until`; without words, the thirty days before.

    Args:
        since: As it was given; `7d` means so many days before the end.
        until: As it was given; None for now.
        now: Epoch seconds.
        prefix: What stands before the names of the two in messages, for example `--`.

    Raises:
        UsageError: where one cannot be read, or the period ends before it begins.
    """
    end = now if until is None else parse_moment(until, now, what=f"{prefix}until").at
    if since is None:
        return end - _DEFAULT_SECONDS, end
    days = since.strip().removesuffix("d")
    if days != since.strip() and days.isascii() and days.isdigit() and len(days) <= 5:
        begin = max(end - int(days) * _DAY, 0.0)
    else:
        begin = parse_moment(since, now, what=f"{prefix}since", beginning=True).at
    if begin >= end:
        raise UsageError(f"{prefix}since: expected a moment before the end of the period, got {since[:40]!r}")
    return begin, end


def month_period(month: str, now: float, *, what: str) -> tuple[float, float]:
    """A month (`2026-06`) by the province's time as a period, its last instant included; of the month under way what has been.

    Args:
        month: As it was given.
        now: Epoch seconds.
        what: The option or parameter that holds it.

    Raises:
        UsageError: where it is no month, or lies ahead.
    """
    if not is_month(month):
        raise UsageError(f"{what}: expected a month such as 2026-06, got {month[:40]!r}")
    year, number = int(month[:4]), int(month[5:])
    begins = datetime(year, number, 1, tzinfo=PROVINCE_TIME).timestamp()
    ends = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=PROVINCE_TIME).timestamp() - 0.001
    if begins >= now:
        raise UsageError(f"{what}: expected a month that has begun, got {month!r}, which lies ahead")
    return begins, min(ends, now)


def month_or_period(
    month: str | None, since: str | None, until: str | None, now: float, *, prefix: str = ""
) -> tuple[float, float]:
    """Reads a month, or else a period; without words, the last month that is over.

    Args:
        month: As it was given, for `month_period`.
        since: As it was given, for `parse_period`.
        until: Likewise.
        now: Epoch seconds.
        prefix: What stands before the names of the three in messages, for example `--`.

    Raises:
        UsageError: where one cannot be read, or a month and a period are given.
    """
    if since is None and until is None:
        return month_period(_last_month(now) if month is None else month, now, what=f"{prefix}month")
    if month is not None:
        raise UsageError(f"{prefix}month: expected either a month or {prefix}since and {prefix}until, got both")
    return parse_period(since, until, now, prefix=prefix)


def _last_month(now: float) -> str:
    first = datetime.fromtimestamp(now, PROVINCE_TIME).date().replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def day_begins(moment: float) -> float:
    """Epoch seconds at which the province's day of a moment began."""
    day = datetime.fromtimestamp(moment, PROVINCE_TIME).date()
    return datetime(day.year, day.month, day.day, tzinfo=PROVINCE_TIME).timestamp()


def province_text(epoch_seconds: float) -> str:
    """A moment as ISO 8601 in the province's time, to the second."""
    return datetime.fromtimestamp(epoch_seconds, PROVINCE_TIME).isoformat(timespec="seconds")


def _day(text: str, now: float, *, beginning: bool) -> Moment | None:
    try:
        day = date.fromisoformat(text)
        begins = datetime(day.year, day.month, day.day, tzinfo=PROVINCE_TIME)
        # The last instant that belongs to it: midnight is the next day's.
        ends = (begins + timedelta(days=1)).timestamp() - 0.001
        began = begins.timestamp()
    except (ValueError, OverflowError):
        return None
    if beginning:
        return Moment(began)
    return Moment(now, today=True) if began <= now <= ends else Moment(ends)


def _time(text: str) -> Moment | None:
    try:
        found = datetime.fromisoformat(text)
        aware = found if found.tzinfo is not None else found.replace(tzinfo=PROVINCE_TIME)
        return Moment(aware.astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        return None
