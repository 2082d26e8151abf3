"""SNMPv3 messages through pysnmp: one engine for each credential, and a door of our own that checks who answers.

pysnmp does the user-based security model (RFC 3414): engine discovery, time windows, keys, authentication and privacy.
What it leaves out stands here: an answer counts only from the address asked, retransmission times are ours (its own clock
ticks in steps), and a datagram that makes it fail is counted instead of ending in a traceback.

Importing this module loads pysnmp (half a second), so only the users of SNMPv3 import it.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from pysnmp.carrier.asyncio.dgram import udp, udp6
from pysnmp.carrier.asyncio.dispatch import AsyncioDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.error import PySnmpError
from pysnmp.proto.error import StatusInformation
from pysnmp.proto.rfc1902 import OctetString

from fengsui.errors import SnmpAuthError, SnmpError, SnmpProtocolError
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol

# (host, port) for IPv4 and (host, port, flow, scope) for IPv6, as sockets give it.
Peer = tuple[Any, ...]

_AUTH_PROTOCOLS = {
    None: config.USM_AUTH_NONE,
    AuthProtocol.MD5: config.USM_AUTH_HMAC96_MD5,
    AuthProtocol.SHA: config.USM_AUTH_HMAC96_SHA,
    AuthProtocol.SHA_224: config.USM_AUTH_HMAC128_SHA224,
    AuthProtocol.SHA_256: config.USM_AUTH_HMAC192_SHA256,
    AuthProtocol.SHA_384: config.USM_AUTH_HMAC256_SHA384,
    AuthProtocol.SHA_512: config.USM_AUTH_HMAC384_SHA512,
}
# AES-192 and AES-256 lengthen the key as draft-blumenthal-aes-usm-04 says; net-snmp does the same under these names. Cisco's
# way (draft-reeder) is another one.
_PRIV_PROTOCOLS = {
    None: config.USM_PRIV_NONE,
    PrivProtocol.DES: config.USM_PRIV_CBC56_DES,
    PrivProtocol.AES: config.USM_PRIV_CFB128_AES,
    PrivProtocol.AES_192: config.USM_PRIV_CFB192_AES_BLUMENTHAL,
    PrivProtocol.AES_256: config.USM_PRIV_CFB256_AES_BLUMENTHAL,
}
_DOMAINS = {socket.AF_INET: udp.DOMAIN_NAME, socket.AF_INET6: udp6.DOMAIN_NAME}
_ANY_ADDRESS = {socket.AF_INET: ("0.0.0.0", 0), socket.AF_INET6: ("::", 0)}

_USM = 3
_V3 = 3
_V2_PDU = 1
# pysnmp forgets a request after so many of its ticks of 0.1 s: later than the longest patience of ours.
_PENDING_TICKS = 600

# usmStats reports (RFC 3414, 5) by pysnmp's names: what is wrong with the credential.
_REFUSALS = {
    "unknownUserName": "the agent does not know the user; check the user's name, and that it exists on this agent",
    "unknownSecurityName": "the agent does not know the user; check the user's name, and that it exists on this agent",
    "wrongDigest": "the authentication key or protocol is wrong for this user",
    "authenticationFailure": "the authentication key or protocol is wrong for this user",
    "decryptionError": "the privacy key or protocol is wrong for this user",
    "unsupportedSecurityLevel": (
        "the agent does not allow this user this security level; give it more or less of authentication and privacy"
    ),
}
RESYNCHRONISE = frozenset({"unknownEngineID", "notInTimeWindow"})


@dataclass(slots=True)
class Traffic:
    """Datagrams to and from one peer, or of all of them."""

    sent: int = 0
    received: int = 0
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The agent, or pysnmp, says that a request cannot be taken as it is.

    Attributes:
        word: pysnmp's name of it, for example `wrongDigest`.
    """

    word: str


@dataclass(slots=True)
class UsmCounts:
    """Counts since the process started, shared by all engines."""

    total: Traffic = field(default_factory=Traffic)
    ignored: dict[str, int] = field(default_factory=dict)

    def ignore(self, reason: str) -> None:
        """Counts a datagram that was no answer."""
        self.ignored[reason] = self.ignored.get(reason, 0) + 1


class _Door(asyncio.DatagramProtocol):
    """A socket as pysnmp's dispatcher wants it, which lets in only the peers that were asked."""

    PROTO_TRANSPORT_DISPATCHER = AsyncioDispatcher

    def __init__(self, peers: dict[Peer, Traffic], counts: UsmCounts) -> None:
        self._peers = peers
        self._counts = counts
        self._deliver: Any = None
        self._transport: asyncio.DatagramTransport | None = None
        self.asking = False

    # --- what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Peer) -> None:
        peer = self._peers.get(addr)
        if peer is None or self._deliver is None:
            self._counts.ignore("unknown_source")
            return
        peer.received += 1
        self._counts.total.received += 1
        try:
            self._deliver(self, addr, data)
        except Exception:  # noqa: BLE001 - hostile bytes make pysnmp raise nearly anything; none of it may reach the loop
            self._counts.ignore("malformed")

    def error_received(self, exc: Exception) -> None:  # noqa: ARG002 - the name is asyncio's own
        # An ICMP message: the retransmissions will tell whether the agent is silent.
        self._counts.ignore("unreachable")

    # --- what pysnmp calls

    @classmethod
    def is_compatible_with_dispatcher(cls, dispatcher: object) -> bool:
        return isinstance(dispatcher, AsyncioDispatcher)

    def register_callback(self, deliver: Any) -> None:
        self._deliver = deliver

    def unregister_callback(self) -> None:
        self._deliver = None

    def send_message(self, message: bytes, peer: Peer) -> None:
        # pysnmp answers questions too, but we only ask: an answer of ours to an echo would make it a conversation.
        if self._transport is None or peer not in self._peers or not self.asking:
            return
        self._peers[peer].sent += 1
        self._counts.total.sent += 1
        self._transport.sendto(message, peer)

    def close_transport(self) -> None:
        if self._transport is not None:
            self._transport.close()


