"""Traps and informs of SNMPv3, without I/O: who is authoritative, which keys, how fresh, and what RFC 3414 has us send back.

Of a trap the sender's engine is authoritative: its id stands in the message, the keys are made with it, and its boots and time
are learned from what is authentic, as every receiver learns them. After a restart the first authentic trap of an engine sets
its clock, so one that was recorded before may be taken once; what is older than the newest by more than the time window never
is. Of an inform our engine is authoritative: it is asked for, answered with a report, and messages outside our own time window
are refused with another.

A report goes out only where the message asks to be told (the reportable flag), and to one source no more often than its share:
a report is longer than what may cause it, and the source may be forged.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.message import read_pdu
from fengsui.collectors.snmp.usm.engine import TIME_WINDOW_SECONDS, EngineClock
from fengsui.collectors.snmp.usm.keys import KeyCache
from fengsui.collectors.snmp.usm.message import (
    AUTH,
    LARGEST_NUMBER,
    LEVEL,
    REPORTABLE,
    ScopedPdu,
    V3Message,
    encode_answer,
    encode_context,
    encode_scoped,
    read_message,
    read_scoped,
    security_head,
)
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.reports import Report, encode_report
from fengsui.collectors.snmp.usm.user import LocalUser
from fengsui.collectors.traps.allowance import Allowance
from fengsui.collectors.traps.engine import Engine
from fengsui.collectors.traps.notification import INFORM, TRAP, read_notification
from fengsui.collectors.traps.senders import Sender, speaks_v3
from fengsui.collectors.traps.verdict import Answer, Drop, Verdict
from fengsui.errors import SnmpError, SnmpProtocolError
from fengsui.model.credential import Credential

# Reports to one source: an honest one needs two to be introduced, and a restart of a device sends a handful of informs.
_REPORTS_BURST, _REPORTS_PER_SECOND = 20.0, 5.0
# Engines that one source may show anew: each costs keys (with AES-256-C a few milliseconds), and each device has one.
_ENGINES_BURST, _ENGINES_PER_SECOND = 5.0, 1.0
# Users at engines that are remembered; beyond that the oldest is met anew.
_MOST_PEERS = 100_000

_VERSION = "v3"
# What a failed check is told as (RFC 3414, 3.2).
_REPORTS = {
    Drop.UNKNOWN_USER: Report.UNKNOWN_USER,
    Drop.SECURITY_LEVEL: Report.UNSUPPORTED_LEVEL,
    Drop.DIGEST: Report.WRONG_DIGEST,
    Drop.TIME_WINDOW: Report.NOT_IN_TIME_WINDOW,
    Drop.DECRYPTION: Report.DECRYPTION_ERROR,
    Drop.UNKNOWN_ENGINE: Report.UNKNOWN_ENGINE,
}


@dataclass(slots=True)
class _Peer:
    """A credential at an engine: its keys there, and how far that engine's time has come."""

    credential: Credential
    user: LocalUser
    clock: EngineClock


class _Case(NamedTuple):
    """A message under judgement: its bytes, what was read of them, where and when they came."""

    data: bytes
    read: V3Message
    source: str
    now: float

    @property
    def reportable(self) -> bool:
        """True where the sender asks to be told of errors, which it may do for what wants an answer alone."""
        return bool(self.read.flags & REPORTABLE)


class _RefusedError(Exception):
    """A check failed; `user` is who can sign the report of it, if anybody can."""

    def __init__(self, drop: Drop, user: LocalUser | None = None) -> None:
        self.drop = drop
        self.user = user


_Candidates = Sequence[tuple[Sender, _Peer]]


