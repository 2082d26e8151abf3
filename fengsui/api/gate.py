"""The gate before every route: who is asking, whether they may, and whether they ask too often."""

import base64
import binascii
import ipaddress
import math
import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Protocol

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from fengsui.api.authorization import RULES, Access, Route, route_of
from fengsui.api.listen import parse_listen
from fengsui.api.problem import ProblemError
from fengsui.api.throttle import Throttle
from fengsui.clock import Clock
from fengsui.config import Settings
from fengsui.errors import DatabaseError
from fengsui.inventory.token_text import digest_of
from fengsui.model.principal import ANONYMOUS, Principal
from fengsui.model.token import Token, TokenState

# While the database is away, a token that it confirmed this recently still opens: somebody must be able to look at the
# metrics that say so. A revocation cannot be written meanwhile either.
_REMEMBERED_SECONDS = 900.0
_MOST_REMEMBERED = 1000
# The moment of a last use is of interest to the minute, and is not worth a write a request.
_USE_SECONDS = 60.0
_LONGEST_HEADER = 512
_CHALLENGE = 'Bearer realm="fengsui"'
# Headers that a proxy adds: what came through one is not from this machine, whatever the socket says.
_PROXY_HEADERS = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::[0-9]+)?")

_PRINCIPAL = web.RequestKey("principal", Principal)

_log = structlog.get_logger(__name__)


class TokenFinder(Protocol):
    """Where tokens are looked up."""

    async def find(self, text: str) -> Token | None:
        """The token whose text this is, valid or not; None where it is nobody's."""
        ...


class UseLog(Protocol):
    """Where the last use of tokens is kept."""

    async def note_use(self, used: Mapping[str, float]) -> None:
        """Writes it down, in epoch seconds by name."""
        ...


class FixedTokens:
    """Knows the tokens it was given: the honest double of the database for tests."""

    def __init__(self, tokens: Mapping[str, Token] | None = None) -> None:
        self.by_text = dict(tokens or {})

    async def find(self, text: str) -> Token | None:
        """The token as set."""
        return self.by_text.get(text)


class Gate:
    """Tells callers apart and lets them through or not.

    Args:
        tokens: Where tokens are looked up.
        clock: For expiry and for limits.
        open_locally: True where callers on this machine may read the figures and metrics without a token.
        throttle: How often one token, or one address without a token, may ask.
    """

    def __init__(self, tokens: TokenFinder, clock: Clock, *, open_locally: bool, throttle: Throttle) -> None:
        self._tokens = tokens
        self._clock = clock
        self._open_locally = open_locally
        self._throttle = throttle
        self._remembered: OrderedDict[bytes, tuple[Token, float]] = OrderedDict()
        self._used: dict[str, float] = {}

    async def admit(self, request: web.Request, access: Access | None) -> Principal:
        """Who is asking; None for `access` stands for a path where there is nothing.

        Raises:
            ProblemError: 401 without a valid token where one is needed, 403 where it does not do, 429 where the caller
                asks too often.
            DatabaseError: where the token cannot be looked up.
        """
        local = self._open_locally and is_local(request)
        principal = await self._principal(request)
        allowed = access.allows(principal, local=local) if access else local or principal.role is not None
        if not allowed and principal.role is None:
            raise _unauthorized(request, "expected a token (Authorization: Bearer fengsui_…), got none")
        if not allowed:
            raise _forbidden(request, principal, access)
        return principal

    def used(self) -> dict[str, float]:
        """When tokens were used since this was last asked, in epoch seconds by name."""
        used, self._used = self._used, {}
        return used

    async def _principal(self, request: web.Request) -> Principal:
        text = presented(request)
        token = await self._find(text) if text is not None else None
        valid = token is not None and token.state(self._clock.now()) is TokenState.VALID
        # A caller with a token is counted by it, so that a proxy's many callers do not share one bucket.
        self._count(f"token {token.name}" if token is not None and valid else f"address {_address(request.remote)}")
        if text is None:
            return ANONYMOUS
        if token is None or not valid:
            state = "one that is not known" if token is None else f"one that is {token.state(self._clock.now())}"
            raise _unauthorized(request, f"expected a valid token, got {state}", ', error="invalid_token"')
        self._note_use(token)
        return token.principal

    async def _find(self, text: str) -> Token | None:
        digest = digest_of(text)
        try:
            token = await self._tokens.find(text)
        except DatabaseError:
            token, at = self._remembered.get(digest, (None, -math.inf))
            if token is None or self._clock.monotonic() - at > _REMEMBERED_SECONDS:
                raise
            return token
        if token is not None:
            self._remembered[digest] = (token, self._clock.monotonic())
            self._remembered.move_to_end(digest)
            if len(self._remembered) > _MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return token

    def _note_use(self, token: Token) -> None:
        now = self._clock.now()
        if now - (token.used_at or 0.0) >= _USE_SECONDS:
            self._used[token.name] = now

    def _count(self, caller: str) -> None:
        seconds = self._throttle.wait(caller, self._clock.monotonic())
        if seconds > 0:
            wait = math.ceil(seconds)
            detail = f"too many requests in a short time; try again in {wait} s"
            raise ProblemError(429, "Too Many Requests", detail, headers={"Retry-After": str(wait)})


