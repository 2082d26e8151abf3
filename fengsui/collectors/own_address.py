"""Whether an address is this machine's own, found out without sending anything."""

import socket


def is_own(address: str) -> bool:
    """True where a socket of this machine can have the address (IPv4 or IPv6 in canonical text)."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as own:
            own.bind((address, 0))
    except OSError:
        return False
    return True
