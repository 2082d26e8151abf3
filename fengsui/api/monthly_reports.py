"""The province's report of a month over HTTP, in any of its forms; a reader gets it without the names of equipment."""

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from fengsui.api.gate import principal_of
from fengsui.api.problem import ProblemError
from fengsui.errors import ConfigError, NotKeptError, UsageError
from fengsui.model.principal import Role
from fengsui.reports.form import Form
from fengsui.reports.page import content_security_policy
from fengsui.reports.words import Language

_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "format": tuple(form.value for form in Form),
    "language": tuple(language.value for language in Language),
}


class MonthlyReports(Protocol):
    """Where reports come from; `fengsui.reports.library.ReportLibrary` fulfils it."""

    async def made(self, month: str, form: Form, language: Language, *, equipment: bool) -> bytes:
        """The report of a month (`YYYY-MM`)."""
        ...


class MonthlyReportHandlers:
    """Handler of monthly reports.

    Args:
        reports: None where the application has no history.
    """

    def __init__(self, reports: MonthlyReports | None) -> None:
        self._reports = reports

    async def get(self, request: web.Request) -> web.Response:
        """`/api/v1/reports/monthly/{month}`: as `fengsui report monthly` writes it; JSON and Chinese where nothing is said."""
        if self._reports is None:
            raise ProblemError(503, "Service Unavailable", "this server has no history")
        month = request.match_info["month"]
        form, language = _asked(request)
        equipment = principal_of(request).role is not Role.READER
        try:
            content = await self._reports.made(month, form, language, equipment=equipment)
        except NotKeptError as error:
            raise ProblemError(404, "Not Found", str(error)) from error
        except ConfigError as error:
            raise ProblemError(503, "Service Unavailable", str(error)) from error
        except UsageError as error:
            raise ProblemError(400, "Bad Request", str(error)) from error
        return web.Response(body=content, headers=_headers(month.strip(), form, language))


def _asked(request: web.Request) -> tuple[Form, Language]:
    query = request.query
    faults = [
        f"expected a parameter of {', '.join(_PARAMETERS)}, got {key[:40]!r}" for key in set(query) - {*_PARAMETERS}
    ]
    for name, known in _PARAMETERS.items():
        given = query.getall(name, [])
        if len(given) > 1:
            faults.append(f"expected {name} once")
        elif given and given[0] not in known:
            faults.append(f"expected one of {', '.join(known)} for {name}, got {given[0][:40]!r}")
    if faults:
        raise ProblemError(400, "Bad Request", "; ".join(sorted(faults)))
    return Form(query.get("format", Form.JSON)), Language(query.get("language", Language.ZH))


def _headers(month: str, form: Form, language: Language) -> dict[str, str]:
    charset = "" if form.binary else "; charset=utf-8"
    shown = "inline" if form in (Form.HTML, Form.JSON) else "attachment"
    name = f"fengsui-{month}.{language.value}.{form.value}"
    headers = {
        "Content-Type": f"{form.media_type}{charset}",
        "Content-Disposition": f'{shown}; filename="{name}"',
        "Content-Language": language.value,
    }
    # The page of the report has a style of its own.
    return {**headers, "Content-Security-Policy": content_security_policy()} if form is Form.HTML else headers
