"""Links held against what real agents say by LLDP, and sites by what serves them: polled by the service, asked from the terminal."""

import json
import re
import signal
import time
import urllib.request
from pathlib import Path

from tests.acceptance.test_api import address
from tests.support import synthetic
from tests.support.cli import fengsui, running
from tests.support.served import served_in_thread

PATIENCE_SECONDS = 60
LOCAL, REMOTE = "1.0.8802.1.1.2.1.3.7.1", "1.0.8802.1.1.2.1.4.1.1"
INVENTORY = """
carriers: [{code: telecom, name_zh: 电信, name_en: Telecom, management_prefixes: [127.0.0.0/24]}]
credentials: [{name: lab, version: v2c, community: public}]
sites:
  - {code: lz, name: 兰州局, division: "620102", kind: pop}
  - {code: yd, name: 永登局, division: "620121", kind: exchange}
  - {code: school, name: 学校, division: "620121", kind: school}
devices:
  - {name: lz-1, carrier: telecom, site: lz, role: core, network: internet, address: 127.0.0.1, port: PORT_A, credential: lab}
  - {name: yd-1, carrier: telecom, site: yd, role: county, network: internet, address: 127.0.0.1, port: PORT_B, credential: lab}
links:
  - {name: right, carrier: telecom, a: {device: lz-1, interface: eth1}, b: {device: yd-1, interface: eth1}}
  - {name: crossed, carrier: telecom, a: {device: lz-1, interface: eth2}, b: {device: yd-1, interface: eth2}}
  - {name: nowhere, carrier: telecom, a: {device: lz-1, interface: eth4}, b: {device: yd-1, interface: eth4}}
"""


def router(name: str, other: str, *heard: tuple[int, str, str]) -> dict[str, synthetic.Said]:
    """A router of four ports that hears others: at which port, by which name, and at which port of theirs."""
    said: dict[str, synthetic.Said] = {}
    for port in range(1, 5):
        said |= {f"{LOCAL}.2.{port}": 5, f"{LOCAL}.3.{port}": f"eth{port}", f"{LOCAL}.4.{port}": f"eth{port}"}
    for row, (port, who, there) in enumerate(heard, 1):
        index = f"0.{port}.{row}"
        said |= {
            f"{REMOTE}.4.{index}": 7,
            f"{REMOTE}.5.{index}": other,
            f"{REMOTE}.6.{index}": 5,
            f"{REMOTE}.7.{index}": there,
            f"{REMOTE}.9.{index}": who,
        }
    ports = {port: f"eth{port}" for port in range(1, 5)}
    return synthetic.device("1.3.6.1.4.1.99999.1", said, sys_name=name, interfaces=ports)


def test_what_is_registered_is_held_against_what_is_heard(tmp_path: Path) -> None:
    folder = {"FENGSUI_DATA_DIR": str(tmp_path / "data"), "FENGSUI_ALLOW_LOOPBACK": "true"}
    log = tmp_path / "serve.log"
    lz = router("lz-1", "b", (1, "yd-1", "eth1"), (2, "yd-1", "eth3"), (3, "somebody", "x"))
    yd = router("yd-1", "a", (1, "lz-1", "eth1"), (3, "lz-1", "eth2"))
    with served_in_thread(lz) as a, served_in_thread(yd) as b:
        path = tmp_path / "inventory.yaml"
        path.write_text(INVENTORY.replace("PORT_A", str(a)).replace("PORT_B", str(b)), encoding="utf-8")
        done = fengsui("import", path, **folder)
        assert done.returncode == 0, done.stderr
        sites = json.loads(fengsui("site", "list", "-o", "json", **folder).stdout)
        states = {each["code"]: each["connectivity"] for each in sites}
        assert states == {"lz": "unknown", "school": "unequipped", "yd": "unknown"}
        quick = {"FENGSUI_POLL_INTERVAL_SECONDS": "2"}
        with running("serve", "--listen", "127.0.0.1:0", log=log, **folder, **quick) as service:
            metrics = wait_for(f"{address(log)}/metrics", r'fengsui_lldp_links\{verdict="confirmed"\} 1')
            service.send_signal(signal.SIGTERM)
            assert service.wait(30) == 0
    assert 'fengsui_lldp_links{verdict="contradicting"} 1' in metrics
    assert 'fengsui_lldp_links{verdict="missing"} 1' in metrics
    assert 'fengsui_lldp_unlinked_neighbours{registered="no"} 1' in metrics

    checked = fengsui("link", "check", "-o", "json", **folder)
    assert checked.returncode == 1, checked.stderr
    told = json.loads(checked.stdout)
    assert {each["link"]: (each["verdict"], each["reason"]) for each in told["links"]} == {
        "right": ("confirmed", "lz-1 eth1 hears yd-1"),
        "crossed": ("contradicting", "lz-1 eth2 hears yd-1 eth3"),
        "nowhere": ("missing", "lz-1 eth4 hears nobody, yd-1 eth4 hears nobody"),
    }
    assert told["counts"] == {"confirmed": 1, "missing": 1, "contradicting": 1, "unknown": 0}
    assert [(each["device"], each["interface"], each["name"]) for each in told["unlinked_neighbours"]] == [
        ("lz-1", "eth3", "somebody")
    ]
    assert fengsui("link", "check", "--verdict", "confirmed", **folder).returncode == 0
    listed = json.loads(fengsui("link", "list", "--lldp", "-o", "json", **folder).stdout)
    assert {each["name"]: each["lldp"] for each in listed}["crossed"] == "contradicting"
    shown = json.loads(fengsui("link", "show", "crossed", "-o", "json", **folder).stdout)["observed"]
    assert (shown["lldp"], shown["lldp_reason"]) == ("contradicting", "lz-1 eth2 hears yd-1 eth3")

    sites = json.loads(fengsui("site", "list", "-o", "json", **folder).stdout)
    assert {each["code"]: each["connectivity"] for each in sites} == {"lz": "up", "school": "unequipped", "yd": "up"}
    site = json.loads(fengsui("site", "show", "yd", "-o", "json", **folder).stdout)["observed"]
    assert (site["connectivity"], site["devices"], site["links"]) == ("up", ["yd-1"], ["crossed", "nowhere", "right"])


def wait_for(url: str, pattern: str) -> str:
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        with urllib.request.urlopen(url, timeout=10) as answer:
            text: str = answer.read().decode()
        if re.search(pattern, text):
            return text
        assert time.monotonic() < ends, [line for line in text.splitlines() if "lldp" in line]
        time.sleep(0.2)
