"""The walk over several columns at once, as a pure state machine: what to ask next, and what an answer means.

Each column goes on from its own last row, so answers cut off in the middle of a row cost nothing. Columns of one table
mostly share their indexes: these are kept once, on the spine, and a column follows the spine as long as its rows agree.

Guards against broken agents: an OID that comes again is a duplicate row (the first counts) and, where an answer brings
nothing else, a loop; an OID that goes backwards stops the column; rows and requests are bounded. What came is kept.
"""

from collections.abc import Sequence
from operator import lt

from fengsui.collectors.session import Column, Value, Walk, WalkBounds
from fengsui.collectors.snmp import message
from fengsui.collectors.snmp.decode import VarBinds
from fengsui.collectors.snmp.message import Ask
from fengsui.collectors.snmp.oid import decode_oid, follows, index_numbers
from fengsui.errors import SnmpProtocolError
from fengsui.model.poll import Problem

# An index of so few bytes cannot have too many sub-identifiers, whatever its prefix.
_SHORT_INDEX = 64


class _Track:
    """How far one column has come."""

    __slots__ = (
        "complete",
        "following",
        "last",
        "number",
        "own",
        "prefix",
        "rows",
        "running",
        "size",
        "spine",
        "values",
    )

    def __init__(self, number: int, prefix: bytes, spine: list[bytes]) -> None:
        self.number = number
        self.prefix = prefix
        self.size = len(prefix)
        self.spine = spine
        self.following = True
        self.own: list[bytes] = []
        self.rows = 0
        self.values: list[Value] = []
        self.last = b""
        self.running = True
        self.complete = False

    def indexes(self) -> list[bytes]:
        if not self.following:
            return self.own
        return self.spine if self.rows == len(self.spine) else self.spine[: self.rows]

    def take_following(self, oids: Sequence[bytes], values: Sequence[Value]) -> bool:
        """Takes an answer's rows where they are the spine's next ones, or new ones at its tip; else takes nothing and says False."""
        if not oids:
            return True
        if not self.following:
            return False
        prefix, spine, rows = self.prefix, self.spine, self.rows
        indexes: Sequence[bytes] = spine[rows : rows + len(oids)]
        if not indexes:
            indexes = [oid[self.size :] for oid in oids]
            if not _ascending(self.last, indexes):
                return False
        if oids != [prefix + index for index in indexes]:
            return False
        if rows == len(spine):
            spine += indexes
        self.values += values
        self.rows = rows + len(oids)
        self.last = indexes[-1]
        return True

    def take(self, index: bytes, value: Value) -> None:
        """Takes one row that stands behind the last one."""
        if self.following:
            if self.rows == len(self.spine):
                self.spine.append(index)
            elif self.spine[self.rows] != index:
                self.own = self.spine[: self.rows]
                self.following = False
        if not self.following:
            self.own.append(index)
        self.values.append(value)
        self.rows += 1
        self.last = index


