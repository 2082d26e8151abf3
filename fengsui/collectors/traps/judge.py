"""The judge of datagrams: bytes, where they came from and when go in; what is made of them comes out. No I/O, no clock."""

from collections.abc import Sequence

from fengsui.collectors.snmp import ber
from fengsui.collectors.traps.community import judge_plain
from fengsui.collectors.traps.secured import SecuredTraps
from fengsui.collectors.traps.senders import Sender
from fengsui.collectors.traps.verdict import Drop, Verdict
from fengsui.errors import SnmpProtocolError

_V3 = 3


class TrapJudge:
    """Judges traps and informs of every version."""

    def __init__(self, secured: SecuredTraps) -> None:
        self._secured = secured

    def judge(self, data: bytes, source: str, senders: Sequence[Sender], now: float) -> Verdict:
        """What is made of a datagram; any bytes get a verdict.

        Args:
            data: The datagram.
            source: Address that it came from.
            senders: Devices at that address that have a credential.
            now: Seconds on a steady clock.
        """
        if not senders:
            return Verdict(Drop.NO_CREDENTIAL)
        try:
            tag, at, end = ber.read_tlv(data, 0, len(data))
            if tag != ber.SEQUENCE:
                return Verdict(Drop.MALFORMED)
            version, at = ber.read_integer(data, at, end)
            if version == _V3:
                return self._secured.judge(data, source, senders, now)
            if version not in (0, 1):
                return Verdict(Drop.MALFORMED)
            return judge_plain(data, version, at, end, senders)
        except SnmpProtocolError:
            return Verdict(Drop.MALFORMED)
