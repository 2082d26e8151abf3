"""`fengsui ping` and what the doctor says of it, as a user runs them."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.acceptance.test_serve import address_in, fetched, until
from tests.support.cli import environment, fengsui
from tests.support.ping import needs_ping, without_permission

# Nothing listens on port 9: the agents are silent, and the addresses answer pings since they are this machine.
INVENTORY = """
carriers:    [{code: telecom, name_zh: 电信, name_en: Telecom, management_prefixes: [127.0.0.0/8]}]
credentials: [{name: lab, version: v2c, community: public}]
sites:       [{code: s, name: 站, division: "620102", kind: pop}]
devices:     [{name: a, carrier: telecom, site: s, role: core, network: internet, address: 127.0.0.77, port: 9, credential: lab}]
"""
# However long the machine takes between two commands, what was seen stays evidence.
QUICK = {
    "FENGSUI_EVIDENCE_LIMIT_SECONDS": "600",
    "FENGSUI_ALLOW_LOOPBACK": "true",
    "FENGSUI_POLL_INTERVAL_SECONDS": "2",
    "FENGSUI_POLL_TIMEOUT_SECONDS": "0.2",
    "FENGSUI_POLL_RETRIES": "0",
    "FENGSUI_PING_SPACING_SECONDS": "0.01",
}


def test_addresses_are_pinged_and_told_in_the_order_given() -> None:
    needs_ping()
    done = fengsui("ping", "127.0.0.9", "127.0.0.1", "127.0.0.9", "--count", 2, "--interval", 0.01, "-o", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [(row["address"], row["sent"], row["received"]) for row in told] == [
        ("127.0.0.9", 2, 2),
        ("127.0.0.1", 2, 2),
    ]
    assert all(0 < row["avg_seconds"] < 1 for row in told)


def test_a_table_and_csv_hold_the_same() -> None:
    needs_ping()
    table = fengsui("ping", "127.0.0.1", "--count", 1).stdout
    assert table.split()[:3] == ["address", "sent", "received"]
    csv = fengsui("ping", "127.0.0.1", "--count", 1, "-o", "csv").stdout.splitlines()
    assert csv[0] == (
        "address,sent,received,loss_ratio,min_seconds,avg_seconds,max_seconds,jitter_seconds,duplicates,unreachable"
    )
    assert csv[1].startswith("127.0.0.1,1,1,0.0,")


def test_a_name_is_misuse() -> None:
    done = fengsui("ping", "localhost", "224.0.0.1")
    assert done.returncode == 2
    assert "2 fault(s), nothing was sent" in done.stderr


def test_without_permission_the_command_says_what_to_do(tmp_path: Path) -> None:
    variables = environment(FENGSUI_DATA_DIR=str(tmp_path), FENGSUI_LISTEN="127.0.0.1:0")
    ping = without_permission(sys.executable, "-m", "fengsui", "ping", "127.0.0.1")
    done = subprocess.run(ping, capture_output=True, text=True, env=variables, timeout=60, check=False)
    assert done.returncode == 1
    assert "CAP_NET_RAW" in done.stderr
    assert "Traceback" not in done.stderr
    doctor = without_permission(sys.executable, "-m", "fengsui", "doctor", "-o", "json")
    looked = subprocess.run(doctor, capture_output=True, text=True, env=variables, timeout=60, check=False)
    assert looked.returncode == 0, looked.stderr
    (found,) = [finding for finding in json.loads(looked.stdout) if finding["check"] == "ping"]
    assert found["verdict"] == "warning"
    assert "ping_group_range" in found["advice"]


def served(tmp_path: Path, command: Sequence[str], **variables: str) -> dict[str, Any]:
    """Serves the silent device until it was judged and written down; gives what can be seen of it from outside."""
    folder = {"FENGSUI_DATA_DIR": str(tmp_path / "data"), **QUICK, **variables}
    inventory, log = tmp_path / "inventory.yaml", tmp_path / "serve.log"
    inventory.write_text(INVENTORY)
    assert fengsui("import", inventory, **folder).returncode == 0
    with log.open("w") as told, subprocess.Popen(command, stderr=told, env=environment(**folder)) as service:
        try:
            base = until("the address", lambda: address_in(log))
            until("readiness", lambda: fetched(f"{base}/readyz")[0] == 200 or None)
            until("a verdict", lambda: 'state="unknown"} 0' in fetched(f"{base}/metrics/devices")[1] or None)
            metrics = fetched(f"{base}/metrics")[1] + fetched(f"{base}/metrics/devices")[1]
        finally:
            service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    return {
        "log": log.read_text(),
        "metrics": metrics,
        "device": json.loads(fengsui("device", "show", "a", "-o", "json", **folder).stdout)["observed"],
        "coverage": json.loads(fengsui("coverage", "-o", "json", **folder).stdout),
    }


def test_a_silent_agent_whose_device_pings_is_up_for_every_process(tmp_path: Path) -> None:
    needs_ping()
    command = [sys.executable, "-m", "fengsui", "serve", "--listen", "127.0.0.1:0"]
    seen = served(tmp_path, command, FENGSUI_PING_LOOPBACK="true")
    assert (seen["device"]["condition"], seen["device"]["agent_silent"]) == ("up", True)
    assert (seen["device"]["last_poll"], seen["device"]["ping_loss_ratio"]) == ("timeout", 0)
    assert 0 < seen["device"]["ping_mean_seconds"] < 1
    assert seen["coverage"]["covered"] == 1
    assert "\nfengsui_ping_permitted 1\n" in seen["metrics"]
    assert (
        'fengsui_device_agent_silent{device="a",carrier="telecom",county="620102",prefecture="620100"} 1'
        in seen["metrics"]
    )
    assert (
        'fengsui_device_ping_up{device="a",carrier="telecom",county="620102",prefecture="620100"} 1' in seen["metrics"]
    )


def test_without_permission_the_service_says_so_once_and_goes_on(tmp_path: Path) -> None:
    command = without_permission(sys.executable, "-m", "fengsui", "serve", "--listen", "127.0.0.1:0")
    seen = served(tmp_path, command, FENGSUI_PING_LOOPBACK="true")
    assert seen["log"].count("no ping") == 1
    assert "CAP_NET_RAW" in seen["log"]
    assert "Traceback" not in seen["log"]
    assert (seen["device"]["condition"], seen["device"]["agent_silent"]) == ("down", False)
    assert "pinged_at" not in seen["device"]
    assert "\nfengsui_ping_permitted 0\n" in seen["metrics"]


def test_loopback_is_not_asked_where_it_would_prove_nothing(tmp_path: Path) -> None:
    seen = served(tmp_path, [sys.executable, "-m", "fengsui", "serve", "--listen", "127.0.0.1:0"])
    assert seen["device"]["condition"] == "down"
    assert "pinged_at" not in seen["device"]
