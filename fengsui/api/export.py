"""The inventory as files over HTTP, as `fengsui export` writes them: a carrier gets its own records alone."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from aiohttp import web
from multidict import MultiMapping

from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError, invalid
from fengsui.api.records import scope_of
from fengsui.api.source import SnapshotSource
from fengsui.errors import Fault, InputError
from fengsui.inventory.edits import Editor, missing
from fengsui.inventory.exporter import Selection
from fengsui.inventory.fields import show
from fengsui.inventory.formats import MEDIA_TYPES, ExportFormat
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.scope import Scope
from fengsui.inventory.spooling import spool
from fengsui.inventory.writers.geojson_writer import GEOGRAPHIC, States

PARAMETERS = ("format", "kind", "carrier", "state")
# Exports of one caller at once, being made or being sent: each takes some megabytes of the disk.
_MOST_EACH = 2
_RETRY_SECONDS = 10
_CHUNK = 256 * 1024
# A province of 70 MB in ten minutes is 1 Mbit/s.
_SEND_SECONDS = 600.0
_ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller asks for.

    Attributes:
        kinds: Those that were named; empty for all.
        carrier: Whose records; None for everything that the caller may see.
        state: For GeoJSON: with the condition of devices and links.
    """

    made: ExportFormat
    kinds: tuple[str, ...] = ()
    carrier: str | None = None
    state: bool = False


class ExportHandlers:
    """Handler of exports.

    Args:
        source: Gives the condition of devices and links.
        editor: Has the database; None where the application has no inventory.
    """

    def __init__(self, source: SnapshotSource, editor: Editor | None) -> None:
        self._source = source
        self._editor = editor
        self._of: Counter[str] = Counter()
        # A province takes seconds of work, in threads beside the loop: one at a time leaves the polls their share.
        self._making = asyncio.Lock()

    async def get(self, request: web.Request) -> web.StreamResponse:
        """`/api/v1/export`: made whole in a file of its own, then sent."""
        if self._editor is None:
            raise ProblemError(503, "Service Unavailable", "this server has no inventory")
        wish, principal = parse_wish(request.query), principal_of(request)
        scope = await _narrowed(self._editor, scope_of(principal), wish.carrier)
        selection = Selection(wish.kinds, scope)
        with self._turn(principal.name), tempfile.TemporaryFile() as file:
            async with self._making:
                states = await asyncio.to_thread(self._states) if wish.state else None
                await spool(self._editor.db, file, selection, wish.made, states)
            return await _send(request, file, _headers(wish.made, selection))

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        if self._of[name] >= _MOST_EACH:
            detail = f"expected fewer than {_MOST_EACH} exports at once, got {self._of[name]}"
            raise ProblemError(429, "Too Many Requests", detail, headers={"Retry-After": str(_RETRY_SECONDS)})
        self._of[name] += 1
        try:
            yield
        finally:
            self._of[name] -= 1
            self._of += Counter()  # forgets who has none

    def _states(self) -> States:
        known = self._source.snapshot().conditions
        seen = {"devices": known.devices, "links": known.links}
        return {(kind, name): each.condition.value for kind, found in seen.items() for name, each in found.items()}


def parse_wish(query: MultiMapping[str]) -> Wish:
    """Reads what a caller asks for.

    Raises:
        ProblemError: 400, with all faults.
    """
    faults = [Fault(name[:60], f"one of {', '.join(PARAMETERS)}", show(name)) for name in set(query) - set(PARAMETERS)]
    faults += [
        Fault(name, "it once", f"{len(query.getall(name))} times")
        for name in ("format", "carrier", "state")
        if len(query.getall(name, [])) > 1
    ]
    wanted = query.get("format", ExportFormat.JSON.value)
    if wanted not in list(ExportFormat):
        faults.append(Fault("format", f"one of {', '.join(ExportFormat)}", show(wanted)))
    possible = GEOGRAPHIC if wanted == ExportFormat.GEOJSON else tuple(KINDS)
    kinds = tuple(query.getall("kind", []))
    faults += [Fault("kind", f"one of {', '.join(possible)}", show(kind)) for kind in kinds if kind not in possible]
    state = query.get("state", "false")
    if state not in ("true", "false"):
        faults.append(Fault("state", "true or false", show(state)))
    if state == "true" and wanted != ExportFormat.GEOJSON:
        faults.append(Fault("state", f"false, but with the format {ExportFormat.GEOJSON}", show(state)))
    if faults:
        raise invalid(InputError("query", sorted(faults, key=lambda each: each.where)), 400)
    return Wish(ExportFormat(wanted), kinds, query.get("carrier"), state == "true")


async def _narrowed(editor: Editor, scope: Scope, carrier: str | None) -> Scope:
    """The scope of one carrier, which must be one that the caller sees."""
    if carrier is None:
        return scope
    if not carrier.isprintable() or scope.carrier not in (None, carrier):
        raise missing("carriers", carrier)
    await editor.find(scope, "carriers", carrier)
    return Scope(carrier)


def _headers(made: ExportFormat, selection: Selection) -> dict[str, str]:
    """Type and name of the file: an import takes a CSV that is named as its kind is."""
    kinds = selection.kinds_of(made)
    media, name = MEDIA_TYPES[made], f"fengsui.{made}"
    if made is ExportFormat.CSV:
        media, name = (_ZIP, "fengsui.zip") if len(kinds) > 1 else (f"{media}; charset=utf-8", f"{kinds[0]}.csv")
    return {"Content-Type": media, "Content-Disposition": f'attachment; filename="{name}"'}


async def _send(request: web.Request, file: IO[bytes], headers: dict[str, str]) -> web.StreamResponse:
    response = web.StreamResponse(headers=headers)
    response.content_length = file.tell()
    file.seek(0)
    try:
        async with asyncio.timeout(_SEND_SECONDS):
            await response.prepare(request)
            while request.method != "HEAD" and (chunk := await asyncio.to_thread(file.read, _CHUNK)):
                await response.write(chunk)
            await response.write_eof()
    except TimeoutError:
        # Half of it is out: only a broken connection says so.
        if request.transport is not None:
            request.transport.abort()
    return response
