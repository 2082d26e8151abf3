"""Which addresses may be polled: inside the carrier's management prefixes, and never where a packet would do harm."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Prefix = ipaddress.IPv4Network | ipaddress.IPv6Network

_LOOPBACK_HINT = "Loopback is for the demo and tests: FENGSUI_ALLOW_LOOPBACK=true allows it"


# A device's address is looked at several times in a row, and parsing it is the dearest part of an import.
@lru_cache(maxsize=1024)
def parse_address(text: str) -> Address | None:
    """An address, or None where the text is none (a name, a zone, a mask, an octet with leading zeros)."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A zone names an interface of this machine: it has no place in a register.
    return None if isinstance(address, ipaddress.IPv6Address) and address.scope_id else address


def parse_prefix(text: str) -> Prefix | None:
    """A network in CIDR form without host bits, or None."""
    try:
        return ipaddress.ip_network(text) if "/" in text else None
    except ValueError:
        return None


def refusal(address: Address, *, allow_loopback: bool) -> str:
    """Why an address may not be polled by anybody; empty where it may."""
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address.sixtofour or address.teredo):
        return "It carries an IPv4 address inside: register that one"
    kinds = {
        "the unspecified address": address.is_unspecified,
        "a multicast address": address.is_multicast,
        "a link-local address": address.is_link_local,
        "the broadcast address": str(address) == "255.255.255.255",
        "an address of this network (0.0.0.0/8)": isinstance(address, ipaddress.IPv4Address) and address.packed[0] == 0,
        "a reserved address": address.is_reserved and not address.is_loopback,
    }
    for kind, found in kinds.items():
        if found:
            return f"It is {kind}: no device has it"
    return _LOOPBACK_HINT if address.is_loopback and not allow_loopback else ""


def prefix_refusal(prefix: Prefix, *, allow_loopback: bool) -> str:
    """Why a network may not be a management prefix; empty where it may."""
    if prefix.prefixlen == 0:
        return "It is the whole internet: name the networks that the equipment is managed in"
    return refusal(prefix.network_address, allow_loopback=allow_loopback) if _special(prefix) else ""


def inside(address: Address, prefixes: Iterable[Prefix]) -> bool:
    """True where the address is a host of one of the prefixes; their broadcast addresses are none."""
    return any(address in prefix and not _broadcast(address, prefix) for prefix in prefixes)


def _broadcast(address: Address, prefix: Prefix) -> bool:
    # RFC 3021: a /31 has two hosts and no broadcast address.
    return prefix.version == 4 and prefix.prefixlen < 31 and address == prefix.broadcast_address


def _special(prefix: Prefix) -> bool:
    return (
        prefix.is_loopback or prefix.is_multicast or prefix.is_link_local or prefix.is_reserved or prefix.is_unspecified
    )
