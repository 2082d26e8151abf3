"""No secret comes to light: planted in every place that takes one, looked for in everything that the product says or writes."""

import base64
import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from fengsui.cli import app
from fengsui.inventory.keys import key_from_text, key_to_text
from tests.support.canaries import files_in, leaks, unpacked
from tests.support.cli import fengsui, running
from tests.support.programs import free_port
from tests.support.traps import trap

PATIENCE_SECONDS = 60
SECRETS = {
    "a community from a file": "canary-community-of-a-file",
    "an authentication key": "canary-auth-key-of-v3",
    "a privacy key": "canary-priv-key-of-v3",
    "a community from the terminal": "canary-community-typed",
    "a community over HTTP": "canary-community-put",
    "a changed community": "canary-community-patched",
    "a community of a bulk request": "canary-community-in-bulk",
    "a community of a job": "canary-community-of-a-job",
    "a community that was refused": "canary-community-refused",
    "a community in broken JSON": "canary-community-broken",
    "a community of a trap": "canary-community-of-a-trap",
    "a token that is none": "fengsui_canary0token0that0is0none",
    "a password": "canary-password-of-nobody",
    "a token of NetBox": "canary-token-of-netbox",
    "a password of a database": "canary-password-of-database",
    "a new key": "canary-text-of-a-new-key",
}
INVENTORY = f"""
carriers:    [{{code: telecom, name_zh: 电信, name_en: Telecom, management_prefixes: [127.0.0.0/8]}}]
credentials:
  - {{name: lab, version: v2c, community: {SECRETS["a community from a file"]}}}
  - {{name: secure, version: v3, user: poller, auth_protocol: SHA-256, auth_key: {SECRETS["an authentication key"]},
     priv_protocol: AES, priv_key: {SECRETS["a privacy key"]}}}
sites:       [{{code: s, name: 站, division: "620102", kind: pop}}]
devices:
  - {{name: a, carrier: telecom, site: s, role: core, network: internet, address: 127.0.0.77, port: 9, credential: lab}}
  - {{name: b, carrier: telecom, site: s, role: core, network: internet, address: 127.0.0.78, port: 9, credential: secure}}
"""
REFUSED = f"""
credentials:
  - {{name: bad, version: v9, community: {SECRETS["a community that was refused"]}}}
  - {{name: mixed, version: v2c, community: {SECRETS["a community that was refused"]}, auth_key: {SECRETS["an authentication key"]}}}
  - {{name: "{"x" * 200}", version: v2c, community: "{SECRETS["a community that was refused"]}\\u0007"}}
"""
# Commands that send packets, or go on until they are told to stop.
NOT_RUN = {"serve", "demo", "simulate", "link check", "secrets rotate"}
Said = dict[str, str | bytes]


