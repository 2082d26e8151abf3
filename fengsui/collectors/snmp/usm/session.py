"""Sessions over SNMPv3: the same questions, walks, memory and socket as for v2c, inside messages of the user-based security model."""

from collections.abc import Collection

from fengsui.collectors.snmp.conversation import Conversation
from fengsui.collectors.snmp.exchange import End
from fengsui.collectors.snmp.memory import AgentMemory
from fengsui.collectors.snmp.message import PduEncoder
from fengsui.collectors.snmp.session import NativeSession
from fengsui.collectors.snmp.transport import UdpTransport
from fengsui.collectors.snmp.usm.agent import UsmAgent
from fengsui.collectors.snmp.usm.conversation import SecuredConversation
from fengsui.collectors.snmp.usm.keys import KeyCache
from fengsui.collectors.snmp.usm.privacy import Salts
from fengsui.collectors.snmp.usm.reports import refusal
from fengsui.collectors.target import Target
from fengsui.errors import SnmpAuthError, SnmpError
from fengsui.model.credential import SnmpVersion

_ENCODER = PduEncoder()


class UsmClient:
    """Sessions over SNMPv3, and what is known of each agent's engine between them.

    Args:
        first_salt: 64 random bits.
    """

    def __init__(self, transport: UdpTransport, first_salt: int) -> None:
        self._transport = transport
        self._keys = KeyCache()
        self._salts = Salts(first_salt)
        self._agents: dict[tuple[str, int, str], UsmAgent] = {}

    def session(self, target: Target, memory: AgentMemory, *, deadline: float | None = None) -> "UsmSession":
        """A conversation with one agent; see `NativeSession`.

        Raises:
            SnmpError: The credential cannot be used for SNMPv3.
        """
        return UsmSession(self._transport, target, memory, self._agent(target), deadline=deadline)

    def keep_only(self, agents: Collection[tuple[str, int]]) -> None:
        """Forgets the engines of all other agents.

        Args:
            agents: Address and port of each.
        """
        self._agents = {key: agent for key, agent in self._agents.items() if key[:2] in agents}

    def _agent(self, target: Target) -> UsmAgent:
        credential = target.credential
        if credential.version is not SnmpVersion.V3:
            raise SnmpError(f"{target.label}: expected a v3 credential, got {credential.version}")
        key = (target.address, target.port, credential.name)
        found = self._agents.get(key)
        if found is None or found.credential != credential:
            found = self._agents[key] = UsmAgent(credential, self._keys, self._salts)
        return found


class UsmSession(NativeSession):
    """A `fengsui.collectors.session.Session` over SNMPv3."""

    _silence_hint = "address, port"

    def __init__(
        self,
        transport: UdpTransport,
        target: Target,
        memory: AgentMemory,
        agent: UsmAgent,
        *,
        deadline: float | None = None,
    ) -> None:
        super().__init__(transport, target, memory, deadline=deadline, encoder=_ENCODER)
        self._agent = agent
        self._secured: SecuredConversation | None = None
        self._discovered = False
        self._passed_over = False
        if not agent.proven:
            agent.ask_again()

    async def _hold(self, conversation: Conversation) -> End:
        secured = SecuredConversation(conversation, self._agent, self._transport.next_id, self._transport.now)
        self._secured = secured
        try:
            end = await self._carry(secured)
        finally:
            self._discovered |= secured.discovered
        if end is not End.ANSWERED:
            self._passed_over = self._discovered and not self._agent.proven
            self._agent.ask_again()
        return end

    def _failure(self, conversation: Conversation, end: End) -> SnmpError:
        if self._secured is not None and self._secured.refusal is not None:
            return refusal(self._target.label, self._secured.refusal)
        if self._passed_over and not conversation.fault:
            return self._unheeded()
        return super()._failure(conversation, end)

    def _stop_reason(self, conversation: Conversation, end: End) -> tuple[str, str]:
        if self._secured is not None and self._secured.refusal is not None:
            return "refused", f"the agent sends the report {self._secured.refusal.value}"
        return super()._stop_reason(conversation, end)

    def _unheeded(self) -> SnmpAuthError:
        """The agent lives, for it gave its engine id a moment ago, and passes over every request of the user."""
        if self._target.credential.priv_protocol is None:
            return SnmpAuthError(
                f"{self._target.label} gives its engine id, but answers no request of this user:"
                " the user or the authentication key or protocol is probably wrong"
            )
        return SnmpAuthError(
            f"{self._target.label} gives its engine id, but answers no encrypted request:"
            " the privacy key or protocol is probably wrong for this user"
        )
