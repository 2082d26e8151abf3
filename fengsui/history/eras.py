"""What counts where the clock was set back: pure.

The log of states is kept by the clock of the machine, and a clock may be wrong: a board without a battery boots in 2020, a time server
takes an hour back. What is recorded from then on carries moments that lie before others that were recorded earlier. Each such
stretch is an era of its own: it begins with everything that stands, and where it and an earlier era tell of the same moment, the later
one counts. So a boot in 2020 hides nothing of what was recorded of the years since, and a clock that ran ahead for an hour does not
speak for that hour when it comes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import inf

from fengsui.history.parts import PartKey, StateRecord


@dataclass(frozen=True, slots=True)
class Watch:
    """A stretch of time, both ends included, in which everything that changed was recorded (epoch seconds).

    Attributes:
        era: Number of the era that it belongs to, from 0 in the order in which they were recorded.
    """

    began_at: float
    until: float
    era: int = 0


@dataclass(frozen=True, slots=True)
class LastEra:
    """The era that was recorded last.

    Attributes:
        number: 0 where nothing is recorded.
        until: The last moment that it tells of; minus infinity without any.
        older_until: The last moment that any era before it tells of; minus infinity without any.
    """

    number: int = 0
    until: float = -inf
    older_until: float = -inf

    def ends_at(self, now: float, *, slack: float) -> bool:
        """Whether what is recorded at `now` belongs to a new era.

        It does where the clock was set back by more than `slack` seconds, and where it has come, from a time that was wrong, to
        one after all that the eras before tell of.
        """
        return now < self.until - slack or self.until < self.older_until <= now

    def followed_by(self, number: int) -> "LastEra":
        """The era after this one, of which nothing is recorded yet."""
        return LastEra(number, -inf, max(self.until, self.older_until))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time of which one era tells (epoch seconds)."""

    era: int
    begins: float
    ends: float


def last_era(watches: Iterable[Watch]) -> LastEra:
    """The era that was recorded last, of all watches there are."""
    found = LastEra()
    for number, of_era in groupby(sorted(watches, key=lambda each: each.era), key=lambda each: each.era):
        until = max(each.until for each in of_era)
        found = replace(found.followed_by(number), until=until)
    return found


def governing(watches: Sequence[Watch]) -> list[Watch]:
    """Watches as they count, in order of time; where eras tell of the same moment, the later one alone is left."""
    hulls: dict[int, tuple[float, float]] = {}
    for each in watches:
        begins, ends = hulls.get(each.era, (inf, -inf))
        hulls[each.era] = min(begins, each.began_at), max(ends, each.until)
    newest = max(hulls, default=0)
    if hulls:
        # What an earlier era says of the time to come was said by a clock that ran ahead.
        hulls[newest] = hulls[newest][0], inf
    found = [piece for each in watches for piece in _left(each, hulls)]
    return sorted(found, key=lambda each: (each.began_at, each.era))


def _left(watch: Watch, hulls: Mapping[int, tuple[float, float]]) -> list[Watch]:
    pieces = [watch]
    for era, (begins, ends) in hulls.items():
        if era > watch.era:
            pieces = [piece for each in pieces for piece in _without(each, begins, ends)]
    return pieces


def _without(watch: Watch, begins: float, ends: float) -> list[Watch]:
    if watch.until < begins or watch.began_at > ends:
        return [watch]
    sides = ((watch.began_at, begins), (ends, watch.until))
    return [Watch(lower, upper, watch.era) for lower, upper in sides if lower < upper]


def stretches(watches: Sequence[Watch], since: float, until: float, *, otherwise: int) -> list[Stretch]:
    """Which era tells of which part of a period, without a gap and in order.

    Args:
        watches: As they count, those that touch the period.
        since: Where the period begins.
        until: Where it ends.
        otherwise: The era where none of them touches it.
    """
    runs = [list(run) for _, run in groupby(watches, key=lambda each: each.era)]
    begins = [since, *(run[0].began_at for run in runs[1:])]
    eras = [run[0].era for run in runs] or [otherwise]
    return [Stretch(era, begin, end) for era, begin, end in zip(eras, begins, [*begins[1:], until], strict=True)]


def joined(
    told: Sequence[tuple[Stretch, Mapping[PartKey, StateRecord], Sequence[StateRecord]]],
) -> dict[PartKey, list[StateRecord]]:
    """One timeline a part, of what each era tells: what held where its stretch begins, and what came in it."""
    found: dict[PartKey, list[StateRecord]] = {}
    for place, (stretch, held, later) in enumerate(told):
        # The first stretch keeps the moments at which it came to be so.
        moved = {key: replace(each, at=stretch.begins) for key, each in held.items()} if place else held
        for key in found.keys() - held.keys():
            found[key].append(StateRecord(key, stretch.begins, None))
        for key, record in moved.items():
            found.setdefault(key, []).append(record)
        for record in later:
            found.setdefault(record.key, []).append(record)
    return found
