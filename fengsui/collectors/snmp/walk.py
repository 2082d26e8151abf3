"""The walk over several columns at once, as a pure state machine: what to ask next, and what an answer means.

Each column goes on from its own last row, so answers cut off in the middle of a row cost nothing. Columns of one table
mostly share their indexes: these are kept once, on the spine, and a column follows the spine as long as its rows agree.

Guards against broken agents: an OID that comes again is a duplicate row (the first counts) and, where an answer brings
nothing else, a loop; an OID that goes backwards stops the column; rows and requests are bounded. What came is kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import add
from typing import Any

from fengsui.collectors.session import Column, Value, Walk, WalkBounds
from fengsui.collectors.snmp import message
from fengsui.collectors.snmp.decode import VarBinds
from fengsui.collectors.snmp.message import Ask
from fengsui.collectors.snmp.oid import decode_oid, follows, index_numbers
from fengsui.collectors.snmp.rowshape import Expected, in_full
from fengsui.collectors.snmp.track import SHORT_INDEX, Track, ascending
from fengsui.errors import SnmpProtocolError
from fengsui.model.poll import Problem

# Stands where an answer ended in the middle of a row.
_HOLE: Any = object()


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
        self._spine: list[bytes] = []
        self._tracks = [Track(number, prefix, self._spine) for number, prefix in enumerate(prefixes)]
        self._problems: dict[tuple[str, str], Problem] = {}
        self._owed: list[list[Value]] = []  # values of answers that are not dealt out to the columns yet
        self._running: list[Track] | None = None  # None once one of them has stopped
        self._asked: list[Track] = []
        self._columns: tuple[tuple[bytes, ...], tuple[int, ...]] = ((), ())  # their prefixes and numbers
        self._suspect = 0  # row-by-row requests still to come in search of a faulty row
        self._split = 0  # columns of one request while a faulty column is searched for; 0 when there is none
        self.repetitions = max(repetitions, 1) if bulk else 1
        self.width = min(width, len(prefixes)) or max(len(prefixes), 1)
        self.requests = 0
        self.cut_at = 0  # most rows that an answer held which was cut before its end; 0 where none was
        self._before: list[int] = []  # rows of each column asked, before its answer
        self._all_follow = True
        self._ended = False  # True once a column has shown its end
        self._asking = 1  # rows that the last request asked for

    def ask(self) -> Ask | None:
        """The next request; None where the walk has come to its end."""
        running = self._running
        if running is None:
            running = self._running = [track for track in self._tracks if track.running]
        if not running:
            return None
        if self.requests >= self._bounds.packets:
            self.stop("bound", f"stopped after {self.requests} requests")
            return None
        self.requests += 1
        asked = running[: self._split or self.width]
        if asked != self._asked:
            self._deal()
            self._asked = asked
            self._columns = tuple([track.prefix for track in asked]), tuple([track.number for track in asked])
        self._before = [track.rows for track in asked]
        return self._request()

    def ask_less(self) -> Ask:
        """The last request again with half the repetitions: the answer may have been too large for the way back."""
        self.repetitions = max(self.repetitions // 2, 1)
        return self._request()

    def _request(self) -> Ask:
        spine = self._spine
        if self._all_follow:
            tips = [spine[rows - 1] if rows else b"" for rows in self._before]
        else:
            tips = [track.last for track in self._asked]
        oids = list(map(add, self._columns[0], tips))
        if not self._bulk:
            return Ask(message.GET_NEXT, oids)
        self._asking = 1 if self._suspect else self._rows_wanted()
        return Ask(message.GET_BULK, oids, self._asking)

    def _rows_wanted(self) -> int:
        """As many as work, and no more than are left where a column has shown where the table ends."""
        if not self._ended or not self._all_follow:
            return self.repetitions
        tracks, rows = self._tracks, len(self._spine)
        if not any(track.complete and 0 < track.rows == rows for track in tracks):
            return self.repetitions
        # Few columns leave room for more rows each, in an answer no larger than those before.
        room = self.repetitions * min(self.width, len(tracks)) // len(self._asked)
        return max(min(rows - min(self._before) + 1, room), 1)

    def fits(self, asked: Ask, binds: VarBinds) -> bool:  # noqa: ARG002 - a question's method; what an OID of a walk means is for `answer` to say
        """True: any OID may follow another."""
        return True

    def answer(self, asked: Ask, status: int, index: int, binds: VarBinds) -> None:
        """Takes the answer to `asked`."""
        if status != message.NO_ERROR:
            self._error(status, index)
            return
        if self._suspect:
            self._suspect -= 1
        if not binds.oids and not binds.regular:
            self._shrink("malformed", "an answer without variable bindings")
        else:
            self._rows(binds, len(self._asked) * max(asked.repetitions, 1))

    def stop(self, kind: str, text: str) -> None:
        """Ends every column that still runs, with one problem; what came is kept."""
        running = [track for track in self._tracks if track.running]
        for track in running:
            self._halt(track)
        if running:
            self._problem(kind, f"{text}; {len(running)} of {len(self._tracks)} columns incomplete")

    def result(self) -> Walk:
        """What came, in the order of the columns asked for."""
        self._deal()
        columns = [Column(track.prefix, track.indexes(), track.values, track.complete) for track in self._tracks]
        return Walk(tuple(columns), tuple(self._problems.values()))

    @property
    def asked(self) -> Sequence[int]:
        """Numbers of the columns that the last request asked for."""
        return self._columns[1]

    @property
    def taken(self) -> list[int]:
        """Rows that the last answer brought, for each column asked."""
        return [track.rows - rows for track, rows in zip(self._asked, self._before, strict=True)]

    @property
    def rows(self) -> int:
        """Rows taken so far, over all columns."""
        return sum(track.rows for track in self._tracks)

    @property
    def clean(self) -> bool:
        """True as long as nothing was wrong."""
        return not self._problems

    # --- answers with rows

    @property
    def expected(self) -> Expected | None:
        """The rows that the answer should begin with; None where not all columns go along with each other."""
        if not self._all_follow:
            return None
        before = self._before
        hindmost = min(before)
        offsets = tuple([rows - hindmost for rows in before])
        # Mostly the spine ends with the foremost column.
        known = self._spine[hindmost : hindmost + max(offsets) + self._asking] if hindmost < len(self._spine) else []
        return Expected(*self._columns, known, offsets)

    def _rows(self, binds: VarBinds, most: int) -> None:
        regular = len(binds.regular)
        if regular and (regular > most or not self._extend(binds.fresh)) and (expected := self.expected):
            binds, regular = in_full(binds, expected), 0
        if regular:
            self._owe(binds.regular)
        if binds.oids:  # where there are more than asked for, the rest is not an answer to anything
            room = most - regular
            self._other_rows(binds.oids[:room], binds.values[:room], binds.exceptions, fruitless=not regular)
            self._all_follow = all(track.following for track in self._tracks)
        if len(binds) < most and (self._running is not None or any(track.running for track in self._asked)):
            self.cut_at = max(self.cut_at, -(-len(binds) // len(self._asked)))
        if len(self._spine) >= self._bounds.rows or not self._all_follow:
            self._bound_rows()

    def _owe(self, values: list[Value]) -> None:
        """Takes values of rows, the last whole or its first columns; they are dealt out when somebody looks."""
        asked = self._asked
        whole, first = divmod(len(values), len(asked))
        for track in asked[:first]:
            track.rows += whole + 1
        for track in asked[first:]:
            track.rows += whole
        self._owed.append(values)

    def _deal(self) -> None:
        """Gives the columns what they are owed: one cut through all answers costs less than one through each."""
        if not self._owed:
            return
        stride = ragged = len(self._asked)
        values: list[Value] = []
        for answer in self._owed:
            values += answer
            if short := -len(answer) % stride:
                values += [_HOLE] * short
                ragged = min(ragged, stride - short)
        for position, track in enumerate(self._asked):
            column = values[position::stride]
            track.values += column if position < ragged else [value for value in column if value is not _HOLE]
        self._owed = []

    def _extend(self, fresh: Sequence[bytes]) -> bool:
        """Puts new indexes on the spine; False, with nothing done, where they do not stand behind it in order."""
        if fresh and not ascending(self._spine[-1] if self._spine else b"", fresh):
            return False
        self._spine += fresh
        return True

    def _bound_rows(self) -> None:
        for track in self._asked:
            if track.rows >= self._bounds.rows and track.running:
                self._end(track, "bound", f"stopped after {track.rows} rows")

    def _other_rows(
        self, oids: Sequence[bytes], values: Sequence[Value], exceptions: Mapping[int, int], *, fruitless: bool
    ) -> None:
        """Takes rows one by one; `fruitless` where nothing came before them in the same answer."""
        self._deal()
        stride = len(self._asked)
        for position, track in enumerate(self._asked):
            if position < len(oids) and not oids[position].startswith(track.prefix):
                self._halt(track, complete=True)
                continue
            mine = oids[position::stride]
            tags = [exceptions.get(at) for at in range(position, len(oids), stride)] if exceptions else repeat(None)
            self._row_by_row(track, mine, values[position::stride], tags, fruitless=fruitless)

    def _row_by_row(
        self,
        track: Track,
        oids: Sequence[bytes],
        values: Sequence[Value],
        tags: Iterable[int | None],
        *,
        fruitless: bool,
    ) -> None:
        before = track.rows
        for oid, value, tag in zip(oids, values, tags, strict=False):
            # noSuchObject has no business in a walk; agents that send it mean that there is nothing more.
            if tag is not None or not oid.startswith(track.prefix):
                self._halt(track, complete=True)
                return
            if not self._in_order(track, oid[len(track.prefix) :]):
                if not track.running:
                    return
                continue
            track.take(oid[len(track.prefix) :], value)
        if fruitless and oids and track.rows == before:
            self._end(track, "loop", "the same OID came again and again")

    def _in_order(self, track: Track, index: bytes) -> bool:
        """True for a row behind the last; False for a duplicate; an OID that goes backwards or is malformed ends the column."""
        if index == track.last:
            if track.rows:
                self._problem("duplicate_row", f"{_name(track.prefix)}: a row came twice, the first counts")
            return False
        try:
            if not index.isascii() or len(index) > SHORT_INDEX:
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
            self._halt(guilty, complete=True)
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

    def _end(self, track: Track, kind: str, text: str) -> None:
        self._halt(track)
        self._problem(kind, f"{_name(track.prefix)}: {text}")

    def _halt(self, track: Track, *, complete: bool = False) -> None:
        track.running, track.complete = False, complete
        self._running = None
        self._ended = self._ended or complete

    def _problem(self, kind: str, text: str) -> None:
        self._problems.setdefault((kind, text), Problem(kind, text))


_ERROR_KINDS = {message.GEN_ERR: "gen_err", message.NO_ACCESS: "no_access", message.AUTHORIZATION_ERROR: "refused"}


def _name(prefix: bytes) -> str:
    try:
        return decode_oid(prefix)
    except SnmpProtocolError:
        return "a malformed prefix"
