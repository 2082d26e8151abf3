"""A past for tests: what was is given, and answered as the log of states would."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fengsui.coverage.result import Coverage
from fengsui.errors import NotKeptError
from fengsui.history.eras import Watch
from fengsui.history.parts import StateRecord, coverage_from, coverage_parts
from fengsui.history.state_log import CoverageThen, Timelines
from fengsui.state.load import LoadHistogram


@dataclass
class FixedPast:
    """One watch, through which the coverage was the same, and the records given."""

    watch: Watch
    coverage: Coverage | None = None
    records: Iterable[StateRecord] = ()
    link_loads: Mapping[str, LoadHistogram] = field(default_factory=dict)

    async def coverage_at(self, at: float, *, or_last: bool = False) -> CoverageThen:
        if not self.watch.began_at <= at <= self.watch.until or self.coverage is None:
            raise NotKeptError("nothing was recorded then")
        parts = coverage_parts(self.coverage)
        recorded = {key: StateRecord(key, self.watch.began_at, part) for key, part in parts.items()}
        return CoverageThen(coverage_from(parts, at), recorded)

    async def loads(self, since: float, until: float, *, name: str | None = None) -> Mapping[str, LoadHistogram]:
        return {link: load for link, load in self.link_loads.items() if name in (None, link)}

    async def timelines(self, kind: str, since: float, until: float, *, name: str | None = None) -> Timelines:
        found: dict[tuple[str, str, str], list[StateRecord]] = {}
        for record in self.records:
            if record.key[0] == kind and name in (None, record.key[1]):
                found.setdefault(record.key, []).append(record)
        return Timelines(found, [self.watch])
