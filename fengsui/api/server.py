"""The HTTP server: binds an address, serves the application, and stops gracefully."""

import errno

from aiohttp import web

from fengsui.api.listen import Listen, parse_listen
from fengsui.errors import ConfigError, PortInUseError

# How long answers that are under way may take to end when the server stops.
_STOP_GRACE_SECONDS = 5.0
# Prometheus keeps its connection between two scrapes; aiohttp's own default of an hour would keep dead ones as long.
_KEEPALIVE_SECONDS = 75.0


class HttpServer:
    """Serves one application at one address; started once."""

    def __init__(self, application: web.Application) -> None:
        self._runner = web.AppRunner(
            application,
            access_log=None,
            auto_decompress=False,  # a small compressed body could unfold to any size
            keepalive_timeout=_KEEPALIVE_SECONDS,
            shutdown_timeout=_STOP_GRACE_SECONDS,
            handle_signals=False,
        )
        self._bound: Listen | None = None

    @property
    def address(self) -> Listen:
        """The address that it really listens at: the port that the system chose where 0 was asked for."""
        if self._bound is None:
            raise RuntimeError("the HTTP server was not started")
        return self._bound

    @property
    def base_url(self) -> str:
        """For example `http://127.0.0.1:9850`."""
        return f"http://{self.address}"

    async def start(self, listen: str) -> None:
        """Begins to serve at `ADDRESS:PORT`.

        Raises:
            ConfigError: where the text is no address and port, or the machine does not have the address.
            PortInUseError: where another program listens there.
        """
        wanted = parse_listen(listen)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, wanted.host, wanted.port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise _explained(error, wanted) from error
        host, port = self._runner.addresses[0][:2]
        self._bound = Listen(str(host), int(port))

    async def stop(self) -> None:
        """Takes no more requests, lets those under way end within a grace time, and closes."""
        await self._runner.cleanup()


def _explained(error: OSError, wanted: Listen) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return PortInUseError(
            f"cannot listen at {wanted}: port {wanted.port} of {wanted.host} is taken by another program. "
            f"Stop it (`ss -ltnp 'sport = :{wanted.port}'` shows it), or choose another port; port 0 takes any free one."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return ConfigError(
            f"cannot listen at {wanted}: ports below 1024 need a right that this user lacks. Choose a higher one."
        )
    return ConfigError(f"cannot listen at {wanted}: expected an address of this machine ({error.strerror or error}).")
