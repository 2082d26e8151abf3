"""From a trap to a state: the service hears net-snmp's linkDown, asks the device, and believes its answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog

from fengsui.clock import SystemClock
from fengsui.collectors.snmp import ber
from fengsui.collectors.snmp.oid import encode_oid
from fengsui.config import Settings, load_settings
from fengsui.database.open import open_database
from fengsui.exporters.devices import render_devices
from fengsui.exporters.province import render_province
from fengsui.history.traps import TrapStore
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import load_keyring
from fengsui.inventory.store import InventoryStore
from fengsui.model.trap import TrapKind
from fengsui.service import Service
from tests.support.net_snmp import AUTH_KEY, COMMUNITY, PRIV_KEY, send
from tests.support.registers import BY
from tests.support.scripted_agent import ScriptedAgent, honest

INVENTORY = """
carriers:    [{{code: telecom, name_zh: 电信, name_en: Telecom, management_prefixes: [127.0.0.0/8]}}]
credentials:
  - {{name: lab, version: v2c, community: {community}}}
  - {{name: secured, version: v3, user: watcher, auth_protocol: SHA, auth_key: {auth}, priv_protocol: AES, priv_key: {priv}}}
sites:       [{{code: s, name: 站, division: "620102", kind: pop}}]
devices:
  - {{name: lz-1, carrier: telecom, site: s, role: core, network: internet, address: 127.0.0.1, port: {port}, credential: lab}}
