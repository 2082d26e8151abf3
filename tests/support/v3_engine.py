"""An SNMPv3 engine on the agent's side, as bytes in and bytes out: does what RFC 3414 (3.2) says, or says what a test wants.

Reports and responses can be made one by one, too, so that a test can forge, replay and garble them.
"""

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.snmp.usm.keys import KeyCache, LocalKeys
from fengsui.collectors.snmp.usm.message import (
    AUTH,
    V3Message,
    encode_context,
    encode_message,
    encode_scoped,
    read_message,
    security_head,
)
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.reports import REPORT, Report
from fengsui.collectors.snmp.usm.user import LocalUser
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import Credential
from tests.support.scripted_agent import Script, read_request

ENGINE_ID = bytes.fromhex("80001f8880e9630000d61ff449")
REPORT_OIDS = {
    Report.UNSUPPORTED_LEVEL: encode_oid("1.3.6.1.6.3.15.1.1.1.0"),
    Report.NOT_IN_TIME_WINDOW: encode_oid("1.3.6.1.6.3.15.1.1.2.0"),
    Report.UNKNOWN_USER: encode_oid("1.3.6.1.6.3.15.1.1.3.0"),
    Report.UNKNOWN_ENGINE: encode_oid("1.3.6.1.6.3.15.1.1.4.0"),
    Report.WRONG_DIGEST: encode_oid("1.3.6.1.6.3.15.1.1.5.0"),
    Report.DECRYPTION_ERROR: encode_oid("1.3.6.1.6.3.15.1.1.6.0"),
    Report.UNKNOWN_CONTEXT: encode_oid("1.3.6.1.6.3.12.1.5.0"),
    Report.OTHER: encode_oid("1.3.6.1.6.3.15.1.1.9.0"),
}


def report_pdu(report: Report) -> bytes:
    """A Report-PDU that shows its counter."""
    binding = ber.encode_tlv(0x30, ber.encode_tlv(0x06, REPORT_OIDS[report]) + b"\x41\x01\x07")
    return ber.encode_tlv(REPORT, b"\x02\x01\x00" * 3 + ber.encode_tlv(0x30, binding))


class V3Engine:
    """An engine with one user.

    Attributes:
        boots, time: What it says of itself; a test moves them.
        asked: Messages that it got, in order.
        script: Answers the PDUs of the user.
    """

    def __init__(
        self, credential: Credential, script: Script, *, engine_id: bytes = ENGINE_ID, boots: int = 3, time: int = 1_000
    ) -> None:
        self.credential = credential
        self.script = script
        self.engine_id = engine_id
        self.boots = boots
        self.time = time
        self.asked: list[V3Message] = []
        self._salts = Salts(99)
        self.user = LocalUser(credential, engine_id, KeyCache().local_keys(credential, engine_id), self._salts)

    def answer(self, data: bytes) -> bytes | None:
        """What an honest engine answers; None where it keeps silent."""
        asked = read_message(data)
        self.asked.append(asked)
        if asked.engine_id != self.engine_id:
            return self.report(asked, Report.UNKNOWN_ENGINE)
        if asked.user != self.user.name:
            return self.report(asked, Report.UNKNOWN_USER)
        if asked.flags & 3 != self.user.level:
            return self.report(asked, Report.UNSUPPORTED_LEVEL)
        if asked.flags & AUTH:
            if not self.user.is_authentic(data, asked):
                return self.report(asked, Report.WRONG_DIGEST)
            if asked.boots != self.boots or abs(asked.time - self.time) > 150:
                return self.report(asked, Report.NOT_IN_TIME_WINDOW, authentic=True)
        try:
            pdu = self.user.open(data, asked).pdu
        except SnmpProtocolError:
            return None  # as net-snmp does
        return self.response(asked, self.say(pdu))

    def say(self, pdu: bytes) -> bytes:
        """The PDU that answers a PDU, from the script, which speaks v2c."""
        said = self.script(read_request(ber.encode_tlv(0x30, b"\x02\x01\x01\x04\x00" + pdu)))
        assert isinstance(said, bytes)
        _, at, _ = ber.read_tlv(said, 0, len(said))
        return said[at + len(b"\x02\x01\x01\x04\x00") :]

    def response(self, asked: V3Message, pdu: bytes, *, message_id: int | None = None) -> bytes:
        """A message from the user's own security level."""
        return self.user.seal(asked.message_id if message_id is None else message_id, pdu, self.boots, self.time)

    def report(
        self,
        asked: V3Message,
        report: Report,
        *,
        authentic: bool = False,
        engine_id: bytes | None = None,
        message_id: int | None = None,
    ) -> bytes:
        """A report, signed by the user's key where `authentic`."""
        engine_id = self.engine_id if engine_id is None else engine_id
        number = asked.message_id if message_id is None else message_id
        if authentic:
            signer = self._signer()
            return signer.seal(number, report_pdu(report), self.boots, self.time)
        head = security_head(engine_id, self.boots, self.time, asked.user)
        return encode_message(number, 0, head, encode_scoped(encode_context(engine_id), report_pdu(report)))[0]

    def _signer(self) -> LocalUser:
        keys = KeyCache().local_keys(self.credential, self.engine_id)
        return LocalUser(self.credential, self.engine_id, LocalKeys(keys.auth), self._salts)
