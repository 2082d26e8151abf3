"""`fengsui serve` with tokens: what an administrator issues opens what it should, at once and until it is revoked."""

import json
import re
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import fengsui, running
from tests.support.registers import CORE, TELECOM, write_register

PATIENCE_SECONDS = 60


def token(folder: dict[str, str], name: str, *options: str) -> str:
    created = fengsui("token", "create", name, *options, **folder)
    assert created.returncode == 0, created.stderr
    return created.stdout.strip()


def ask(url: str, secret: str = "", method: str = "GET", document: Any = None) -> tuple[int, Any]:
    request = urllib.request.Request(url, method=method)
    if secret:
        request.add_header("Authorization", f"Bearer {secret}")
    if document is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(document).encode()
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read().decode()
            return answer.status, json.loads(text) if text.startswith(("{", "[")) else text
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.fixture
def folder(tmp_path: Path) -> dict[str, str]:
    """An installation with a carrier and a site, and nothing that would be polled."""
    environment = {"FENGSUI_DATA_DIR": str(tmp_path / "data"), "FENGSUI_AUTHENTICATION": "required"}
    register = write_register(tmp_path, carriers=[TELECOM], sites=[CORE])
    kept = [path for path in register if path.stem in ("carriers", "sites")]
    assert fengsui("import", *kept, **environment).returncode == 0
    return environment


def test_a_carrier_registers_with_its_token_until_it_is_revoked(tmp_path: Path, folder: dict[str, str]) -> None:
    carrier = token(folder, "noc", "--role", "carrier", "--carrier", "telecom")
    prometheus = token(folder, "prometheus", "--role", "prometheus", "--expires", "never")
    log = tmp_path / "serve.log"
    with running("serve", "--listen", "127.0.0.1:0", log=log, **folder, FENGSUI_LOG_LEVEL="debug") as service:
        base = address(log)
        assert ask(f"{base}/healthz")[0] == 200
        assert ask(f"{base}/metrics")[0] == 401
        assert ask(f"{base}/metrics", prometheus)[0] == 200
        assert ask(f"{base}/api/v1/sites", prometheus)[0] == 403

        site = {"name": "永登局", "division": "620121", "kind": "exchange"}
        status, document = ask(f"{base}/api/v1/sites/yd", carrier, "PUT", site)
        assert (status, document["carrier"]) == (201, "telecom")
        assert ask(f"{base}/api/v1/sites/lz-core", carrier, "PUT", site)[0] == 409

        assert fengsui("token", "revoke", "noc", **folder).returncode == 0
        assert ask(f"{base}/api/v1/sites", carrier)[0] == 401
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    told = json.loads(fengsui("audit", "--kind", "sites", "--key", "yd", "-o", "json", **folder).stdout)
    assert [(entry["principal"], entry["action"]) for entry in told] == [("token:noc", "added")]
    assert carrier not in log.read_text()
    assert prometheus not in log.read_text()
    assert "Traceback" not in log.read_text()


def address(log: Path) -> str:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if found := re.search(r"serving (http://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.1)
    pytest.fail("the service did not start")
