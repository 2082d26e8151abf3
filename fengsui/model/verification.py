"""Verification: what a registered device said when it was asked for the first time, and whether that lets it in.

A verdict lets a pending device in; it never puts an active one out. Equipment that counts and fails is down, and must be counted so.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from fengsui.model.carrier import Carrier
from fengsui.model.credential import Credential
from fengsui.model.device import Device
from fengsui.model.poll import PollOutcome
from fengsui.model.site import Site


class Verdict(StrEnum):
    """What came of a verification."""

    ACTIVE = "active"
    REFUSED = "refused"


class ReasonKind(StrEnum):
    """Why a device is refused, or what its owner should know; the words are fit for programs."""

    ADDRESS = "address"
    OUTSIDE_PREFIXES = "outside_prefixes"
    OWN_ADDRESS = "own_address"
    NO_CREDENTIAL = "no_credential"
    UNREACHABLE = "unreachable"
    CREDENTIAL_REFUSED = "credential_refused"
    UNUSABLE = "unusable"
    DUPLICATE_ADDRESS = "duplicate_address"
    DUPLICATE_ENGINE = "duplicate_engine"
    DUPLICATE_SERIAL = "duplicate_serial"
    NAME_CLASH = "name_clash"
    IMPLAUSIBLE_SITE = "implausible_site"
    PARTIAL = "partial"
    GENERIC_PROFILE = "generic_profile"
    NO_64_BIT_COUNTERS = "no_64_bit_counters"
    OTHER_NAME = "other_name"


# What may pass by itself: the device is asked again, less and less often.
PASSING = frozenset({ReasonKind.UNREACHABLE, ReasonKind.UNUSABLE})


@dataclass(frozen=True, slots=True)
class Words:
    """The same in English and in Chinese."""

    en: str = ""
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks against a device, or is worth knowing of it.

    Attributes:
        other: Name of another device that it is about, for those who may see that one; no text repeats it.
    """

    kind: ReasonKind
    expected: Words
    got: Words
    hint: Words = field(default_factory=Words)
    other: str = ""

    def __str__(self) -> str:
        """One English line: `expected …, got …. Hint`."""
        about = f" ({self.other})" if self.other else ""
        text = f"expected {self.expected.en}, got {self.got.en}{about}"
        return f"{text}. {self.hint.en}" if self.hint.en else text


@dataclass(frozen=True, slots=True)
class AgentIdentity:
    """What tells one agent from every other.

    Attributes:
        engine_id: snmpEngineID (RFC 3411) in hexadecimal.
        serial: Serial number of the chassis (ENTITY-MIB, RFC 6933).
    """

    engine_id: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What one poll showed of a device.

    Attributes:
        interfaces, interfaces_64_bit: How many there are, and how many count in 64 bits.
        neighbours: How many devices it hears by LLDP.
    """

    outcome: PollOutcome
    sys_name: str | None = None
    sys_descr: str | None = None
    sys_object_id: str | None = None
    profile: str = ""
    profile_why: str = ""
    interfaces: int = 0
    interfaces_64_bit: int = 0
    neighbours: int = 0
    engine_id: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A device with everything that its verification goes by.

    Attributes:
        credential: None where none is registered.
        failures: Verifications in a row that it did not answer.
    """

    device: Device
    carrier: Carrier
    site: Site
    credential: Credential | None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A device that was asked, or that may not be.

    Attributes:
        at: Epoch seconds.
        barred: Why it was sent nothing; empty where it was asked.
        facts: What it said; None where it was sent nothing.
    """

    registered: Registered
    at: float
    barred: tuple[Reason, ...] = ()
    facts: DeviceFacts | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a device that counts already."""

    name: str
    carrier: str
    address: str
    port: int
    sys_name: str | None = None
    engine_id: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of the last verification of a device. Moments are epoch seconds.

    Attributes:
        at: None while it was requested and not done yet.
        verdict: None likewise.
        reasons: Why it was refused; empty where it was not.
        warnings: What is worth knowing, and speaks against nothing.
        failures: Verifications in a row that it did not answer.
        next_at: When it is asked again by itself; None for never.
        requested_at: Since when somebody waits for another; None where nobody does.
    """

    device: str
    at: float | None = None
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    facts: DeviceFacts | None = None
    failures: int = 0
    next_at: float | None = None
    requested_at: float | None = None


def folded(sys_name: str | None) -> str:
    """A sysName in the form in which two are compared; empty where there is none."""
    return " ".join((sys_name or "").split()).casefold()[:255]