class SecuredTraps:
    """Judges messages of SNMPv3.

    Args:
        engine: Ours.
        first_salt: 64 random bits.
    """

    def __init__(self, engine: Engine, first_salt: int) -> None:
        self._engine = engine
        self._keys = KeyCache()
        self._salts = Salts(first_salt)
        self._peers: dict[tuple[str, bytes], _Peer] = {}
        self._newcomers = Allowance(burst=_ENGINES_BURST, per_second=_ENGINES_PER_SECOND)
        self._reports = Allowance(burst=_REPORTS_BURST, per_second=_REPORTS_PER_SECOND)
        self._stats: Counter[Report] = Counter()

    def judge(self, data: bytes, source: str, senders: Sequence[Sender], now: float) -> Verdict:
        """Judges a message.

        Args:
            data: The datagram.
            source: Address that it came from.
            senders: The devices at that address.
            now: Seconds on the clock that the engine was started on.

        Raises:
            SnmpProtocolError: The bytes are no SNMPv3 message.
        """
        read = read_message(data)
        if read.message_id < 0:
            raise SnmpProtocolError("a message-id below zero")
        secured = [sender for sender in senders if speaks_v3(sender)]
        if not secured:
            return Verdict(Drop.VERSION)
        case = _Case(data, read, source, now)
        if not read.engine_id and case.reportable:
            return self._told(case, Verdict(), Answer.DISCOVERY, Report.UNKNOWN_ENGINE)
        to_us = read.engine_id == self._engine.engine_id
        try:
            return self._to_us(case, secured) if to_us else self._from_engine(case, secured)
        except _RefusedError as refused:
            return self._refused(case, refused, to_us=to_us)

    # --- the two directions

    def _to_us(self, case: _Case, senders: Sequence[Sender]) -> Verdict:
        """An inform: our engine is authoritative."""
        read = case.read
        met = [(sender, self._peer(sender.credential, read.engine_id)) for sender in _named(senders, read.user)]
        self._remember(read.engine_id, met)
        candidates = _authentic(case, met)
        boots, time = self._engine.boots, self._engine.time(case.now)
        outside = read.boots != boots or boots == LARGEST_NUMBER or abs(read.time - time) > TIME_WINDOW_SECONDS
        if read.flags & AUTH and outside:
            raise _RefusedError(Drop.TIME_WINDOW, candidates[0][1].user)
        devices, user, scoped = _opened(case, candidates)
        if scoped.pdu[0] != INFORM:
            return Verdict(Drop.UNEXPECTED_PDU)
        notification = read_notification(scoped.pdu, 0, len(scoped.pdu))
        # The response is in the context of the inform, which is the sender's, not ours (RFC 3412, 7.1).
        context = ber.encode_tlv(ber.OCTET_STRING, scoped.context_engine_id)
        context += ber.encode_tlv(ber.OCTET_STRING, scoped.context_name)
        reply = user.answer(read.message_id, encode_scoped(context, notification.response or b""), boots, time)
        return Verdict(oid=notification.oid, version=_VERSION, devices=devices, reply=reply, answer=Answer.RESPONSE)

    def _from_engine(self, case: _Case, senders: Sequence[Sender]) -> Verdict:
        """A trap: the engine of its sender is authoritative."""
        read = case.read
        named = _named(senders, read.user)
        if not read.engine_id or not (
            self._knows(named, read.engine_id) or self._newcomers.take(case.source, case.now)
        ):
            raise _RefusedError(Drop.UNKNOWN_ENGINE)
        candidates = _authentic(case, [(one, self._peer(one.credential, read.engine_id)) for one in named])
        if read.flags & AUTH:
            candidates = [one for one in candidates if one[1].clock.accepts(read.boots, read.time, case.now)]
            if not candidates:
                raise _RefusedError(Drop.TIME_WINDOW)
            self._remember(read.engine_id, candidates)
        devices, _, scoped = _opened(case, candidates)
        pdu = scoped.pdu
        if pdu[0] == INFORM:  # for another engine than ours
            raise _RefusedError(Drop.UNKNOWN_ENGINE)
        if pdu[0] != TRAP:
            return Verdict(Drop.UNEXPECTED_PDU)
        return Verdict(oid=read_notification(pdu, 0, len(pdu)).oid, version=_VERSION, devices=devices)

    def _knows(self, senders: Sequence[Sender], engine_id: bytes) -> bool:
        """True where no keys have to be made: users without authentication have none."""
        secrets = [sender.credential for sender in senders if sender.credential.auth_protocol is not None]
        return all((credential.name, engine_id) in self._peers for credential in secrets)

    def _peer(self, credential: Credential, engine_id: bytes) -> _Peer:
        known = self._peers.get((credential.name, engine_id))
        if known is not None and known.credential == credential:
            return known
        try:
            keys = self._keys.local_keys(credential, engine_id)
        except SnmpError:  # a credential that cannot be used says so when its device is polled
            raise _RefusedError(Drop.NO_CREDENTIAL) from None
        user = LocalUser(credential, engine_id, keys, self._salts)
        return _Peer(credential, user, EngineClock(0, 0, 0.0))

    def _remember(self, engine_id: bytes, candidates: _Candidates) -> None:
        """Keeps keys: of our own engine, and of those that a message was proven to come from; never of any that somebody names."""
        for _, peer in candidates:
            if peer.user.level & AUTH:
                self._peers[peer.credential.name, engine_id] = peer
        while len(self._peers) > _MOST_PEERS:
            del self._peers[next(iter(self._peers))]

    # --- reports

    def _refused(self, case: _Case, refused: _RefusedError, *, to_us: bool) -> Verdict:
        if not case.reportable:
            return Verdict(refused.drop)
        # A message that wants an answer from another engine than ours failed for that reason before any other.
        drop = refused.drop if to_us else Drop.UNKNOWN_ENGINE
        report = _REPORTS.get(drop)
        if report is None:
            return Verdict(drop)
        return self._told(case, Verdict(drop), Answer.REPORT, report, signer=refused.user)

    def _told(
        self, case: _Case, verdict: Verdict, answer: Answer, report: Report, *, signer: LocalUser | None = None
    ) -> Verdict:
        """The verdict with a report to the sender, unless that had its share."""
        self._stats[report] += 1
        if not self._reports.take(case.source, case.now):
            return verdict._replace(answer=Answer.SUPPRESSED)
        engine, time, read = self._engine, self._engine.time(case.now), case.read
        pdu = encode_report(report, _request_id(case), self._stats[report])
        scoped = encode_scoped(encode_context(engine.engine_id), pdu)
        if signer is not None:
            reply = signer.answer(read.message_id, scoped, engine.boots, time, encrypted=False)
        else:
            head = security_head(engine.engine_id, engine.boots, time, read.user)
            reply = encode_answer(read.message_id, 0, head, scoped)[0]
        return verdict._replace(answer=answer, reply=reply)


