"""The HTTP server: binds an address, serves the application, and stops gracefully."""

import asyncio
import errno
import logging

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from fengsui.api.connections import Connections, most_connections
from fengsui.api.listen import Listen, parse_listen
from fengsui.clock import Clock, SystemClock, spawn
from fengsui.errors import ConfigError, PortInUseError

# How long answers that are under way may take to end when the server stops.
_STOP_GRACE_SECONDS = 5.0
# Prometheus keeps its connection between two scrapes; aiohttp's own default of an hour would keep dead ones as long.
_KEEPALIVE_SECONDS = 75.0


_log = structlog.get_logger(__name__)


class HttpServer:
    """Serves one application at one address; started once.

    Args:
        application: Not served by anybody else.
        clock: Times connections.
        connections: Says which are to be closed; the usual bounds unless given.
    """

    def __init__(
        self, application: web.Application, clock: Clock | None = None, connections: Connections | None = None
    ) -> None:
        self._connections = connections or Connections(clock or SystemClock(), most=most_connections())
        application.middlewares.insert(0, self._connections.in_use())
        self._watch: asyncio.Task[None] | None = None
        self._runner = web.AppRunner(
            application,
            logger=_server_log(),
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
        if self._runner.server is not None:
            self._watch = spawn(self._connections.watch(self._runner.server), name="connections")

    async def stop(self) -> None:
        """Takes no more requests, lets those under way end within a grace time, and closes."""
        if self._watch is not None:
            self._watch.cancel()
        await self._runner.cleanup()


class _Unreadable(logging.Filter):
    """Keeps what could not be read out of the log: each scan would leave a traceback, and with it what was sent, tokens included."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError | ConnectionError):
            return True
        _log.debug("request not read", error=type(error).__name__)
        return False


def _server_log() -> logging.Logger:
    log = logging.getLogger("fengsui.http")
    if not any(isinstance(each, _Unreadable) for each in log.filters):
        log.addFilter(_Unreadable())
    return log


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
