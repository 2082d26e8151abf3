"""What the process that does an import is told by the one that serves: one line of JSON on its standard input.

Not arguments: keys and the database's password must not show in the list of processes.
"""

import base64
import json
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Order:
    """One import to do.

    Attributes:
        job: Id of the job.
        url: Of the database, with its password.
        keys: Of the credentials, the one that encrypts first.
        path: File with what was sent.
        kind: Plural name of the kind of its rows; None where they say it themselves.
        kinds: Kinds that the caller may change.
        carrier: Whose records alone the caller sees; None for everything.
        at: Epoch seconds that the audit is stamped with.
    """

    job: str
    url: str
    keys: tuple[bytes, ...]
    path: str
    media_type: str
    kind: str | None
    kinds: tuple[str, ...]
    carrier: str | None
    principal: str
    at: float
    dry_run: bool
    allow_loopback: bool

    def to_line(self) -> bytes:
        """The order as a line of JSON."""
        document = asdict(replace(self, keys=()))
        document["keys"] = [base64.b64encode(key).decode() for key in self.keys]
        return json.dumps(document).encode() + b"\n"

    @staticmethod
    def from_line(line: bytes) -> "Order":
        """The order of a line that `to_line` made."""
        document: dict[str, Any] = json.loads(line)
        document["keys"] = tuple(base64.b64decode(key) for key in document["keys"])
        document["kinds"] = tuple(document["kinds"])
        return Order(**document)