def guard(gate: Gate, rules: Mapping[Route, Access] = RULES) -> Middleware:
    """A middleware that lets nobody past the gate who may not; handlers learn who it is from `principal_of`."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        missing = request.match_info.http_exception is not None
        access = None if missing else rules.get(route_of(request.match_info.route), Access(frozenset()))
        request[_PRINCIPAL] = await gate.admit(request, access)
        return await handler(request)

    return guarded


def make_gate(settings: Settings, tokens: TokenFinder, clock: Clock) -> Gate:
    """The gate as the settings have it: nobody comes in without a token where others can reach the server.

    Raises:
        ConfigError: where the address to listen on is none.
    """
    throttle = Throttle(settings.requests_per_second)
    return Gate(tokens, clock, open_locally=opens_locally(settings), throttle=throttle)


def opens_locally(settings: Settings) -> bool:
    """Whether callers on this machine may read without a token: where the settings say so, and nobody else can come.

    Raises:
        ConfigError: where the address to listen on is none.
    """
    return settings.authentication == "loopback" and is_loopback(parse_listen(settings.listen).host)


async def note_uses(gate: Gate, log: UseLog, clock: Clock) -> None:
    """Writes down again and again which tokens were used."""
    while True:
        await clock.sleep(_USE_SECONDS)
        try:
            await log.note_use(gate.used())
        except DatabaseError as error:
            _log.warning("use of tokens not noted", error=str(error))


def principal_of(request: web.Request) -> Principal:
    """Who is asking, as the gate found out."""
    return request[_PRINCIPAL]


def presented(request: web.Request) -> str | None:
    """The token that a request shows; None where it shows none.

    A browser cannot be told to send a bearer token: it may send one as the password of Basic authentication, and read with it.

    Raises:
        ProblemError: 401, where the header cannot be read.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    if not header.isascii():
        raise _unauthorized(request, "expected Authorization: Bearer with a token, got something else")
    scheme, _, rest = header[:_LONGEST_HEADER].partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic" and request.method in ("GET", "HEAD"):
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            pass
    raise _unauthorized(request, "expected Authorization: Bearer with a token, got something else")


def is_local(request: web.Request) -> bool:
    """True for a caller on this machine, not through a proxy, who asked for this machine by name.

    A page of another site could have its own name resolve to 127.0.0.1 and read what a browser here is shown; its name in the
    Host header gives it away.
    """
    if any(header in request.headers for header in _PROXY_HEADERS):
        return False
    found = _HOST.fullmatch(request.host)
    named = found is None or is_loopback(found[1] or found[2])
    return named and is_loopback(request.remote or "")


def is_loopback(host: str) -> bool:
    """Whether the name or address is this machine's own, and nobody else's."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(remote: str | None) -> str:
    """By what an address is counted: whoever has one IPv6 address has the 2^64 of its network."""
    try:
        address = ipaddress.ip_address(remote or "")
    except ValueError:
        return "unknown"
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def _unauthorized(request: web.Request, detail: str, more: str = "") -> ProblemError:
    challenges = [_CHALLENGE + more]
    if "text/html" in request.headers.get("Accept", ""):
        challenges.append('Basic realm="fengsui: any name, the token as password", charset="UTF-8"')
    return ProblemError(401, "Unauthorized", detail, headers={"WWW-Authenticate": ", ".join(challenges)})


def _forbidden(request: web.Request, principal: Principal, access: Access | None) -> ProblemError:
    may = ", ".join(sorted(access.roles)) if access else ""
    detail = f"expected a token with the role {may}, got {principal.role} for {request.method} of this path"
    return ProblemError(403, "Forbidden", detail)
