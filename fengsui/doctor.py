"""Looking an installation over: each check says what it found and, where something is wrong, what to do."""

import errno
import os
import resource
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fengsui.api.gate import opens_locally
from fengsui.api.listen import Listen, parse_listen, parse_listens
from fengsui.clock import Clock
from fengsui.collectors.ping.pinger import may_ping
from fengsui.collectors.ping.sockets import PERMISSION_HINT
from fengsui.collectors.traps.udp import TrapSocket
from fengsui.config import Settings
from fengsui.database.engine import Database
from fengsui.database.migrate import check, current, head
from fengsui.database.url import parse_url, sqlite_path
from fengsui.errors import (
    DatabaseMissingError,
    DatabaseVersionError,
    FengsuiError,
    PingError,
    PingNotPermittedError,
    PortInUseError,
)
from fengsui.history.store import HistoryStore
from fengsui.inventory.keyring import load_keyring
from fengsui.inventory.store import InventoryStore
from fengsui.inventory.tokens import TokenStore
from fengsui.model.token import TokenState

# 2026-11-01, before the first release: a clock that shows less was never set.
_EARLIEST_TIME = 1_793_500_000.0
# Answers of 200 devices at once, 64 KiB each with the kernel's bookkeeping, must not be dropped while we decode.
_WANTED_RECEIVE_BYTES = 8 * 1024 * 1024
_WANTED_FILES = 1024
# A province of 440 devices writes some 10 MB a day; a month of it, and an import, should find room.
_WANTED_DISK_BYTES = 1024 * 1024 * 1024
# SQLite's log alone may need so much for one import.
_LEAST_DISK_BYTES = 64 * 1024 * 1024
# Polls that were missed, after which nothing seems to poll.
_MISSED_POLLS = 5
_LEAST_AGE_SECONDS = 600.0


