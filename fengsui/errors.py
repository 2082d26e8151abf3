"""The error tree: split by where something failed and by what the reader can do about it.

Every error a user can meet is a `FengsuiError`; the command line prints its text and exits with `exit_code`
(1: trouble was found; 2: misuse). A traceback reaching a user is a defect.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# A file of 100,000 wrong rows must not scroll the terminal away; whoever repairs these sees the rest next time.
_FAULTS_SHOWN = 200


class FengsuiError(Exception):
    """Something that Fengsui foresaw; its text says what to do next."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input: where, what was expected, what was found, what to do.

    Attributes:
        where: File and place, for example `devices.csv row 3 column address`.
        expected: What would be right.
        got: What stands there, shortened and escaped; never a secret.
        hint: What to do about it; may be empty.
    """

    where: str
    expected: str
    got: str
    hint: str = ""

    def __str__(self) -> str:
        """One line: `where: expected …, got …. Hint`."""
        text = f"{self.where}: expected {self.expected}, got {self.got}"
        return f"{text}. {self.hint}" if self.hint else text


class InputError(FengsuiError):
    """A file, request or setting is wrong; carries all faults at once and nothing was changed."""

    def __init__(self, what: str, faults: Sequence[Fault]) -> None:
        self.what = what
        self.faults = tuple(faults)
        shown = [str(fault) for fault in self.faults[:_FAULTS_SHOWN]]
        if len(self.faults) > _FAULTS_SHOWN:
            shown.append(f"… and {len(self.faults) - _FAULTS_SHOWN} more")
        super().__init__("\n".join([f"{what}: {len(self.faults)} fault(s), nothing was changed", *shown]))


class ProfileError(InputError):
    """Profiles cannot be used as their files stand; carries every fault of every file."""


class UsageError(FengsuiError):
    """The command line or a setting was used in a way that cannot work."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting has a value that cannot be used."""


class NotFoundError(FengsuiError):
    """A named thing is not in the inventory."""


class NotKeptError(FengsuiError):
    """History does not hold what was asked for: nobody watched then, or retention has cut it off."""


class ConflictError(FengsuiError):
    """A change would contradict what is there; nothing was changed."""


class BusyError(FengsuiError):
    """Too much is under way already; trying again later helps."""


class PreconditionError(ConflictError):
    """A record is not what the caller took it for: somebody else was faster."""


class NotEmptyError(ConflictError):
    """A database that was to be filled holds something; nothing was changed."""


class DatabaseError(FengsuiError):
    """The database cannot be used as it is."""


class DatabaseMissingError(DatabaseError):
    """There is no database yet, or an empty one; a reading command makes none."""


class DatabaseUnreachableError(DatabaseError):
    """The database does not answer; trying again may help."""


class DatabaseVersionError(DatabaseError):
    """The database's schema is not the one that this version of Fengsui uses."""


class BackupError(FengsuiError):
    """A backup cannot be written, or is not one that can be restored; nothing was changed."""


class SecretError(FengsuiError):
    """A credential cannot be encrypted or decrypted with the key at hand."""


class PortInUseError(FengsuiError):
    """A local address and port are taken by another program."""


class PingError(FengsuiError):
    """An ICMP echo could not be sent as asked."""


class PingNotPermittedError(PingError):
    """This process may open no ICMP socket, neither a raw nor an unprivileged one."""


class SnmpError(FengsuiError):
    """An agent could not be asked, or answered in a way that cannot be used."""


class SnmpTimeoutError(SnmpError):
    """No valid answer within the time, all retransmissions included. Trying again later may help."""


class SnmpAuthError(SnmpError):
    """The agent refuses the credential (SNMPv3 report, or authorizationError). Trying again does not help."""


class SnmpProtocolError(SnmpError):
    """Bytes that are not a valid SNMP message, or not the answer to what was asked."""


class SnmpAnswerError(SnmpError):
    """The agent answered with an error-status.

    Attributes:
        status: RFC 3416 error-status, for example 5 for genErr.
        index: One-based position of the variable binding at fault, 0 for none.
    """

    def __init__(self, status: int, index: int, text: str) -> None:
        self.status = status
        self.index = index
        super().__init__(text)
