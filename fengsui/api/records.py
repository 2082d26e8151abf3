"""The records of the inventory over HTTP: listed, read, put, patched, deleted and sent in bulk, one set of handlers a kind."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from fengsui.api.body import BULK_TYPES, Room, parse, read_bulk, read_json
from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError, invalid
from fengsui.clock import Clock
from fengsui.errors import Fault, InputError
from fengsui.inventory.edits import Condition, Editor, Found, Single, Written
from fengsui.inventory.fields import show
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.listing import page, parse_question
from fengsui.inventory.readers.csv_reader import read_csv
from fengsui.inventory.readers.json_reader import read_array, read_ndjson, read_object
from fengsui.inventory.repetition import Once
from fengsui.inventory.rows import Reading
from fengsui.inventory.scope import Scope
from fengsui.model.principal import Author, Principal, Role

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
LONGEST_IDEMPOTENCY_KEY = 100


def scope_of(principal: Principal) -> Scope:
    """Whose records a caller sees; a carrier's token that somehow lost its carrier sees nobody's."""
    return Scope(principal.carrier or "-") if principal.role is Role.CARRIER else Scope()


class RecordHandlers:
    """Handlers of one kind.

    Args:
        kind_name: Plural, as in `KINDS`.
        editor: Reads and changes records; None where the application has no inventory, as in previews.
        clock: Stamps the audit.
        room: For large bodies.
    """

    def __init__(self, kind_name: str, editor: Editor | None, clock: Clock, room: Room) -> None:
        self._kind = KINDS[kind_name]
        self._room = room
        self._stored = editor
        self._clock = clock

    async def list(self, request: web.Request) -> web.Response:
        """A page of records."""
        question = _asked(self._kind.name, request)
        found = await page(self._editor.db, scope_of(principal_of(request)), question)
        cursor = found.cursor or None
        document = {"items": [_shown(each.values) for each in found.records], "next": cursor}
        headers = {}
        if cursor:
            headers["Link"] = f'<{request.rel_url.update_query(cursor=cursor)}>; rel="next"'
        return tagged(request, document, _digest(document), headers)

    async def get(self, request: web.Request) -> web.Response:
        """One record."""
        found = await self._find(request)
        return tagged(request, _shown(found.values), found.tag)

    async def put(self, request: web.Request) -> web.Response:
        """Puts a record in the place of what is there: a column that is not given gets its default."""
        reading = await self._read(request, JSON)
        for row in reading.rows:
            given = row.values
            row.values = {column: given.get(column) for column in self._kind.columns if column not in _refused(reading)}
        scope, by = scope_of(principal_of(request)), self._author(request)
        written = await self._editor.write(scope, by, reading, single=Single(condition_of(request)))
        return await self._answer(request, written)

    async def patch(self, request: web.Request) -> web.Response:
        """Changes the columns that are given (RFC 7396); null gives a column its default."""
        condition = needed_condition(request)
        reading = await self._read(request, JSON, MERGE_PATCH)
        scope, by = scope_of(principal_of(request)), self._author(request)
        written = await self._editor.write(scope, by, reading, single=Single(condition, existing=True))
        return await self._answer(request, written)

    async def delete(self, request: web.Request) -> web.Response:
        """Removes a record that nothing refers to."""
        scope, by = scope_of(principal_of(request)), self._author(request)
        await self._editor.delete(scope, by, self._kind.name, _key(request), condition_of(request))
        return web.Response(status=204)

    async def bulk(self, request: web.Request) -> web.Response:
        """Adds or changes many records, all or none; a column that is not given stays as it is."""
        dry_run = flag(request, "dry_run")
        async with self._room.take(request):
            return await self._bulk(request, dry_run=dry_run)

    async def _bulk(self, request: web.Request, *, dry_run: bool) -> web.Response:
        media_type, text = await read_bulk(request, *BULK_TYPES)
        once = _once(request, f"{request.path} {media_type} {text}")
        reading = self._rows(media_type, text)
        scope, by = scope_of(principal_of(request)), self._author(request)
        written = await self._editor.write(scope, by, reading, dry_run=dry_run, once=once)
        return json_answer(bulk_document(written, dry_run=dry_run))

    @property
    def _editor(self) -> Editor:
        if self._stored is None:
            raise ProblemError(503, "Service Unavailable", "this server has no inventory")
        return self._stored

    def _author(self, request: web.Request) -> Author:
        return Author(principal_of(request).name, self._clock.now())

    async def _find(self, request: web.Request) -> Found:
        return await self._editor.find(scope_of(principal_of(request)), self._kind.name, _key(request))

    async def _read(self, request: web.Request, *types: str) -> Reading:
        """The record of the body, under the key of the path."""
        key, column = _key(request), self._kind.key
        reading = read_object(self._kind, await read_json(request, *types))
        for row in reading.rows:
            given = row.values.get(column, key)
            if given != key:
                got = "null" if given is None else show(str(given))
                reading.refuse(Fault(f"/{column}", f"{show(key)}, as in the path, or no {column} at all", got))
            row.values[column] = key
        return reading

    async def _answer(self, request: web.Request, written: Written) -> web.Response:
        (_, result), *_rest = written.results
        found = await self._find(request)
        headers = {"ETag": f'"{found.tag}"'}
        if result == "added":
            headers["Location"] = request.rel_url.raw_path
        return json_answer(_shown(found.values), status=201 if result == "added" else 200, headers=headers)

    def _rows(self, media_type: str, text: str) -> Reading:
        if media_type == "text/csv":
            return read_csv(Path(f"{self._kind.name}.csv"), text)
        if media_type != JSON:
            return read_ndjson(self._kind, text)
        documents = parse(text)
        if isinstance(documents, list):
            return read_array(self._kind, documents)
        reading = Reading()
        reading.lose(Fault("", f"an array of {self._kind.name}", "something else"), self._kind)
        return reading


def bulk_document(written: Written, *, dry_run: bool) -> dict[str, Any]:
    """What a bulk request did, row by row."""
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for _, result in written.results:
        counts[result] += 1
    results = [{"row": row, "key": key, "result": result} for row, (key, result) in enumerate(written.results)]
    return {"dry_run": dry_run, **counts, "results": results, "notes": list(written.notes)}


def _asked(kind_name: str, request: web.Request) -> Any:
    try:
        return parse_question(kind_name, request.query)
    except InputError as error:
        raise invalid(error, 400) from error


def _refused(reading: Reading) -> set[str]:
    """Columns whose values were refused already: they are not said to be missing as well."""
    return {fault.where.removeprefix("/") for fault in reading.faults}


def _key(request: web.Request) -> str:
    return request.match_info["key"]


def condition_of(request: web.Request) -> Condition | None:
    """What the caller's headers demand; an If-Match that cannot be read matches nothing."""
    absent = request.headers.get("If-None-Match", "").strip() == "*"
    if "If-Match" not in request.headers:
        return Condition(absent=True) if absent else None
    return Condition(frozenset(tag.value for tag in request.if_match or ()), absent)


