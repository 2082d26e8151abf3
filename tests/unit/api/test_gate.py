"""Who gets through the gate, what the others are told, and what is never told to anybody."""

import base64
import secrets
from dataclasses import replace

import pytest
import structlog.testing
from aiohttp.test_utils import make_mocked_request

from fengsui.api.gate import FixedTokens, Gate, is_local, make_gate, note_uses
from fengsui.api.source import FixedSource
from fengsui.clock import ManualClock, spawn
from fengsui.config import Settings
from fengsui.errors import DatabaseUnreachableError
from fengsui.inventory.token_text import mint
from fengsui.model.principal import Role
from fengsui.model.token import Token
from tests.support.builders import province
from tests.support.http import TOKENS, asking, bearer, gate

OPERATOR = TOKENS["t-operator"]


class Failing(FixedTokens):
    """A database that goes away when told."""

    away = False

    async def find(self, text: str) -> Token | None:
        if self.away:
            raise DatabaseUnreachableError("database postgresql://canary: away")
        return await super().find(text)


async def ask(keeper: Gate, path: str = "/metrics", **headers: str) -> tuple[int, dict[str, object], dict[str, str]]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with asking(FixedSource(province()), gate=keeper) as client, client.get(path, headers=names) as answer:
        document = await answer.json() if "json" in answer.content_type else {}
        return answer.status, document, dict(answer.headers)


async def test_without_a_token_a_caller_is_told_how_to_show_one() -> None:
    status, document, headers = await ask(gate())
    assert (status, document["title"]) == (401, "Unauthorized")
    assert "Authorization: Bearer fengsui_" in str(document["detail"])
    assert headers["WWW-Authenticate"] == 'Bearer realm="fengsui"'


async def test_a_browser_is_asked_for_the_token_as_a_password_and_may_read_with_it() -> None:
    _, _, headers = await ask(gate(), "/", Accept="text/html,*/*")
    assert 'Basic realm="fengsui' in headers["WWW-Authenticate"]
    basic = base64.b64encode(b"anyone:t-reader").decode()
    assert (await ask(gate(), "/", Authorization=f"Basic {basic}"))[0] == 200


async def test_basic_authentication_changes_nothing() -> None:
    """A browser adds it by itself to what another site's page sends."""
    basic = {"Authorization": f"Basic {base64.b64encode(b'anyone:t-administrator').decode()}"}
    async with asking(FixedSource(province()), gate=gate()) as client, client.post("/", headers=basic) as answer:
        assert answer.status == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer x y", "Basic ???", "Digest a=b", "t-operator"])
async def test_what_is_no_token_is_refused(header: str) -> None:
    assert (await ask(gate(), Authorization=header))[0] == 401


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (replace(OPERATOR, expires_at=1.0), "one that is expired"),
        (replace(OPERATOR, revoked_at=1.0), "one that is revoked"),
    ],
)
async def test_an_expired_or_revoked_token_opens_nothing_and_says_why(token: Token, said: str) -> None:
    tokens = FixedTokens({"t": token})
    status, document, headers = await ask(gate(tokens=tokens, open_locally=True), **bearer("t"))
    assert status == 401
    assert said in str(document["detail"])
    assert 'error="invalid_token"' in headers["WWW-Authenticate"]


async def test_a_role_that_does_not_do_is_told_which_would() -> None:
    status, document, _ = await ask(gate(), **bearer("t-reader"))
    assert (status, document["title"]) == (403, "Forbidden")
    assert "administrator, operator, prometheus, got reader" in str(document["detail"])


async def test_where_there_is_nothing_only_a_known_caller_learns_it() -> None:
    assert (await ask(gate(), "/nope"))[0] == 401
    assert (await ask(gate(), "/nope", **bearer("t-reader")))[0] == 404
    assert (await ask(gate(open_locally=True), "/nope"))[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "192.0.2.1"},
        {"Forwarded": "for=192.0.2.1"},
        {"Via": "1.1 proxy"},
        {"Host": "evil.example"},
        {"Host": "192.0.2.1:9850"},
    ],
)
async def test_what_came_through_a_proxy_or_under_another_name_is_not_local(headers: dict[str, str]) -> None:
    assert (await ask(gate(open_locally=True), **headers))[0] == 401
    assert (await ask(gate(open_locally=True)))[0] == 200


