"""What was seen, kept in the database: last observations, conditions, county states, and the log of changes.

What stands in the tables under a name that the inventory no longer holds is not given out, and `prune` removes it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fengsui.coverage.result import Coverage
from fengsui.database.engine import Database
from fengsui.database.upsert import upsert
from fengsui.history import codec, statements
from fengsui.history.county import CountyStates, county_row, county_states
from fengsui.history.service import prune_services, read_services, write_services
from fengsui.history.statements import CONDITIONS, COUNTIES, INTERFACES, MOVES, OBSERVATIONS, PINGS, Key
from fengsui.model.observation import Change, Conditions, DeviceObservation, ElementState, InterfaceMove
from fengsui.model.ping import Ping
from fengsui.model.probe import ServiceObservation

_States = Mapping[str, ElementState]


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows a pruning removed: changes by age, the others because nothing of that name is registered."""

    changes: int
    observations: int
    interfaces: int
    conditions: int
    moves: int = 0
    services: int = 0


class HistoryStore:
    """The tables of `fengsui.history.tables` in one database.

    It remembers which conditions and county states it wrote last and writes only what differs, so one process at a time
    may write those. Observations and changes may come from any number of processes.

    Every method raises DatabaseUnreachableError or DatabaseError where the database fails; nothing was changed then.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._conditions: Conditions | None = None
        self._counties: CountyStates | None = None

    async def observations(self, names: Collection[str] | None = None) -> dict[str, DeviceObservation]:
        """Last observations by device: of all registered devices, or of those among `names`.

        Counters and rates are not kept: a counter's column is all None, the others are empty.
        """
        found: dict[str, DeviceObservation] = {}
        async with self._db.session() as session:
            for chunk in [None] if names is None else statements.chunks(sorted(names)):
                found |= await statements.read_observations(session, chunk)
        return found

    async def pings(self, names: Collection[str] | None = None) -> dict[str, Ping]:
        """Last pings by device: of all registered devices, or of those among `names`."""
        found: dict[str, Ping] = {}
        async with self._db.session() as session:
            for chunk in [None] if names is None else statements.chunks(sorted(names)):
                found |= await statements.read_pings(session, chunk)
        return found

    async def save_pings(self, pings: Collection[Ping]) -> None:
        """Writes the last pings of these devices in one transaction."""
        # In the order of names, as observations are.
        rows = [codec.ping_row(ping) for ping in sorted(pings, key=lambda ping: ping.device)]
        async with self._db.begin() as session:
            await upsert(session, PINGS, rows, ("device",))

    async def save(self, observations: Sequence[DeviceObservation], changes: Sequence[Change]) -> None:
        """Writes observations, their moves and changes in one transaction; interfaces only of devices whose interfaces differ."""
        # In the order of names: two writers that lock the same rows in two orders would wait for each other for ever.
        ordered = sorted(observations, key=lambda seen: seen.device)
        digests = [codec.digest(seen) for seen in ordered]
        rows = [codec.observation_row(seen, digest) for seen, digest in zip(ordered, digests, strict=True)]
        async with self._db.begin() as session:
            stored = await statements.read_digests(session, [row["device"] for row in rows])
            differ = [
                seen
                for seen, row in zip(ordered, rows, strict=True)
                if stored.get(row["device"], "") != row["interfaces_digest"]
            ]
            await upsert(session, OBSERVATIONS, rows, ("device",))
            await statements.write_interfaces(session, differ)
            await statements.add_moves(session, ordered)
            await statements.add_changes(session, changes)

    async def conditions(self) -> Conditions | None:
        """The conditions last saved, of registered devices and links; None where there are none."""
        async with self._db.session() as session:
            found = await statements.read_conditions(session)
        return _by_kind(found) if found else None

    async def save_conditions(self, conditions: Conditions) -> None:
        """Makes `conditions` the saved ones: writes what differs and removes what is gone, in one transaction."""
        async with self._db.begin() as session:
            before = self._conditions
            if before is None:
                before = _by_kind(await statements.read_conditions(session, registered_only=False))
            rows = [
                codec.condition_row(kind, state)
                for kind, old, new in _sides(before, conditions)
                for name, state in new.items()
                # What did not change is the same object, which is quicker to see than that it is equal.
                if (known := old.get(name)) is not state and known != state
            ]
            gone = {(kind, name) for kind, old, new in _sides(before, conditions) for name in old.keys() - new.keys()}
            await upsert(session, CONDITIONS, rows, ("kind", "name"))
            await statements.forget(session, CONDITIONS, ("kind", "name"), gone)
        self._conditions = conditions

    async def services(self) -> dict[str, ServiceObservation]:
        """What is known of the registered services, by name."""
        async with self._db.session() as session:
            return await read_services(session)

    async def save_services(self, observations: Sequence[ServiceObservation]) -> None:
        """Writes what is known of these services, in one transaction."""
        async with self._db.begin() as session:
            await write_services(session, observations)

    async def county_states(self) -> CountyStates:
        """States by (county, carrier) with the time each began; the carrier is empty for the county as a whole."""
        async with self._db.session() as session:
            return await statements.read_counties(session)

    async def save_coverage(self, coverage: Coverage) -> None:
        """Makes the states of `coverage` the saved ones; one that changed begins at its `as_of`, the others go on."""
        async with self._db.begin() as session:
            before = await statements.read_counties(session) if self._counties is None else self._counties
            current = county_states(coverage, before)
            rows = [county_row(state) for key, state in current.items() if before.get(key) != state]
            await upsert(session, COUNTIES, rows, ("county", "carrier"))
            await statements.forget(session, COUNTIES, ("county", "carrier"), before.keys() - current.keys())
        self._counties = current

    async def changes(
        self, *, since: float | None = None, limit: int = 1000, kind: str | None = None, name: str | None = None
    ) -> list[Change]:
        """Changes, the newest first.

        Args:
            since: Epoch seconds that none is older than.
            limit: Most that are given.
            kind: `device`, `link`, `interface`, `county` or `service`; None for all.
            name: Of the one element with this name.
        """
        async with self._db.session() as session:
            return await statements.read_changes(session, since=since, limit=limit, kind=kind, name=name)

    async def moves(
        self, device: str, *, interface_id: int | None = None, since: float | None = None, limit: int = 1000
    ) -> list[InterfaceMove]:
        """What moved about the interfaces of a device, the newest first.

        Args:
            device: Its name.
            interface_id: Of the one interface with this surrogate id; None for all.
            since: Epoch seconds that none is older than.
            limit: Most that are given.
        """
        async with self._db.session() as session:
            return await statements.read_moves(session, device, interface_id=interface_id, since=since, limit=limit)

    async def prune(self, before: float, *, counties_before: float | None = None) -> Pruned:
        """Removes changes and moves older than `before`, and the last state of what is no longer registered.

        Args:
            before: Epoch seconds.
            counties_before: The same for changes of counties, which answer "as of" for years; None keeps them all.
        """
        async with self._db.begin() as session:
            changes = await statements.prune_changes(session, {"county": counties_before}, before)
            moves = await statements.prune_moves(session, before)
            gone = await statements.prune_unregistered(session)
            services = await prune_services(session)
        moves += gone[MOVES.name]
        return Pruned(changes, gone[OBSERVATIONS.name], gone[INTERFACES.name], gone[CONDITIONS.name], moves, services)


def _by_kind(found: Mapping[Key, ElementState]) -> Conditions:
    of = {kind: {name: state for (k, name), state in found.items() if k == kind} for kind in ("device", "link")}
    return Conditions(devices=of["device"], links=of["link"])


def _sides(before: Conditions, after: Conditions) -> tuple[tuple[str, _States, _States], ...]:
    return ("device", before.devices, after.devices), ("link", before.links, after.links)
