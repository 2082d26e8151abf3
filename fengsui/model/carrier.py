"""Carriers: who builds and runs the equipment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier.

    Attributes:
        code: Natural key, for example `telecom`.
        management_prefixes: IPv4 or IPv6 networks in CIDR form; a device of the carrier is polled only inside them.
    """

    code: str
    name_zh: str
    name_en: str
    management_prefixes: tuple[str, ...] = ()
