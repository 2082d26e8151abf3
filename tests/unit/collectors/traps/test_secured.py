"""SNMPv3's two directions as bytes in and bytes out: whose keys, how fresh, and what is told to whom."""

import pytest

from fengsui.collectors.snmp.message import RESPONSE, read_pdu
from fengsui.collectors.snmp.usm.message import (
    AUTH,
    PRIV,
    REPORTABLE,
    encode_context,
    encode_message,
    encode_scoped,
    read_message,
    read_scoped,
    security_head,
)
from fengsui.collectors.snmp.usm.reports import Report, read_report
from fengsui.collectors.traps.engine import Engine
from fengsui.collectors.traps.notification import INFORM
from fengsui.collectors.traps.secured import SecuredTraps
from fengsui.collectors.traps.senders import Sender
from fengsui.collectors.traps.verdict import Answer, Drop, Verdict
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol
from tests.support.net_snmp import v2c, v3
from tests.support.traps import SENDER_ENGINE, bindings, pdu, secured_trap, user_at

OURS = bytes.fromhex("80007ed905") + b"fengsui-test"
BOOTS, STARTED, NOW = 7, 100.0, 600.0  # 500 seconds after its start
SECRET = v3(AuthProtocol.SHA_256, PrivProtocol.AES)
SIGNED = v3(AuthProtocol.SHA, name="signed")
OPEN = v3(name="open")
MESSAGE_ID = 0x40001234
SENDER_CONTEXT = bytes.fromhex("80001f8880")


class Judge:
    """The judge, with one device at the source."""

    def __init__(self, *credentials: Credential) -> None:
        self.secured = SecuredTraps(Engine(OURS, BOOTS, STARTED), first_salt=1)
        self.senders = [Sender(f"device-{credential.name}", credential) for credential in credentials or (SECRET,)]

    def __call__(self, data: bytes, now: float = NOW, source: str = "127.0.0.1") -> Verdict:
        return self.secured.judge(data, source, self.senders, now)


def inform(
    credential: Credential = SECRET, *, boots: int = BOOTS, time: int = 500, content: bytes | None = None
) -> bytes:
    """An inform to our engine, that may be told of errors; in a context of the sender's, as net-snmp sends it."""
    user = user_at(credential, OURS)
    user._context = encode_context(SENDER_CONTEXT)
    return user.seal(MESSAGE_ID, pdu(INFORM) if content is None else content, boots, time)


def asked_for_engine() -> bytes:
    """What a sender begins with."""
    scoped = encode_scoped(encode_context(b""), pdu(0xA0, b"", number=4711))
    return encode_message(MESSAGE_ID, REPORTABLE, security_head(b"", 0, 0, b""), scoped)[0]


def told(verdict: Verdict) -> Report:
    """The report in a reply that is not encrypted."""
    assert verdict.reply is not None
    read = read_message(verdict.reply)
    assert (read.message_id, read.engine_id, read.boots, read.time) == (MESSAGE_ID, OURS, BOOTS, 500)
    assert read.flags & (PRIV | REPORTABLE) == 0
    return read_report(read_scoped(verdict.reply, read.start, read.end).pdu)


# --- traps: the sender's engine is authoritative


@pytest.mark.parametrize("credential", [SECRET, SIGNED, OPEN], ids=lambda credential: credential.name)
def test_a_trap_is_taken_with_the_keys_of_its_senders_engine(credential: Credential) -> None:
    verdict = Judge(SECRET, SIGNED, OPEN)(secured_trap(credential))
    assert (verdict.version, verdict.devices) == ("v3", (f"device-{credential.name}",))
    assert (verdict.drop, verdict.reply, verdict.answer) == (None, None, None)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (v3(AuthProtocol.SHA_256, PrivProtocol.AES, user="nobody"), Drop.UNKNOWN_USER),
        (v3(AuthProtocol.SHA_256), Drop.SECURITY_LEVEL),
        (v3(), Drop.SECURITY_LEVEL),
        (v3(AuthProtocol.SHA_256, PrivProtocol.AES, auth_key="something else"), Drop.DIGEST),
        (v3(AuthProtocol.SHA, PrivProtocol.AES), Drop.DIGEST),
        (v3(AuthProtocol.SHA_256, PrivProtocol.AES, priv_key="something else"), Drop.DECRYPTION),
    ],
)
def test_a_trap_with_another_credential_is_dropped_and_never_answered(wrong: Credential, reason: Drop) -> None:
    assert Judge()(secured_trap(wrong)) == Verdict(reason)


