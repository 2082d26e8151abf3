"""Traps and informs as bytes: the PDUs, and the messages of each version around them."""

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.usm.keys import KeyCache
from fengsui.collectors.snmp.usm.message import encode_context, encode_scoped
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.user import LocalUser
from fengsui.collectors.traps.notification import INFORM, TRAP, TRAP_V1
from fengsui.model.credential import Credential
from tests.support.net_snmp import COMMUNITY, LINK_DOWN

SENDER_ENGINE = bytes.fromhex("8000000001020304")
UP_TIME = ("1.3.6.1.2.1.1.3.0", ber.TIMETICKS, b"\x2a")
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
IF_INDEX = ("1.3.6.1.2.1.2.2.1.1.7", ber.INTEGER, b"\x07")


def binding(oid: str, tag: int, content: bytes) -> bytes:
    """A variable binding."""
    return ber.encode_tlv(0x30, ber.encode_tlv(0x06, encode_oid(oid)) + ber.encode_tlv(tag, content))


def bindings(oid: str = LINK_DOWN) -> bytes:
    """Those of a notification: sysUpTime, snmpTrapOID and one more."""
    return binding(*UP_TIME) + binding(TRAP_OID, 0x06, encode_oid(oid)) + binding(*IF_INDEX)


def pdu(tag: int = TRAP, content: bytes | None = None, *, number: int = 77) -> bytes:
    """A PDU with these bindings, a trap unless said."""
    listed = ber.encode_tlv(0x30, bindings() if content is None else content)
    return ber.encode_tlv(tag, ber.encode_integer(number) + b"\x02\x01\x00" * 2 + listed)


def pdu_v1(generic: int = 2, specific: int = 0, enterprise: str = "1.3.6.1.4.1.2011.2.224") -> bytes:
    """A Trap-PDU of SNMPv1."""
    parts = (
        ber.encode_tlv(0x06, encode_oid(enterprise)),
        ber.encode_tlv(0x40, bytes((192, 0, 2, 1))),
        ber.encode_integer(generic),
        ber.encode_integer(specific),
        ber.encode_tlv(0x43, b"\x2a"),
        ber.encode_tlv(0x30, binding(*IF_INDEX)),
    )
    return ber.encode_tlv(TRAP_V1, b"".join(parts))


def plain(content: bytes, *, version: int = 1, community: str = COMMUNITY) -> bytes:
    """A message of v1 (0) or v2c (1)."""
    return ber.encode_tlv(0x30, ber.encode_integer(version) + ber.encode_tlv(0x04, community.encode()) + content)


def trap(oid: str = LINK_DOWN, community: str = COMMUNITY) -> bytes:
    """A v2c trap."""
    return plain(pdu(content=bindings(oid)), community=community)


def inform(community: str = COMMUNITY) -> bytes:
    """A v2c inform."""
    return plain(pdu(INFORM), community=community)


def user_at(credential: Credential, engine_id: bytes = SENDER_ENGINE) -> LocalUser:
    """A credential's user at an engine."""
    return LocalUser(credential, engine_id, KeyCache().local_keys(credential, engine_id), Salts(99))


def secured_trap(
    credential: Credential,
    *,
    engine_id: bytes = SENDER_ENGINE,
    boots: int = 3,
    time: int = 1_000,
    content: bytes | None = None,
    number: int = 5,
) -> bytes:
    """A v3 trap of the credential's user, whose engine is authoritative; nothing is to be reported."""
    scoped = encode_scoped(encode_context(engine_id), pdu() if content is None else content)
    return user_at(credential, engine_id).answer(number, scoped, boots, time)
