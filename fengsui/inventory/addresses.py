"""Which networks equipment may be managed in, and which addresses lie inside them."""

import ipaddress
from collections.abc import Iterable

from fengsui.model.address import Address, refusal

Prefix = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_prefix(text: str) -> Prefix | None:
    """A network in CIDR form without host bits, or None."""
    try:
        return ipaddress.ip_network(text) if "/" in text else None
    except ValueError:
        return None


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