@pytest.mark.parametrize("host", ["localhost", "localhost:9850", "127.0.0.1", "127.8.8.8:1", "[::1]:9850", "LOCALHOST"])
async def test_this_machine_goes_by_its_loopback_names(host: str) -> None:
    assert (await ask(gate(open_locally=True), Host=host))[0] == 200


def test_a_caller_without_an_address_is_not_local() -> None:
    assert not is_local(make_mocked_request("GET", "/", headers={"Host": "localhost"}))


@pytest.mark.parametrize(
    ("listen", "authentication", "status"),
    [
        ("127.0.0.1:0", "loopback", 200),
        ("[::1]:0", "loopback", 200),
        ("localhost:0", "loopback", 200),
        ("0.0.0.0:0", "loopback", 401),
        ("192.0.2.1:9850", "loopback", 401),
        ("127.0.0.1:0", "required", 401),
    ],
)
async def test_where_others_can_reach_the_server_a_token_is_needed_whatever_the_setting(
    listen: str, authentication: str, status: int
) -> None:
    settings = Settings(listen=listen, authentication=authentication)
    assert (await ask(make_gate(settings, FixedTokens(), ManualClock())))[0] == status


async def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    keeper = gate(rate=0.1, open_locally=True)
    async with asking(FixedSource(province()), gate=keeper) as client:
        statuses = []
        for headers in ({}, {}, bearer("t-operator"), bearer("t-operator"), bearer("t-reader"), bearer("wrong")):
            async with client.get("/readyz", headers=headers) as answer:
                statuses.append((answer.status, answer.headers.get("Retry-After")))
    assert statuses == [(200, None), (429, "10"), (200, None), (429, "10"), (200, None), (429, "10")]


async def test_while_the_database_is_away_a_token_that_it_knew_just_now_still_opens() -> None:
    clock, tokens = ManualClock(), Failing(TOKENS)
    keeper = gate(clock=clock, tokens=tokens)
    assert (await ask(keeper, **bearer("t-operator")))[0] == 200
    tokens.away = True
    assert (await ask(keeper, **bearer("t-operator")))[0] == 200
    status, document, headers = await ask(keeper, **bearer("t-administrator"))
    assert (status, headers["Retry-After"]) == (503, "5")
    assert "canary" not in str(document)
    await clock.advance(901)
    assert (await ask(keeper, **bearer("t-operator")))[0] == 503


async def test_the_last_use_of_a_token_is_written_down_once_a_minute() -> None:
    class Log:
        def __init__(self) -> None:
            self.written: list[dict[str, float]] = []

        async def note_use(self, used: object) -> None:
            assert isinstance(used, dict)
            self.written.append(used)

    clock, log = ManualClock(), Log()
    keeper = gate(clock=clock)
    await ask(keeper, **bearer("t-operator"))
    await ask(keeper, **bearer("wrong"))
    writing = spawn(note_uses(keeper, log, clock), name="uses")
    await clock.advance(121)
    writing.cancel()
    assert log.written == [{"operator": 1_790_000_000.0}, {}]


@pytest.mark.parametrize("role", [Role.READER, None])
async def test_no_token_is_ever_in_a_log_or_an_answer(role: Role | None) -> None:
    canary = mint(secrets.token_bytes).reveal()
    known = FixedTokens({canary: Token("canary", role, None, created_at=0.0)} if role else {})
    with structlog.testing.capture_logs() as events:
        told = [
            await ask(gate(tokens=known), f"/metrics?token={canary}", Authorization=header)
            for header in (
                f"Bearer {canary}",
                f"Bearer{canary}",
                f"Basic {canary}",
                canary,
                f"Bearer {canary} {canary}",
            )
        ]
    assert {status for status, _, _ in told} <= {401, 403}
    assert canary not in f"{told}{events}"
