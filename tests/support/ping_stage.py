"""Scenes for pinging that need a network namespace of their own: the kernel answers no echo there, or nothing is up.

Run by `tests.support.ping.staged`; the last line on standard output is what came of it, as JSON.
"""

import asyncio
import fcntl
import json
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fengsui.clock import SystemClock
from fengsui.collectors.ping.packet import V4, without_ipv4_header
from fengsui.collectors.ping.pinger import Pinger
from fengsui.collectors.ping.sockets import SocketKind
from tests.support.icmp import message, reply_to, unreachable

TARGET = "127.0.0.7"
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
Responder = Callable[["Answers", bytes], None]


class Answers:
    """Sends ICMP messages to the pinger from any loopback address."""

    def __init__(self) -> None:
        self._sockets: dict[str, socket.socket] = {}

    def send(self, data: bytes, source: str = TARGET) -> None:
        if source not in self._sockets:
            raw = self._sockets[source] = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
            raw.bind((source, 0))
        self._sockets[source].sendto(data, ("127.0.0.1", 0))


def _forged(answers: Answers, asked: bytes) -> None:
    right = reply_to(V4, asked)
    answers.send(reply_to(V4, asked, token=bytes(16)))
    answers.send(reply_to(V4, asked, token=asked[8:20]))  # cut in the token
    answers.send(right, source="127.0.0.9")
    answers.send(reply_to(V4, asked, sequence=4711))
    answers.send(reply_to(V4, asked, identifier=1))
    answers.send(right[:7])
    answers.send(right[:-1] + bytes([right[-1] ^ 1]))
    answers.send(right)
    answers.send(right)


def _late(answers: Answers, asked: bytes) -> None:
    asyncio.get_running_loop().call_later(0.15, answers.send, reply_to(V4, asked))


def _silent(answers: Answers, asked: bytes) -> None:
    """Nobody is there."""


def _unreachable(answers: Answers, asked: bytes) -> None:
    answers.send(unreachable(V4, asked, TARGET, code=1), source="127.0.0.9")
    answers.send(unreachable(V4, asked[:8], TARGET, code=13), source="127.0.0.9")
    answers.send(unreachable(V4, asked, "127.0.0.8", code=1), source="127.0.0.9")
    other = message(V4, asked[:8] + bytes(16))
    answers.send(unreachable(V4, other, TARGET, code=1), source="127.0.0.9")


_RESPONDERS: dict[str, Responder] = {
    "forged": _forged,
    "late": _late,
    "silent": _silent,
    "unreachable": _unreachable,
}


async def _ask(kind: str, responder: Responder) -> Any:
    loop, answers = asyncio.get_running_loop(), Answers()
    ear = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    ear.setblocking(False)

    def hear() -> None:
        data = without_ipv4_header(ear.recv(2048))
        if data[:1] == b"\x08":
            responder(answers, data)

    loop.add_reader(ear.fileno(), hear)
    try:
        return await _ping(kind, timeout=0.1, linger=0.15)
    finally:
        loop.remove_reader(ear.fileno())
        ear.close()


async def _ping(kind: str, *, targets: tuple[str, ...] = (TARGET,), timeout: float = 1.0, linger: float = 0.0) -> Any:  # noqa: ASYNC109 - the pinger's own
    pinger = Pinger(SystemClock(), kinds=(SocketKind(kind),))
    pinger.open()
    results = await pinger.ping(targets, count=2, interval_seconds=0.01, timeout_seconds=timeout)
    await asyncio.sleep(linger)
    counts, kinds = pinger.counts(), pinger.kinds
    pinger.close()
    return {
        "results": {
            address: {
                "sent": result.sent,
                "trips": result.round_trips,
                "duplicates": result.duplicates,
                "unreachable": dict(result.unreachable),
            }
            for address, result in results.items()
        },
        "kinds": {family: got.value for family, got in kinds.items()},
        "ignored": dict(counts.ignored),
        "unreachable": dict(counts.unreachable),
        "sent": counts.echoes_sent,
        "replies": counts.replies,
    }


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        flags = struct.unpack("16sh", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, struct.pack("16sh", b"lo", 0)))[1]
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | _IFF_UP))


def _sysctl(name: str, value: str) -> None:
    (Path("/proc/sys/net/ipv4") / name).write_text(value)


def play(scene: str, kind: str) -> Any:
    """Plays one scene with one kind of socket."""
    _sysctl("ping_group_range", "0 0")
    if scene != "down":
        _loopback_up()
    if scene in _RESPONDERS:
        _sysctl("icmp_echo_ignore_all", "1")
        return asyncio.run(_ask(kind, _RESPONDERS[scene]))
    targets = (TARGET, "::1") if scene == "plain" else (TARGET,)
    return asyncio.run(_ping(kind, targets=targets))


if __name__ == "__main__":
    print(json.dumps(play(*sys.argv[1:])))