class Walker:
    """One walk: `ask` gives the next request until there is none, and each answer goes to `answer`.

    Args:
        prefixes: Columns, as OID content bytes.
        bulk: True for GETBULK, False for the GETNEXT of SNMPv1.
        repetitions: max-repetitions to begin with.
        width: Most columns of one request to begin with; 0 for all.
    """

    def __init__(
        self, prefixes: Sequence[bytes], bounds: WalkBounds, *, bulk: bool, repetitions: int = 1, width: int = 0
    ) -> None:
        self._bounds = bounds
        self._bulk = bulk
        spine: list[bytes] = []
        self._tracks = [_Track(number, prefix, spine) for number, prefix in enumerate(prefixes)]
        self._problems: dict[tuple[str, str], Problem] = {}
        self._asked: list[_Track] = []
        self._suspect = 0  # row-by-row requests still to come in search of a faulty row
        self._split = 0  # columns of one request while a faulty column is searched for; 0 when there is none
        self.repetitions = max(repetitions, 1) if bulk else 1
        self.width = min(width, len(prefixes)) or max(len(prefixes), 1)
        self.requests = 0
        self.taken: list[int] = []  # rows that the last answer brought, for each column asked

    def ask(self) -> Ask | None:
        """The next request; None where the walk has come to its end."""
        running = [track for track in self._tracks if track.running]
        if not running:
            return None
        if self.requests >= self._bounds.packets:
            self.stop("bound", f"stopped after {self.requests} requests")
            return None
        self.requests += 1
        self._asked = running[: self._split or self.width]
        return self._request()

    def ask_less(self) -> Ask:
        """The last request again with half the repetitions: the answer may have been too large for the way back."""
        self.repetitions = max(self.repetitions // 2, 1)
        return self._request()

    def _request(self) -> Ask:
        oids = [track.prefix + track.last for track in self._asked]
        if not self._bulk:
            return Ask(message.GET_NEXT, oids)
        return Ask(message.GET_BULK, oids, 1 if self._suspect else self.repetitions)

    def fits(self, asked: Ask, binds: VarBinds) -> bool:  # noqa: ARG002 - a question's method; what an OID of a walk means is for `answer` to say
        """True: any OID may follow another."""
        return True

    def answer(self, asked: Ask, status: int, index: int, binds: VarBinds) -> None:
        """Takes the answer to `asked`."""
        if status != message.NO_ERROR:
            self._error(status, index)
            return
        self._suspect = max(self._suspect - 1, 0)
        if not binds.oids:
            self._shrink("malformed", "an answer without variable bindings")
        else:
            self._rows(binds, len(self._asked) * max(asked.repetitions, 1))

    def stop(self, kind: str, text: str) -> None:
        """Ends every column that still runs, with one problem; what came is kept."""
        running = [track for track in self._tracks if track.running]
        for track in running:
            track.running = False
        if running:
            self._problem(kind, f"{text}; {len(running)} of {len(self._tracks)} columns incomplete")

    def result(self) -> Walk:
        """What came, in the order of the columns asked for."""
        columns = [Column(track.prefix, track.indexes(), track.values, track.complete) for track in self._tracks]
        return Walk(tuple(columns), tuple(self._problems.values()))

    @property
    def asked(self) -> list[int]:
        """Numbers of the columns that the last request asked for."""
        return [track.number for track in self._asked]

    @property
    def rows(self) -> int:
        """Rows taken so far, over all columns."""
        return sum(track.rows for track in self._tracks)

    @property
    def clean(self) -> bool:
        """True as long as nothing was wrong."""
        return not self._problems

    # --- answers with rows

    def _rows(self, binds: VarBinds, most: int) -> None:
        stride = len(self._asked)
        oids, values = binds.oids, binds.values
        if len(oids) > most:  # more than asked for: the rest is not an answer to anything
            oids, values = oids[:most], values[:most]
        self.taken = []
        for position, track in enumerate(self._asked):
            mine = oids[position::stride]
            before = track.rows
            if binds.exceptions or not track.take_following(mine, values[position::stride]):
                tags = [binds.exceptions.get(at) for at in range(position, len(oids), stride)]
                self._row_by_row(track, mine, values[position::stride], tags)
            self.taken.append(track.rows - before)
            if track.rows >= self._bounds.rows and track.running:
                self._end(track, "bound", f"stopped after {track.rows} rows")

    def _row_by_row(
        self, track: _Track, oids: Sequence[bytes], values: Sequence[Value], tags: Sequence[int | None]
    ) -> None:
        before = track.rows
        for oid, value, tag in zip(oids, values, tags, strict=True):
            # noSuchObject has no business in a walk; agents that send it mean that there is nothing more.
            if tag is not None or not oid.startswith(track.prefix):
                track.running, track.complete = False, True
                return
            if not self._in_order(track, oid[track.size :]):
                if not track.running:
                    return
                continue
            track.take(oid[track.size :], value)
        if oids and track.rows == before:
            self._end(track, "loop", "the same OID came again and again")

    def _in_order(self, track: _Track, index: bytes) -> bool:
        """True for a row behind the last; False for a duplicate; an OID that goes backwards or is malformed ends the column."""
        if index == track.last:
            if track.rows:
                self._problem("duplicate_row", f"{_name(track.prefix)}: a row came twice, the first counts")
            return False
        try:
            if not index.isascii() or len(index) > _SHORT_INDEX:
                index_numbers(index)
            if follows(index, track.last):
                return True
        except SnmpProtocolError as error:
            self._end(track, "malformed", str(error))
            return False
        self._end(track, "decreasing", "an OID came that is smaller than the one before")
        return False

    # --- answers with an error

    def _error(self, status: int, index: int) -> None:
        if status == message.TOO_BIG:
            self._shrink("too_big", "tooBig even for a single variable")
            return
        guilty = self._asked[index - 1] if 0 < index <= len(self._asked) else None
        if guilty is None and len(self._asked) == 1:
            guilty = self._asked[0]
        if status == message.NO_SUCH_NAME and guilty is not None:
            # The way of SNMPv1 to say that nothing follows (RFC 1157, 4.1.3).
            guilty.running, guilty.complete = False, True
        elif self._bulk and not self._suspect and self.repetitions > 1:
            self._suspect = self.repetitions  # row by row, so that what stands before the faulty row is not lost
        elif guilty is not None:
            self._suspect = self._split = 0
            self._end(guilty, _ERROR_KINDS.get(status, "error_status"), message.status_name(status))
        else:
            self._split = len(self._asked) // 2

    def _shrink(self, kind: str, text: str) -> None:
        """Asks for less at a time: fewer rows, then fewer columns, then gives the single column up."""
        if self.repetitions > 1:
            self.repetitions //= 2
        elif len(self._asked) > 1:
            self.width = len(self._asked) // 2
        else:
            self._end(self._asked[0], kind, text)

    def _end(self, track: _Track, kind: str, text: str) -> None:
        track.running = False
        self._problem(kind, f"{_name(track.prefix)}: {text}")

    def _problem(self, kind: str, text: str) -> None:
        self._problems.setdefault((kind, text), Problem(kind, text))


_ERROR_KINDS = {message.GEN_ERR: "gen_err", message.NO_ACCESS: "no_access", message.AUTHORIZATION_ERROR: "refused"}


def _ascending(last: bytes, indexes: Sequence[bytes]) -> bool:
    """True where all indexes are well-formed and each stands behind the one before, the first behind `last`."""
    joined = b"".join(indexes)
    if joined.isascii() and len(joined) <= _SHORT_INDEX:
        return last < indexes[0] and last.isascii() and all(map(lt, indexes, indexes[1:]))
    try:
        numbers = [index_numbers(index) for index in (last, *indexes)]
    except SnmpProtocolError:
        return False
    return all(map(lt, numbers, numbers[1:]))


def _name(prefix: bytes) -> str:
    try:
        return decode_oid(prefix)
    except SnmpProtocolError:
        return "a malformed prefix"
