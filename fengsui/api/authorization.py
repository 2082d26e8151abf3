"""Who may what: one table for every route and method of the application.

A route that is not in the table is refused to everybody, and the application does not start with one: whoever adds a route
says here who may use it. Which records a caller sees inside a route is another question: a carrier gets its own alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from aiohttp import web

from fengsui.model.principal import Principal, Role

Route = tuple[str, str]
"""Method and canonical path, for example `("GET", "/api/v1/devices/{key}")`."""


class Opening(Enum):
    """Who may come without a token."""

    NOBODY = "nobody"
    LOCAL = "local"  # callers on this machine, where the settings let them (fengsui.api.gate)
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a route."""

    roles: frozenset[Role]
    without_token: Opening = Opening.NOBODY

    def allows(self, principal: Principal, *, local: bool) -> bool:
        """Whether the caller may.

        Args:
            principal: Who asks.
            local: True for a caller on this machine that the settings let in without a token.
        """
        if self.without_token is Opening.EVERYBODY:
            return True
        if principal.role is None:
            return local and self.without_token is Opening.LOCAL
        return principal.role in self.roles


def _access(*roles: Role, without_token: Opening = Opening.NOBODY) -> Access:
    return Access(frozenset(roles), without_token)


_ADMINISTRATOR, _OPERATOR, _CARRIER, _READER, _PROMETHEUS = Role

_HEALTH = _access(*Role, without_token=Opening.EVERYBODY)
_FIGURES = _access(_ADMINISTRATOR, _OPERATOR, _CARRIER, _READER, without_token=Opening.LOCAL)
_PLANS = _access(_ADMINISTRATOR, _OPERATOR, _CARRIER, without_token=Opening.LOCAL)
# It holds carriers against each other.
_PROVINCE = _access(_ADMINISTRATOR, _OPERATOR, _READER, without_token=Opening.LOCAL)
_METRICS = _access(_ADMINISTRATOR, _OPERATOR, _PROMETHEUS, without_token=Opening.LOCAL)

_ALL = _access(*Role, without_token=Opening.LOCAL)
_RECORDS = _access(_ADMINISTRATOR, _OPERATOR, _CARRIER)
_PUBLIC_RECORDS = _access(_ADMINISTRATOR, _OPERATOR, _CARRIER, _READER)
_BY_ADMINISTRATOR = _access(_ADMINISTRATOR)
_BY_OPERATORS_TOO = _access(_ADMINISTRATOR, _OPERATOR)
_BY_CARRIERS_TOO = _access(_ADMINISTRATOR, _CARRIER)

# By kind, who reads and who changes. A service may be probed at any address, which is not for a carrier to choose.
KIND_RULES: Mapping[str, tuple[Access, Access]] = {
    "divisions": (_PUBLIC_RECORDS, _BY_ADMINISTRATOR),
    "carriers": (_RECORDS, _BY_ADMINISTRATOR),
    "credentials": (_RECORDS, _BY_CARRIERS_TOO),
    "sites": (_RECORDS, _BY_CARRIERS_TOO),
    "devices": (_RECORDS, _BY_CARRIERS_TOO),
    "links": (_RECORDS, _BY_CARRIERS_TOO),
    "services": (_RECORDS, _BY_ADMINISTRATOR),
}


def _kind_rules() -> Iterator[tuple[Route, Access]]:
    for kind, (reading, writing) in KIND_RULES.items():
        path = f"/api/v1/{kind}"
        yield ("GET", path), reading
        yield ("POST", f"{path}:bulk"), writing
        yield ("GET", f"{path}/{{key}}"), reading
        for method in ("PUT", "PATCH", "DELETE"):
            yield (method, f"{path}/{{key}}"), writing


RULES: Mapping[Route, Access] = {
    **dict(_kind_rules()),
    ("GET", "/api/v1/sites/{key}/connectivity"): _RECORDS,
    ("GET", "/api/v1/devices/{key}/verification"): _RECORDS,
    ("POST", "/api/v1/devices/{key}/verification"): _BY_CARRIERS_TOO,
    ("GET", "/api/v1/audit"): _RECORDS,
    ("GET", "/api/v1/export"): _RECORDS,
    ("POST", "/api/v1/jobs"): _BY_CARRIERS_TOO,
    ("GET", "/api/v1/incidents"): _PLANS,
    ("GET", "/api/v1/incidents/{key}"): _PLANS,
    ("POST", "/api/v1/incidents/{key}/acknowledge"): _BY_OPERATORS_TOO,
    ("GET", "/api/v1/jobs"): _RECORDS,
    ("GET", "/api/v1/jobs/{key}"): _RECORDS,
    ("DELETE", "/api/v1/jobs/{key}"): _BY_CARRIERS_TOO,
    ("GET", "/api/v1/jobs/{key}/faults"): _RECORDS,
    ("GET", "/api/v1/jobs/{key}/changes"): _RECORDS,
    ("GET", "/api/v1/subscriber-reports"): _RECORDS,
    ("PUT", "/api/v1/subscriber-reports"): _BY_CARRIERS_TOO,
    ("GET", "/openapi.json"): _ALL,
    ("GET", "/docs"): _ALL,
    ("GET", "/"): _FIGURES,
    ("GET", "/api/v1/coverage"): _FIGURES,
    ("GET", "/api/v1/ratios"): _FIGURES,
    ("GET", "/api/v1/reports/monthly/{month}"): _PROVINCE,
    ("GET", "/api/v1/targets"): _FIGURES,
    ("GET", "/api/v1/scorecard"): _FIGURES,
    ("GET", "/api/v1/targets/{key}"): _PUBLIC_RECORDS,
    ("PUT", "/api/v1/targets/{key}"): _BY_ADMINISTRATOR,
    ("PATCH", "/api/v1/targets/{key}"): _BY_ADMINISTRATOR,
    ("DELETE", "/api/v1/targets/{key}"): _BY_ADMINISTRATOR,
    ("GET", "/api/v1/coverage/what-if"): _PLANS,
    ("GET", "/api/v1/availability"): _FIGURES,
    ("GET", "/metrics"): _METRICS,
    ("GET", "/metrics/devices"): _METRICS,
    ("GET", "/sd/prometheus"): _METRICS,
    ("GET", "/healthz"): _HEALTH,
    ("GET", "/readyz"): _HEALTH,
}


def route_of(route: web.AbstractRoute) -> Route:
    """Method and path as they stand in the table; a HEAD is its GET without the body."""
    path = route.resource.canonical if route.resource is not None else ""
    return ("GET" if route.method == "HEAD" else route.method, path)


def unclassified(routes: Iterable[web.AbstractRoute], rules: Mapping[Route, Access] = RULES) -> list[Route]:
    """Routes that the table does not know."""
    return sorted({route for each in routes if (route := route_of(each)) not in rules})
