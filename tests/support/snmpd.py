"""net-snmp's own agent as a fixture: configuration in a folder of the test, a port of its own, ended by its process id."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fengsui.collectors.mib import SYS_UP_TIME
from fengsui.collectors.snmp.message import FIRST_REQUEST_ID, GET, Ask, RequestEncoder
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.secret import Secret
from tests.support.programs import free_port, program

COMMUNITY = "fengsui-test"
AUTH_KEY = "authpass123"
PRIV_KEY = "privpass123"
# Main memory and processors come from /proc, names and speeds of interfaces from the machine: nothing here is made up.
_CONFIGURATION = """
agentaddress udp:127.0.0.1:{port}
rocommunity {community} 127.0.0.1
sysLocation 兰州核心局
sysName lz-core-1
"""

Level = tuple[AuthProtocol | None, PrivProtocol | None]
# The user of every pair of protocols is named after it.
LEVELS: tuple[Level, ...] = (
    (None, None),
    *((auth, None) for auth in AuthProtocol),
    *((auth, priv) for auth in AuthProtocol for priv in PrivProtocol),
)


def user_of(level: Level) -> str:
    """Name of the user for a pair of protocols, for example `SHA-256_AES`."""
    return "_".join(str(protocol) for protocol in level if protocol) or "nobody"


def v3_credential(
    level: Level, *, auth_key: str = AUTH_KEY, priv_key: str = PRIV_KEY, user: str | None = None
) -> Credential:
    """Credential of the user for a pair of protocols."""
    auth, priv = level
    return Credential(
        f"{user or user_of(level)}/{auth}/{auth_key}/{priv}/{priv_key}",
        SnmpVersion.V3,
        user=user or user_of(level),
        auth_protocol=auth,
        auth_key=Secret(auth_key) if auth else None,
        priv_protocol=priv,
        priv_key=Secret(priv_key) if priv else None,
    )


@dataclass(frozen=True, slots=True)
class Snmpd:
    """A running agent."""

    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def running_snmpd(folder: Path, port: int | None = None) -> Iterator[Snmpd]:
    """Runs an agent with a user for every pair of protocols."""
    binary = program("snmpd", "snmpd")
    port = port or free_port(socket.SOCK_DGRAM)
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "snmpd.conf"
    configuration.write_text(
        _CONFIGURATION.format(port=port, community=COMMUNITY) + "\n".join(map(_user_lines, LEVELS)) + "\n"
    )
    # Not -C -c FILE: that would keep snmpd from reading back its engine id and boots, too.
    persistent = folder / "persistent"
    paths = {"SNMPCONFPATH": f"{folder}:{persistent}", "SNMP_PERSISTENT_DIR": str(persistent)}
    environment = os.environ | paths | {"MIBS": ""}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binary, "-f", "-Lo", "-r", "-I", "-smux"],
            env=environment, stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
        try:
            _wait_until_answering(process, port, folder / "log")
            yield Snmpd(port)
        finally:
            process.terminate()
            process.wait(timeout=10)


def _user_lines(level: Level) -> str:
    auth, priv = level
    keys = (f" {auth} {AUTH_KEY}" if auth else "") + (f" {priv} {PRIV_KEY}" if priv else "")
    return (
        f"createUser {user_of(level)}{keys}\nrouser {user_of(level)} {'priv' if priv else 'auth' if auth else 'noauth'}"
    )


def _wait_until_answering(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    before, after = RequestEncoder(SnmpVersion.V2C, COMMUNITY.encode()).encode(Ask(GET, [SYS_UP_TIME]))
    question = before + FIRST_REQUEST_ID.to_bytes(4, "big") + after
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.1)
        for _ in range(100):
            if process.poll() is not None:
                break
            probe.sendto(question, ("127.0.0.1", port))
            try:
                probe.recv(1500)
            except OSError:
                time.sleep(0.02)
            else:
                return
    raise RuntimeError(f"snmpd did not start: {log.read_text(errors='replace')[-2000:]}")
