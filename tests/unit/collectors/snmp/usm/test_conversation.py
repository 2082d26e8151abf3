"""The conversation over SNMPv3 against an engine without a network: honest, restarted, replaced, hostile."""

import itertools
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.conversation import Conversation
from fengsui.collectors.snmp.get import Getter
from fengsui.collectors.snmp.message import FIRST_REQUEST_ID, REQUEST_ID_BITS, PduEncoder
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.usm.agent import UsmAgent
from fengsui.collectors.snmp.usm.conversation import SecuredConversation
from fengsui.collectors.snmp.usm.keys import KeyCache
from fengsui.collectors.snmp.usm.message import V3Message, read_message
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.reports import Report
from fengsui.errors import SnmpAuthError
from fengsui.model.credential import AuthProtocol, PrivProtocol
from tests.support.scripted_agent import honest, reply_to
from tests.support.snmpd import Level, v3_credential
from tests.support.v3_engine import ENGINE_ID, V3Engine

OID = encode_oid("1.3.6.1.2.1.1.3.0")
MIB = {OID: (ber.TIMETICKS, b"\x2a")}
SEEDS = itertools.count()
LEVEL: Level = (AuthProtocol.SHA_256, PrivProtocol.AES)


class Lab:
    """One conversation and the engine at the other end."""

    def __init__(self, level: Level = LEVEL, agent: UsmAgent | None = None) -> None:
        credential = v3_credential(level)
        chance = random.Random(next(SEEDS))
        self.now = 0.0
        self.agent = agent or UsmAgent(credential, KeyCache(), Salts(5))
        self.engine = V3Engine(self.agent.credential, honest(MIB))
        self.getter = Getter([OID])
        self.inner = Conversation(PduEncoder(), self.getter, self.next_id(chance))
        self.talk = SecuredConversation(self.inner, self.agent, self.next_id(chance), lambda: self.now)

    @staticmethod
    def next_id(chance: random.Random) -> Callable[[], int]:
        return lambda: FIRST_REQUEST_ID | chance.getrandbits(REQUEST_ID_BITS)

    def asked(self) -> tuple[bytes, V3Message]:
        """The next datagram, and what it says."""
        data = self.talk.next()
        assert data is not None
        return data, read_message(data)

    def discovered(self) -> tuple[bytes, V3Message]:
        """The first request after the engine was found."""
        assert self.give(self.engine.answer(self.asked()[0])) is None
        return self.asked()

    def give(self, data: bytes | None) -> str | None:
        assert data is not None
        return self.talk.receive(data)

    def run(self, most: int = 10) -> list[object]:
        """Asks until the question is answered."""
        for _ in range(most):
            data = self.talk.next()
            if data is None:
                return list(self.getter.values)
            assert self.give(self.engine.answer(data)) is None
        raise AssertionError("no end")


def proven(level: Level = LEVEL) -> Lab:
    """A conversation with an agent that answered before."""
    first = Lab(level)
    assert first.run() == [42]
    return Lab(level, first.agent)


@pytest.mark.parametrize("level", [(None, None), (AuthProtocol.MD5, None), LEVEL])
def test_the_engine_is_asked_for_once_and_then_the_question(level: Level) -> None:
    lab = Lab(level)

    assert lab.run() == [42]

    first, second = lab.engine.asked
    assert (first.engine_id, first.user, first.flags, first.boots, first.time) == (b"", b"", 4, 0, 0)
    assert (second.engine_id, second.boots, second.time) == (ENGINE_ID, 3, 1_000)
    assert first.message_id != second.message_id
    assert (lab.talk.varbinds, lab.talk.layout_hits, lab.talk.layout_misses) == (1, 0, 0)


def test_an_agent_that_is_known_is_asked_at_once_with_its_time() -> None:
    lab = proven()
    lab.now = lab.engine.time = 77

    _, asked = lab.asked()

    assert (asked.boots, asked.time) == (3, 1_077)


def test_an_engine_that_restarted_says_its_time_and_is_asked_again() -> None:
    lab = proven()
    lab.engine.boots, lab.engine.time = 4, 12

    assert lab.run() == [42]
    assert [(asked.boots, asked.time) for asked in lab.engine.asked] == [(3, 1_000), (4, 12)]


def test_an_unsigned_report_about_time_moves_no_clock() -> None:
    lab = proven()
    data, asked = lab.asked()
    lab.engine.boots = 900

    assert lab.give(lab.engine.report(asked, Report.NOT_IN_TIME_WINDOW)) == "report"
    assert lab.agent.clock.estimate(0.0) == (3, 1_000)
    lab.engine.boots = 3
    assert lab.give(lab.engine.answer(data)) is None


def test_an_engine_that_refuses_every_time_it_says_is_given_up() -> None:
    lab = Lab()
    data, _ = lab.discovered()
    reasons = []
    for boots in range(4, 12):
        asked = read_message(data)
        lab.engine.boots = boots
        reasons.append(lab.give(lab.engine.report(asked, Report.NOT_IN_TIME_WINDOW, authentic=True)))
        if reasons[-1] is not None:
            break
        data, _ = lab.asked()

    assert reasons == [None] * 4 + ["report"]
    assert (lab.talk.refusal, lab.talk.hopeless) == (Report.NOT_IN_TIME_WINDOW, True)


