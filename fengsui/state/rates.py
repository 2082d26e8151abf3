"""Octet counters of two polls as bits per second, column by column; what cannot be trusted is a gap with a counted reason.

A rate is given only where both polls have the counter in the same width, time passed, the agent did not start anew, the row
is the one it was, the counter had no discontinuity, did not go backwards (a 32-bit one may go round once, and only where the
line could not have taken it round more often), and the result fits the line. A gap in a graph is honest; a spike is a false
alarm.

What fits the line: its speed, of the two polls the faster, and a little more. Interfaces without a speed, and those whose
ifSpeed is a word of the operator and no property of a wire (tunnels, VLANs, loopbacks), can carry what all interfaces of the
device together can.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fengsui.model.observation import InterfaceRates
from fengsui.model.poll import InterfaceTable, SystemFacts
from fengsui.state.identity import RowMap

# Reasons why a counter value is turned away; they become a metric label.
REBOOT = "reboot"
NO_TIME = "no_time"  # not later than the poll before
WIDTH = "width"  # 32 bits at one poll, 64 at the other
MISSING = "missing"  # there last time, not now
DISCONTINUITY = "discontinuity"  # ifCounterDiscontinuityTime moved
MOVED = "moved"  # the interface has another ifIndex, and with it, it may be, other counters (RFC 2863, 3.1.5)
REPLACED = "replaced"  # the interface has another type or physical address: other hardware
AMBIGUOUS = "ambiguous"  # a 32-bit counter on a line that could have taken it round more than once
RESET = "reset"  # a 64-bit counter, which no line wraps, went backwards
WRAP = "wrap"  # a 32-bit counter went backwards, and one time round is not the plain explanation
OVER_LINE_RATE = "over_line_rate"

# Agents refresh counters every few seconds and stamp them late, so a full line may measure somewhat over its rate.
LINE_RATE_SHARE = 1.05
LINE_RATE_SLACK_BITS_PER_SECOND = 100_000.0

# A difference of sysUpTime that strays further than this from ours is not the time between the two polls: a wrap, a reboot,
# a clock that was set, or an uptime left over from an older poll.
_UPTIME_STRAY_SHARE = 0.2
_UPTIME_STRAY_SECONDS = 2.0

# Where no interface of a device has a speed: the fastest aggregates of today stay below.
FASTEST_BITS_PER_SECOND = 10**13
# softwareLoopback, propVirtual, tunnel, l2vlan, l3ipvlan, mpls (IANAifType): their ifSpeed is set by hand or by default.
NOMINAL_TYPES = frozenset({24, 53, 131, 135, 136, 166})
_ONE_ROUND = 2**32

_Rate = float | None
_Refusals = Counter[str]


@dataclass(frozen=True, slots=True)
class Interval:
    """What lies between two polls of one device.

    Attributes:
        seconds: Time passed; 0 or less where the clock was set back.
        rebooted: True where the agent started anew.
    """

    seconds: float
    rebooted: bool = False


def seconds_between(before: SystemFacts | None, after: SystemFacts | None, polled_seconds: float) -> float:
    """Seconds between two polls by the agent's own clock where that is sane, else by ours (`polled_seconds`).

    The agent's is better: it does not hold the time that packets and retransmissions took.
    """
    if before is None or after is None or before.sys_uptime_seconds is None or after.sys_uptime_seconds is None:
        return polled_seconds
    own = after.sys_uptime_seconds - before.sys_uptime_seconds
    stray = _UPTIME_STRAY_SECONDS + _UPTIME_STRAY_SHARE * polled_seconds
    return own if own > 0 and abs(own - polled_seconds) <= stray else polled_seconds


def rates_between(
    old: InterfaceTable, new: InterfaceTable, rows: RowMap, interval: Interval
) -> tuple[InterfaceRates, dict[str, int]]:
    """Rates of each interface of `new`, and how many counter values were turned away, by reason.

    `rows` gives the row of `old` for each row of `new`, as `identity.match_rows` does.
    """
    refusals: _Refusals = Counter()
    limits = line_limits(new)
    if isinstance(rows, range) and _all_comparable(old, new, interval):
        inward = _fast(old.in_octets, new.in_octets, limits, interval.seconds)
        outward = _fast(old.out_octets, new.out_octets, limits, interval.seconds)
        if inward is not None and outward is not None:
            return InterfaceRates(inward, outward), {}
    before = line_limits(old)
    pairs = [_Pair.of(old, new, row, match, interval, limits, before) for row, match in enumerate(rows)]
    inward = tuple(_rate(p, _at(old.in_octets, p.match), new.in_octets[p.row], refusals) for p in pairs)
    outward = tuple(_rate(p, _at(old.out_octets, p.match), new.out_octets[p.row], refusals) for p in pairs)
    return InterfaceRates(inward, outward), dict(refusals)


def no_rates(table: InterfaceTable) -> InterfaceRates:
    """A gap for every interface."""
    gaps = (None,) * len(table)
    return InterfaceRates(gaps, gaps)


def line_limits(table: InterfaceTable) -> Sequence[float]:
    """The most bits per second that each interface can be believed to carry."""
    share, slack, speeds = LINE_RATE_SHARE, LINE_RATE_SLACK_BITS_PER_SECOND, table.speed_bits_per_second
    if None not in speeds and 0 not in speeds and NOMINAL_TYPES.isdisjoint(table.type):
        return [speed * share + slack for speed in speeds]  # type: ignore[operator]  # None is not among them
    together = (sum(speed for speed in speeds if speed) or FASTEST_BITS_PER_SECOND) * share + slack
    return [
        speed * share + slack if speed and kind not in NOMINAL_TYPES else together
        for speed, kind in zip(speeds, table.type, strict=True)
    ]


def _all_comparable(old: InterfaceTable, new: InterfaceTable, interval: Interval) -> bool:
    """True where no row needs a look of its own before its counters are subtracted."""
    return (
        interval.seconds > 0
        and not interval.rebooted
        and old.speed_bits_per_second == new.speed_bits_per_second
        and old.counter_bits == new.counter_bits
        and not (32 in new.counter_bits and _may_go_round_twice(new, interval))
        and old.discontinuity_seconds == new.discontinuity_seconds
    )


def _may_go_round_twice(table: InterfaceTable, interval: Interval) -> bool:
    """True where a 32-bit counter on the fastest line of the device would tell nothing."""
    fastest = max((speed for speed in table.speed_bits_per_second if speed), default=0)
    return fastest * interval.seconds / 8 >= _ONE_ROUND


def _fast(
    old: Sequence[int | None], new: Sequence[int | None], limits: Sequence[float], seconds: float
) -> tuple[_Rate, ...] | None:
    """A whole column at once; None where any value needs the careful way."""
    factor = 8.0 / seconds
    rates: list[_Rate] = []
    for was, now, limit in zip(old, new, limits, strict=True):
        if was is None:
            rates.append(None)
            continue
        if now is None:
            return None
        rate = (now - was) * factor
        if not 0.0 <= rate <= limit:
            return None
        rates.append(rate)
    return tuple(rates)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row of the new table beside its match, and what forbids a rate for all of its counters."""

    row: int
    match: int | None
    bits: int | None
    wraps: bool  # a 32-bit counter that can have gone round once, since its line has a known speed
    limit: float
    seconds: float
    refusal: str | None

    @classmethod
    def of(
        cls,
        old: InterfaceTable,
        new: InterfaceTable,
        row: int,
        match: int | None,
        interval: Interval,
        limits: Sequence[float],
        before: Sequence[float],
    ) -> "_Pair":
        limit = limits[row] if match is None else _limit(old, new, row, match, limits, before)
        bits, speed = new.counter_bits[row], new.speed_bits_per_second[row]
        wraps = bits == 32 and bool(speed) and new.type[row] not in NOMINAL_TYPES
        refusal = _refusal(old, new, row, match, interval)
        if refusal is None and wraps and (speed or 0) * interval.seconds / 8 >= _ONE_ROUND:
            refusal = AMBIGUOUS  # how often it went round shows nowhere
        return cls(row, match, bits, wraps, limit, interval.seconds, refusal)