def needed_condition(request: web.Request) -> Condition:
    """What the caller's headers demand of a record that is changed in part.

    Raises:
        ProblemError: 428, where there is no If-Match.
    """
    condition = condition_of(request)
    if condition is None or condition.matching is None:
        detail = "If-Match: expected the ETag of the record as you have read it, got none"
        raise ProblemError(428, "Precondition Required", detail)
    return condition


def flag(request: web.Request, name: str) -> bool:
    """A parameter that is true or false, and false where it is not there.

    Raises:
        ProblemError: 400.
    """
    text = request.query.get(name, "false")
    if text not in ("true", "false"):
        raise ProblemError(400, "Bad Request", f"{name}: expected true or false, got {show(text)}")
    return text == "true"


def _once(request: web.Request, sent: str) -> Once | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not (0 < len(key) <= LONGEST_IDEMPOTENCY_KEY and key.isascii() and key.isprintable()):
        expected = f"at most {LONGEST_IDEMPOTENCY_KEY} printable ASCII characters"
        raise ProblemError(400, "Bad Request", f"Idempotency-Key: expected {expected}")
    return Once(key, hashlib.sha256(sent.encode("utf-8", "surrogatepass")).digest())


def tagged(request: web.Request, document: Any, tag: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer with its tag; nothing but the tag where the caller has it already."""
    headers = {**(headers or {}), "ETag": f'"{tag}"', "Cache-Control": "no-cache, private"}
    if any(each.value in ("*", tag) for each in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return json_answer(document, headers=headers)


def _digest(document: Any) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:24]


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    return {column: list(value) if isinstance(value, tuple) else value for column, value in values.items()}


def json_answer(document: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """A document as JSON."""
    body = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    return web.Response(body=body, status=status, headers=headers, content_type=JSON)
