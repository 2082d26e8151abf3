"""The targets of the programme over HTTP: where each stands, and setting them; a carrier sees those for all and its own."""

from contextlib import suppress
from dataclasses import replace

from aiohttp import web

from fengsui.api.body import read_json
from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError
from fengsui.api.records import JSON, MERGE_PATCH, condition_of, json_answer, needed_condition, tagged
from fengsui.api.source import SnapshotSource
from fengsui.clock import Clock
from fengsui.coverage.targets import target_document
from fengsui.errors import DatabaseError, Fault, InputError, NotFoundError
from fengsui.exporters.programme_series import standings_of
from fengsui.inventory.edits import Editor, Single
from fengsui.inventory.fields import show
from fengsui.inventory.readers.json_reader import read_object
from fengsui.inventory.targets import TARGET_COLUMNS, TARGETS, TargetStore, target_record, target_tag
from fengsui.model.principal import Author, Principal, Role
from fengsui.model.target import Target


class TargetHandlers:
    """Handlers of targets.

    Args:
        source: Gives the figures that targets are held against.
        editor: Has the database; None where the application has no inventory.
        clock: Stamps the audit.
    """

    def __init__(self, source: SnapshotSource, editor: Editor | None, clock: Clock) -> None:
        self._source = source
        self._editor = editor
        self._clock = clock

    async def list(self, request: web.Request) -> web.Response:
        """`/api/v1/targets`: as `fengsui target list -o json` prints them."""
        principal, picture = principal_of(request), self._source.snapshot()
        if self._editor is not None:
            with suppress(DatabaseError):  # those of the picture are as old as the figures that they are held against
                picture = replace(picture, targets=tuple(await TargetStore(self._editor.db).targets()))
        found = [each for each in standings_of(picture) if _sees(principal, each.target)]
        return web.json_response({"items": [target_document(each) for each in found]})

    async def get(self, request: web.Request) -> web.Response:
        """One target as it was set."""
        name, principal = request.match_info["key"], principal_of(request)
        for target in await self._store.targets():
            if target.name == name and _sees(principal, target):
                return tagged(request, target_record(target), target_tag(target))
        raise _missing(name)

    async def put(self, request: web.Request) -> web.Response:
        """Sets a target; what is not given gets its default."""
        return await self._set(request, Single(condition_of(request)), JSON)

    async def patch(self, request: web.Request) -> web.Response:
        """Changes what is given of a target (RFC 7396)."""
        return await self._set(request, Single(needed_condition(request), existing=True), JSON, MERGE_PATCH)

    async def delete(self, request: web.Request) -> web.Response:
        """Removes a target."""
        name, condition = request.match_info["key"], condition_of(request)
        try:
            await self._store.remove([name], by=self._author(request), condition=condition)
        except NotFoundError:  # its hint is of the command line
            raise _missing(name) from None
        return web.Response(status=204)

    @property
    def _store(self) -> TargetStore:
        if self._editor is None:
            raise ProblemError(503, "Service Unavailable", "this server has no inventory")
        return TargetStore(self._editor.db)

    def _author(self, request: web.Request) -> Author:
        return Author(principal_of(request).name, self._clock.now())

    async def _set(self, request: web.Request, single: Single, *types: str) -> web.Response:
        name, store = request.match_info["key"], self._store
        reading = read_object(TARGETS, await read_json(request, *types), schemas=TARGET_COLUMNS)
        for row in reading.rows:
            given = row.values.get("name", name)
            if given != name:
                reading.refuse(Fault("/name", f"{show(name)}, as in the path, or no name at all", show(str(given))))
            row.values["name"] = name
        if not reading.rows:
            raise InputError("request", reading.faults)
        try:
            target, added = await store.put_one(
                reading.rows[0], reading.faults, single, by=self._author(request), whole=not single.existing
            )
        except NotFoundError:
            raise _missing(name) from None
        headers = {"ETag": f'"{target_tag(target)}"', **({"Location": request.rel_url.raw_path} if added else {})}
        return json_answer(target_record(target), 201 if added else 200, headers)


def _sees(principal: Principal, target: Target) -> bool:
    return principal.role is not Role.CARRIER or target.carrier in (None, principal.carrier)


def _missing(name: str) -> NotFoundError:
    return NotFoundError(f"there is no target {show(name)}")
