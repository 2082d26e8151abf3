"""SNMP credentials: how an agent is asked, with its secrets masked."""

from dataclasses import dataclass
from enum import StrEnum

from fengsui.model.secret import Secret


class SnmpVersion(StrEnum):
    """SNMP message version."""

    V1 = "v1"
    V2C = "v2c"
    V3 = "v3"


class AuthProtocol(StrEnum):
    """USM authentication protocols, spelled as net-snmp spells them (RFC 3414, RFC 7860)."""

    MD5 = "MD5"
    SHA = "SHA"
    SHA_224 = "SHA-224"
    SHA_256 = "SHA-256"
    SHA_384 = "SHA-384"
    SHA_512 = "SHA-512"


class PrivProtocol(StrEnum):
    """USM privacy protocols, spelled as net-snmp spells them.

    DES is RFC 3414's, AES RFC 3826's. AES-192 and AES-256 lengthen the key as draft-blumenthal-aes-usm-04 says, those
    with -C as draft-reeder-snmpv3-usm-3desede-00 does, which Cisco and others follow.
    """

    DES = "DES"
    AES = "AES"
    AES_192 = "AES-192"
    AES_256 = "AES-256"
    AES_192_C = "AES-192-C"
    AES_256_C = "AES-256-C"


@dataclass(frozen=True, slots=True)
class Credential:
    """How to ask an agent.

    Attributes:
        name: Natural key.
        community: For v1 and v2c.
        user, auth_protocol, auth_key, priv_protocol, priv_key: For v3; keys are pass-phrases of at least eight characters.
            No auth_protocol means noAuthNoPriv, no priv_protocol authNoPriv.
        carrier: Code of the carrier whose devices alone are asked with it; None for any.
    """

    name: str
    version: SnmpVersion
    community: Secret | None = None
    user: str | None = None
    auth_protocol: AuthProtocol | None = None
    auth_key: Secret | None = None
    priv_protocol: PrivProtocol | None = None
    priv_key: Secret | None = None
    carrier: str | None = None