class Client:
    """Asks the service with an administrator's token, and keeps what it was answered."""

    def __init__(self, base: str, token: str, said: Said) -> None:
        self._base, self._token, self._said = base, token, said

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, Any]:
        given = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **headers}
        request = urllib.request.Request(
            self._base + path, None if body is None else body.encode(), given, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, told, content = answer.status, str(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            status, told, content = error.code, str(error.headers), error.read()
        self._said[f"{method} {path} #{len(self._said)}"] = told.encode() + unpacked(content)
        return status, json.loads(content) if content and re.search(
            r"(?m)^Content-Type: application/(problem\+)?json", told
        ) else None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("canaries")


@pytest.fixture(scope="module")
def environment(folder: Path) -> dict[str, str]:
    trap_port = free_port(socket.SOCK_DGRAM)
    return {
        "FENGSUI_DATA_DIR": str(folder / "data"),
        "FENGSUI_ALLOW_LOOPBACK": "true",
        "FENGSUI_LOG_LEVEL": "debug",
        "FENGSUI_REQUESTS_PER_SECOND": "0",
        "FENGSUI_TRAP_LISTEN": f"127.0.0.1:{trap_port}",
        "FENGSUI_COMMUNITY": SECRETS["a community from the terminal"],
    }


@pytest.fixture(scope="module")
def said(folder: Path, environment: dict[str, str]) -> Said:
    """Everything that was said while secrets went in by every door."""
    said: Said = {}
    _at_the_terminal(folder, environment, said)
    _over_http(folder, environment, said)
    _afterwards(folder, environment, said)
    return said


@pytest.fixture(scope="module")
def secrets(folder: Path, said: Said) -> dict[str, str]:
    """What was planted, and what came to be on the way: keys, the token that was issued."""
    new = key_to_text(key_from_text(SECRETS["a new key"], "a test"))
    token = (folder / "token").read_text().strip()
    old = (folder / "old-key").read_text().strip()
    return {**SECRETS, "the key": old, "the new key in base64": new, "the token that was issued": token}


def run(said: Said, *arguments: object, environment: dict[str, str]) -> int:
    done = fengsui(*arguments, **environment)
    said[f"fengsui {' '.join(map(str, arguments))}"] = done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return done.returncode


def _at_the_terminal(folder: Path, environment: dict[str, str], said: Said) -> None:
    for name, text in (("inventory", INVENTORY), ("refused", REFUSED)):
        (folder / f"{name}.yaml").write_text(text)
    assert run(said, "import", folder / "inventory.yaml", environment=environment) == 0
    assert run(said, "import", folder / "refused.yaml", environment=environment) == 1
    assert run(said, "credential", "add", "typed", "--version", "v2c", environment=environment) == 0
    token = fengsui("token", "create", "root", "--role", "administrator", **environment)
    (folder / "token").write_text(token.stdout)
    url = f"http://127.0.0.1:{free_port()}"
    netbox = {**environment, "NETBOX_TOKEN": SECRETS["a token of NetBox"]}
    assert run(said, "netbox", "import", "--url", url, environment=netbox) == 1
    database = f"postgresql+asyncpg://u:{SECRETS['a password of a database']}@127.0.0.1:{free_port()}/n"
    refused = fengsui("backup", folder / "no", "--database", database, **environment)
    said["a backup of a database that is away"] = refused.stdout + refused.stderr
    assert refused.returncode == 1


def _over_http(folder: Path, environment: dict[str, str], said: Said) -> None:
    log = folder / "serve.log"
    with running("serve", "--listen", "127.0.0.1:0", "--interval", 1, log=log, **environment) as service:
        client = Client(_until_it_serves(log), (folder / "token").read_text().strip(), said)
        _put_secrets(client)
        _send_a_job(client, said)
        _read_everything(client)
        _knock(client, environment)
        assert service.poll() is None
    said["the log"] = log.read_text()
    assert "internal error" not in log.read_text()


def _until_it_serves(log: Path) -> str:
    ends = time.monotonic() + PATIENCE_SECONDS
    while (found := re.search(r"serving (http://\S+)", log.read_text())) is None:
        assert time.monotonic() < ends, "the service did not start"
        time.sleep(0.05)
    return found[1]


def _credential(community: str, **more: object) -> str:
    return json.dumps({"version": "v2c", "community": SECRETS[community], **more})


def _put_secrets(client: Client) -> None:
    path = "/api/v1/credentials/put"
    assert client.ask("PUT", path, _credential("a community over HTTP"))[0] == 201
    assert (
        client.ask("PATCH", path, json.dumps({"community": SECRETS["a changed community"]}), **{"If-Match": "*"})[0]
        == 200
    )
    assert (
        client.ask(
            "PUT", path, _credential("a community that was refused", user=7, auth_key=SECRETS["an authentication key"])
        )[0]
        == 422
    )
    assert client.ask("PUT", path, '{"community": "' + SECRETS["a community in broken JSON"])[0] in (400, 422)
    good = json.loads(_credential("a community of a bulk request", name="bulk"))
    bad = json.loads(_credential("a community that was refused", name="bad", version="v9"))
    bulk = "/api/v1/credentials:bulk"
    assert client.ask("POST", bulk, json.dumps([good]), **{"Idempotency-Key": "once"})[0] == 200
    assert client.ask("POST", bulk, json.dumps([bad]))[0] == 422


def _send_a_job(client: Client, said: Said) -> None:
    for version, ends in (("v2c", "done"), ("v9", "failed")):
        community = SECRETS["a community of a job"]
        rows = f"name,version,community\njob,{version},{community}\n"
        status, job = client.ask("POST", "/api/v1/jobs?kind=credentials", rows, **{"Content-Type": "text/csv"})
        assert status == 202, job
        patience = time.monotonic() + PATIENCE_SECONDS
        while job["state"] in ("queued", "running"):
            assert time.monotonic() < patience, "the job did not end"
            time.sleep(0.2)
            job = client.ask("GET", f"/api/v1/jobs/{job['id']}")[1]
        assert job["state"] == ends
        for part in ("faults", "changes"):
            client.ask("GET", f"/api/v1/jobs/{job['id']}/{part}")


def _knock(client: Client, environment: dict[str, str]) -> None:
    """As somebody who has no right to, with secrets where they do not belong."""
    token, password = SECRETS["a token that is none"], SECRETS["a password"]
    basic = base64.b64encode(f"u:{password}".encode()).decode()
    assert client.ask("GET", "/api/v1/devices", Authorization=f"Bearer {token}")[0] == 401
    assert client.ask("GET", "/metrics", Authorization=f"Basic {basic}")[0] == 401
    client.ask("GET", f"/metrics?token={token}&community={password}")
    host, _, port = environment["FENGSUI_TRAP_LISTEN"].rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for _ in range(3):
            sender.sendto(trap(community=SECRETS["a community of a trap"]), (host, int(port)))


def _read_everything(client: Client) -> None:
    """Every route of the contract that can be read, in both languages, with what is registered in the place of parameters."""
    status, contract = client.ask("GET", "/openapi.json")
    assert status == 200, contract
    paths = contract["paths"]
    keys = {"credentials": "put", "devices": "a", "carriers": "telecom", "sites": "s", "divisions": "620102"}
    read = 0
    for path in [path for path, item in paths.items() if "get" in item]:
        named = re.sub(r"\{\w+\}", keys.get(path.removeprefix("/api/v1/").partition("/")[0], "put"), path)
        for language in ("en", "zh"):
            client.ask("GET", named, **{"Accept-Language": language})
        read += 1
    assert read > 25
    for form in ("csv&kind=credentials", "xlsx", "yaml", "ndjson", "json"):
        client.ask("GET", f"/api/v1/export?format={form}")


def _afterwards(folder: Path, environment: dict[str, str], said: Said) -> None:
    (folder / "old-key").write_text((folder / "data" / "key").read_text())
    (folder / "new-key").write_text(SECRETS["a new key"])
    assert run(said, "backup", folder / "plain.backup", environment=environment) == 0
    assert run(said, "backup", folder / "keyed.backup", "--with-key", environment=environment) == 0
    assert run(said, "restore", folder / "keyed.backup", "--check", "-o", "json", environment=environment) == 0
    elsewhere = {**environment, "FENGSUI_DATA_DIR": str(folder / "elsewhere")}
    assert run(said, "restore", folder / "keyed.backup", environment=elsewhere) == 0
    assert (
        run(said, "restore", folder / "plain.backup", environment={**elsewhere, "FENGSUI_KEY": SECRETS["a new key"]})
        == 1
    )
    assert run(said, "secrets", "rotate", "--new-key-file", folder / "new-key", environment=environment) == 0
    for name in ("out.xlsx", "out.json"):
        assert run(said, "export", folder / "exports" / name, environment=environment) in (0, 1)
    _list_everything(environment, said)


def _list_everything(environment: dict[str, str], said: Said) -> None:
    """Every command that prints something and needs no argument, in one process: a command that is added is among them."""
    ran = []
    for words, command in _commands(typer.main.get_command(app), ()):
        takes_output = any("--output" in parameter.opts for parameter in command.params)
        if takes_output and not any(p.required for p in command.params) and " ".join(words) not in NOT_RUN:
            done = CliRunner().invoke(app, [*words, *_asking(words)], env=dict(environment))
            said[" ".join(words)] = done.output + done.stderr + repr(done.exception)
            ran.append(" ".join(words))
    assert {"audit", "credential list", "token list", "secrets check", "doctor"} <= set(ran)


def _asking(words: tuple[str, ...]) -> list[str]:
    return [] if words in (("dashboards",), ("rules",)) else ["-o", "json"]


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not hasattr(command, "commands"):
        yield words, command
        return
    for name, each in command.commands.items():
        yield from _commands(each, (*words, name))


def test_nothing_that_was_said_holds_a_secret(said: Said, secrets: dict[str, str]) -> None:
    assert leaks(said, secrets) == []


def test_nothing_that_was_written_holds_a_secret(folder: Path, said: Said, secrets: dict[str, str]) -> None:
    assert leaks({"data": b""} | files_in(folder / "data"), secrets) == []
    assert leaks(files_in(folder / "elsewhere"), secrets) == []
    assert leaks({"backup": files_in(folder)["plain.backup"]}, secrets) == []
    exports = files_in(folder / "exports")
    assert leaks(exports, secrets) == []


def test_a_secret_that_is_somewhere_is_found(folder: Path, said: Said, secrets: dict[str, str]) -> None:
    """What was asked to hold a secret does, and the search sees it: nothing found elsewhere is no blindness."""
    there = files_in(folder)
    assert leaks({"with key": there["keyed.backup"]}, secrets) == ["the key in with key"]
    assert leaks({"inventory": there["inventory.yaml"]}, secrets) != []
    assert set(leaks({"data": (folder / "data" / "key").read_bytes()}, secrets)) == {"the new key in base64 in data"}


def test_the_secrets_did_go_in(said: Said) -> None:
    told = "".join(text if isinstance(text, str) else text.decode("utf-8", "replace") for text in said.values())
    for name in ("lab", "secure", "typed", "put", "bulk", "job"):
        assert f'"{name}"' in told
