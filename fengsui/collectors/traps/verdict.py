"""What is made of one datagram: taken or dropped, and whether something is sent back."""

from enum import StrEnum
from typing import NamedTuple


class Drop(StrEnum):
    """Why a datagram was dropped; the words stand in metrics."""

    UNKNOWN_SOURCE = "unknown_source"
    FLOOD = "flood"  # one source has more waiting than its share
    QUEUE_FULL = "queue_full"
    OVERSIZED = "oversized"
    MALFORMED = "malformed"
    UNEXPECTED_PDU = "unexpected_pdu"  # a request, a response: somebody takes us for an agent
    NO_CREDENTIAL = "no_credential"  # the device is registered without one
    VERSION = "version"  # another SNMP version than the device's credential is for
    COMMUNITY = "community"
    UNKNOWN_USER = "unknown_user"
    SECURITY_LEVEL = "security_level"
    DIGEST = "digest"
    TIME_WINDOW = "time_window"
    DECRYPTION = "decryption"
    UNKNOWN_ENGINE = (
        "unknown_engine"  # an inform to an engine that is not ours, or more new engines than a source may show
    )
    DEFECT = "defect"  # of ours; logged


class Answer(StrEnum):
    """What is sent back; the words stand in metrics."""

    RESPONSE = "response"
    DISCOVERY = "discovery"
    REPORT = "report"
    SUPPRESSED = "suppressed"  # a report or discovery that was not sent: the source had its share


class Verdict(NamedTuple):
    """What is made of one datagram. Neither dropped nor an OID: somebody asked for our engine id.

    Attributes:
        drop: Why it was dropped; None where it was not.
        oid: BER content of the notification's OID where it was taken.
        version: `v1`, `v2c` or `v3`.
        devices: Names of the devices whose credential it carries.
        reply: Bytes to send back to the source, if any, and what they are.
    """

    drop: Drop | None = None
    oid: bytes | None = None
    version: str = ""
    devices: tuple[str, ...] = ()
    reply: bytes | None = None
    answer: Answer | None = None
