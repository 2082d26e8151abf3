"""One user at one engine: puts requests into messages and takes answers out of them, with that engine's keys."""

import hmac

from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.usm.keys import DIGEST_SIZES, HASHES, LocalKeys
from fengsui.collectors.snmp.usm.message import (
    AUTH,
    PRIV,
    REPORTABLE,
    ScopedPdu,
    V3Message,
    encode_answer,
    encode_context,
    encode_frame,
    encode_scoped,
    join_message,
    read_message,
    read_scoped,
    security_head,
)
from fengsui.collectors.snmp.usm.privacy import SALT_SIZE, Privacy, Salts, privacy_with
from fengsui.collectors.snmp.usm.shape import MessageShape, shape_of
from fengsui.errors import SnmpProtocolError
from fengsui.model.credential import Credential


class LocalUser:
    """A credential at one engine.

    Attributes:
        name: usmUserName.
        level: Flags of its security level: 0, `AUTH` or `AUTH | PRIV`.
    """

    def __init__(self, credential: Credential, engine_id: bytes, keys: LocalKeys, salts: Salts) -> None:
        self.name = (credential.user or "").encode()
        self.engine_id = engine_id
        self._hmac: hmac.HMAC | None = None  # with the key in it, to be copied
        self._digest_size = 0
        if credential.auth_protocol is not None and keys.auth is not None:
            self._hmac = hmac.new(keys.auth, digestmod=HASHES[credential.auth_protocol])
            self._digest_size = DIGEST_SIZES[credential.auth_protocol]
        self._privacy: Privacy | None = None
        if credential.priv_protocol is not None and keys.priv is not None:
            self._privacy = privacy_with(credential.priv_protocol, keys.priv)
        self.level = (AUTH if self._hmac else 0) | (PRIV if self._privacy else 0)
        self._salts = salts
        self._context = encode_context(engine_id)
        self._blank = bytes(self._digest_size)
        self._frame: tuple[tuple[int, int], tuple[bytes, bytes]] = ((-1, -1), (b"", b""))
        self._shape: MessageShape | None = None
        self._careful = True

    def seal(self, message_id: int, pdu: bytes, boots: int, time: int) -> bytes:
        """The message that carries a PDU at the user's security level."""
        data, salt = encode_scoped(self._context, pdu), b""
        if self._privacy is not None:
            data, salt = self._privacy.encrypt(data, boots, time, self._salts.next())
            data = b"\x04" + ber.encode_length(len(data)) + data
        to_digest, to_salt = self._frame_at(boots, time)
        front, back = join_message(message_id, to_digest, self._digest_size, to_salt + salt, data)
        if self._hmac is None:
            return front + back
        return front + self._digest(self._hmac, front + self._blank + back) + back

    def answer(self, message_id: int, scoped: bytes, boots: int, time: int, *, encrypted: bool = True) -> bytes:
        """The message that answers another with its message-id, at the user's security level.

        Args:
            message_id: Any, as the other side has chosen it.
            scoped: The scoped PDU, in the other message's context: a response or report, which nothing answers in turn.
            boots: Of the engine, as is `time`.
            time: Seconds.
            encrypted: False for a report, which the other side must be able to read whatever its privacy key.
        """
        data, salt, level = scoped, b"", self.level
        if self._privacy is not None and encrypted:
            data, salt = self._privacy.encrypt(data, boots, time, self._salts.next())
            data = ber.encode_tlv(ber.OCTET_STRING, data)
        else:
            level &= AUTH
        head = security_head(self.engine_id, boots, time, self.name)
        size = self._digest_size
        message, at = encode_answer(message_id, level, head, data, digest_size=size, salt=salt)
        if self._hmac is None:
            return message
        return message[:at] + self._digest(self._hmac, message) + message[at + size :]

    def read(self, data: bytes) -> V3Message:
        """Reads a message up to its data, with fewer steps where it looks like the last authentic one.

        Raises:
            SnmpProtocolError: See `read_message`.
        """
        found = None if self._shape is None else self._shape.read(data)
        self._careful = found is None
        return found or read_message(data)

    def is_authentic(self, data: bytes, read: V3Message) -> bool:
        """True where the message's digest is right; compared in constant time."""
        at, size = read.digest_at, read.digest_size
        if self._hmac is None or size != self._digest_size:
            return False
        blank = data[:at] + self._blank + data[at + size : read.stop]
        if not hmac.compare_digest(self._digest(self._hmac, blank), data[at : at + size]):
            return False
        if self._careful:  # the first one, and where time or another number grew by a byte
            self._careful = False
            self._shape = shape_of(data, read)
        return True

    def open(self, data: bytes, read: V3Message) -> ScopedPdu:
        """Takes the scoped PDU out of a message, whose digest must have been checked if it is encrypted.

        Raises:
            SnmpProtocolError: There is none, or the privacy key is another one.
        """
        if not read.encrypted:
            return read_scoped(data, read.start, read.end)
        if self._privacy is None:
            raise SnmpProtocolError("an encrypted message to a user without privacy")
        plain = self._privacy.decrypt(data[read.start : read.end], read.boots, read.time, read.salt)
        if plain.startswith(b"\x30\x82") and plain.startswith(self._context, 4):
            end = 4 + int.from_bytes(plain[2:4])
            at = 4 + len(self._context)
            if at < end <= len(plain) and plain[at] & 0xE0 == 0xA0:  # the common form, read with fewer steps
                return ScopedPdu(self.engine_id, b"", plain[at:end])
        return read_scoped(plain, 0, len(plain))

    def _digest(self, keyed: hmac.HMAC, whole: bytes) -> bytes:
        digest = keyed.copy()
        digest.update(whole)
        return digest.digest()[: self._digest_size]

    def _frame_at(self, boots: int, time: int) -> tuple[bytes, bytes]:
        # Time moves once a second, requests go out more often.
        if self._frame[0] != (boots, time):
            head = security_head(self.engine_id, boots, time, self.name)
            salt_size = 0 if self._privacy is None else SALT_SIZE
            frame = encode_frame(self.level | REPORTABLE, head, self._digest_size, salt_size)
            self._frame = (boots, time), frame
        return self._frame[1]
