import asyncio
import socket

import pytest

from fengsui.collectors.snmp.usm import Report, UsmCounts, UsmEngine, refusal
from fengsui.errors import SnmpAuthError, SnmpError, SnmpProtocolError
from fengsui.model.credential import AuthProtocol, Credential, SnmpVersion
from fengsui.model.secret import Secret

NOBODY = Credential("nobody", SnmpVersion.V3, user="nobody")


@pytest.mark.parametrize(
    ("word", "kind", "part"),
    [
        ("unknownUserName", SnmpAuthError, "does not know the user"),
        ("wrongDigest", SnmpAuthError, "authentication key or protocol"),
        ("decryptionError", SnmpAuthError, "privacy key or protocol"),
        ("unsupportedSecurityLevel", SnmpAuthError, "security level"),
        ("notInTimeWindow", SnmpAuthError, "boots and time"),
        ("unknownEngineID", SnmpProtocolError, "engine id"),
        ("somethingElse", SnmpProtocolError, "the report somethingElse"),
        ("", SnmpProtocolError, "without a name"),
    ],
)
def test_a_report_says_which_part_is_wrong(word: str, kind: type[SnmpError], part: str) -> None:
    error = refusal("10.20.0.1", Report(word))

    assert type(error) is kind
    assert str(error).startswith("10.20.0.1 ")
    assert part in str(error)


async def test_a_credential_that_pysnmp_cannot_take_is_an_error_without_its_secrets() -> None:
    credential = Credential(
        "too-long", SnmpVersion.V3, user="x" * 33, auth_protocol=AuthProtocol.SHA, auth_key=Secret("geheimnis")
    )

    with pytest.raises(SnmpError, match="'too-long' cannot be used") as caught:
        UsmEngine(credential, UsmCounts())

    assert "geheimnis" not in str(caught.value)


async def test_a_datagram_of_a_stranger_is_counted_and_let_be() -> None:
    counts = UsmCounts()
    engine = UsmEngine(NOBODY, counts)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
    ):
        asked.bind(("127.0.0.1", 0))
        asked.setblocking(False)
        await engine.admit(socket.AF_INET, asked.getsockname())
        from pysnmp.proto.api import v2c

        engine.send(socket.AF_INET, asked.getsockname(), v2c.GetRequestPDU(), lambda _: None)
        _, ours = await asyncio.get_running_loop().sock_recvfrom(asked, 1500)
        other.sendto(b"hello", ("127.0.0.1", ours[1]))
        for _ in range(200):
            if counts.ignored:
                break
            await asyncio.sleep(0.005)
    engine.close()

    assert counts.ignored == {"unknown_source": 1}
    assert counts.total.received == 0


async def test_a_closed_engine_says_so_instead_of_failing() -> None:
    engine = UsmEngine(NOBODY, UsmCounts())
    await engine.admit(socket.AF_INET, ("127.0.0.1", 9))
    engine.close()
    from pysnmp.proto.api import v2c

    with pytest.raises(SnmpError, match="no request could be made"):
        engine.send(socket.AF_INET, ("127.0.0.1", 9), v2c.GetRequestPDU(), lambda _: None)
