"""Polls of recorded devices, and the recordings' own rows beside them: what a profile should give is worked out from these by hand."""

from collections import Counter
from dataclasses import replace

from fengsui.clock import SystemClock
from fengsui.collectors.poller import Poller
from fengsui.collectors.target import Target
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import DevicePoll
from fengsui.model.secret import Secret
from tests.support.recordings import Recorded, Recordings

IF_NAME, IF_DESCR = "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.2"
ENTITY_NAME, ENTITY_DESCR, ENTITY_CLASS = (f"1.3.6.1.2.1.47.1.1.1.1.{column}" for column in (7, 2, 5))

# A recording always answers the same, so each device is polled once.
_POLLS: dict[tuple[int, str, str], DevicePoll] = {}


async def poll_of(recordings: Recordings, device: str, profile: str = "auto") -> DevicePoll:
    """The first poll of a recorded device by the production poller."""
    key = recordings.port, device, profile
    if key not in _POLLS:
        poller = Poller(SystemClock(), packets_per_second=0)
        await poller.open()
        try:
            credential = Credential(device, SnmpVersion.V2C, community=Secret(device))
            agent = Target("127.0.0.1", credential, recordings.port, profile=profile)
            # A responder on a busy machine takes its time.
            _POLLS[key] = await poller.poll(replace(agent, timeout_seconds=5.0, deadline_seconds=120.0))
        finally:
            await poller.close()
    return _POLLS[key]


def column(rows: Recorded, oid: str) -> dict[str, int]:
    """The numbers of a column by their index, as dotted text."""
    start = f"{oid}."
    return {
        key.removeprefix(start): value
        for key, value in rows.items()
        if key.startswith(start) and isinstance(value, int)
    }


def texts(rows: Recorded, oid: str) -> dict[str, str]:
    """The texts of a column by their index."""
    start = f"{oid}."
    return {
        key.removeprefix(start): value.rstrip(b"\0 \r\n").decode("ascii", "replace")
        for key, value in rows.items()
        if key.startswith(start) and isinstance(value, bytes)
    }


def parts(rows: Recorded, oid: str, indexes: dict[str, int]) -> dict[str, str]:
    """What each of the rows is called: by its name, with the index behind it where several of them have this name."""
    named = {index: text for index, text in texts(rows, oid).items() if index in indexes and text}
    often = Counter(named.values())
    return {index: f"{named[index]}#{index}" if often[named[index]] > 1 else named[index] for index in named}


def kinds(poll: DevicePoll) -> set[str]:
    """Kinds of the problems that a poll had."""
    return {problem.kind for problem in poll.problems}
