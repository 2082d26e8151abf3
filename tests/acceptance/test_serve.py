"""`fengsui serve` on a whole simulated province: polled, exported, kept for other processes, stopped in order."""

import json
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from fengsui.coverage.moment import province_text
from tests.support.cli import fengsui, running
from tests.support.programs import free_port

PATIENCE_SECONDS = 60
# The community of the simulated agents: a secret like any other, which no log, metric or page may show.
COMMUNITY = "fengsui-demo"
T = TypeVar("T")


def until(what: str, look: Callable[[], T | None]) -> T:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        found = look()
        if found is not None:
            return found
        time.sleep(0.1)
    pytest.fail(f"{what} did not come about within {PATIENCE_SECONDS} s")


def fetched(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def address_in(log: Path) -> str | None:
    found = re.search(r"serving (http://\S+)", log.read_text())
    return found[1] if found else None


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The province's agents answer on loopback and its inventory is imported; gives the environment of commands."""
    inventory, port = tmp_path / "inventory.yaml", free_port(socket.SOCK_DGRAM)
    environment = {"FENGSUI_DATA_DIR": str(tmp_path / "data"), "FENGSUI_ALLOW_LOOPBACK": "true"}
    environment["FENGSUI_TEST_PORT"] = str(port)
    agents = ("simulate", "--port", port, "--no-events", "--inventory", inventory, "--for", "3m")
    with running(*agents, log=tmp_path / "agents.log") as simulator:
        assert simulator.stdout is not None
        until(
            "the simulator",
            lambda: "agents answer" in (simulator.stdout.readline() if simulator.stdout else "") or None,
        )
        imported = fengsui("import", inventory, **environment)
        assert imported.returncode == 0, imported.stderr
        yield environment


@pytest.mark.xdist_group("province")
def test_a_province_is_polled_exported_and_stopped_in_order(tmp_path: Path, installation: dict[str, str]) -> None:
    log = tmp_path / "serve.log"
    with running("serve", "--listen", "127.0.0.1:0", "--interval", 2, log=log, **installation) as service:
        base = until("the address", lambda: address_in(log))
        until("readiness", lambda: fetched(f"{base}/readyz")[0] == 200 or None)
        assert fetched(f"{base}/healthz")[0] == 200
        until("coverage", lambda: "\nfengsui_coverage_ratio 1" in fetched(f"{base}/metrics")[1] or None)
        devices = fetched(f"{base}/metrics/devices")[1]
        assert devices.count("\nfengsui_device_up{") > 400
        pages = [
            fetched(base + path)[1]
            for path in ("/", "/metrics", "/sd/prometheus", "/api/v1/coverage", "/readyz", "/no")
        ]
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    assert "Traceback" not in log.read_text()
    assert "never retrieved" not in log.read_text()
    assert [text for text in [log.read_text(), devices, *pages] if COMMUNITY in text] == []
    told = json.loads(fengsui("coverage", "-o", "json", **installation).stdout)
    assert (told["units"], told["covered"]) == (87, 87)
    today = province_text(time.time())[:10]
    then = json.loads(fengsui("coverage", "--as-of", today, "-o", "json", **installation).stdout)
    assert (then["units"], then["covered"], then["recorded"]) == (87, 87, True)
    carriers = json.loads(fengsui("availability", "--kind", "carrier", "-o", "json", **installation).stdout)["items"]
    assert [each["name"] for each in carriers if each["parts"] and not each["outages"]]
    device = json.loads(fengsui("device", "list", "-o", "json", **installation).stdout)[0]["name"]
    shown = json.loads(fengsui("device", "show", device, "-o", "json", **installation).stdout)
    assert shown["observed"]["condition"] == "up"
    assert shown["observed"]["last_poll"] == "ok"
    link = json.loads(fengsui("link", "list", "-o", "json", **installation).stdout)[0]["name"]
    columns = dict(
        line.split(maxsplit=1)
        for line in fengsui("link", "show", link, **installation).stdout.splitlines()
        if " " in line.strip()
    )
    assert columns["condition"].strip() == "up"


def test_stopping_while_agents_are_silent_is_quiet(tmp_path: Path) -> None:
    folder = {"FENGSUI_DATA_DIR": str(tmp_path / "data"), "FENGSUI_ALLOW_LOOPBACK": "true"}
    inventory, log = tmp_path / "inventory.yaml", tmp_path / "serve.log"
    inventory.write_text(
        """
carriers:    [{code: telecom, name_zh: 电信, name_en: Telecom, management_prefixes: [127.0.0.0/8]}]
credentials: [{name: lab, version: v2c, community: public}]
sites:       [{code: s, name: 站, division: "620102", kind: pop}]
devices:     [{name: a, carrier: telecom, site: s, role: core, network: internet, address: 127.0.0.77, port: 9, credential: lab},
              {name: b, carrier: telecom, site: s, role: core, network: internet, address: 127.0.0.78, port: 9, credential: lab}]
"""
    )
    assert fengsui("import", inventory, **folder).returncode == 0
    with running("serve", "--listen", "127.0.0.1:0", log=log, **folder) as service:
        until("the service", lambda: address_in(log))
        service.send_signal(signal.SIGINT)
        assert service.wait(30) == 0
    told = log.read_text()
    assert "Traceback" not in told
    assert "never retrieved" not in told
    assert "rror" not in told


def bench(*arguments: object) -> tuple[int, dict[str, float], str]:
    done = fengsui("bench", "poll", *arguments, "--community", COMMUNITY, "-o", "json")
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


@pytest.mark.xdist_group("province")
def test_polling_is_measured_with_the_production_path(installation: dict[str, str]) -> None:
    port = installation["FENGSUI_TEST_PORT"]
    code, told, _ = bench("--targets", "127.20.1.1-127.20.1.3", "--port", port, "--seconds", 1, "--warm-up", 0.5)
    assert code == 0
    assert list(told) == [
        "devices", "varbinds", "wall_seconds", "cpu_seconds", "varbinds_per_second", "varbinds_per_cpu_second",
        "cpu_milliseconds_per_device", "p50_seconds", "p99_seconds", "failures", "layout_hit_ratio",
    ]  # fmt: skip
    assert told["devices"] > 3
    assert told["failures"] == 0
    assert told["varbinds"] > 100 * told["devices"]


def test_measuring_agents_that_are_not_there_ends_in_time_and_says_so() -> None:
    began = time.monotonic()
    code, told, said = bench("--targets", "127.0.0.77,127.0.0.78", "--port", 9, "--seconds", 0.5, "--timeout", 0.5)
    assert (code, told["devices"], told["failures"]) == (1, 2, 2)
    assert "no agent answered" in said
    assert time.monotonic() - began < 10


def test_measuring_takes_the_options_of_a_poll_and_says_every_fault() -> None:
    code, _, said = bench("--targets", "127.0.0.77", "--version", "v3", "--auth-protocol", "SHA-7", "--seconds", 0.1)
    assert code == 2
    assert "bench poll: " in said
    assert "SHA-7" in said


def test_targets_that_are_no_addresses_are_misuse() -> None:
    code, _, said = bench("--targets", "nonsense,127.0.0.9-127.0.0.1")
    assert code == 2
    assert said.count("--targets: expected") == 2


def test_a_port_that_is_taken_is_said_without_a_traceback(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        done = fengsui("serve", "--listen", listen, FENGSUI_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert listen in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"FENGSUI_POLL_INTERVAL_SECONDS": "fast"}, "FENGSUI_POLL_INTERVAL_SECONDS"),
        ({"FENGSUI_LISTEN": "everywhere"}, "ADDRESS:PORT"),
        ({"FENGSUI_POL_INTERVAL_SECONDS": "60"}, "Did you mean FENGSUI_POLL_INTERVAL_SECONDS?"),
        ({"FENGSUI_DATABASE_URL": "mysql://fengsui:canary-secret@localhost/x"}, "postgresql+asyncpg"),
        ({"FENGSUI_CONFIG": "/nowhere.toml"}, "/nowhere.toml"),
    ],
)
def test_a_setting_that_cannot_work_is_misuse(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    done = fengsui("serve", **{"FENGSUI_DATA_DIR": str(tmp_path), **variables})
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "canary-secret" not in done.stderr


def test_a_database_that_does_not_answer_is_trouble(tmp_path: Path) -> None:
    url = "postgresql+asyncpg://fengsui:canary-secret@127.0.0.1:9/fengsui"
    done = fengsui("serve", "--database", url, FENGSUI_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stderr
    assert "canary-secret" not in done.stderr + done.stdout


def test_the_doctor_tells_a_new_user_what_to_do(tmp_path: Path) -> None:
    done = fengsui("doctor", "-o", "json", FENGSUI_DATA_DIR=str(tmp_path), FENGSUI_LISTEN="127.0.0.1:0")
    assert done.returncode == 0, done.stderr
    found = {finding["check"]: finding for finding in json.loads(done.stdout)}
    assert found["database"]["verdict"] == "warning"
    assert {"time", "sockets", "receive buffer", "open files", "listen port", "key"} <= found.keys()


def test_help_is_there_for_every_command() -> None:
    assert fengsui("--version").stdout.startswith("fengsui ")
    assert fengsui("serve", "--help").returncode == 0
    unknown = fengsui("sevre")
    assert unknown.returncode == 2
    assert "serve" in unknown.stderr
