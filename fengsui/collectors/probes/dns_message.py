"""Questions to a name server and its answers as bytes and back; whatever bytes come, an answer or None comes of them. Pure."""

from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from fengsui.collectors.probes.failure import shown

_MOST_ANSWERS = 20
_LONGEST_CHAIN = 16  # aliases of aliases; resolvers stop at about as many


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """What a name server said.

    Attributes:
        rcode: In words: NOERROR, NXDOMAIN, SERVFAIL …
        answers: Of the type asked for, aliases followed within the message; in presentation form, escaped.
        truncated: True where it did not fit into a datagram and has to be asked for over TCP.
    """

    rcode: str
    answers: tuple[str, ...]
    truncated: bool = False


class DnsQuestion:
    """One question, with an identification of its own.

    Args:
        name: What is asked for.
        record: Type of record.
    """

    def __init__(self, name: str, record: str) -> None:
        self._query = dns.message.make_query(name, record)
        self.wire: bytes = self._query.to_wire()

    def read(self, wire: bytes) -> DnsAnswer | None:
        """The answer in these bytes; None where they are no well-formed answer to this very question."""
        try:
            reply = dns.message.from_wire(wire, one_rr_per_rrset=False)
            if not self._query.is_response(reply) or not reply.question:
                return None
            truncated = bool(reply.flags & dns.flags.TC)
            return DnsAnswer(dns.rcode.to_text(reply.rcode()), self._answers(reply), truncated)
        except (dns.exception.DNSException, ValueError, IndexError, KeyError):
            return None

    def _answers(self, reply: dns.message.Message) -> tuple[str, ...]:
        question = self._query.question[0]
        found = _follow(reply, question.name, question.rdtype)
        return tuple(shown(rdata.to_text(), 255) for rdata in list(found or ())[:_MOST_ANSWERS])


def _follow(reply: dns.message.Message, name: dns.name.Name, record: dns.rdatatype.RdataType) -> dns.rrset.RRset | None:
    for _ in range(_LONGEST_CHAIN):
        found = reply.get_rrset(reply.answer, name, dns.rdataclass.IN, record)
        if found is not None:
            return found
        alias = reply.get_rrset(reply.answer, name, dns.rdataclass.IN, dns.rdatatype.CNAME)
        if alias is None:
            return None
        name = alias[0].target
    return None