def test_an_engine_that_changes_its_id_with_every_answer_is_given_up() -> None:
    lab = Lab()
    reasons = []
    for number in range(20):
        _, asked = lab.asked()
        engine_id = bytes([number + 1]) * 9
        reasons.append(lab.give(lab.engine.report(asked, Report.UNKNOWN_ENGINE, engine_id=engine_id)))
        if reasons[-1] is not None:
            break

    assert reasons[-1] == "report"
    assert len(reasons) == 10  # an id and its denial, four times over, and once more
    assert lab.talk.refusal is Report.UNKNOWN_ENGINE


def test_a_replaced_agent_is_asked_for_its_engine_when_the_request_is_due_again() -> None:
    lab = proven()
    lab.engine = V3Engine(lab.agent.credential, honest(MIB), engine_id=b"a new engine", boots=1, time=5)
    data, _ = lab.asked()

    assert lab.give(lab.engine.answer(data)) == "report"
    assert lab.give(lab.engine.answer(lab.talk.again(1))) is None

    assert lab.run() == [42]
    assert lab.agent.user is not None
    assert lab.agent.user.engine_id == b"a new engine"


def test_a_forged_report_of_another_engine_ends_nothing() -> None:
    lab = proven()
    data, asked = lab.asked()

    assert lab.give(lab.engine.report(asked, Report.UNKNOWN_ENGINE, engine_id=b"forged")) == "report"
    assert lab.give(lab.engine.answer(data)) is None
    assert lab.run() == [42]


def test_an_agent_that_lost_count_of_its_boots_is_found_again() -> None:
    lab = proven()
    lab.engine.boots, lab.engine.time = 1, 30
    data, _ = lab.asked()

    assert lab.give(lab.engine.answer(data)) == "time_window"
    assert lab.give(lab.engine.answer(lab.talk.again(1))) is None

    assert lab.run() == [42]


@pytest.mark.parametrize(
    "report",
    [Report.UNKNOWN_USER, Report.WRONG_DIGEST, Report.UNSUPPORTED_LEVEL, Report.DECRYPTION_ERROR, Report.OTHER],
)
def test_a_refusal_is_noted_and_a_valid_answer_makes_it_void(report: Report) -> None:
    lab = Lab()
    data, asked = lab.discovered()

    assert lab.give(lab.engine.report(asked, report)) == "report"
    assert (lab.talk.refusal, lab.talk.hopeless) == (report, True)

    assert lab.give(lab.engine.answer(data)) is None
    assert (lab.talk.refusal, lab.talk.hopeless) == (None, False)
    assert lab.run() == [42]


def test_a_report_for_another_message_counts_for_nothing() -> None:
    lab = Lab()
    _, asked = lab.discovered()

    assert lab.give(lab.engine.report(asked, Report.WRONG_DIGEST, message_id=asked.message_id ^ 1)) == "message_id"
    assert lab.talk.refusal is None


def test_a_replayed_answer_is_late() -> None:
    lab = proven()
    data, _ = lab.asked()
    answer = lab.engine.answer(data)
    assert lab.give(answer) is None
    lab.talk.next()

    assert lab.give(answer) in ("late", "request_id", "message_id")
    again = proven()
    again.asked()
    assert again.give(answer) == "message_id"


def test_an_old_answer_with_the_right_message_id_is_outside_the_time_window() -> None:
    lab = proven()
    lab.now = 151.0
    lab.engine.time = 1_151
    data, asked = lab.asked()
    pdu = lab.engine.say(lab.engine.user.open(data, asked).pdu)
    lab.engine.time = 1_000

    assert lab.give(lab.engine.response(asked, pdu)) == "time_window"
    lab.engine.time = 1_001  # later than all that came before: the engine's clock is slow, and this is news
    assert lab.give(lab.engine.response(asked, pdu)) is None


def test_what_is_not_signed_or_not_encrypted_is_no_answer() -> None:
    lab = proven()
    data, asked = lab.asked()
    pdu = lab.engine.say(lab.engine.user.open(data, asked).pdu)
    for level in ((None, None), (AuthProtocol.SHA_256, None)):
        weaker = v3_credential(level, user=lab.agent.credential.user)
        assert lab.give(V3Engine(weaker, honest(MIB)).response(asked, pdu)) == "level"
    assert lab.give(lab.engine.answer(data)) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"engine_id": b"another engine"}, "engine_id"),
        ({"user": "another"}, "user"),
        ({"auth_key": "another-key"}, "digest"),
        ({"priv_key": "another-key"}, "malformed"),
    ],
)
def test_an_answer_from_another_engine_user_or_key_does_not_count(change: dict[str, str | bytes], reason: str) -> None:
    lab = proven()
    data, asked = lab.asked()
    pdu = lab.engine.say(lab.engine.user.open(data, asked).pdu)
    engine_id = change.pop("engine_id", ENGINE_ID)
    assert isinstance(engine_id, bytes)
    fields = {"user": str(lab.agent.credential.user)} | {name: str(value) for name, value in change.items()}
    other = V3Engine(v3_credential(LEVEL, **fields), honest(MIB), engine_id=engine_id)

    assert lab.give(other.response(asked, pdu)) == reason
    assert lab.give(lab.engine.answer(data)) is None


