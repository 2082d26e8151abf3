"""The process that does one import: reads what was sent, judges it, and writes all of it or nothing.

A process of its own, because a minute of thinking in the one that polls would cost each of its datagrams some milliseconds of
waiting for the interpreter; and because the memory that it takes is given back. It ends with the process that started it.
"""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.clock import Clock, SystemClock
from fengsui.database.engine import Database
from fengsui.errors import ConflictError, Fault, FengsuiError, InputError
from fengsui.inventory.difference import Difference
from fengsui.inventory.edits import Editor
from fengsui.inventory.job_order import Order
from fengsui.inventory.jobs import JobStore, done
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.readers.csv_reader import read_csv
from fengsui.inventory.readers.json_reader import NotJsonError, parse_json, read_array
from fengsui.inventory.readers.ndjson_reader import read_json_file, read_ndjson_file
from fengsui.inventory.readers.text import UnreadableError, read_text, shown_path
from fengsui.inventory.rows import Reading
from fengsui.inventory.scope import Scope
from fengsui.inventory.validation import CHECKING
from fengsui.inventory.watch import Watch
from fengsui.model.job import JobState, Progress
from fengsui.model.principal import Author

Tell = Callable[[dict[str, int | str]], None]

# What polls goes before what imports.
_NICENESS = 5


class Steps(Watch):
    """Counts the rows of one import, tells of them now and then, and writes down that it is done."""

    def __init__(self, order: Order, clock: Clock, tell: Tell) -> None:
        self._order = order
        self._clock = clock
        self._tell = tell
        self._read = self._checked = 0
        self._written: dict[str, int] = {}

    def read(self, rows: int) -> None:
        """That many rows were read."""
        self._read = rows
        self._tell_counts()

    def progress(self, stage: str, done: int, _total: int) -> None:
        """Counts rows that were held against the others, and records that were written."""
        if stage == CHECKING:
            self._checked = done
        elif stage.removeprefix("writing ") in KINDS:
            self._written[stage] = done
        else:
            return
        self._tell_counts()

    async def finish(self, session: AsyncSession, different: Difference, notes: list[str]) -> None:
        """Says in the transaction of the import that it is done."""
        await done(session, self._order.job, self._clock.now(), self._counts(), different, notes)

    async def fail(self, store: JobStore, detail: str, faults: Sequence[Fault] = ()) -> None:
        """Says that the import failed, and how far it had come."""
        state, now = JobState.FAILED, self._clock.now()
        await store.end(self._order.job, state, now, detail=detail, faults=faults, progress=self._counts())

    def _counts(self) -> Progress:
        return Progress(self._read, self._checked, sum(self._written.values()))

    def _tell_counts(self) -> None:
        self._tell(dict(asdict(self._counts())))


async def work(order: Order, clock: Clock, tell: Tell) -> None:
    """Does one import, and writes down what came of it.

    Raises:
        FengsuiError: where the database or the key cannot be used; the job is still under way then.
    """
    steps = Steps(order, clock, tell)
    async with Database(order.url) as db:
        keyring = Keyring(order.keys[0] if order.keys else None, "the service", older=order.keys[1:])
        editor = Editor(db, keyring, allow_loopback=order.allow_loopback)
        try:
            reading = rows_of(order)
            steps.read(len(reading.rows))
            by = Author(order.principal, order.at)
            await editor.write(Scope(order.carrier), by, reading, dry_run=order.dry_run, watch=steps)
        except InputError as error:
            detail = f"{len(error.faults)} fault(s); nothing was changed"
            await steps.fail(JobStore(db), detail, error.faults)
        except ConflictError as error:
            raced = "somebody changed the same records at the same time; nothing was changed. Send it again"
            await steps.fail(JobStore(db), raced if error.__cause__ else str(error))


def rows_of(order: Order) -> Reading:
    """Rows of what was sent, and what is wrong with its form; kinds that the caller may not change are faults.

    The file is gone afterwards: it may hold secrets, and nobody reads it again.
    """
    path = Path(order.path)
    try:
        text = read_text(path)
        path.unlink()
        reading = _read(order, text)
    except UnreadableError as error:
        fault = error.fault
        where = fault.where.replace(shown_path(path), "body")
        raise InputError("import", [Fault(where, fault.expected, fault.got, fault.hint)]) from None
    except NotJsonError as error:
        raise InputError("import", [Fault("body", "JSON", str(error))]) from None
    for row in reading.rows:
        if row.kind.name not in order.kinds:
            reading.refuse(
                Fault(row.where(), f"one of {', '.join(order.kinds)}", f"{row.kind.name}, which are not yours")
            )
    return reading


def _read(order: Order, text: str) -> Reading:
    named = order.kind or "records"
    if order.media_type == "text/csv":
        return read_csv(Path(f"{named}.csv"), text)
    if order.media_type == "application/x-ndjson":
        return read_ndjson_file(Path(f"{named}.ndjson"), text)
    if order.kind is None:
        return read_json_file(Path("records.json"), text)
    documents = parse_json(text)
    if isinstance(documents, list):
        return read_array(KINDS[order.kind], documents)
    raise InputError("import", [Fault("body", f"an array of {order.kind}", "something else")])


def main() -> int:
    """Does the import that the first line of standard input orders; what it says goes to standard output, a line of JSON each."""
    order = Order.from_line(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(_NICENESS)
    try:
        asyncio.run(work(order, SystemClock(), _say))
    except FengsuiError as error:
        _say({"error": str(error)})
        return 1
    return 0


def _say(said: dict[str, int | str]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    # Standard input ends when the server does, however it does: what is not committed by then never will be.
    # Not through the buffer: its lock, held by this thread, would break the interpreter's own end.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
