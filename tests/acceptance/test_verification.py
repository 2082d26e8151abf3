"""Registration as two carriers live it: they register over HTTP, the service asks real agents, and says who is let in and why not."""

import json
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.test_api import address, ask, token
from tests.support import synthetic
from tests.support.cli import fengsui, running
from tests.support.served import served_in_thread
from tests.support.snmpd import COMMUNITY, running_snmpd

PATIENCE_SECONDS = 60
ENGINE = "1.3.6.1.6.3.10.2.1.1.0"
TWIN = synthetic.device(
    "1.3.6.1.4.1.99999.1", {ENGINE: bytes.fromhex("800007db03aabbccddeeff")}, sys_name="twin", interfaces={1: "eth1"}
)
INVENTORY = """
carriers:
  - {code: telecom, name_zh: 电信, name_en: Telecom, management_prefixes: [127.0.0.0/24]}
  - {code: mobile, name_zh: 移动, name_en: Mobile, management_prefixes: [127.0.0.0/24]}
credentials:
  - {name: t, version: v2c, community: fengsui-test, carrier: telecom}
  - {name: m, version: v2c, community: public, carrier: mobile}
sites:
  - {code: lz, name: 兰州局, division: "620102", kind: pop, longitude: 103.83, latitude: 36.06}
  - {code: wrong, name: 错位局, division: "620102", kind: pop, longitude: 98.3, latitude: 39.8}
"""


def install(folder: Path, inventory: str = INVENTORY, **more: str) -> dict[str, str]:
    """An installation with two carriers; every address of it is loopback."""
    environment = {"FENGSUI_DATA_DIR": str(folder / "data"), "FENGSUI_ALLOW_LOOPBACK": "true", **more}
    path = folder / "inventory.yaml"
    path.write_text(inventory, encoding="utf-8")
    done = fengsui("import", path, **environment)
    assert done.returncode == 0, done.stderr
    return environment


def eventually(question: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not wanted(answer := question()):
        assert time.monotonic() < ends, answer
        time.sleep(0.1)
    return answer


def device(port: int, credential: str, site: str = "lz") -> dict[str, Any]:
    return {
        "site": site, "role": "core", "network": "internet", "address": "127.0.0.1", "port": port, "credential": credential,
    }  # fmt: skip


def test_two_carriers_register_and_each_is_told_what_came_of_its_own(tmp_path: Path) -> None:
    folder = install(
        tmp_path,
        FENGSUI_POLL_TIMEOUT_SECONDS="0.3",
        FENGSUI_POLL_RETRIES="1",
        FENGSUI_AUTHENTICATION="required",
        FENGSUI_REQUESTS_PER_SECOND="0",
    )
    telecom = token(folder, "t-noc", "--role", "carrier", "--carrier", "telecom")
    mobile = token(folder, "m-noc", "--role", "carrier", "--carrier", "mobile")
    log = tmp_path / "serve.log"
    with (
        running_snmpd(tmp_path / "snmpd") as snmpd,
        served_in_thread(TWIN) as first,
        served_in_thread(TWIN) as second,
        running("serve", "--listen", "127.0.0.1:0", log=log, **folder) as service,
    ):
        base = f"{address(log)}/api/v1/devices"

        def verdict(name: str, secret: str) -> Any:
            return eventually(
                lambda: ask(f"{base}/{name}/verification", secret)[1], lambda told: told.get("verdict") is not None
            )

        for name, secret, port, credential, site in (
            ("lz-core-1", telecom, snmpd.port, "t", "lz"),
            ("m-1", mobile, first, "m", "lz"),
        ):
            status, put = ask(f"{base}/{name}", secret, "PUT", device(port, credential, site))
            assert (status, put["lifecycle"]) == (201, "pending")
        passed = verdict("lz-core-1", telecom)
        assert (passed["verdict"], passed["lifecycle"], passed["facts"]["sys_name"]) == (
            "active",
            "active",
            "lz-core-1",
        )
        assert passed["facts"]["engine_id"]
        assert passed["facts"]["interfaces_64_bit"] > 0
        assert verdict("m-1", mobile)["verdict"] == "active"
        assert ask(f"{base}/m-1/verification", telecom)[0] == 404

        # The same equipment at another port, a silent one, a wrong community, and a site in another corner of the province.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            for name, port, credential, site in (
                ("m-twin", second, "m", "lz"),
                ("m-silent", silent.getsockname()[1], "m", "lz"),
                ("m-wrong", snmpd.port + 0, "m", "lz"),
                ("m-far", second, "m", "wrong"),
            ):
                ask(f"{base}/{name}", mobile, "PUT", device(port, credential, site))
            twin, unheard = verdict("m-twin", mobile), verdict("m-silent", mobile)
            assert {each["kind"] for each in twin["reasons"]} == {"duplicate_engine", "name_clash"}
            assert [each["kind"] for each in unheard["reasons"]] == ["unreachable"]
            assert unheard["next"] is not None
        assert ask(f"{base}/m-wrong", mobile)[0] == 404  # the address is telecom's already
        assert ask(f"{base}/m-far", mobile)[0] == 404  # and this one m-twin's

        # Corrected, it is asked again by itself.
        retire = {"lifecycle": "retired", **device(first, "m")}
        assert ask(f"{base}/m-1", mobile, "PUT", retire)[0] == 200
        assert ask(f"{base}/m-twin/verification", mobile, "POST")[0] == 202
        eventually(lambda: ask(f"{base}/m-twin", mobile)[1]["lifecycle"], lambda lifecycle: lifecycle == "active")
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    told = json.loads(fengsui("audit", "--key", "lz-core-1", "-o", "json", **folder).stdout)
    assert [entry["principal"] for entry in told] == ["system:verification", "token:t-noc"]
    assert "Traceback" not in log.read_text()
    assert COMMUNITY not in log.read_text()