def _limit(
    old: InterfaceTable, new: InterfaceTable, row: int, match: int, limits: Sequence[float], before: Sequence[float]
) -> float:
    """The higher of the two limits, of those that come from a speed; a port that went down mostly tells none any more."""
    if not new.speed_bits_per_second[row] and old.speed_bits_per_second[match]:
        return before[match]
    if new.speed_bits_per_second[row] and not old.speed_bits_per_second[match]:
        return limits[row]
    return max(limits[row], before[match])


def _refusal(old: InterfaceTable, new: InterfaceTable, row: int, match: int | None, interval: Interval) -> str | None:
    if match is None:
        return None
    if interval.rebooted:
        return REBOOT
    if interval.seconds <= 0:
        return NO_TIME
    if old.counter_bits[match] != new.counter_bits[row]:
        return WIDTH
    if old.discontinuity_seconds[match] != new.discontinuity_seconds[row]:
        return DISCONTINUITY
    if old.index[match] != new.index[row]:
        return MOVED
    return (
        REPLACED if _differ(old, new, row, match, "type") or _differ(old, new, row, match, "physical_address") else None
    )


def _differ(old: InterfaceTable, new: InterfaceTable, row: int, match: int, column: str) -> bool:
    was, now = getattr(old, column)[match], getattr(new, column)[row]
    return was is not None and now is not None and was != now


def _rate(pair: _Pair, was: int | None, now: int | None, refusals: _Refusals) -> _Rate:
    if was is None or now is None:
        # A counter that never was there is nothing to count.
        if was is not None:
            refusals[MISSING] += 1
        return None
    if pair.refusal is not None:
        refusals[pair.refusal] += 1
        return None
    delta = now - was
    if delta < 0 and pair.wraps and 0 <= delta + _ONE_ROUND < _ONE_ROUND // 2:
        # Taken as one time round only where that is the short way and the line could carry it; a reset is the long way.
        return _within(pair, delta + _ONE_ROUND, WRAP, refusals)
    if delta < 0:
        refusals[WRAP if pair.bits == 32 else RESET] += 1
        return None
    return _within(pair, delta, OVER_LINE_RATE, refusals)


def _within(pair: _Pair, delta: int, refusal: str, refusals: _Refusals) -> _Rate:
    rate = delta * 8.0 / pair.seconds
    if rate > pair.limit:
        refusals[refusal] += 1
        return None
    return rate


def _at(column: Sequence[int | None], row: int | None) -> int | None:
    return None if row is None else column[row]
