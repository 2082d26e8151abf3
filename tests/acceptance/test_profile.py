"""`fengsui profile`: what the profiles are, and what one gives on an agent."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import synthetic
from tests.support.cli import fengsui
from tests.support.served import served_in_thread

PON = 4_194_307_840
STATES = "1.3.6.1.4.1.2011.6.128.1.1.2.46.1.15"
BOARD_MEMORY = "1.3.6.1.4.1.2011.2.6.7.1.1.2.1.6"
OLT = synthetic.device(
    "1.3.6.1.4.1.2011.2.115",
    {
        **{f"{STATES}.{PON}.{ont}": 1 for ont in range(1, 6)},
        f"{STATES}.{PON}.6": 2,
        f"{STATES}.{PON}.7": -1,
        f"{BOARD_MEMORY}.0.9": 153,
        f"{BOARD_MEMORY}.0.10": 40,
    },
    sys_descr="Huawei Integrated Access Software",
    interfaces={PON: "GPON 0/1/0"},
)


@pytest.fixture(scope="module")
def olt() -> Iterator[str]:
    with served_in_thread(OLT) as port:
        yield f"127.0.0.1:{port}"


def profile(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return fengsui("profile", *arguments, **environment)


def test_list_names_every_profile_with_its_readings_and_proofs() -> None:
    done = profile("list", "-o", "json")

    assert done.returncode == 0, done.stderr
    found = {row["name"]: row for row in json.loads(done.stdout)}
    assert "pon_onus" in found["huawei-smartax"]["readings"]
    assert found["generic"]["match"] == []
    assert all(row["proven"] for row in found.values())


def test_show_names_the_groups_of_the_parents_too() -> None:
    done = profile("show", "huawei-smartax")

    assert done.returncode == 0, done.stderr
    for part in ("华为 SmartAX 光线路终端", "host_resources", "gpon_onts", "pon_onus", STATES, "synthetic"):
        assert part in done.stdout


def test_a_profile_that_there_is_not_is_named_with_those_there_are() -> None:
    done = profile("show", "huawei-smartaxx")

    assert (done.returncode, done.stdout) == (1, "")
    assert "huawei-smartax," in done.stderr


def test_a_test_says_which_profile_and_why_and_what_every_group_gave(olt: str) -> None:
    done = profile("test", olt)

    assert done.returncode == 0, done.stderr
    for part in (
        "why          sysObjectID 1.3.6.1.4.1.2011.2.115 begins with 1.3.6.1.4.1.2011.2.115",
        "pon_onus GPON 0/1/0 state=online  5",
        "pon_onus GPON 0/1/0 state=offline  1",
        "memory_utilisation_ratio 0/10  40.0 %",
        "problem: out_of_range: memory_utilisation_ratio: 1 value(s) outside 0 to 1, such as 1.53",
        "missing",
    ):
        assert part in done.stdout


def test_a_test_as_json_counts_what_gave_no_reading(olt: str) -> None:
    result = json.loads(profile("test", olt, "-o", "json").stdout)

    groups = {group["group"]: group for group in result["groups"]}
    (counted,) = groups["gpon_onts"]["tallies"]
    assert (counted["reading"], counted["absent"]) == ("pon_onus", 1)
    assert groups["gpon_onts"]["rows"] == 7
    assert {
        "name": "pon_onus",
        "index": "GPON 0/1/0",
        "value": 5,
        "unit": "count",
        "labels": {"state": "online"},
    } in result["readings"]


def test_an_operators_profile_is_used_from_its_folder_and_replaces_a_shipped_one(olt: str, tmp_path: Path) -> None:
    (tmp_path / "huawei-smartax.yaml").write_text(
        "name: huawei-smartax\n"
        "title: {zh: 自定义, en: Our own}\n"
        "match: [{sys_object_id: 1.3.6.1.4.1.2011.2.115}]\n"
        "groups:\n"
        "  boards:\n"
        "    index: [frame, slot]\n"
        f"    columns: {{memory: {BOARD_MEMORY}}}\n"
        "    readings: [{name: memory_utilisation_ratio, column: memory, scale: 0.001, part: '{slot}'}]\n"
    )

    result = json.loads(profile("test", olt, "-o", "json", FENGSUI_PROFILE_DIR=str(tmp_path)).stdout)

    assert [(reading["index"], reading["value"]) for reading in result["readings"]] == [("9", 0.153), ("10", 0.04)]


def test_every_fault_of_every_file_is_told_before_anybody_is_asked(olt: str, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("name: one\ntitle: {zh: 一, en: One}\ngroupz: {}\n")
    (tmp_path / "two.yaml").write_text("name: two\ntitle: {zh: 二, en: Two}\nextends: [genericc]\n")

    for done in (profile("check", str(tmp_path)), profile("test", olt, "--dir", str(tmp_path))):
        assert done.returncode == 1
        assert done.stdout == ""
        assert "2 fault(s)" in done.stderr
        assert "one.yaml: groupz: expected a key that profiles have, got 'groupz'. Did you mean groups?" in done.stderr
        assert (
            "two.yaml: extends: expected a profile that there is, got 'genericc'. Did you mean generic?" in done.stderr
        )
        assert "Traceback" not in done.stderr


def test_a_good_file_is_said_to_be_good(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("name: ours\ntitle: {zh: 我们, en: Ours}\nextends: [generic]\n")

    done = profile("check", str(path))

    assert (done.returncode, done.stdout) == (0, "1 profile(s) can be used: ours\n")


def test_a_device_is_not_registered_with_a_profile_that_there_is_not(tmp_path: Path) -> None:
    done = fengsui(
        "device", "add", "olt-1", "--carrier", "telecom", "--site", "lz", "--role", "access", "--network", "internet",
        "--address", "10.20.0.1", "--profile", "huawei-smartacks", FENGSUI_DATA_DIR=str(tmp_path),
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (2, "")
    assert "expected one of auto, " in done.stderr
    assert "got 'huawei-smartacks'. See `fengsui profile list`" in done.stderr
    assert not (tmp_path / "fengsui.db").exists()
