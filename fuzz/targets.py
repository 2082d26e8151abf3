"""What is fuzzed: functions from any bytes to nothing, which raise only where something is wrong with the code.

Whatever an agent sends is either read or refused with SnmpProtocolError; the fast ways of decoding give what the careful way
gives; a walk ends within its bound of requests whatever the answers; nothing made of an answer is longer than the answer. Of
any datagram the judge of traps says whether it was taken, and it sends back little more than it got.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from fengsui.collectors.ping.packet import V4, V6, Unreachable, checksum, decode, without_ipv4_header
from fengsui.collectors.session import WalkBounds
from fengsui.collectors.snmp.decode import VarBinds, decode_varbinds
from fengsui.collectors.snmp.message import read_reply
from fengsui.collectors.snmp.oid import decode_oid, encode_oid
from fengsui.collectors.snmp.rowshape import Expected, RowShapes, decode_rows, in_full
from fengsui.collectors.snmp.usm.message import read_message, read_scoped
from fengsui.collectors.snmp.usm.reports import read_report
from fengsui.collectors.snmp.walk import Walker
from fengsui.collectors.text import decode_text
from fengsui.collectors.traps.engine import Engine
from fengsui.collectors.traps.judge import TrapJudge
from fengsui.collectors.traps.kinds import kind_of
from fengsui.collectors.traps.secured import SecuredTraps
from fengsui.collectors.traps.senders import Sender
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.secret import Secret

_PREFIXES = [encode_oid(f"1.3.6.1.2.1.2.2.1.{column}") for column in (2, 8, 10)]
_EXPECTED = (
    Expected((_PREFIXES[0],), (0,), (), (0,)),
    Expected(tuple(_PREFIXES), (0, 1, 2), (b"\x01", b"\x02"), (2, 1, 0)),
)
_BOUNDS = WalkBounds(rows=50, packets=30)


def replies(data: bytes) -> None:
    """A v1 or v2c message up to its bindings, and the bindings."""
    with suppress(SnmpProtocolError):
        reply = read_reply(data)
        bindings(data[reply.start : reply.end])


def bindings(data: bytes) -> None:
    """Variable bindings, the fast ways held against each other."""
    plain = _decoded(partial(decode_varbinds, data, 0, len(data)))
    for expected in _EXPECTED:
        shapes = RowShapes()
        for _ in range(2):  # the second time the shapes of the first are known
            rows = _decoded(partial(decode_rows, data, 0, len(data), expected, shapes))
            assert (rows and in_full(rows, expected)) == plain
    if plain is not None:
        assert sum(map(len, plain.oids)) <= len(data)
        for value in plain.values:
            if isinstance(value, bytes):
                decode_text(value)


def secured(data: bytes) -> None:
    """An SNMPv3 message, a scoped PDU, a report."""
    with suppress(SnmpProtocolError):
        message = read_message(data)
        read_scoped(data, message.start, message.end)
    with suppress(SnmpProtocolError):
        read_scoped(data, 0, len(data))
    with suppress(SnmpProtocolError):
        read_report(data)


def walks(data: bytes) -> None:
    """A walk whose answers are pieces of the data, each piece with an error-status in front."""
    for bulk in (False, True):
        walker = Walker(_PREFIXES, _BOUNDS, bulk=bulk, repetitions=5)
        rest, requests, shapes = data, 0, RowShapes()
        while (ask := walker.ask()) is not None:
            requests += 1
            assert requests <= _BOUNDS.packets
            size = rest[0] if rest else 0
            status, index, piece = rest[1:2], rest[2:3], rest[3 : 3 + size]
            rest = rest[3 + size :] or data
            expected = walker.expected
            try:
                binds = (
                    decode_varbinds(piece, 0, len(piece))
                    if expected is None
                    else decode_rows(piece, 0, len(piece), expected, shapes)
                )
            except SnmpProtocolError:
                walker.stop("malformed", "cannot be read")
                continue
            walker.answer(ask, int.from_bytes(status) % 20, int.from_bytes(index), binds)
        columns = walker.result().columns
        assert all(len(column.indexes) == len(column.values) <= _BOUNDS.rows + 5 for column in columns)
        assert all(len(set(column.indexes)) == len(column.indexes) for column in columns)


def echoes(data: bytes) -> None:
    """An ICMP message of either family, and what a raw IPv4 socket gives; over IPv4 its checksum is put right as well."""
    for dialect in (V4, V6):
        for message in (data, without_ipv4_header(data), data[:2] + checksum(_unsummed(data)).to_bytes(2) + data[4:]):
            found = decode(dialect, message)
            if isinstance(found, str):
                assert found in ("malformed", "checksum", "type")
            else:
                about = found.about if isinstance(found, Unreachable) else found
                assert len(about.token) <= len(message)
                assert len(about.destination) <= 45


def _unsummed(data: bytes) -> bytes:
    return data[:2] + bytes(2) + data[4:]


# Without authentication and with it: the fuzzer finds its way into the former, and up to the digest of the latter.
_KEY = Secret("a key for nothing")
_SENDERS = (
    Sender("a", Credential("a", SnmpVersion.V2C, community=Secret("public"))),
    Sender("b", Credential("b", SnmpVersion.V3, user="reader")),
    Sender("c", Credential("c", SnmpVersion.V3, None, "watcher", AuthProtocol.SHA, _KEY, PrivProtocol.AES, _KEY)),
)
_ENGINE = Engine(b"\x80\x00\x7e\xd9\x05fuzz", 1, 0.0)


def traps(data: bytes) -> None:
    """A datagram at the receiver of traps."""
    verdict = TrapJudge(SecuredTraps(_ENGINE, first_salt=1)).judge(data, "127.0.0.1", _SENDERS, 10.0)
    assert (verdict.oid is None) == (not verdict.devices)
    assert verdict.oid is None or verdict.drop is None
    if verdict.oid is not None:
        decode_oid(verdict.oid)
        kind_of(verdict.oid)
    assert len(verdict.reply or b"") <= 2 * len(data) + 100


def _decoded(read: Callable[[], VarBinds]) -> VarBinds | None:
    try:
        return read()
    except SnmpProtocolError:
        return None


TARGETS = {
    "replies": replies,
    "bindings": bindings,
    "secured": secured,
    "walks": walks,
    "echoes": echoes,
    "traps": traps,
}
