"""Whom to ask, and how patiently."""

from dataclasses import dataclass

from fengsui.model.agent import AgentTraits
from fengsui.model.credential import Credential


@dataclass(frozen=True, slots=True)
class Target:
    """One agent to poll.

    Attributes:
        address: IPv4 or IPv6 address in canonical text; never a name.
        credential: How to ask.
        profile: Name of a profile, `auto` to choose by sysObjectID.
        timeout_seconds: Patience for one answer before it is asked again.
        retries: Retransmissions of one request after the first try.
        deadline_seconds: Bound on the whole poll; what came by then is kept.
        most_packets: Most requests of the whole poll likewise; a table of 20,000 rows in full takes some 4,000.
        traits: What an earlier process had learned of the agent; counts at the first poll of this one.
    """

    address: str
    credential: Credential
    port: int = 161
    profile: str = "auto"
    timeout_seconds: float = 2.0
    retries: int = 2
    deadline_seconds: float = 20.0
    most_packets: int = 5_000
    traits: AgentTraits | None = None

    @property
    def label(self) -> str:
        """`address`, or `address:port` where the port is not 161."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return self.address if self.port == 161 else f"{host}:{self.port}"
