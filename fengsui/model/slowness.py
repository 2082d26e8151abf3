"""Why an agent takes long to poll, in the words of an operator: from what polling has learned of its ways."""

from fengsui.model.observation import DeviceObservation

# Answers that take this long are slower than any distance within a country makes them.
_SLOW_ROUND_TRIP_SECONDS = 0.5
# An agent that is asked for so few rows at a time needs a packet for nearly every interface.
_FEW_ROWS = 2


def slow_because(seen: DeviceObservation) -> tuple[str, ...]:
    """What makes polling this agent slow, the weightiest first; empty where nothing does."""
    return (*_silence(seen), *_last_poll(seen), *_ways(seen))


def _silence(seen: DeviceObservation) -> list[str]:
    if not seen.failures:
        return []
    return [
        f"it did not answer the last {seen.failures} polls" if seen.failures > 1 else "it did not answer the last poll"
    ]


def _last_poll(seen: DeviceObservation) -> list[str]:
    found = []
    if any(problem.kind == "deadline" for problem in seen.problems):
        found.append(f"the last poll was broken off at its deadline, after {seen.cost.seconds:.1f} s")
    if seen.cost.retries and not seen.failures:
        found.append(f"{seen.cost.retries} of {seen.cost.packets_sent} packets of the last poll were sent again")
    return found


def _ways(seen: DeviceObservation) -> list[str]:
    traits = seen.traits
    if traits is None:
        return []
    found = []
    if traits.round_trip_seconds is not None and traits.round_trip_seconds >= _SLOW_ROUND_TRIP_SECONDS:
        found.append(f"its answers take {traits.round_trip_seconds:.1f} s")
    widest = traits.widest_walk
    if widest is not None and widest.repetitions <= _FEW_ROWS:
        found.append(
            f"it is asked for {widest.repetitions} row{'s' * (widest.repetitions > 1)} at a time, since more did not work"
        )
    if traits.budget_waits:
        found.append(f"requests waited {traits.budget_waits} times for its packet budget so far")
    return found