def test_an_answer_to_nobody_must_come_from_the_engine_and_to_the_user_asked() -> None:
    lab = proven((None, None))
    data, asked = lab.asked()
    pdu = lab.engine.say(lab.engine.user.open(data, asked).pdu)
    for engine_id, user, reason in ((b"another", None, "engine_id"), (ENGINE_ID, "another", "user")):
        credential = v3_credential((None, None), user=user or lab.agent.credential.user)
        assert lab.give(V3Engine(credential, honest(MIB), engine_id=engine_id).response(asked, pdu)) == reason
    assert lab.give(lab.engine.answer(data)) is None


def test_a_request_sent_back_is_no_answer() -> None:
    lab = proven()
    data, _ = lab.asked()

    assert lab.give(data) == "pdu"
    fresh = Lab()
    question, _ = fresh.asked()
    assert fresh.give(question) == "engine_id"


@pytest.mark.parametrize("engine_id", [b"", b"x" * 33])
def test_an_engine_id_that_cannot_be_is_none(engine_id: bytes) -> None:
    lab = Lab()
    _, asked = lab.asked()

    assert lab.give(lab.engine.report(asked, Report.UNKNOWN_ENGINE, engine_id=engine_id)) in ("engine_id", "malformed")
    assert not lab.agent.known


def test_a_retransmission_keeps_its_ids_so_that_either_answer_counts() -> None:
    lab = Lab()
    first, asked = lab.discovered()
    second = lab.talk.again(1)

    assert second != first
    assert read_message(second).message_id == asked.message_id
    assert read_message(second).salt != asked.salt
    assert lab.give(lab.engine.answer(first)) is None


def test_the_question_for_the_engine_is_sent_again_as_it_was() -> None:
    lab = Lab()
    first, _ = lab.asked()

    assert lab.talk.again(1) == lab.talk.again(2) == first


def test_authorization_error_says_what_may_be_missing() -> None:
    lab = Lab()
    lab.engine.script = lambda request: reply_to(request, status=16, index=1)
    data, _ = lab.discovered()

    with pytest.raises(SnmpAuthError, match="more authentication or privacy"):
        lab.give(lab.engine.answer(data))


def test_an_answer_about_something_else_is_turned_away() -> None:
    lab = Lab()
    lab.engine.script = lambda request: reply_to(request, [(OID[:-1] + b"\x07", ber.INTEGER, b"\x01")])
    data, _ = lab.discovered()

    assert lab.give(lab.engine.answer(data)) == "oids"


def test_a_flood_of_forged_messages_changes_nothing() -> None:
    lab = proven()
    data, asked = lab.asked()
    chance = random.Random(1)
    for _ in range(500):
        forged = chance.choice(
            [
                lab.engine.report(
                    asked, chance.choice(list(Report)[:6]), message_id=FIRST_REQUEST_ID | chance.getrandbits(30)
                ),
                chance.randbytes(200),
                data[: chance.randrange(len(data))],
                V3Engine(v3_credential(LEVEL, auth_key="another-key"), honest(MIB)).user.seal(
                    asked.message_id, data, 3, 1_000
                )
                if chance.random() < 0.02
                else b"\x30",
            ]
        )
        assert lab.give(forged) is not None

    assert (lab.talk.refusal, lab.agent.clock.estimate(0.0)) == (None, (3, 1_000))
    assert lab.give(lab.engine.answer(data)) is None
    assert lab.run() == [42]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_garbled_answer_is_turned_away_and_never_believed(data: st.DataObject) -> None:
    lab = GARBLED[data.draw(st.booleans())]
    talk = lab.talk
    asked_for, asked = DATAGRAMS[lab]
    answer = bytearray(lab.engine.response(asked, lab.engine.say(lab.engine.user.open(asked_for, asked).pdu)))
    for _ in range(data.draw(st.integers(1, 3))):
        answer[data.draw(st.integers(0, len(answer) - 1))] ^= data.draw(st.integers(1, 255))
    size = data.draw(st.integers(0, len(answer)))

    assert talk.receive(bytes(answer[:size])) is not None


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_garbled_report_raises_nothing(data: st.DataObject) -> None:
    lab = Lab()
    _, asked = lab.asked()
    report = bytearray(lab.engine.report(asked, Report.UNKNOWN_ENGINE))
    for _ in range(data.draw(st.integers(1, 3))):
        report[data.draw(st.integers(0, len(report) - 1))] ^= data.draw(st.integers(1, 255))

    reason = lab.talk.receive(bytes(report))

    assert (reason is None) == lab.agent.known


def _signed() -> Lab:
    return proven((AuthProtocol.SHA_256, None))


GARBLED = {False: proven(), True: _signed()}
DATAGRAMS = {lab: lab.asked() for lab in GARBLED.values()}
