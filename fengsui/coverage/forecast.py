"""A forecast that one odd month does not move: the Theil–Sen line through a monthly series, with an interval. Pure.

The slope is the median of the slopes between all pairs of points (Theil 1950, Sen 1968): up to 29 % of the points may be anything without
moving it far. The interval of the slope comes from the ranks of the pairwise slopes by Kendall's variance (Sen 1968, section 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from statistics import median

# With fewer points the ranks of the interval fall outside the slopes there are: nothing could be said with confidence.
LEAST_POINTS = 6
# Older months tell of another time.
MOST_POINTS = 24
_TWO_SIDED_95 = 1.959964

Point = tuple[float, float]
"""Months since any fixed month, and value."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A value to come.

    Attributes:
        value: On the median line.
        low, high: On the lines with the least and greatest slope of the 95 % interval.
        points: How many it rests on.
    """

    value: float
    low: float
    high: float
    points: int


def forecast(series: Sequence[Point], at: float) -> Forecast | None:
    """The value of a series at a month to come; None with fewer than `LEAST_POINTS` points.

    Args:
        series: Points by ascending month, each month once; the last `MOST_POINTS` count.
        at: Month, counted as those of the series.
    """
    points = series[-MOST_POINTS:]
    if len(points) < LEAST_POINTS:
        return None
    slopes = sorted((b[1] - a[1]) / (b[0] - a[0]) for place, a in enumerate(points) for b in points[place + 1 :])
    low, high = _interval(slopes, len(points))
    value, *ends = (_on_line(points, slope, at) for slope in (median(slopes), low, high))
    return Forecast(value, min(value, *ends), max(value, *ends), len(points))


def _interval(slopes: Sequence[float], points: int) -> tuple[float, float]:
    spread = _TWO_SIDED_95 * sqrt(points * (points - 1) * (2 * points + 5) / 18)
    below = floor((len(slopes) - spread) / 2)
    above = ceil((len(slopes) + spread) / 2)
    return slopes[max(below, 0)], slopes[min(above, len(slopes) - 1)]


def _on_line(points: Sequence[Point], slope: float, at: float) -> float:
    """The line of a slope through the middle of the points, by the median of what is left over."""
    return median(value - slope * month for month, value in points) + slope * at
