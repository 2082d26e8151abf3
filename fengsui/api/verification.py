"""The verification of a device over HTTP: what came of it, in the caller's language, and asking for another."""

from typing import Any

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.language import wants_chinese
from fengsui.api.problem import ProblemError
from fengsui.api.records import scope_of
from fengsui.clock import Clock
from fengsui.coverage.document import utc_text
from fengsui.inventory.edits import Editor, missing
from fengsui.inventory.verifications import own_devices, request_verification, verified_lifecycle
from fengsui.model.verification import DeviceFacts, Reason, Verification, Words


class VerificationHandlers:
    """Handlers of a device's verification.

    Args:
        editor: Has the database; None where the application has no inventory.
        clock: Stamps requests.
    """

    def __init__(self, editor: Editor | None, clock: Clock) -> None:
        self._stored = editor
        self._clock = clock

    async def get(self, request: web.Request) -> web.Response:
        """What came of the last one; `verdict` is null before the first."""
        name, before = await self._device(request)
        found, lifecycle = await verified_lifecycle(self._editor.db, name)
        return await self._answer(request, found, lifecycle or before)

    async def post(self, request: web.Request) -> web.Response:
        """Asks for another, which is done within seconds."""
        name, lifecycle = await self._device(request)
        if lifecycle == "retired":
            raise ProblemError(409, "Conflict", "a retired device is not asked; change its lifecycle first")
        found = await request_verification(self._editor.db, name, self._clock.now())
        return await self._answer(request, found, lifecycle, status=202)

    @property
    def _editor(self) -> Editor:
        if self._stored is None:
            raise ProblemError(503, "Service Unavailable", "this server has no inventory")
        return self._stored

    async def _device(self, request: web.Request) -> tuple[str, str]:
        """Name and lifecycle of the device of the path, which must be the caller's to see."""
        scope, name = scope_of(principal_of(request)), request.match_info["key"]
        if not name.isprintable():
            raise missing("devices", name)
        found = await self._editor.find(scope, "devices", name)
        return name, found.values["lifecycle"]

    async def _answer(
        self, request: web.Request, found: Verification, lifecycle: str, status: int = 200
    ) -> web.Response:
        chinese = wants_chinese(request.headers.get("Accept-Language", ""))
        scope = scope_of(principal_of(request))
        others = {each.other for each in (*found.reasons, *found.warnings) if each.other}
        seen = await own_devices(self._editor.db, scope, others) if others else frozenset()
        document = verification_document(found, lifecycle, chinese=chinese, seen=seen)
        headers = {"Content-Language": "zh-CN" if chinese else "en"}
        return web.json_response(document, status=status, headers=headers)


def verification_document(
    found: Verification, lifecycle: str, *, chinese: bool, seen: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """A verification as JSON.

    Args:
        found: What came of it.
        lifecycle: The device's, as it is registered.
        chinese: True for words in Chinese.
        seen: Other devices that the caller may see by name.
    """
    return {
        "device": found.device,
        "lifecycle": lifecycle,
        "verdict": found.verdict.value if found.verdict else None,
        "time": _time(found.at),
        "requested": _time(found.requested_at),
        "next": _time(found.next_at),
        "reasons": [_reason(each, chinese, seen) for each in found.reasons],
        "warnings": [_reason(each, chinese, seen) for each in found.warnings],
        "facts": _facts(found.facts),
    }


def _reason(reason: Reason, chinese: bool, seen: frozenset[str]) -> dict[str, Any]:
    def said(words: Words) -> str:
        return words.zh if chinese else words.en

    document = {"kind": reason.kind.value, "expected": said(reason.expected), "got": said(reason.got)}
    hint = said(reason.hint)
    other = reason.other if reason.other in seen else ""
    return {**document, **({"hint": hint} if hint else {}), **({"other": other} if other else {})}


def _facts(facts: DeviceFacts | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return {name: getattr(facts, name) for name in DeviceFacts.__dataclass_fields__} | {"outcome": facts.outcome.value}


def _time(at: float | None) -> str | None:
    return None if at is None else utc_text(at)
