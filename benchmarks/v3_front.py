"""Puts SNMPv3 in front of the benchmark's agent: one user, any 127.x.y.z address, answers kept so that it is faster than a poller.

`python -m benchmarks.v3_front --port PORT --behind PORT` says "ready" once it listens, and ends when it is terminated. It asks
the v2c agent behind it whatever it was not asked before, and gives the same answer from then on: counters stand still, and
nothing is checked but the privacy key, since it is the poller that is measured.
"""

import argparse
import socket
import time

from benchmarks.v3_user import V3
from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.message import read_pdu
from fengsui.collectors.snmp.usm.keys import KeyCache
from fengsui.collectors.snmp.usm.message import (
    encode_context,
    encode_message,
    encode_scoped,
    read_message,
    security_head,
)
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.user import LocalUser

ENGINE_ID = b"\x80\x00\x1f\x88\x04benchmark"
BOOTS = 1
# usmStatsUnknownEngineIDs.0 = 1
UNKNOWN_ENGINE = bytes.fromhex("a81c0201000201000201003011300f060a2b060106030f01010400410101")
V2C_HEAD = b"\x02\x01\x01\x04\x06public"
PACKET_INFO = 8  # IP_PKTINFO of linux/in.h: which address was asked, so that the answer comes from there


class Front:
    """The agent's side of the user-based security model, as little of it as a benchmark needs."""

    def __init__(self, behind: int) -> None:
        self._user = LocalUser(V3, ENGINE_ID, KeyCache().local_keys(V3, ENGINE_ID), Salts(0))
        self._answers: dict[bytes, tuple[bytes, bytes]] = {}
        self._behind = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._behind.connect(("127.0.0.1", behind))
        self._behind.settimeout(2)
        self._began = time.monotonic()

    def answer(self, data: bytes) -> bytes:
        """The answer to a message."""
        asked = read_message(data)
        now = int(time.monotonic() - self._began)
        if asked.engine_id != ENGINE_ID:
            head = security_head(ENGINE_ID, BOOTS, now, asked.user)
            return encode_message(asked.message_id, 0, head, encode_scoped(encode_context(ENGINE_ID), UNKNOWN_ENGINE))[
                0
            ]
        pdu = self._user.open(data, asked).pdu
        at = read_pdu(pdu, 0, len(pdu)).id_at
        request_id = pdu[at : at + 4]
        question = pdu[:at] + pdu[at + 4 :]
        known = self._answers.get(question)
        if known is None:
            known = self._answers[question] = self._ask(pdu)
        return self._user.seal(asked.message_id, known[0] + request_id + known[1], BOOTS, now)

    def _ask(self, pdu: bytes) -> tuple[bytes, bytes]:
        """The PDU that the agent behind answers, before and after its request-id."""
        self._behind.send(ber.encode_tlv(0x30, V2C_HEAD + pdu))
        data = self._behind.recv(65_535)
        _, start, end = ber.read_tlv(data, 0, len(data))
        answer = data[start + len(V2C_HEAD) : end]
        at = read_pdu(answer, 0, len(answer)).id_at
        return answer[:at], answer[at + 4 :]


def main() -> None:
    """Answers until it is terminated."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--behind", type=int, required=True)
    given = parser.parse_args()
    front = Front(given.behind)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.setsockopt(socket.IPPROTO_IP, PACKET_INFO, 1)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        udp.bind(("0.0.0.0", given.port))
        print("ready", flush=True)
        while True:
            data, extra, _, peer = udp.recvmsg(65_535, 64)
            # struct in_pktinfo: interface, local address, address asked. To send from it, it goes into the second place.
            asked = extra[0][2][8:12]
            udp.sendmsg([front.answer(data)], [(socket.IPPROTO_IP, PACKET_INFO, bytes(4) + asked + bytes(4))], 0, peer)


if __name__ == "__main__":
    main()
