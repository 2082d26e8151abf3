"""When in the interval a device has its turn."""

from hashlib import blake2b


def phase_of(name: str) -> float:
    """Share of the interval after which the device `name` is due, 0 ≤ phase < 1, the same on every machine."""
    # 53 bits are what a float holds exactly, so the quotient stays below 1.
    return (int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) >> 11) / 2**53