def test_a_replayed_trap_outside_the_time_window_is_refused() -> None:
    judge = Judge()
    old = secured_trap(SECRET, time=1_000)
    assert judge(old).drop is None
    assert judge(old, NOW + 149).drop is None, "within the window nobody can tell"
    assert judge(old, NOW + 152).drop is Drop.TIME_WINDOW
    assert judge(secured_trap(SECRET, time=2_000), NOW + 152).drop is None
    assert judge(old, NOW + 153).drop is Drop.TIME_WINDOW


def test_a_replayed_trap_of_an_earlier_boot_is_refused() -> None:
    judge = Judge()
    assert judge(secured_trap(SECRET, boots=4, time=10)).drop is None
    assert judge(secured_trap(SECRET, boots=3, time=10)).drop is Drop.TIME_WINDOW
    assert judge(secured_trap(SECRET, boots=5, time=1)).drop is None, "a sender that booted again begins anew"


def test_an_engine_that_lost_count_of_its_boots_is_never_in_time() -> None:
    assert Judge()(secured_trap(SECRET, boots=2**31 - 1)).drop is Drop.TIME_WINDOW


def test_a_forged_trap_moves_no_clock() -> None:
    judge = Judge()
    forged = v3(AuthProtocol.SHA_256, PrivProtocol.AES, auth_key="something else")
    assert judge(secured_trap(forged, boots=99)).drop is Drop.DIGEST
    assert judge(secured_trap(SECRET, boots=3)).drop is None


def test_a_changed_byte_anywhere_behind_the_head_is_noticed() -> None:
    whole = secured_trap(SECRET)
    for place in range(len(whole) - 60, len(whole)):
        changed = whole[:place] + bytes((whole[place] ^ 1,)) + whole[place + 1 :]
        assert Judge()(changed).drop is Drop.DIGEST


def test_engines_that_nobody_knows_are_met_a_few_at_a_time() -> None:
    judge = Judge()
    traps = [secured_trap(SECRET, engine_id=bytes((0x80, 0, 0, 0, number))) for number in range(10)]
    assert [judge(trap).drop for trap in traps] == [None] * 5 + [Drop.UNKNOWN_ENGINE] * 5
    assert judge(traps[0]).drop is None, "one that was proven is known"
    assert judge(secured_trap(SECRET), source="127.0.0.2").drop is None, "another source has its own share"


def test_traps_without_authentication_come_as_often_as_they_like() -> None:
    judge = Judge(OPEN)
    assert {judge(secured_trap(OPEN)).drop for _ in range(50)} == {None}


def test_an_inform_in_a_trap_message_and_other_pdus_are_not_taken() -> None:
    assert Judge()(secured_trap(SECRET, content=pdu(INFORM))).drop is Drop.UNKNOWN_ENGINE
    assert Judge()(secured_trap(SECRET, content=pdu(0xA0))).drop is Drop.UNEXPECTED_PDU
    assert Judge()(secured_trap(SECRET, content=pdu(0xA2))).drop is Drop.UNEXPECTED_PDU


def test_a_credential_that_changed_counts_at_once() -> None:
    judge = Judge()
    assert judge(secured_trap(SECRET)).drop is None
    changed = v3(AuthProtocol.SHA_256, PrivProtocol.AES, auth_key="a new auth key")
    judge.senders = [Sender("device-secured", changed)]
    assert judge(secured_trap(SECRET)).drop is Drop.DIGEST
    assert judge(secured_trap(changed)).drop is None


def test_a_credential_that_cannot_be_used_is_no_credential() -> None:
    broken = v3(AuthProtocol.SHA, auth_key="")
    assert Judge(broken)(secured_trap(v3(AuthProtocol.SHA))).drop is Drop.NO_CREDENTIAL


# --- informs: our engine is authoritative


def test_who_asks_for_our_engine_is_told_its_id_boots_and_time() -> None:
    verdict = Judge()(asked_for_engine())
    assert (verdict.drop, verdict.answer, told(verdict)) == (None, Answer.DISCOVERY, Report.UNKNOWN_ENGINE)
    assert verdict.reply is not None
    read = read_message(verdict.reply)
    scoped = read_scoped(verdict.reply, read.start, read.end)
    assert read_pdu(scoped.pdu, 0, len(scoped.pdu)).request_id == 4711


