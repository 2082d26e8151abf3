"""net-snmp's own senders of traps and informs, and the credentials that they send with."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.secret import Secret
from tests.support.programs import program

LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
SENDER_ENGINE = "0x8000000001020304"
AUTH_KEY = "canary-auth-key"
PRIV_KEY = "canary-priv-key"
COMMUNITY = "canary-community"


def v2c(name: str = "lab", community: str = COMMUNITY) -> Credential:
    """A credential with a community."""
    return Credential(name, SnmpVersion.V2C, community=Secret(community))


def v3(auth: AuthProtocol | None = None, priv: PrivProtocol | None = None, **given: str) -> Credential:
    """A credential of the user `watcher`; `user`, `auth_key`, `priv_key` and `name` may be given."""
    return Credential(
        given.get("name", "secured"),
        SnmpVersion.V3,
        user=given.get("user", "watcher"),
        auth_protocol=auth,
        auth_key=Secret(given.get("auth_key", AUTH_KEY)) if auth else None,
        priv_protocol=priv,
        priv_key=Secret(given.get("priv_key", PRIV_KEY)) if priv else None,
    )


def v3_options(credential: Credential) -> list[str]:
    """The options by which net-snmp speaks as this user."""
    auth, priv = credential.auth_protocol, credential.priv_protocol
    options = ["-v3", "-u", credential.user or "", "-l"]
    options += ["authPriv" if priv else "authNoPriv" if auth else "noAuthNoPriv"]
    if auth and credential.auth_key:
        options += ["-a", auth.value, "-A", credential.auth_key.reveal()]
    if priv and credential.priv_key:
        options += ["-x", priv.value, "-X", credential.priv_key.reveal()]
    return options


async def send(
    folder: Path, port: int, options: Sequence[str], *rest: str, inform: bool = False, patience: str = "2"
) -> int:
    """Sends one notification to 127.0.0.1; gives the exit code: of an inform, 0 where it was answered.

    Args:
        folder: Where net-snmp may keep its files.
        port: Of the receiver.
        options: Version and credential.
        rest: What stands behind the address; uptime and linkDown unless given.
        inform: True for an inform.
        patience: Seconds that an inform waits for its answer.
    """
    binary = program("snmpinform" if inform else "snmptrap", "snmp")
    environment = os.environ | {"SNMPCONFPATH": str(folder), "SNMP_PERSISTENT_DIR": str(folder), "MIBS": ""}
    what = rest or ("42", LINK_DOWN, "1.3.6.1.2.1.2.2.1.1.7", "i", "7")
    process = await asyncio.create_subprocess_exec(
        binary, "-r", "0", "-t", patience, *options, f"127.0.0.1:{port}", *what,
        env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    return await process.wait()
