"""How much a port carries, as a closed integral: a counter is a function of time and never needs to be stepped.

Load is a mean rate times a shape: a day's wave with its peak at nine in the evening in China, and a quicker ripple of the
port's own. The integral of the shape is in *effective seconds*: octets are the mean rate times the effective seconds run.
"""

import math

_DAY = 86400.0
# UTC+8: the wave is highest at 13:00 UTC.
_PEAK = 13 * 3600.0
_DAILY, _RIPPLE = 0.55, 0.25
# With these the load peaks at 1.8 times the mean; ports are planned for at most 0.34 of their line rate, so below 0.62.
HIGHEST = 1 + _DAILY + _RIPPLE

_DAY_PACE = 2 * math.pi / _DAY
_sin = math.sin


def shape(now: float, phase: float) -> float:
    """Load at an epoch second, relative to the port's mean."""
    return 1 + _DAILY * math.cos(_DAY_PACE * (now - _PEAK)) + _RIPPLE * math.cos(_pace(phase) * now)


def effective_seconds(now: float, phase: float) -> float:
    """Integral of `shape` up to an epoch second; only differences mean anything, and they are never negative."""
    pace = _pace(phase)
    return now + _DAILY / _DAY_PACE * _sin(_DAY_PACE * (now - _PEAK)) + _RIPPLE / pace * _sin(pace * now)


def _pace(phase: float) -> float:
    # Ripples of four to eleven minutes, each port its own.
    return 2 * math.pi / (240 + 420 * phase)