"""
# Routine polls are this far apart: what is seen sooner was seen because of a trap.
INTERVAL = 3600.0
UP, DOWN = (ber.INTEGER, b"\x01"), (ber.INTEGER, b"\x02")
OPER_STATUS = encode_oid("1.3.6.1.2.1.2.2.1.8.1")
UP_TIME = encode_oid("1.3.6.1.2.1.1.3.0")
MIB = {
    encode_oid("1.3.6.1.2.1.1.1.0"): (ber.OCTET_STRING, b"Router"),
    encode_oid("1.3.6.1.2.1.1.2.0"): (ber.OBJECT_IDENTIFIER, encode_oid("1.3.6.1.4.1.2011.2.224")),
    UP_TIME: (ber.TIMETICKS, b"\x01\x00\x00"),
    encode_oid("1.3.6.1.2.1.1.5.0"): (ber.OCTET_STRING, b"lz-1"),
    encode_oid("1.3.6.1.2.1.2.2.1.1.1"): (ber.INTEGER, b"\x01"),
    encode_oid("1.3.6.1.2.1.2.2.1.2.1"): (ber.OCTET_STRING, b"eth1"),
    encode_oid("1.3.6.1.2.1.2.2.1.3.1"): (ber.INTEGER, b"\x06"),
    encode_oid("1.3.6.1.2.1.2.2.1.7.1"): UP,
    OPER_STATUS: UP,
    encode_oid("1.3.6.1.2.1.31.1.1.1.1.1"): (ber.OCTET_STRING, b"eth1"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(
        data_dir=tmp_path,
        listen="127.0.0.1:0",
        trap_listen="127.0.0.1:0",
        allow_loopback=True,
        poll_interval_seconds=INTERVAL,
    )


@asynccontextmanager
async def serving(settings: Settings, agent_port: int) -> AsyncIterator[Service]:
    file = settings.data_dir / "inventory.yaml"
    file.write_text(INVENTORY.format(community=COMMUNITY, auth=AUTH_KEY, priv=PRIV_KEY, port=agent_port))
    async with open_database(settings.url, create=True) as database:
        await InventoryStore(database).prepare()
        keyring = load_keyring(settings, create=True)
        await import_files([file], database, keyring, by=BY, dry_run=False, allow_loopback=True)
        service = Service(settings, SystemClock(), database=database, keyring=keyring)
        await service.start()
        try:
            yield service
        finally:
            await service.stop()


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(15):
        while not what():  # noqa: ASYNC110 - the service has no event for what a test waits for
            await asyncio.sleep(0.01)


def oper_status(service: Service) -> str | None:
    seen = service.snapshot().observations.get("lz-1")
    return seen.interfaces.oper_status[0] if seen is not None and len(seen.interfaces) else None


async def test_a_link_down_trap_has_the_device_asked_long_before_its_turn(settings: Settings, tmp_path: Path) -> None:
    mib = dict(MIB)
    with structlog.testing.capture_logs() as logs:
        async with ScriptedAgent(honest(mib)) as agent, serving(settings, agent.port) as service:
            await until(lambda: oper_status(service) == "up")
            mib[OPER_STATUS], mib[UP_TIME] = DOWN, (ber.TIMETICKS, b"\x01\x10\x00")
            await send(tmp_path, service.trap_addresses[0][1], ["-v2c", "-c", COMMUNITY])
            await until(lambda: oper_status(service) == "down")
            snapshot = service.snapshot()
            assert snapshot.traps.received == {("v2c", "linkDown"): 1}
            assert snapshot.traps.urgent_polls == 1
            assert snapshot.last_traps["lz-1"].kind is TrapKind.LINK_DOWN
            text = (render_province(snapshot) + render_devices(snapshot)).decode()
    assert 'fengsui_traps_received_total{version="v2c",kind="linkDown"} 1' in text
    assert 'fengsui_device_last_trap_timestamp_seconds{device="lz-1"' in text
    assert COMMUNITY not in text + repr(logs)
    async with open_database(settings.url, create=False) as database:
        (kept,) = await TrapStore(database).last(device="lz-1")
    assert (kept.kind, kept.version) == (TrapKind.LINK_DOWN, "v2c")


async def test_a_trap_alone_changes_no_state(settings: Settings, tmp_path: Path) -> None:
    async with ScriptedAgent(honest(MIB)) as agent, serving(settings, agent.port) as service:
        await until(lambda: oper_status(service) == "up")
        first = service.snapshot().observations["lz-1"].polled_at
        await send(tmp_path, service.trap_addresses[0][1], ["-v2c", "-c", COMMUNITY])
        await until(lambda: service.snapshot().observations["lz-1"].polled_at > first)
        assert oper_status(service) == "up"
        assert [change for change in service.recent_changes() if change.kind == "interface" and change.before] == []


async def test_an_authentication_failure_or_an_unknown_notification_is_counted_and_asks_nobody(
    settings: Settings, tmp_path: Path
) -> None:
    async with ScriptedAgent(honest(MIB)) as agent, serving(settings, agent.port) as service:
        await until(lambda: oper_status(service) == "up")
        port = service.trap_addresses[0][1]
        await send(tmp_path, port, ["-v2c", "-c", COMMUNITY], "42", "1.3.6.1.6.3.1.1.5.5")
        await send(tmp_path, port, ["-v2c", "-c", COMMUNITY], "42", "1.3.6.1.4.1.99999.0.1")
        await until(lambda: sum(service.snapshot().traps.received.values()) == 2)
        await asyncio.sleep(0.3)  # three times what hints are gathered for
        assert service.snapshot().traps.received == {("v2c", "authenticationFailure"): 1, ("v2c", "other"): 1}
        assert service.snapshot().traps.urgent_polls == 0


async def test_a_storm_of_link_downs_asks_the_device_once_and_once_more(settings: Settings, tmp_path: Path) -> None:
    async with ScriptedAgent(honest(MIB)) as agent, serving(settings, agent.port) as service:
        await until(lambda: oper_status(service) == "up")
        port = service.trap_addresses[0][1]
        sends = [send(tmp_path, port, ["-v2c", "-c", COMMUNITY]) for _ in range(30)]
        await asyncio.gather(*sends)
        await until(lambda: sum(service.snapshot().traps.received.values()) == 30)
        await asyncio.sleep(0.3)
        assert 1 <= service.snapshot().traps.urgent_polls <= 3


async def test_without_an_address_to_listen_at_nothing_is_received(settings: Settings) -> None:
    quiet = settings.model_copy(update={"trap_listen": ""})
    async with ScriptedAgent(honest(MIB)) as agent, serving(quiet, agent.port) as service:
        assert service.trap_addresses == []
        assert "fengsui_traps" not in render_province(service.snapshot()).decode()
    assert not (settings.data_dir / "snmp-engine.json").exists()