PENDING = """
devices:
  - {name: d-1, carrier: telecom, site: lz, role: core, network: internet, address: 127.0.0.1, port: PORT, credential: t, lifecycle: pending}
"""


@pytest.fixture
def listener() -> Any:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", 0))
        heard.settimeout(0.2)
        yield heard


def heard_nothing(listener: socket.socket) -> bool:
    try:
        listener.recv(1)
    except TimeoutError:
        return True
    return False


def test_where_an_address_may_not_be_asked_not_a_packet_is_sent(tmp_path: Path, listener: socket.socket) -> None:
    port = str(listener.getsockname()[1])
    folder = install(tmp_path, INVENTORY + PENDING.replace("PORT", port), FENGSUI_POLL_TIMEOUT_SECONDS="0.1")
    closed = {**folder, "FENGSUI_ALLOW_LOOPBACK": "false"}
    done = fengsui("device", "verify", "d-1", "-o", "json", **closed)
    assert done.returncode == 1, done.stderr
    (told,) = json.loads(done.stdout)
    assert (told["verdict"], told["lifecycle"]) == ("refused", "pending")
    assert told["reasons"][0].startswith("address: expected an address that a device can have, got '127.0.0.1'")
    log = tmp_path / "serve.log"
    with running("serve", "--listen", "127.0.0.1:0", log=log, **closed, FENGSUI_POLL_INTERVAL_SECONDS="1") as service:
        address(log)
        time.sleep(3)  # a turn of the service's own
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    assert heard_nothing(listener)
    # The listener does hear: allowed, it is asked.
    assert fengsui("device", "verify", "d-1", **folder).returncode == 1
    assert not heard_nothing(listener)


def test_an_administrator_verifies_from_the_terminal(tmp_path: Path) -> None:
    with running_snmpd(tmp_path / "snmpd") as snmpd:
        folder = install(tmp_path, INVENTORY + PENDING.replace("PORT", str(snmpd.port)))
        listed = json.loads(fengsui("device", "list", "-o", "json", **folder).stdout)
        assert [(each["lifecycle"], each["verdict"]) for each in listed] == [("pending", None)]
        done = fengsui("device", "verify", "d-1", **folder)
        assert done.returncode == 0, done.stderr
        assert "other_name" in done.stdout
        listed = json.loads(fengsui("device", "list", "-o", "json", **folder).stdout)
        assert [(each["lifecycle"], each["verdict"]) for each in listed] == [("active", "active")]
        shown = json.loads(fengsui("device", "show", "d-1", "-o", "json", **folder).stdout)["observed"]
        assert shown["verdict"] == "active"
        assert any(line.startswith("other_name: expected the registered name 'd-1'") for line in shown["verification"])
        unknown = fengsui("device", "verify", "d-2", **folder)
        assert (unknown.returncode, "there is no device 'd-2'" in unknown.stderr) == (1, True)
