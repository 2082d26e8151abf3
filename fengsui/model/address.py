"""Which addresses may be sent packets at all: never where a packet would do harm, whoever registered it."""

import ipaddress
from functools import lru_cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

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


def refusal(address: Address, *, allow_loopback: bool) -> str:
    """Why an address may not be asked by anybody; empty where it may."""
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
