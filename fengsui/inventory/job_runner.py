"""Imports that were sent over HTTP, one after the other, each in a process of its own; what is under way when this stops is interrupted."""

import asyncio
import json
import os
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from fengsui.clock import Clock, spawn
from fengsui.database.engine import Database
from fengsui.errors import BusyError, ConflictError, FengsuiError
from fengsui.inventory.job_order import Order
from fengsui.inventory.jobs import JobStore
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.scope import Scope
from fengsui.model.job import Job, JobState, Progress
from fengsui.model.principal import Author

# What waits lies on the disk: twenty times the greatest body.
MOST_WAITING = 20
_FILES = "*.import"
_MOST_SAID = 64 * 1024
_LONGEST_LOGGED = 2000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a caller sent.

    Attributes:
        path: File that it lies in; from now on the runner's, which removes it.
        kind: Plural name of the kind of its rows; None where they say it themselves.
        kinds: Kinds that the caller may change.
    """

    path: Path
    media_type: str
    kind: str | None
    kinds: tuple[str, ...]
    dry_run: bool


class ImportJobs:
    """Takes imports, does them in their order, and tells how they stand.

    Every method raises DatabaseError where the database fails.

    Args:
        db: An open database.
        keyring: Encrypts what is secret.
        folder: Where what was sent lies until it was read.
        clock: Stamps jobs.
        allow_loopback: True where a loopback address may be registered.
        random: Gives that many random bytes, as text: an id cannot be guessed.
    """

    def __init__(
        self,
        db: Database,
        keyring: Keyring,
        folder: Path,
        clock: Clock,
        *,
        allow_loopback: bool,
        random: Callable[[int], str] = secrets.token_hex,
    ) -> None:
        self.store = JobStore(db)
        self._db = db
        self._keyring = keyring
        self._folder = folder
        self._clock = clock
        self._allow_loopback = allow_loopback
        self._random = random
        self._newest = 0
        self._waiting: asyncio.Queue[Order] = asyncio.Queue()
        self._orders: dict[str, Order] = {}
        self._child: tuple[str, asyncio.subprocess.Process] | None = None
        self._progress: dict[str, Progress] = {}

    async def start(self) -> None:
        """Clears away what an earlier run has left: its files, and jobs that it did not end."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in self._folder.glob(_FILES):
            path.unlink(missing_ok=True)
        if interrupted := await self.store.interrupt_all(self._clock.now()):
            _log.warning("imports were interrupted", jobs=interrupted)

    async def run(self) -> None:
        """Does what is waiting, for ever."""
        while True:
            order = await self._waiting.get()
            try:
                if order.job in self._orders:
                    await self._do(order)
            except FengsuiError as error:
                _log.error("import failed", job=order.job, error=str(error))
            finally:
                self._forget(order)

    async def stop(self) -> None:
        """Ends what is under way; nothing of it is written."""
        for order in list(self._orders.values()):
            self._forget(order)
        if self._child is not None:
            await _kill(self._child[1])
        await self.store.interrupt_all(self._clock.now())

    def make_file(self) -> Path:
        """An empty file to write to, for what a caller sends; readable for us alone, since it may hold secrets.

        Raises:
            BusyError: where too many imports wait already.
        """
        if len(self._orders) >= MOST_WAITING:
            raise BusyError(f"expected fewer than {MOST_WAITING} imports that wait, got {len(self._orders)}")
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{self._random(16)}.import"
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        return path

    async def submit(self, scope: Scope, by: Author, sent: Sent) -> Job:
        """Takes an import."""
        # Later ones sort behind earlier ones, those of one millisecond too.
        self._newest = max(int(by.at * 1000), self._newest + 1)
        job_id = f"{self._newest:012x}{self._random(10)}"
        size = sent.path.stat().st_size
        order = self._order(job_id, scope, by, sent)
        job = Job(job_id, by.principal, scope.carrier, sent.kind, sent.media_type, sent.dry_run, size, by.at)
        self._orders[job_id] = order
        try:
            await self.store.add(job)
        except BaseException:
            self._forget(order)
            raise
        self._waiting.put_nowait(order)
        return job

    def current(self, job: Job) -> Job:
        """A job with how far it is now."""
        progress = self._progress.get(job.id)
        return job if progress is None or job.state.over else replace(job, progress=progress)

    async def cancel(self, scope: Scope, job_id: str) -> Job:
        """Ends a job that is not over; nothing of it stays.

        Raises:
            NotFoundError: where the caller sees no such job.
            ConflictError: where it is over already.
        """
        await self.store.find(scope, job_id)
        order = self._orders.pop(job_id, None)
        if self._child is not None and self._child[0] == job_id:
            await _kill(self._child[1])
        if not await self.store.end(job_id, JobState.CANCELLED, self._clock.now(), detail="nothing was changed"):
            raise ConflictError("the job is over already; what it did can be seen at its address")
        if order is not None:
            self._forget(order)
        return await self.store.find(scope, job_id)

    def _order(self, job_id: str, scope: Scope, by: Author, sent: Sent) -> Order:
        return Order(
            job=job_id,
            url=self._db.engine.url.render_as_string(hide_password=False),
            keys=(),
            path=str(sent.path),
            media_type=sent.media_type,
            kind=sent.kind,
            kinds=sent.kinds,
            carrier=scope.carrier,
            principal=by.principal,
            at=by.at,
            dry_run=sent.dry_run,
            allow_loopback=self._allow_loopback,
        )

    async def _do(self, order: Order) -> None:
        if not await self.store.begin(order.job, self._clock.now()):
            return
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "fengsui.inventory.job_child"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_MOST_SAID,
        )
        self._child = (order.job, process)
        try:
            errors = await self._listen(order, process)
            # Where it has said itself how it ended, this changes nothing.
            detail = "this could not be done, and the log of the service says why; nothing was changed"
            ours = order.job in self._orders  # not once it was cancelled, or the service stops
            if ours and await self.store.end(order.job, JobState.FAILED, self._clock.now(), detail=detail):
                _log.error("import failed", job=order.job, code=process.returncode, error=errors[-_LONGEST_LOGGED:])
        finally:
            await _kill(process)
            self._child = None

    async def _listen(self, order: Order, process: asyncio.subprocess.Process) -> str:
        """Takes down how far the import is until it ends; gives what it said of errors."""
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise RuntimeError("the process was started without pipes")
        complaint = spawn(process.stderr.read(), name=f"errors of job {order.job}")
        if order.kind in (None, "credentials"):
            self._keyring.ensure()
        # Taken now, not when it was sent: keys may have been changed while it waited.
        process.stdin.write(replace(order, keys=tuple(self._keyring.keys)).to_line())
        errors = ""
        async for line in process.stdout:
            said = json.loads(line)
            errors += str(said.pop("error", ""))
            self._progress[order.job] = replace(self._progress.get(order.job, Progress()), **said)
        await process.wait()
        return errors or bytes(await complaint).decode(errors="replace")

    def _forget(self, order: Order) -> None:
        self._orders.pop(order.job, None)
        self._progress.pop(order.job, None)
        Path(order.path).unlink(missing_ok=True)


async def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
