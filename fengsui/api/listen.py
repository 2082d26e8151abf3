"""Addresses to listen on, as people write them: `127.0.0.1:9850`, `[::1]:9850`, `localhost:0`."""

import ipaddress
from dataclasses import dataclass

from fengsui.errors import ConfigError

_EXPECTED = "ADDRESS:PORT, for example 127.0.0.1:9850, [::1]:9850 or 127.0.0.1:0 for any free port"


@dataclass(frozen=True, slots=True)
class Listen:
    """A local address and TCP port; port 0 lets the system choose.

    Attributes:
        host: IPv4 or IPv6 address, or `localhost`.
    """

    host: str
    port: int

    def __str__(self) -> str:
        """As it stands in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_listen(text: str) -> Listen:
    """Reads an address to listen on.

    Raises:
        ConfigError: when the text is no address and port.
    """
    host, _, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    bare = host[1:-1] if bracketed else host
    if not _is_host(bare) or (":" in bare) != bracketed:
        raise _wrong(text, "The address is an IP address of this machine, or localhost.")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65535):
        raise _wrong(text, "The port is a number from 0 to 65535.")
    return Listen(bare, int(port))


def parse_listens(text: str, setting: str) -> list[Listen]:
    """Reads addresses to listen on with commas between; none from an empty text.

    Args:
        text: As it is set.
        setting: Name of the setting, for the message.

    Raises:
        ConfigError: when one of them is no address and port.
    """
    try:
        return [parse_listen(part) for part in filter(None, map(str.strip, text.split(",")))]
    except ConfigError as error:
        raise ConfigError(f"{setting}: {error}") from None


def _is_host(text: str) -> bool:
    if text == "localhost":
        return True
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _wrong(text: str, hint: str) -> ConfigError:
    return ConfigError(f"address to listen on: expected {_EXPECTED}, got {text[:80]!r}. {hint}")
