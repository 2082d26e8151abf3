"""Services as an administrator meets them: registered, asked at the terminal, and watched by the running product."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar
from urllib.request import urlopen

import pytest

from tests.support.cli import fengsui, running

T = TypeVar("T")
SITE = """\
sites:
  - {code: alarm, name: 兰州应急中心, division: "620102", kind: government, sector: emergency}
services:
  - {name: lz-alarm, site: alarm, kind: http, address: 127.0.0.1, port: PORT, host: alarm.example.cn, expected_text: 值班}
"""


class _Alarm(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/old" else 200)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write("值班电话".encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _portal() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Alarm) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            serving.join()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"FENGSUI_DATA_DIR": str(tmp_path / "data"), "FENGSUI_ALLOW_LOOPBACK": "true"}


def _register(tmp_path: Path, environment: dict[str, str], port: int) -> None:
    file = tmp_path / "services.yaml"
    file.write_text(SITE.replace("PORT", str(port)), encoding="utf-8")
    done = fengsui("import", file, **environment)
    assert done.returncode == 0, done.stderr


def test_a_service_is_registered_shown_asked_and_removed(tmp_path: Path, environment: dict[str, str]) -> None:
    with _portal() as port:
        _register(tmp_path, environment, port)
        options = ("--site", "alarm", "--kind", "http", "--address", "127.0.0.1", "--port", port, "--path", "/old")
        assert fengsui("service", "add", "old", *options, "--expected-status", "200", **environment).returncode == 0
        good = fengsui("probe", "lz-alarm", "-o", "json", **environment)
        moved = fengsui("probe", "old", "-o", "json", **environment)
    assert good.returncode == 0, good.stderr
    told = json.loads(good.stdout)
    assert (told["outcome"], told["http_status"], told["host"]) == ("up", 200, "alarm.example.cn")
    assert moved.returncode == 1
    told = json.loads(moved.stdout)
    assert (told["outcome"], told["redirects_to"]) == ("wrong_status", "http://127.0.0.1:9/elsewhere")
    assert "none of those expected" in moved.stderr

    refused = fengsui("probe", "lz-alarm", **environment)
    assert refused.returncode == 1
    assert "refused" in refused.stdout
    listed = json.loads(fengsui("service", "list", "--sector", "emergency", "-o", "json", **environment).stdout)
    assert [(row["name"], row["sector"], row["condition"]) for row in listed] == [
        ("lz-alarm", "emergency", None),
        ("old", "emergency", None),
    ]
    assert fengsui("service", "remove", "old", **environment).returncode == 0
    missing = fengsui("service", "show", "lz-alarn", **environment)
    assert missing.returncode == 1
    assert "Did you mean lz-alarm?" in missing.stderr


def test_loopback_is_neither_registered_nor_asked_unless_it_is_allowed(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    _register(tmp_path, environment, 9)
    strict = {**environment, "FENGSUI_ALLOW_LOOPBACK": "false"}
    asked = fengsui("probe", "lz-alarm", **strict)
    assert asked.returncode == 1
    assert "not_allowed" in asked.stdout
    options = ("--site", "alarm", "--kind", "tcp", "--address", "127.0.0.1", "--path", "/")
    added = fengsui("service", "add", "x", *options, **strict)
    assert added.returncode == 1
    assert "3 fault(s)" in added.stderr


def test_the_product_watches_a_service_and_writes_down_when_it_fails(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    log = tmp_path / "serve.log"
    fast = {**environment, "FENGSUI_PROBE_INTERVAL_SECONDS": "1", "FENGSUI_LISTEN": "127.0.0.1:0"}
    with _portal() as port:
        _register(tmp_path, environment, port)
        with running("serve", log=log, **fast):
            base = _until(lambda: (found := re.search(r"serving (http://\S+)", log.read_text())) and found[1])
            _until(lambda: _metric(base, 'fengsui_service_up{service="lz-alarm",sector="emergency"') == "1")
            assert _metric(base, 'fengsui_sector_services{sector="emergency",state="up"') == "1"
            _until(lambda: _shown(environment).get("condition") == "up")
    with running("serve", log=log, **fast):
        _until(lambda: _shown(environment).get("condition") == "down")
    changes = json.loads(fengsui("changes", "--kind", "service", "-o", "json", **environment).stdout)
    assert [(change["name"], change["after"]) for change in changes][-1] == ("lz-alarm", "up")
    assert changes[0]["after"] == "down"
    assert changes[0]["reason"] == "refused (2 in a row)"


def _shown(environment: dict[str, str]) -> dict[str, object]:
    done = fengsui("service", "show", "lz-alarm", "-o", "json", **environment)
    assert done.returncode == 0, done.stderr
    seen: dict[str, object] = json.loads(done.stdout)["observed"]
    return seen


def _metric(base: str, start: str) -> str | None:
    with urlopen(f"{base}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return next((line.rpartition(" ")[2] for line in lines if line.startswith(start)), None)


def _until(look: Callable[[], T | None]) -> T:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if found := look():
            return found
        time.sleep(0.2)
    pytest.fail("it did not come about within a minute")
