"""An agent named at the terminal: the options that say how to ask it, and one poll of it."""

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands.options import run
from fengsui.errors import Fault, UsageError

if TYPE_CHECKING:
    from fengsui.collectors.adhoc import Endpoint
    from fengsui.collectors.profiles.catalogue import Catalogue
    from fengsui.collectors.target import Target
    from fengsui.model.credential import Credential
    from fengsui.model.poll import DevicePoll

# Somebody waits at the terminal, perhaps for a slow device with thousands of interfaces.
DEADLINE_SECONDS = 60.0
_LONGEST_TIMEOUT = 60.0
_MOST_RETRIES = 20

Address = Annotated[str, typer.Argument(metavar="ADDRESS[:PORT]", help="Agent to ask; IPv6 with a port in brackets.")]
Version = Annotated[
    str | None, typer.Option("--version", help="v1, v2c or v3; v3 where a user is given, else v2c.", show_default=False)
]
Community = Annotated[
    str | None,
    typer.Option(
        "--community", envvar="SNMP_COMMUNITY", help="For v1 and v2c; `public` if not given.", show_default=False
    ),
]
User = Annotated[str | None, typer.Option("--v3-user", help="User of SNMPv3.", show_default=False)]
AuthProtocol = Annotated[
    str | None,
    typer.Option("--auth-protocol", help="MD5, SHA, SHA-224, SHA-256, SHA-384 or SHA-512.", show_default=False),
]
AuthKey = Annotated[
    str | None,
    typer.Option(
        "--auth-key", envvar="SNMP_AUTH_KEY", help="Pass-phrase; better in the environment.", show_default=False
    ),
]
PrivProtocol = Annotated[
    str | None,
    typer.Option("--priv-protocol", help="DES, AES, AES-192, AES-256, AES-192-C or AES-256-C.", show_default=False),
]
PrivKey = Annotated[
    str | None,
    typer.Option(
        "--priv-key", envvar="SNMP_PRIV_KEY", help="Pass-phrase; better in the environment.", show_default=False
    ),
]
ProfileName = Annotated[str, typer.Option("--profile", help="Which readings to ask for; auto chooses.")]
Timeout = Annotated[float, typer.Option("--timeout", help="Patience for one answer, in seconds.")]
Retries = Annotated[int, typer.Option("--retries", help="How often an unanswered request is sent again.")]


def poll_agent(
    what: str,
    address: str,
    credential: Mapping[str, str | None],
    profile: str,
    timeout: float,
    retries: int,
    catalogue: "Catalogue",
) -> "DevicePoll":
    """Polls an agent once.

    Args:
        what: The command, for messages.
        address: As it was typed.
        credential: `version`, `community`, `user`, `auth_protocol`, `auth_key`, `priv_protocol` and `priv_key`; None where not given.
        profile: Name of a profile, or `auto`.
        timeout: Seconds of patience for one answer.
        retries: Retransmissions of one request.
        catalogue: The profiles that there are.

    Raises:
        UsageError: with everything that is wrong with the options; nothing was asked.
    """
    return run(_poll(_target(what, address, credential, profile, timeout, retries, catalogue), catalogue))


def credential_from(what: str, given: Mapping[str, str | None]) -> "Credential":
    """The credential that the options name, as in `poll_agent`.

    Raises:
        UsageError: with everything that is wrong with them.
    """
    from fengsui.collectors.adhoc import make_credential

    credential = make_credential(given)
    if isinstance(credential, list):
        raise UsageError("\n".join([f"{what}: {len(credential)} fault(s), nothing was asked", *map(str, credential)]))
    return credential


async def _poll(target: "Target", catalogue: "Catalogue") -> "DevicePoll":
    from fengsui.clock import SystemClock
    from fengsui.collectors.poller import Poller

    poller = Poller(SystemClock(), catalogue=catalogue)
    await poller.open()
    try:
        return await poller.poll(target)
    finally:
        await poller.close()


def _target(
    what: str,
    address: str,
    given: Mapping[str, str | None],
    profile: str,
    timeout: float,
    retries: int,
    catalogue: "Catalogue",
) -> "Target":
    from fengsui.collectors.adhoc import check_profile, make_credential, parse_endpoint
    from fengsui.collectors.target import Target

    endpoint, credential = parse_endpoint(address), make_credential(given)
    faults = [fault for part in (endpoint, credential) if isinstance(part, list) for fault in part]
    faults += check_profile(profile, catalogue)
    if not 0 < timeout <= _LONGEST_TIMEOUT:
        faults.append(Fault("--timeout", f"seconds, more than 0 and at most {_LONGEST_TIMEOUT:g}", f"{timeout:g}"))
    if not 0 <= retries <= _MOST_RETRIES:
        faults.append(Fault("--retries", f"a number from 0 to {_MOST_RETRIES}", str(retries)))
    if faults or isinstance(endpoint, list) or isinstance(credential, list):
        raise UsageError("\n".join([f"{what}: {len(faults)} fault(s), nothing was asked", *map(str, faults)]))
    return Target(_look_up(endpoint), credential, endpoint.port, profile, timeout, retries, DEADLINE_SECONDS)


def _look_up(endpoint: "Endpoint") -> str:
    if not endpoint.is_name:
        return endpoint.host
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        fault = Fault("ADDRESS", "an address, or a name that can be looked up", repr(endpoint.host), "Try the address.")
        raise UsageError(str(fault)) from None
    return str(found[0][4][0])
