"""An agent named at the terminal: text in, target out, every fault at once. No fault shows a secret."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from fengsui.collectors.profiles.catalogue import AUTO, Catalogue
from fengsui.errors import Fault
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.secret import Secret

SNMP_PORT = 161
DEFAULT_COMMUNITY = "public"

# RFC 3414, 11.2: a pass-phrase of fewer octets makes a weak key, and every agent refuses it.
_LEAST_PASS_PHRASE = 8
# usmUserName is an SnmpAdminString of 1 to 32 octets (RFC 3414, 5).
_LONGEST_USER = 32
_LONGEST_COMMUNITY = 255
_LONGEST_NAME = 253

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an agent is.

    Attributes:
        host: IPv4 or IPv6 address in canonical text, or a host name.
        is_name: True where the host must be looked up.
    """

    host: str
    port: int
    is_name: bool


def parse_endpoint(text: str) -> Endpoint | list[Fault]:
    """Reads `ADDRESS`, `ADDRESS:PORT`, `[IPv6]:PORT` or `NAME:PORT`."""
    host, port_text = _split(text.strip())
    faults = []
    if not (port_text.isascii() and port_text.isdigit()) or not 1 <= int(port_text[:9]) <= 65535:
        faults.append(_endpoint_fault("a port from 1 to 65535", port_text))
    address = _canonical(host)
    if address is None and not _is_name(host):
        faults.append(_endpoint_fault("an IPv4 address, an IPv6 address or a host name", host))
    return faults or Endpoint(address or host, int(port_text), is_name=address is None)


def _canonical(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def _split(text: str) -> tuple[str, str]:
    if text.startswith("[") and "]" in text:
        host, _, rest = text[1:].partition("]")
        return host, rest.removeprefix(":") if rest else str(SNMP_PORT)
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host, port
    return text, str(SNMP_PORT)


def _is_name(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    fits = 0 < len(host) <= _LONGEST_NAME and all(0 < len(label) <= 63 for label in labels)
    # A name whose last label is a number can only be a mistyped address.
    return fits and all(character.isalnum() or character in "-_." for character in host) and not labels[-1].isdigit()


def _endpoint_fault(expected: str, got: str) -> Fault:
    return Fault("ADDRESS", expected, repr(got[:60]), "Write 10.20.0.1, 10.20.0.1:161 or [2001:db8::1]:161.")


def make_credential(given: Mapping[str, str | None]) -> Credential | list[Fault]:
    """Makes a credential of what was given, or says everything that is wrong with it.

    Args:
        given: `version`, `community`, `user`, `auth_protocol`, `auth_key`, `priv_protocol` and `priv_key`; None where not given.
    """
    faults: list[Fault] = []
    version = _choose(SnmpVersion, "--version", given.get("version"), faults)
    auth = _choose(AuthProtocol, "--auth-protocol", given.get("auth_protocol"), faults)
    priv = _choose(PrivProtocol, "--priv-protocol", given.get("priv_protocol"), faults)
    v3_given = any(given.get(name) for name in ("user", "auth_protocol", "priv_protocol"))
    if version is None:
        version = SnmpVersion.V3 if v3_given else SnmpVersion.V2C
    elif version is not SnmpVersion.V3 and v3_given:
        faults.append(Fault("--version", "v3 with a user", version.value, "A user and its protocols belong to SNMPv3."))
    if version is not SnmpVersion.V3:
        return faults or _community(version, given.get("community"), faults)
    faults += _user_faults(given)
    faults += _key_faults("auth", given.get("auth_protocol"), given.get("auth_key"))
    faults += _key_faults("priv", given.get("priv_protocol"), given.get("priv_key"))
    if given.get("priv_protocol") and not given.get("auth_protocol"):
        faults.append(
            Fault("--auth-protocol", "a protocol, for privacy needs authentication", "none", "Add --auth-protocol SHA.")
        )
    if faults:
        return faults
    return Credential(
        "terminal",
        version,
        user=given.get("user"),
        auth_protocol=auth,
        auth_key=_secret(given.get("auth_key")) if auth else None,
        priv_protocol=priv,
        priv_key=_secret(given.get("priv_key")) if priv else None,
    )


def check_profile(name: str, catalogue: Catalogue) -> list[Fault]:
    """The fault of a profile that there is not; empty for one that there is."""
    known = (AUTO, *sorted(catalogue.profiles))
    return [] if name in known else [Fault("--profile", f"one of {', '.join(known)}", repr(name[:40]))]


def _community(version: SnmpVersion, text: str | None, faults: list[Fault]) -> Credential | list[Fault]:
    community = DEFAULT_COMMUNITY if text is None else text
    if not 0 < len(community.encode(errors="replace")) <= _LONGEST_COMMUNITY:
        faults.append(Fault("--community", f"1 to {_LONGEST_COMMUNITY} octets", f"{len(community)} characters"))
        return faults
    return Credential("terminal", version, community=Secret(community))


def _choose(kind: type[Choice], option: str, text: str | None, faults: list[Fault]) -> Choice | None:
    if text is None:
        return None
    for choice in kind:
        if choice.value.lower() == text.lower():
            return choice
    faults.append(Fault(option, f"one of {', '.join(choice.value for choice in kind)}", repr(text[:40])))
    return None


def _user_faults(given: Mapping[str, str | None]) -> list[Fault]:
    user = given.get("user") or ""
    if 0 < len(user.encode(errors="replace")) <= _LONGEST_USER:
        return []
    return [Fault("--v3-user", f"a name of 1 to {_LONGEST_USER} octets", repr(user[:40]) if user else "none")]


def _key_faults(kind: str, protocol: str | None, key: str | None) -> list[Fault]:
    variable = f"SNMP_{kind.upper()}_KEY"
    if protocol and not key:
        return [
            Fault(f"--{kind}-key", f"the key for {protocol[:20]}", "none", f"Set {variable} to keep it out of sight.")
        ]
    if protocol and key and len(key.encode(errors="replace")) < _LEAST_PASS_PHRASE:
        expected = f"a pass-phrase of at least {_LEAST_PASS_PHRASE} octets"
        return [Fault(f"--{kind}-key", expected, f"{len(key)} characters", "RFC 3414 allows no shorter one.")]
    if key and not protocol:
        return [Fault(f"--{kind}-protocol", f"the protocol that --{kind}-key is for", "none")]
    return []


def _secret(text: str | None) -> Secret | None:
    return None if text is None else Secret(text)
