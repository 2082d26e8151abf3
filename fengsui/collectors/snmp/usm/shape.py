"""The shape of an engine's messages: what precedes the ciphertext hardly changes from one answer to the next.

A message that was read with care and found authentic is remembered by its framing. The next one of the same framing - the
same sizes, engine, boots and user; another message-id, time, digest, salt and length - is taken apart by one struct and a
few comparisons. It reads as `read_message` would read it, or it is left to that.
"""

from struct import Struct

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.usm.message import V3Message

# Behind tag and a length of two bytes: version, msgGlobalData's tag and length, tag and length of the message-id.
_OPENING = 4
_ID_AT = _OPENING + 7
_SALT_SIZE = 8


class MessageShape:
    """The framing of one encrypted message, to read others by. Make it with `shape_of`."""

    __slots__ = ("_between", "_end", "_like", "_opening", "_struct", "_tail")

    def __init__(self, like: V3Message, data: bytes, time_at: int, time_size: int) -> None:
        at, size = like.digest_at, like.digest_size
        self._like = like
        self._opening = data[_OPENING:_ID_AT]
        self._between = data[_ID_AT + 4 : time_at]
        self._tail = data[time_at + time_size : at]
        self._struct = Struct(
            f">2sH{_ID_AT - _OPENING}s4s{len(self._between)}s{time_size}s{len(self._tail)}s{size}x2s{_SALT_SIZE}s2sH"
        )
        self._end = self._struct.size

    def read(self, data: bytes) -> V3Message | None:
        """Reads a message of this framing; None for any other."""
        if len(data) < self._end:
            return None
        lead, length, opening, number, between, time, tail, salt_head, salt, data_head, size = self._struct.unpack_from(
            data
        )
        stop = length + 4
        if (
            between != self._between
            or tail != self._tail
            or lead != b"\x30\x82"
            or opening != self._opening
            or salt_head != b"\x04\x08"
            or data_head != b"\x04\x82"
            or time[0] >= 0x80
            or stop > len(data)
            or self._end + size > stop
        ):
            return None
        like = self._like
        return V3Message(
            int.from_bytes(number, "big", signed=True), like.flags, like.engine_id, like.boots, int.from_bytes(time, "big"),
            like.user, like.digest_at, like.digest_size, salt, True, self._end, self._end + size, stop,
        )  # fmt: skip


def shape_of(data: bytes, read: V3Message) -> MessageShape | None:
    """The shape of a message; None where it has none that is worth remembering, as short and unencrypted ones."""
    user = ber.encode_tlv(ber.OCTET_STRING, read.user)
    head = bytes((ber.OCTET_STRING, read.digest_size & 0x7F))
    time = ber.encode_integer(read.time)
    time_at = read.digest_at - len(head) - len(user) - len(time) + 2
    expected = time[2:] + user + head
    if (
        not read.encrypted
        or len(read.salt) != _SALT_SIZE
        or data[:2] != b"\x30\x82"
        or data[_ID_AT - 2 : _ID_AT] != b"\x02\x04"
        or data[time_at - 2 : read.digest_at] != time[:2] + expected
        or read.start != read.digest_at + read.digest_size + 2 + _SALT_SIZE + 4
    ):
        return None
    return MessageShape(read, data, time_at, len(time) - 2)
