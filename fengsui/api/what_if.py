"""What planned work would take away, for programs: `/api/v1/coverage/what-if`."""

import asyncio

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError
from fengsui.api.source import SnapshotSource
from fengsui.coverage.document import Document, what_if_document
from fengsui.coverage.whatif import Outage, everything_up, what_if
from fengsui.errors import UsageError
from fengsui.exporters.snapshot import Snapshot
from fengsui.model.network import Network
from fengsui.model.principal import Principal

_MOST_NAMES = 100  # of links, devices and ducts together
_MOST_WORST = 100
_LONGEST_NAME = 200
_NAMED = ("down_link", "down_device", "down_duct")
_PARAMETERS = ("assume_up", "down_device", "down_duct", "down_link", "worst")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


class WhatIfHandlers:
    """Handler of what-if."""

    def __init__(self, source: SnapshotSource) -> None:
        self._source = source
        # Each question costs up to a CPU-second in a large province: one at a time, beside the loop.
        self._asking = asyncio.Lock()

    async def what_if(self, request: web.Request) -> web.Response:
        """As `fengsui coverage what-if -o json` prints it; a carrier asks about its own network alone."""
        faults = _faults(request)
        if faults:
            raise ProblemError(400, "Bad Request", "; ".join(faults))
        query, snapshot = request.query, self._source.snapshot()
        network = _seen_by(principal_of(request), snapshot.network)
        outage = Outage(*(tuple(query.getall(key, ())) for key in _NAMED))
        assume_up, worst = _TRUTH[query.get("assume_up", "false")], int(query.get("worst", "0"))
        async with self._asking:
            document = await asyncio.to_thread(_answer, snapshot, network, outage, worst, assume_up=assume_up)
        return web.json_response(document)


def _seen_by(principal: Principal, network: Network) -> Network:
    """The part of the network that a caller may know of."""
    own = principal.carrier
    if own is None:
        return network
    return Network.of(
        network.divisions.values(),
        [carrier for carrier in network.carriers.values() if carrier.code == own],
        network.sites.values(),
        [device for device in network.devices.values() if device.carrier == own],
        [link for link in network.links.values() if link.carrier == own],
    )


def _answer(snapshot: Snapshot, network: Network, outage: Outage, worst: int, *, assume_up: bool) -> Document:
    now = snapshot.now
    conditions = everything_up(network, now) if assume_up else snapshot.conditions
    try:
        found = what_if(network, conditions, now, outage)
    except UsageError as error:
        raise ProblemError(404, "Not Found", str(error)) from error
    return what_if_document(found, assumed_up=assume_up, worst=worst)


def _faults(request: web.Request) -> list[str]:
    """Everything that is wrong with the parameters of a what-if."""
    query = request.query
    names = [name for key in _NAMED for name in query.getall(key, ())]
    faults = [
        f"expected a parameter of {', '.join(_PARAMETERS)}, got {key[:40]!r}" for key in set(query) - {*_PARAMETERS}
    ]
    if len(names) > _MOST_NAMES:
        faults.append(f"expected at most {_MOST_NAMES} names, got {len(names)}")
    if any(len(name) > _LONGEST_NAME for name in names):
        faults.append(f"expected names of at most {_LONGEST_NAME} characters")
    given = {key: len(query.getall(key, ())) for key in ("assume_up", "worst")}
    faults += [f"expected {key} once, got it {times} times" for key, times in given.items() if times > 1]
    if (assume_up := query.get("assume_up", "false")) not in _TRUTH:
        faults.append(f"expected true or false for assume_up, got {assume_up[:40]!r}")
    worst = query.get("worst", "0")
    if not (worst.isascii() and worst.isdigit() and len(worst) <= 4 and int(worst) <= _MOST_WORST):
        faults.append(f"expected a number from 0 to {_MOST_WORST} for worst, got {worst[:40]!r}")
    return faults
