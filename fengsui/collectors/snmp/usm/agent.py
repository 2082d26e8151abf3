"""What is known of one agent for one credential, from poll to poll: its engine, the keys there, its boots and time."""

from fengsui.collectors.snmp.usm.engine import EngineClock
from fengsui.collectors.snmp.usm.keys import KeyCache, check_credential
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.user import LocalUser
from fengsui.model.credential import Credential


class UsmAgent:
    """One agent, as a user knows it.

    Attributes:
        user: The credential at the agent's engine; None until the agent has told its engine id.
        clock: The engine's boots and time.
        known: False where the engine id must be asked for (again) before anything else.
        proven: True once an answer came that could be read in full: the keys are right.

    Raises:
        SnmpError: The credential cannot be used.
    """

    def __init__(self, credential: Credential, keys: KeyCache, salts: Salts) -> None:
        check_credential(credential)
        self.credential = credential
        self._keys = keys
        self._salts = salts
        self.user: LocalUser | None = None
        self.clock = EngineClock(0, 0, 0.0)
        self.known = False
        self.proven = False

    def meet(self, engine_id: bytes, boots: int, time: int, now: float) -> None:
        """Takes what the agent says of its engine when it is asked for it, which nothing vouches for.

        Of the engine that is known already it changes nothing: boots and time that were authenticated stand.
        """
        self.known = True
        if self.user is None or self.user.engine_id != engine_id:
            keys = self._keys.local_keys(self.credential, engine_id)
            self.user = LocalUser(self.credential, engine_id, keys, self._salts)
            self.clock = EngineClock(boots, time, now)
        elif not self.clock.synchronised:
            self.clock = EngineClock(boots, time, now)

    def ask_again(self) -> None:
        """Has the engine id asked for before the next request: only the answer to that tells a wrong key from a dead agent."""
        self.known = self.proven = False

    def forget_clock(self) -> None:
        """Drops boots and time, too: the agent was replaced, or lost count of its boots."""
        self.ask_again()
        self.clock = EngineClock(0, 0, 0.0)
