"""`fengsui ping` and what the doctor says of it, as a user runs them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.cli import environment, fengsui
from tests.support.ping import needs_ping, without_permission


def test_addresses_are_pinged_and_told_in_the_order_given() -> None:
    needs_ping()
    done = fengsui("ping", "127.0.0.9", "127.0.0.1", "127.0.0.9", "--count", 2, "--interval", 0.01, "-o", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [(row["address"], row["sent"], row["received"]) for row in told] == [
        ("127.0.0.9", 2, 2),
        ("127.0.0.1", 2, 2),
    ]
    assert all(0 < row["avg_seconds"] < 0.1 for row in told)


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
