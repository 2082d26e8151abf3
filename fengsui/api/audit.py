"""The audit over HTTP: who changed what; a carrier sees the changes of its own records."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError, invalid
from fengsui.api.records import scope_of
from fengsui.coverage.document import utc_text
from fengsui.errors import Fault, InputError
from fengsui.inventory.audit import AuditStore
from fengsui.inventory.edits import Editor
from fengsui.inventory.fields import show
from fengsui.model.audit import AuditEntry

_FILTERS = ("kind", "key", "principal")
_NUMBERS = ("limit", "cursor", "since")
_MOST = 1000
_BIGINT_DIGITS = 18


class AuditHandlers:
    """Handler of the audit.

    Args:
        editor: Has the database; None where the application has no inventory.
    """

    def __init__(self, editor: Editor | None) -> None:
        self._editor = editor

    async def list(self, request: web.Request) -> web.Response:
        """`/api/v1/audit`: entries, the newest first."""
        if self._editor is None:
            raise ProblemError(503, "Service Unavailable", "this server has no inventory")
        filters, numbers = _parsed(request.query)
        limit = numbers.get("limit", 100)
        entries = await AuditStore(self._editor.db).entries(
            **filters,
            since=float(numbers.get("since", 0)),
            carrier=scope_of(principal_of(request)).carrier,
            before=numbers.get("cursor"),
            limit=limit + 1,
        )
        more = str(entries[limit - 1].number) if len(entries) > limit else None
        return web.json_response({"items": [_document(entry) for entry in entries[:limit]], "next": more})


def _parsed(query: Mapping[str, str]) -> tuple[dict[str, str], dict[str, int]]:
    faults = [
        Fault(name[:60], f"one of {', '.join((*_FILTERS, *_NUMBERS))}", show(name))
        for name in query
        if name not in (*_FILTERS, *_NUMBERS)
    ]
    numbers: dict[str, int] = {}
    for name in _NUMBERS:
        text = query.get(name)
        if text is None:
            continue
        most = _MOST if name == "limit" else 10**_BIGINT_DIGITS
        if text.isascii() and text.isdigit() and len(text) <= _BIGINT_DIGITS and 1 <= int(text) <= most:
            numbers[name] = int(text)
        else:
            faults.append(Fault(name, f"a number of 1 to {most}", show(text)))
    filters = {name: query[name] for name in _FILTERS if name in query}
    faults += [Fault(name, "printable text", show(text)) for name, text in filters.items() if not text.isprintable()]
    if faults:
        raise invalid(InputError("query", faults), 400)
    return filters, numbers


def _document(entry: AuditEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "time": utc_text(entry.at),
        "principal": entry.principal,
        "action": entry.action.value,
        "kind": entry.kind,
        "key": entry.key,
        "carrier": entry.carrier,
        "before": entry.before,
        "after": entry.after,
    }
