"""`fengsui poll` as an administrator types it, against net-snmp's agent."""

import csv
import io
import json
from collections.abc import Iterator
from subprocess import CompletedProcess
from typing import Any

import pytest

from fengsui.model.credential import AuthProtocol, PrivProtocol
from tests.support.cli import fengsui
from tests.support.snmpd import AUTH_KEY, COMMUNITY, PRIV_KEY, Snmpd, running_snmpd, user_of

INTERFACE_KEYS = [
    "index", "name", "descr", "alias", "type", "admin_status", "oper_status", "speed_bits_per_second", "in_octets",
    "out_octets", "in_unicast_packets", "out_unicast_packets", "in_errors", "out_errors", "in_discards", "out_discards",
    "counter_bits",
]  # fmt: skip
SHA_AES = user_of((AuthProtocol.SHA, PrivProtocol.AES))
CISCO = ("--v3-user", "MD5_AES-256-C", "--auth-protocol", "MD5", "--priv-protocol", "aes-256-c")
V3 = ("--v3-user", SHA_AES, "--auth-protocol", "SHA", "--priv-protocol", "AES")
QUICK = ("--timeout", "0.2", "--retries", "0")


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snmpd]:
    with running_snmpd(tmp_path_factory.mktemp("snmpd")) as running:
        yield running


def fengsui_poll(*arguments: str, **variables: str) -> CompletedProcess[str]:
    return fengsui("poll", *arguments, **variables)


