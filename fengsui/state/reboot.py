"""Whether an agent started anew between two polls, and when it did.

sysUpTime counts hundredths of a second in 32 bits (RFC 3418): after 497 days it begins again at 0 all by itself, which looks
like a reboot until a second witness is heard.
"""

from fengsui.model.poll import SystemFacts

# 2^32 hundredths of a second: 497 days 2 h 27 min 52.96 s.
UPTIME_WRAP_SECONDS = 2**32 / 100

# How far an agent's own clock may stray from ours between two polls. Agents on tick timers lose up to some per cent, and a
# poll's time stamp is taken up to a poll's deadline before the agent reads its uptime.
_DRIFT_SHARE = 0.05
_DRIFT_SECONDS = 30.0


def has_rebooted(before: SystemFacts | None, after: SystemFacts | None, elapsed_seconds: float) -> bool:
    """Says whether the agent started anew within the `elapsed_seconds` between the two polls; False where nothing tells."""
    if before is None or after is None:
        return False
    was, now = before.sys_uptime_seconds, after.sys_uptime_seconds
    if was is None or now is None:
        return _witness_of_restart(before, after, elapsed_seconds) is True
    if now >= was:
        # An agent that restarted soon after the last poll may have grown beyond its old uptime meanwhile.
        younger_than_last_poll = now + _tolerance(elapsed_seconds) < elapsed_seconds < UPTIME_WRAP_SECONDS - was
        return younger_than_last_poll or _boots_differ(before, after)
    witness = _witness_of_restart(before, after, elapsed_seconds)
    if _may_be_wrap(was, now, elapsed_seconds):
        return witness is True
    return True


def booted_at(
    previous: float | None, before: SystemFacts | None, after: SystemFacts | None, elapsed_seconds: float, at: float
) -> float | None:
    """When the agent last started (epoch seconds), as far as is known.

    The moment once found is kept until the next reboot: computed anew it would tremble with every poll's delay, and jump when
    the uptime wraps.
    """
    if previous is not None and not has_rebooted(before, after, elapsed_seconds):
        return previous
    if after is None or after.sys_uptime_seconds is None:
        return None
    return at - after.sys_uptime_seconds


def _tolerance(elapsed_seconds: float) -> float:
    return _DRIFT_SECONDS + _DRIFT_SHARE * max(elapsed_seconds, 0.0)


def _may_be_wrap(was: float, now: float, elapsed_seconds: float) -> bool:
    expected = was + elapsed_seconds - UPTIME_WRAP_SECONDS
    return abs(expected - now) <= _tolerance(elapsed_seconds)


def _witness_of_restart(before: SystemFacts, after: SystemFacts, elapsed_seconds: float) -> bool | None:
    """What others than sysUpTime say: True restarted, False not, None no witness."""
    if _boots_differ(before, after):
        return True
    if before.engine_time_seconds is not None and after.engine_time_seconds is not None:
        return after.engine_time_seconds < before.engine_time_seconds
    if before.host_uptime_seconds is None or after.host_uptime_seconds is None:
        return None
    if after.host_uptime_seconds >= before.host_uptime_seconds:
        return False
    # hrSystemUptime has the width of sysUpTime, so it wraps as well.
    return not _may_be_wrap(before.host_uptime_seconds, after.host_uptime_seconds, elapsed_seconds)


def _boots_differ(before: SystemFacts, after: SystemFacts) -> bool:
    return None not in (before.engine_boots, after.engine_boots) and before.engine_boots != after.engine_boots
