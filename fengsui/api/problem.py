"""Errors as problem documents (RFC 9457): what was wrong, what was expected; never where in the code."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from fengsui.api.language import in_chinese, wants_chinese
from fengsui.errors import ConflictError, Fault, FengsuiError, InputError, NotFoundError, PreconditionError

_RETRY_SECONDS = 5
# Whoever sent 100,000 wrong rows repairs these and sees the rest next time.
_MOST_FAULTS = 1000

PROBLEM_TYPE = "application/problem+json"

_log = structlog.get_logger(__name__)


class ProblemError(Exception):
    """A request that cannot be served as it is.

    Attributes:
        status: HTTP status.
        title: The kind of problem, the same for all of its kind.
        detail: This one: expected and got.
        headers: What the answer carries beside the document.
        faults: Everything that is wrong with what was sent.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        faults: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = headers
        self.faults = faults


def problem(
    status: int,
    title: str,
    detail: str = "",
    headers: Mapping[str, str] | None = None,
    faults: Sequence[Mapping[str, Any]] = (),
) -> "ProblemResponse":
    """A problem document as a response; `type` is left out, which means about:blank (RFC 9457, 4.2.1)."""
    document: dict[str, Any] = {"title": title, "status": status}
    if detail:
        document["detail"] = detail
    if faults:
        document["faults"] = list(faults)
    return ProblemResponse(document, headers)


class ProblemResponse(web.Response):
    """A problem document on its way to the caller, in English unless it is told otherwise."""

    def __init__(self, document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status=document["status"], body=_encoded(document), content_type=PROBLEM_TYPE, headers=headers)
        self._document = document

    def speak_chinese(self) -> None:
        """Puts the texts into Chinese."""
        self.body = _encoded(in_chinese(self._document))
        self.headers["Content-Language"] = "zh-CN"


def invalid(error: InputError, status: int) -> ProblemError:
    """A problem with every fault: place, expected, got and hint.

    Args:
        error: What the validation found.
        status: 400 for what stands in the URL, 422 for what stands in the body.
    """
    shown = [_fault(fault) for fault in error.faults[:_MOST_FAULTS]]
    left = len(error.faults) - len(shown)
    detail = f"{len(error.faults)} fault(s); nothing was changed" + (
        f"; the first {len(shown)} are shown" if left else ""
    )
    return ProblemError(status, "Unprocessable Content" if status == 422 else "Bad Request", detail, faults=shown)


def _fault(fault: Fault) -> dict[str, str]:
    """One fault; a hint that names a command of the administrator's is of no use to a caller, and is left out."""
    document = {"where": fault.where, "expected": fault.expected, "got": fault.got}
    return {**document, "hint": fault.hint} if fault.hint and "`fengsui " not in fault.hint else document


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns everything that goes wrong into a problem document, in the language that the caller prefers."""
    response = await _answered(request, handler)
    if isinstance(response, ProblemResponse) and wants_chinese(request.headers.get("Accept-Language", "")):
        response.speak_chinese()
    return response


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ProblemError as error:
        return problem(error.status, error.title, error.detail, error.headers, error.faults)
    except FengsuiError as error:
        return _foreseen(request, error)
    except web.HTTPException as error:
        return _of_http(request, error)
    except ConnectionError:
        raise  # the caller went away: nobody to tell
    except Exception as error:
        if request.writer.output_size > 0:
            raise  # half an answer is out: aiohttp logs it and cuts the connection, so that nobody takes the half for the whole
        return _unforeseen(request, error)


def _of_http(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    if error.status < 400:
        raise error
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = ", ".join(sorted(error.allowed_methods))
        detail = f"expected {allowed} at {_shown(request.path)}, got {_shown(error.method)}"
        return problem(error.status, error.reason, detail, {"Allow": allowed})
    detail = f"there is nothing at {_shown(request.path)}" if error.status == web.HTTPNotFound.status_code else ""
    return problem(error.status, error.reason, detail)


def _foreseen(request: web.Request, error: FengsuiError) -> web.StreamResponse:
    """What the rooms below report, in the words of HTTP."""
    if isinstance(error, InputError):
        refused = invalid(error, 422)
        return problem(refused.status, refused.title, refused.detail, faults=refused.faults)
    if isinstance(error, PreconditionError):
        return problem(412, "Precondition Failed", str(error))
    if isinstance(error, NotFoundError):
        return problem(404, "Not Found", str(error))
    if isinstance(error, ConflictError):
        # What comes from the driver (it has a cause) names the database.
        raced = "somebody changed the same records at the same time; nothing was changed. Try again"
        return problem(409, "Conflict", raced if error.__cause__ else str(error))
    # Its text may name the database or the key: the log has it, the caller is told to come back.
    _log.warning("request not served", path=_shown(request.path), error=str(error))
    retry = {"Retry-After": str(_RETRY_SECONDS)}
    return problem(
        503,
        "Service Unavailable",
        "this cannot be answered now, and the log of the service says why; try again later",
        retry,
    )


def _unforeseen(request: web.Request, error: Exception) -> web.StreamResponse:
    _log.error("request failed", path=_shown(request.path), error=repr(error), exc_info=True)
    return problem(500, "Internal Server Error", "This is a defect; the log of the service has the particulars.")


def _encoded(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _shown(text: str) -> str:
    capped = text if len(text) <= 100 else f"{text[:100]}…"
    return capped.encode("unicode_escape").decode("ascii") if not capped.isprintable() else capped