def poll_json(*arguments: str, **environment: str) -> Any:
    done = fengsui_poll(*arguments, "-o", "json", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def assert_misuse(done: CompletedProcess[str], *parts: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    for part in parts:
        assert part in done.stderr


def test_json_has_exactly_the_keys_that_programs_rely_on(agent: Snmpd) -> None:
    result = poll_json(agent.address, "--community", COMMUNITY)

    assert list(result) == [
        "address", "system", "interfaces", "profile", "profile_why", "readings", "neighbours", "cost", "problems",
    ]  # fmt: skip
    assert list(result["system"]) == ["sys_descr", "sys_object_id", "sys_name", "sys_location", "sys_uptime_seconds"]
    assert all(list(interface) == INTERFACE_KEYS for interface in result["interfaces"])
    assert list(result["cost"]) == ["packets_sent", "packets_received", "retries", "varbinds", "seconds"]
    assert all(list(reading) == ["name", "index", "value", "unit", "labels"] for reading in result["readings"])


def test_json_holds_what_the_agent_says(agent: Snmpd) -> None:
    result = poll_json(agent.address, "--community", COMMUNITY)

    assert result["address"] == agent.address
    assert result["profile"] == "net-snmp"
    assert result["system"]["sys_name"] == "lz-core-1"
    assert result["system"]["sys_location"] == "兰州核心局"
    loopback = next(interface for interface in result["interfaces"] if interface["name"] == "lo")
    assert (loopback["type"], loopback["admin_status"], loopback["counter_bits"]) == (24, "up", 64)
    assert loopback["in_octets"] > 0
    assert result["cost"]["retries"] == 0
    assert result["problems"] == []


def test_v1_and_v3_see_the_same_interfaces_as_v2c(agent: Snmpd) -> None:
    keys = {"SNMP_AUTH_KEY": AUTH_KEY, "SNMP_PRIV_KEY": PRIV_KEY}
    results = [
        poll_json(agent.address, "--community", COMMUNITY),
        poll_json(agent.address, "--community", COMMUNITY, "--version", "v1"),
        poll_json(agent.address, "--version", "v3", *V3, **keys),
        poll_json(agent.address, *V3, "--auth-key", AUTH_KEY, "--priv-key", PRIV_KEY),
        poll_json(agent.address, *CISCO, **keys),
    ]

    assert len({tuple(interface["name"] for interface in result["interfaces"]) for result in results}) == 1
    assert [result["interfaces"][0]["counter_bits"] for result in results] == [64, 32, 64, 64, 64]


def test_a_host_name_is_looked_up(agent: Snmpd) -> None:
    result = poll_json(f"localhost:{agent.port}", "--community", COMMUNITY)

    assert result["address"] == agent.address


def test_the_table_shows_system_interfaces_and_cost(agent: Snmpd) -> None:
    done = fengsui_poll(agent.address, SNMP_COMMUNITY=COMMUNITY)

    assert (done.returncode, done.stderr) == (0, "")
    for part in (
        "lz-core-1",
        "兰州核心局",
        "1.3.6.1.4.1.8072.3.2.10",
        "lo",
        "packets sent",
        "memory_utilisation_ratio",
    ):
        assert part in done.stdout


def test_csv_holds_a_line_for_each_interface(agent: Snmpd) -> None:
    done = fengsui_poll(agent.address, "--community", COMMUNITY, "-o", "csv")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0
    assert list(rows[0]) == INTERFACE_KEYS
    assert "lo" in [row["name"] for row in rows]


def test_a_wrong_community_is_silence_with_hints_and_exit_code_1(agent: Snmpd) -> None:
    done = fengsui_poll(agent.address, "--community", "geheim-falsch", *QUICK)

    assert (done.returncode, done.stdout) == (1, "")
    assert f"{agent.address} does not answer" in done.stderr
    assert "firewall" in done.stderr
    assert "wrong community" in done.stderr
    assert "geheim-falsch" not in done.stderr


def test_a_silent_agent_still_gives_json_with_nulls_and_the_problem(agent: Snmpd) -> None:
    done = fengsui_poll(agent.address, "--community", "wrong", *QUICK, "-o", "json")

    result = json.loads(done.stdout)
    assert done.returncode == 1
    assert set(result["system"].values()) == {None}
    assert result["interfaces"] == []
    assert [problem["kind"] for problem in result["problems"]] == ["timeout"]
    assert result["cost"]["packets_sent"] == 1


@pytest.mark.parametrize(
    ("auth_key", "priv_key", "hint"),
    [("wrong-secret-1", PRIV_KEY, "authentication key"), (AUTH_KEY, "wrong-secret-2", "privacy key")],
)
def test_a_wrong_v3_key_is_refused_with_the_part_that_is_wrong(
    auth_key: str, priv_key: str, hint: str, agent: Snmpd
) -> None:
    done = fengsui_poll(agent.address, *V3, *QUICK, SNMP_AUTH_KEY=auth_key, SNMP_PRIV_KEY=priv_key)

    assert (done.returncode, done.stdout) == (1, "")
    assert hint in done.stderr
    assert "wrong-secret" not in done.stderr


def test_all_misuse_is_said_at_once_without_asking_anybody() -> None:
    done = fengsui_poll(
        "300.1.1.1:99999", "--version", "v4", "--v3-user", "noc", "--auth-protocol", "SHA", "--auth-key", "geheim",
        "--priv-protocol", "ROT13", "--timeout", "0", "--retries", "-1", "--profile", "nope",
    )  # fmt: skip

    assert_misuse(
        done, "9 fault(s)", "ADDRESS: expected a port", "ADDRESS: expected an IPv4 address", "--version: expected one of v1, v2c, v3",
        "--auth-key: expected a pass-phrase of at least 8", "--priv-protocol: expected one of DES, AES", "--priv-key: expected the key",
        "--timeout", "--retries", "--profile",
    )  # fmt: skip
    assert "geheim" not in done.stderr


def test_a_key_without_its_protocol_is_misuse() -> None:
    done = fengsui_poll("127.0.0.1", "--v3-user", "noc", SNMP_AUTH_KEY=AUTH_KEY)

    assert_misuse(done, "--auth-protocol: expected the protocol that --auth-key is for, got none")


def test_a_name_that_cannot_be_looked_up_is_misuse() -> None:
    assert_misuse(fengsui_poll("no-such-host.invalid"), "no-such-host.invalid")


def test_an_option_that_there_is_not_is_misuse() -> None:
    assert_misuse(fengsui_poll("127.0.0.1", "--comunity", "x"), "--community")


def test_an_agent_that_cannot_be_asked_is_not_said_to_live() -> None:
    done = fengsui_poll(
        "127.255.255.255", *QUICK
    )  # the broadcast address of loopback: the system refuses to send there
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot send to 127.255.255.255 port 161: Permission denied" in done.stderr
    assert "Nothing was asked" in done.stderr
    assert "lives" not in done.stderr
