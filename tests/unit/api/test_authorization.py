"""Every route and method is classified, and every role gets what the table says, over HTTP."""

import re

import aiohttp
import pytest
from aiohttp import web

from fengsui.api.application import build_application
from fengsui.api.authorization import RULES, Access, Opening, Route, route_of, unclassified
from fengsui.api.source import FixedSource
from fengsui.clock import ManualClock
from fengsui.model.principal import ANONYMOUS, Principal, Role
from tests.support.builders import province
from tests.support.http import TOKENS, asking, bearer, gate

CALLERS = ("", *TOKENS)

# What was meant, spelled out a second time and by hand: a slip in the table of the code shows here.
# a administrator, o operator, c carrier, r reader, p prometheus, l a local caller without a token, e everybody.
MEANT = {
    **{
        f"{method} /api/v1/{kind}{rest}": readers if method == "GET" else writers
        for kind, readers, writers in (
            ("carriers", "a o c", "a"),
            ("credentials", "a o c", "a c"),
            ("devices", "a o c", "a c"),
            ("divisions", "a o c r", "a"),
            ("links", "a o c", "a c"),
            ("services", "a o c", "a"),
            ("sites", "a o c", "a c"),
        )
        for method, rest in (
            ("GET", ""),
            ("POST", ":bulk"),
            ("GET", "/{key}"),
            ("PUT", "/{key}"),
            ("PATCH", "/{key}"),
            ("DELETE", "/{key}"),
        )
    },
    "GET /": "a o c r l",
    "GET /api/v1/audit": "a o c",
    "GET /api/v1/export": "a o c",
    "GET /api/v1/sites/{key}/connectivity": "a o c",
    "POST /api/v1/jobs": "a c",
    "GET /api/v1/incidents": "a o c l",
    "GET /api/v1/incidents/{key}": "a o c l",
    "POST /api/v1/incidents/{key}/acknowledge": "a o",
    "GET /api/v1/jobs": "a o c",
    "GET /api/v1/jobs/{key}": "a o c",
    "DELETE /api/v1/jobs/{key}": "a c",
    "GET /api/v1/jobs/{key}/faults": "a o c",
    "GET /api/v1/jobs/{key}/changes": "a o c",
    "GET /api/v1/devices/{key}/verification": "a o c",
    "POST /api/v1/devices/{key}/verification": "a c",
    "GET /api/v1/subscriber-reports": "a o c",
    "PUT /api/v1/subscriber-reports": "a c",
    "GET /docs": "a o c r p l",
    "GET /openapi.json": "a o c r p l",
    "GET /api/v1/coverage": "a o c r l",
    "GET /api/v1/availability": "a o c r l",
    "GET /api/v1/ratios": "a o c r l",
    "GET /api/v1/scorecard": "a o c r l",
    "GET /api/v1/reports/monthly/{month}": "a o r l",
    "GET /api/v1/targets": "a o c r l",
    "GET /api/v1/targets/{key}": "a o c r",
    "PUT /api/v1/targets/{key}": "a",
    "PATCH /api/v1/targets/{key}": "a",
    "DELETE /api/v1/targets/{key}": "a",
    "GET /api/v1/coverage/what-if": "a o c l",
    "GET /healthz": "e",
    "GET /metrics": "a o p l",
    "GET /metrics/devices": "a o p l",
    "GET /readyz": "e",
    "GET /sd/prometheus": "a o p l",
}
LETTERS = {
    "a": Principal("a", Role.ADMINISTRATOR),
    "o": Principal("o", Role.OPERATOR),
    "c": Principal("c", Role.CARRIER, "telecom"),
    "r": Principal("r", Role.READER),
    "p": Principal("p", Role.PROMETHEUS),
}


def routes() -> list[Route]:
    application = build_application(FixedSource(province()), ManualClock())
    return sorted({route_of(route) for route in application.router.routes()})


def meant(route: Route, letter: str) -> bool:
    letters = MEANT[" ".join(route)].split()
    return "e" in letters or letter in letters


def test_every_route_is_classified_and_nothing_is_classified_that_is_no_route() -> None:
    assert routes() == sorted(RULES)
    assert sorted(" ".join(route) for route in routes()) == sorted(MEANT)


@pytest.mark.parametrize("route", routes(), ids=" ".join)
def test_the_table_says_what_was_meant(route: Route) -> None:
    access = RULES[route]
    allowed = {letter: access.allows(caller, local=False) for letter, caller in LETTERS.items()}
    assert allowed == {letter: meant(route, letter) for letter in LETTERS}
    assert access.allows(ANONYMOUS, local=True) is meant(route, "l")
    assert access.allows(ANONYMOUS, local=False) is meant(route, "e")


async def status(client: aiohttp.ClientSession, route: Route, caller: str) -> int:
    method, path = route
    async with client.request(method, re.sub(r"{\w+}", "none", path), headers=bearer(caller)) as answer:
        return answer.status


async def test_over_http_every_role_gets_in_where_the_table_says_and_nowhere_else() -> None:
    wrong = []
    async with asking(FixedSource(province()), gate=gate()) as client:
        for route in routes():
            for caller in CALLERS:
                got = await status(client, route, caller)
                principal = TOKENS[caller].principal if caller else ANONYMOUS
                allowed = RULES[route].allows(principal, local=False)
                refused = 403 if caller else 401
                if (got == refused) is allowed or (allowed and got in (401, 403, 500)):
                    wrong.append((route, caller, got))
    assert wrong == []


async def test_a_route_that_nobody_classified_does_not_start() -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response()

    application = web.Application()
    application.router.add_post("/api/v1/new", handler)
    assert unclassified(application.router.routes()) == [("POST", "/api/v1/new")]


def test_what_allows_nobody_allows_nobody() -> None:
    closed = Access(frozenset())
    assert closed.without_token is Opening.NOBODY
    assert not any(closed.allows(caller, local=True) for caller in (*LETTERS.values(), ANONYMOUS))