@pytest.mark.parametrize("credential", [SECRET, SIGNED, OPEN], ids=lambda credential: credential.name)
def test_an_inform_is_answered_at_its_level_in_its_context(credential: Credential) -> None:
    verdict = Judge(SECRET, SIGNED, OPEN)(inform(credential))
    assert (verdict.answer, verdict.devices) == (Answer.RESPONSE, (f"device-{credential.name}",))
    user, reply = user_at(credential, OURS), verdict.reply or b""
    read = read_message(reply)
    assert (read.message_id, read.boots, read.time, read.flags) == (MESSAGE_ID, BOOTS, 500, user.level)
    assert user.is_authentic(reply, read) == bool(user.level & AUTH)
    scoped = user.open(reply, read)
    answer = read_pdu(scoped.pdu, 0, len(scoped.pdu))
    assert scoped.context_engine_id == SENDER_CONTEXT
    assert (answer.pdu, answer.request_id, scoped.pdu[answer.start : answer.end]) == (RESPONSE, 77, bindings())


@pytest.mark.parametrize(
    ("wrong", "drop", "report"),
    [
        (v3(AuthProtocol.SHA_256, PrivProtocol.AES, user="nobody"), Drop.UNKNOWN_USER, Report.UNKNOWN_USER),
        (v3(), Drop.SECURITY_LEVEL, Report.UNSUPPORTED_LEVEL),
        (v3(AuthProtocol.SHA_256, PrivProtocol.AES, auth_key="something else"), Drop.DIGEST, Report.WRONG_DIGEST),
        (v3(AuthProtocol.SHA_256, PrivProtocol.AES, priv_key="something else"), Drop.DECRYPTION, Report.DECRYPTION_ERROR),
    ],
)  # fmt: skip
def test_an_inform_that_fails_is_told_why(wrong: Credential, drop: Drop, report: Report) -> None:
    verdict = Judge()(inform(wrong))
    assert (verdict.drop, verdict.answer, told(verdict)) == (drop, Answer.REPORT, report)


@pytest.mark.parametrize(("boots", "time"), [(6, 500), (8, 500), (7, 349), (7, 651), (0, 0)])
def test_an_inform_outside_our_time_window_is_told_so_by_a_signed_report(boots: int, time: int) -> None:
    verdict = Judge()(inform(boots=boots, time=time))
    assert (verdict.drop, told(verdict)) == (Drop.TIME_WINDOW, Report.NOT_IN_TIME_WINDOW)
    reply = verdict.reply or b""
    assert user_at(SECRET, OURS).is_authentic(reply, read_message(reply))


@pytest.mark.parametrize("time", [350, 500, 650])
def test_the_time_window_reaches_150_seconds_both_ways(time: int) -> None:
    assert Judge()(inform(time=time)).drop is None


def test_who_does_not_ask_to_be_told_is_not_told() -> None:
    scoped = encode_scoped(encode_context(OURS), pdu(INFORM))
    quiet = user_at(v3(AuthProtocol.SHA_256, PrivProtocol.AES, auth_key="something else"), OURS)
    assert Judge()(quiet.answer(MESSAGE_ID, scoped, BOOTS, 500)) == Verdict(Drop.DIGEST)


def test_reports_to_one_source_are_rationed_so_that_nobody_is_flooded_through_us() -> None:
    judge = Judge()
    answers = [judge(asked_for_engine()).answer for _ in range(100)]
    assert answers == [Answer.DISCOVERY] * 20 + [Answer.SUPPRESSED] * 80
    assert judge(asked_for_engine()).reply is None
    assert judge(asked_for_engine(), source="127.0.0.2").answer is Answer.DISCOVERY
    assert judge(asked_for_engine(), NOW + 1).answer is Answer.DISCOVERY, "it fills again"
    assert judge(inform()).answer is Answer.RESPONSE, "an honest inform is always answered"


def test_a_report_is_hardly_longer_than_what_caused_it() -> None:
    verdict = Judge()(asked_for_engine())
    assert len(verdict.reply or b"") < 2 * len(asked_for_engine())


def test_a_trap_to_our_engine_and_other_pdus_are_not_taken() -> None:
    for tag in (0xA7, 0xA0, 0xA2, 0xA8):
        assert Judge()(inform(content=pdu(tag))) == Verdict(Drop.UNEXPECTED_PDU)


def test_a_device_that_is_not_asked_with_v3_is_not_believed_nor_told_anything() -> None:
    assert Judge(v2c())(asked_for_engine()) == Verdict(Drop.VERSION)


def test_a_message_id_below_zero_is_malformed() -> None:
    scoped = encode_scoped(encode_context(SENDER_ENGINE), pdu())
    with pytest.raises(SnmpProtocolError, match="below zero"):
        Judge()(user_at(OPEN).answer(-5, scoped, 3, 1_000))
