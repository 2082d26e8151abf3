"""Subscriber reports: what a carrier declares of one division for one month. What was declared is kept; a correction is a new version."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# A month ends where its people live: Gansu keeps Beijing time, which knows no summer time.
_BEIJING = timedelta(hours=8)
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")

FIGURES = (
    "broadband_households",
    "internet_users",
    "pon_ports",
    "pon_10g_ports",
    "users_500mbps",
    "villages_reached",
)
"""Columns of a report that are counted."""

ReportKey = tuple[str, str, str]
"""Carrier, division and month."""


@dataclass(frozen=True, slots=True)
class SubscriberReport:
    """One month of one carrier in one division, as it stood on the month's last day.

    Attributes:
        carrier: Code of the carrier.
        division: GB/T 2260 code of a county-level division, or of a coverage unit.
        month: `YYYY-MM`, in Beijing time.
        broadband_households: Households with a fixed broadband line of the carrier.
        internet_users: People who use the internet through the carrier, fixed or mobile; None where not reported, as below.
        pon_ports: PON ports in service, of every kind.
        pon_10g_ports: Those of them that are 10G-EPON or XG(S)-PON.
        users_500mbps: Fixed broadband lines of 500 Mbit/s and above.
        villages_reached: Administrative villages with fixed broadband of the carrier.
        reason: Why the figures are what nobody would expect, or why they were corrected.
    """

    carrier: str
    division: str
    month: str
    broadband_households: int
    internet_users: int | None = None
    pon_ports: int | None = None
    pon_10g_ports: int | None = None
    users_500mbps: int | None = None
    villages_reached: int | None = None
    reason: str | None = None

    @property
    def key(self) -> ReportKey:
        """What tells reports apart."""
        return (self.carrier, self.division, self.month)

    @property
    def figures(self) -> tuple[int | None, ...]:
        """What is counted, in the order of `FIGURES`."""
        return tuple(getattr(self, name) for name in FIGURES)


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """A report as it was submitted once.

    Attributes:
        version: From 1; the greatest counts.
        at: Epoch seconds.
        principal: In whose name.
        warnings: What was odd about the figures when they came, each a sentence.
    """

    report: SubscriberReport
    version: int
    at: float
    principal: str
    warnings: tuple[str, ...] = ()


def is_month(text: str) -> bool:
    """Whether a text is a month as reports have it."""
    return _MONTH.fullmatch(text) is not None


def month_of(at: float) -> str:
    """The month that a moment in epoch seconds lies in, in Beijing time."""
    return (datetime.fromtimestamp(at, UTC) + _BEIJING).strftime("%Y-%m")