class _EngineIds(dict[Any, Any]):
    """pysnmp's table of engine ids by peer, whose rows may go before pysnmp lets them expire."""

    def __delitem__(self, key: Any) -> None:
        self.pop(key, None)


class UsmEngine:
    """pysnmp's engine for one credential: users of the same name with other keys would get into each other's way."""

    def __init__(self, credential: Credential, counts: UsmCounts) -> None:
        # pysnmp looks users up by a string type of its own.
        self._user = OctetString(credential.user or "")
        self._counts = counts
        self._peers: dict[Peer, Traffic] = {}
        self._doors: dict[int, _Door] = {}
        self._opening = asyncio.Lock()
        self._engine = SnmpEngine()
        # pysnmp gives no other way to its table of engine ids; tests with a replaced agent watch that this one holds.
        self._engine_ids = _EngineIds()
        model = self._engine.message_processing_subsystems[_V3]
        setattr(model, "_SnmpV3MessageProcessingModel__engineIdCache", self._engine_ids)  # noqa: B010 - no name to assign to
        self.encrypts = credential.priv_protocol is not None
        self._level = 1 if credential.auth_protocol is None else 2 if credential.priv_protocol is None else 3
        try:
            self._add_user(credential)
        except Exception as error:  # noqa: BLE001 - pysnmp raises nearly anything at a user or key that it cannot take
            raise SnmpError(f"SNMPv3 credential {credential.name!r} cannot be used ({type(error).__name__})") from None

    def _add_user(self, credential: Credential) -> None:
        config.add_v3_user(
            self._engine,
            self._user,
            _AUTH_PROTOCOLS[credential.auth_protocol],
            credential.auth_key.reveal() if credential.auth_key and self._level > 1 else None,
            _PRIV_PROTOCOLS[credential.priv_protocol] if self._level > 2 else config.USM_PRIV_NONE,
            credential.priv_key.reveal() if credential.priv_key and self._level > 2 else None,
        )

    async def admit(self, family: int, peer: Peer) -> Traffic:
        """Lets a peer's answers in, from a socket of its family that is opened where there is none yet."""
        async with self._opening:
            if family not in self._doors:
                self._doors[family] = await self._open(family)
        traffic = self._peers.setdefault(peer, Traffic())
        traffic.sessions += 1
        return traffic

    async def _open(self, family: int) -> _Door:
        door = _Door(self._peers, self._counts)
        await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: door, local_addr=_ANY_ADDRESS[socket.AddressFamily(family)], family=family
        )
        config.add_transport(self._engine, _DOMAINS[socket.AddressFamily(family)], door)
        return door

    def dismiss(self, peer: Peer) -> None:
        """Shuts a peer out again, once none of its sessions is left."""
        traffic = self._peers.get(peer)
        if traffic is not None:
            traffic.sessions -= 1
            if traffic.sessions <= 0:
                del self._peers[peer]

    def send(self, family: int, peer: Peer, pdu: Any, take: Callable[[Any], None]) -> None:
        """Sends a request; `take` gets its response PDU or a `Report`, and is never called where nothing comes.

        Raises:
            SnmpError: where pysnmp cannot make the message.
        """

        def arrived(*answer: Any) -> None:
            response, status = answer[8], answer[9]
            word = type(status["errorIndication"]).__name__ if status else ""
            if word != "RequestTimedOut":
                take(Report(word[:1].lower() + word[1:]) if status else response)

        door = self._doors[family]
        door.asking = True
        try:
            self._engine.message_dispatcher.send_pdu(
                self._engine, _DOMAINS[socket.AddressFamily(family)], peer, _V3, _USM, self._user, self._level,
                None, b"", _V2_PDU, pdu, True, _PENDING_TICKS, arrived, None,
            )  # fmt: skip
        except StatusInformation as error:
            raise SnmpError(f"SNMPv3: no request could be made: {error.get('errorIndication')}") from None
        except (PySnmpError, AttributeError) as error:  # the latter once the engine was closed
            raise SnmpError(f"SNMPv3: no request could be made ({type(error).__name__})") from None
        finally:
            door.asking = False

    def forget(self, family: int, peer: Peer) -> None:
        """Drops a peer's engine id: an agent that was replaced has another one, and pysnmp would not ask again for minutes."""
        self._engine_ids.pop((_DOMAINS[socket.AddressFamily(family)], peer), None)

    def close(self) -> None:
        """Closes the sockets and ends pysnmp's timer."""
        self._engine.close_dispatcher()


def refusal(label: str, report: Report) -> SnmpError:
    """The error that a report stands for; it names the part of the credential that is wrong, never its value."""
    reason = _REFUSALS.get(report.word)
    if reason is not None:
        return SnmpAuthError(f"{label} refuses the SNMPv3 credential: {reason}")
    if report.word == "unknownEngineID":
        return SnmpProtocolError(f"{label} changes its engine id with every answer")
    if report.word == "notInTimeWindow":
        return SnmpAuthError(
            f"{label} refuses the SNMPv3 credential: its engine boots and time do not agree with its own answers"
        )
    return SnmpProtocolError(f"{label} answers SNMPv3 with the report {report.word[:40] or 'without a name'}")
