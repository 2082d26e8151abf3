"""Any bytes get a verdict: valid messages of every version, mutations of them, and noise."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fengsui.collectors.traps.engine import Engine
from fengsui.collectors.traps.judge import TrapJudge
from fengsui.collectors.traps.secured import SecuredTraps
from fengsui.collectors.traps.senders import Sender
from fengsui.collectors.traps.verdict import Drop, Verdict
from fengsui.model.credential import AuthProtocol, PrivProtocol
from tests.support.net_snmp import v2c, v3
from tests.support.traps import inform, pdu, pdu_v1, plain, secured_trap, trap

OPEN, SECRET = v3(name="open", user="reader"), v3(AuthProtocol.SHA, PrivProtocol.AES)
SENDERS = (Sender("a", v2c()), Sender("b", SECRET), Sender("c", OPEN))
VALID = (trap(), inform(), plain(pdu_v1(), version=0), secured_trap(SECRET), secured_trap(OPEN))


def judge(data: bytes) -> Verdict:
    return TrapJudge(SecuredTraps(Engine(b"\x80our engine", 1, 0.0), first_salt=1)).judge(
        data, "127.0.0.1", SENDERS, 9.0
    )


def test_every_version_finds_its_way() -> None:
    verdicts = [judge(data) for data in VALID]
    assert [verdict.version for verdict in verdicts] == ["v2c", "v2c", "v1", "v3", "v3"]
    assert [verdict.devices for verdict in verdicts] == [("a",), ("a",), ("a",), ("b",), ("c",)]


def test_a_device_without_a_credential_is_not_listened_to() -> None:
    found = TrapJudge(SecuredTraps(Engine(b"\x80our engine", 1, 0.0), first_salt=1)).judge(trap(), "127.0.0.1", (), 9.0)
    assert found == Verdict(Drop.NO_CREDENTIAL)


def test_versions_that_do_not_exist_are_malformed() -> None:
    for version in (2, 4, -1, 255):
        assert judge(plain(pdu(), version=version)) == Verdict(Drop.MALFORMED)


@given(st.binary(max_size=300))
@example(b"")
@example(b"\x30\x80")
def test_noise_is_dropped(data: bytes) -> None:
    verdict = judge(data)
    assert verdict.oid is None
    assert verdict.drop is not None


@settings(max_examples=300)
@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=4),
    st.integers(0, 400),
)
def test_a_garbled_or_shortened_message_gets_a_verdict_too(
    whole: bytes, changes: list[tuple[int, int]], kept: int
) -> None:
    data = bytearray(whole[: max(kept, len(whole) - kept)])
    for place, byte in changes:
        if place < len(data):
            data[place] = byte
    verdict = judge(bytes(data))
    assert (verdict.oid is None) != (verdict.drop is None) or verdict.answer is not None
    assert verdict.reply is None or len(verdict.reply) <= 2 * len(data) + 64