def _named(senders: Sequence[Sender], user: bytes) -> list[Sender]:
    named = [sender for sender in senders if (sender.credential.user or "").encode(errors="replace") == user]
    if not named:
        raise _RefusedError(Drop.UNKNOWN_USER)
    return named


def _authentic(case: _Case, candidates: _Candidates) -> list[tuple[Sender, _Peer]]:
    """Those whose user has the security level of the message, no less and no more, and whose key made its digest."""
    read = case.read
    fitting = [one for one in candidates if one[1].user.level == read.flags & LEVEL]
    if not fitting:
        raise _RefusedError(Drop.SECURITY_LEVEL)
    if read.flags & AUTH:
        fitting = [one for one in fitting if one[1].user.is_authentic(case.data, read)]
        if not fitting:
            raise _RefusedError(Drop.DIGEST)
    return fitting


def _opened(case: _Case, candidates: _Candidates) -> tuple[tuple[str, ...], LocalUser, ScopedPdu]:
    """The devices whose credential opens the message, the user that did, and what is inside.

    Raises:
        SnmpProtocolError: What is not encrypted cannot be read.
    """
    for _, peer in candidates:
        try:
            scoped = peer.user.open(case.data, case.read)
        except SnmpProtocolError:
            if not case.read.encrypted:
                raise
            continue
        devices = tuple(sender.device for sender, other in candidates if other.credential == peer.credential)
        return devices, peer.user, scoped
    raise _RefusedError(Drop.DECRYPTION)


def _request_id(case: _Case) -> int:
    """The request-id of the PDU inside, 0 where it cannot be read."""
    if case.read.encrypted:
        return 0
    try:
        pdu = read_scoped(case.data, case.read.start, case.read.end).pdu
        number = read_pdu(pdu, 0, len(pdu)).request_id
    except SnmpProtocolError:
        return 0
    return number if -LARGEST_NUMBER <= number <= LARGEST_NUMBER else 0