class Verdict(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"  # it works, but worse than it could
    TROUBLE = "trouble"  # it does not work


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        advice: What to do; empty where nothing needs doing.
    """

    check: str
    verdict: Verdict
    found: str
    advice: str = ""


async def examine(settings: Settings, clock: Clock) -> list[Finding]:
    """Runs every check; none of them changes anything."""
    findings = [
        *await _about_the_database(settings, clock),
        _disk(settings),
        _time(clock),
        _sockets(),
        _receive_buffer(),
        _ping(settings),
        _open_files(),
        _listen_port(settings),
        *_trap_ports(settings),
    ]
    if settings.allow_loopback:
        advice = "unset FENGSUI_ALLOW_LOOPBACK outside demos and tests"
        findings.append(Finding("loopback", Verdict.WARNING, "loopback management addresses are accepted", advice))
    return findings


async def _about_the_database(settings: Settings, clock: Clock) -> list[Finding]:
    async with Database(settings.url) as database:
        try:
            revision = await current(database)
        except FengsuiError as error:
            return [
                Finding("database", Verdict.TROUBLE, str(error), "check FENGSUI_DATABASE_URL and that the server runs")
            ]
        findings = [Finding("database", Verdict.OK, f"{database.url_shown} answers")]
        try:
            await check(database)
        except DatabaseMissingError as error:
            return [Finding("database", Verdict.WARNING, str(error)), _key_file(settings)]
        except DatabaseVersionError as error:
            return [*findings, Finding("migrations", Verdict.TROUBLE, str(error))]
        findings.append(Finding("migrations", Verdict.OK, f"schema version {revision}, the newest known ({head()})"))
        findings.append(await _judged("key", lambda: _key(settings, database)))
        findings.append(await _judged("devices", lambda: _devices(database)))
        findings.append(await _judged("tokens", lambda: _tokens(settings, database, clock)))
        findings.append(await _judged("evidence", lambda: _evidence(settings, database, clock)))
        return findings


async def _judged(name: str, work: Callable[[], Awaitable[Finding]]) -> Finding:
    try:
        return await work()
    except FengsuiError as error:
        return Finding(name, Verdict.TROUBLE, str(error))


async def _key(settings: Settings, database: Database) -> Finding:
    store = InventoryStore(database)
    if not await store.credential_rows():
        return _key_file(settings)
    keyring = load_keyring(settings, create=False)
    credentials = await store.credentials(keyring)
    found = f"opens {len(credentials)} credential(s) ({keyring.source})"
    if len(keyring.keys) > 1:
        found += f"; {len(keyring.keys) - 1} older key(s) still decrypt"
    return Finding("key", Verdict.OK, found)


def _key_file(settings: Settings) -> Finding:
    try:
        keyring = load_keyring(settings, create=True)
    except FengsuiError as error:
        return Finding("key", Verdict.TROUBLE, str(error))
    return Finding("key", Verdict.OK, f"no credential stored yet; key: {keyring.source}")


async def _devices(database: Database) -> Finding:
    devices = (await InventoryStore(database).network()).devices.values()
    mute = sorted(device.name for device in devices if device.credential is None)
    if not mute:
        return Finding("devices", Verdict.OK, f"{len(devices)} to poll, each with a credential")
    found = f"{len(mute)} of {len(devices)} devices have no credential and are not polled: {', '.join(mute[:3])}"
    advice = "give each a credential: fengsui credential list, then import the devices with it"
    return Finding("devices", Verdict.WARNING, f"{found} …" if len(mute) > 3 else found, advice)


async def _tokens(settings: Settings, database: Database, clock: Clock) -> Finding:
    issued = await TokenStore(database).tokens()
    valid = [token for token in issued if token.state(clock.now()) is TokenState.VALID]
    if valid or opens_locally(settings):
        return Finding("tokens", Verdict.OK, f"{len(valid)} valid of {len(issued)} issued")
    advice = "issue one: fengsui token create NAME --role administrator (docs/how-to/tokens.md)"
    return Finding(
        "tokens", Verdict.WARNING, "the server asks everybody for a token, and there is no valid one", advice
    )


async def _evidence(settings: Settings, database: Database, clock: Clock) -> Finding:
    observations = (await HistoryStore(database).observations()).values()
    newest = max((seen.polled_at for seen in observations), default=None)
    if newest is None:
        return Finding("evidence", Verdict.OK, "nothing polled yet", "start polling: fengsui serve")
    age = clock.now() - newest
    if age < -1:
        advice = "set the clock (chrony, systemd-timesyncd); until then ages of evidence are wrong"
        return Finding("evidence", Verdict.TROUBLE, f"the newest poll lies {-age:.0f} s in the future", advice)
    found = f"newest poll {age:.0f} s ago, {len(observations)} device(s)"
    if age > max(_MISSED_POLLS * settings.poll_interval_seconds, _LEAST_AGE_SECONDS):
        advice = "nothing polls, or nothing is written: does `fengsui serve` run, and what does its log say?"
        return Finding("evidence", Verdict.WARNING, found, advice)
    return Finding("evidence", Verdict.OK, found)


def _disk(settings: Settings) -> Finding:
    """Room and rights where the key, the state and an SQLite database lie."""
    folders = [settings.data_dir]
    database = sqlite_path(parse_url(settings.url))
    if database is not None and database.parent not in folders:
        folders.append(database.parent)
    findings = [_folder(_existing(folder)) for folder in folders]
    return max(findings, key=lambda each: list(Verdict).index(each.verdict))


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((each for each in (folder.absolute(), *folder.absolute().parents) if each.exists()), Path("/"))


def _folder(there: Path) -> Finding:
    if not there.is_dir():
        return Finding("disk", Verdict.TROUBLE, f"{there} is no folder", "set FENGSUI_DATA_DIR to a folder")
    status = os.statvfs(there)
    if status.f_flag & os.ST_RDONLY or not os.access(there, os.W_OK | os.X_OK):
        advice = "give the user that runs Fengsui the right to write there, or set FENGSUI_DATA_DIR"
        return Finding("disk", Verdict.TROUBLE, f"nothing can be written to {there}", advice)
    return judge_room(status.f_bavail * status.f_frsize, there)


def judge_room(free: int, there: Path) -> Finding:
    """Judges the bytes that are free where the key, the state and an SQLite database lie."""
    found = f"{free // 1024 // 1024} MiB free at {there}"
    if free < _LEAST_DISK_BYTES:
        return Finding("disk", Verdict.TROUBLE, found, "free space: history and imports cannot be written")
    if free < _WANTED_DISK_BYTES:
        return Finding("disk", Verdict.WARNING, found, "free space before history and imports cannot be written")
    return Finding("disk", Verdict.OK, found)


def _time(clock: Clock) -> Finding:
    if clock.now() < _EARLIEST_TIME:
        advice = "set the clock (chrony, systemd-timesyncd)"
        return Finding("time", Verdict.TROUBLE, "the clock shows a time before Fengsui was made", advice)
    return Finding("time", Verdict.OK, "the clock is plausible")


def _sockets() -> Finding:
    missing = []
    for family, name, address in ((socket.AF_INET, "IPv4", "0.0.0.0"), (socket.AF_INET6, "IPv6", "::")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.bind((address, 0))
        except OSError as error:
            missing.append(f"{name} ({error.strerror})")
    if not missing:
        return Finding("sockets", Verdict.OK, "UDP over IPv4 and IPv6")
    verdict = Verdict.TROUBLE if missing[0].startswith("IPv4") else Verdict.WARNING
    return Finding(
        "sockets", verdict, f"no UDP over {', '.join(missing)}", "devices with such an address cannot be polled"
    )


def _receive_buffer() -> Finding:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _WANTED_RECEIVE_BYTES)
        except OSError:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WANTED_RECEIVE_BYTES)
        got = probe.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 2  # Linux doubles it for its own bookkeeping
    if got >= _WANTED_RECEIVE_BYTES:
        return Finding("receive buffer", Verdict.OK, f"{got // 1024} KiB")
    advice = f"sysctl -w net.core.rmem_max={_WANTED_RECEIVE_BYTES}, else bursts of answers are lost and asked again"
    return Finding(
        "receive buffer", Verdict.WARNING, f"{got // 1024} KiB of {_WANTED_RECEIVE_BYTES // 1024} KiB", advice
    )


_SO_RCVBUFFORCE = 33  # Linux, asm-generic/socket.h; the socket module does not name it


def _ping(settings: Settings) -> Finding:
    if not settings.ping_count:
        return Finding("ping", Verdict.OK, "no ping wanted (FENGSUI_PING_COUNT=0)")
    found = may_ping()
    refused = found["IPv4"]
    if isinstance(refused, PingNotPermittedError):
        advice = f"{PERMISSION_HINT}; until then ping counts as no answer"
        return Finding("ping", Verdict.WARNING, "may open no ICMP socket, raw or unprivileged", advice)
    words = [f"{family}: {got}" for family, got in found.items()]
    verdict = Verdict.WARNING if any(isinstance(got, PingError) for got in found.values()) else Verdict.OK
    return Finding("ping", verdict, ", ".join(words))


def _open_files() -> Finding:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= _WANTED_FILES:
        return Finding("open files", Verdict.OK, f"{soft} allowed")
    advice = f"ulimit -n {_WANTED_FILES}, or LimitNOFILE={_WANTED_FILES} in the systemd unit"
    return Finding("open files", Verdict.WARNING, f"{soft} allowed (hard limit {hard})", advice)


def _listen_port(settings: Settings) -> Finding:
    try:
        listen = parse_listen(settings.listen)
    except FengsuiError as error:
        return Finding("listen port", Verdict.TROUBLE, str(error))
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((listen.host, listen.port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            found = f"{settings.listen} is taken: by a running `fengsui serve`, or by another program"
            return Finding("listen port", Verdict.WARNING, found, "if it is not Fengsui's own, set FENGSUI_LISTEN")
        advice = "set FENGSUI_LISTEN to an address of this machine, as host:port"
        return Finding("listen port", Verdict.TROUBLE, f"{settings.listen}: {error.strerror}", advice)
    return Finding("listen port", Verdict.OK, f"{settings.listen} is free")


def _trap_ports(settings: Settings) -> list[Finding]:
    try:
        return [_trap_port(listen) for listen in parse_listens(settings.trap_listen, "FENGSUI_TRAP_LISTEN")]
    except FengsuiError as error:
        return [Finding("trap port", Verdict.TROUBLE, str(error))]


def _trap_port(listen: Listen) -> Finding:
    host = "127.0.0.1" if listen.host == "localhost" else listen.host
    try:
        TrapSocket(host, listen.port).close()
    except PortInUseError:
        found = f"UDP {listen} is taken: by a running `fengsui serve`, or by another program such as snmptrapd"
        return Finding(
            "trap port", Verdict.WARNING, found, "if it is not Fengsui's own, stop it or choose another port"
        )
    except FengsuiError as error:
        return Finding("trap port", Verdict.TROUBLE, str(error))
    return Finding("trap port", Verdict.OK, f"UDP {listen} is free")
