"""The doctor on real databases, sockets and clocks: what is wrong is found, said, and nothing is changed."""

import socket
from pathlib import Path

import pytest

from fengsui.clock import ManualClock, SystemClock
from fengsui.config import Settings, load_settings
from fengsui.database.open import open_database
from fengsui.doctor import Finding, Verdict, examine, judge_room
from fengsui.history.store import HistoryStore
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import load_keyring
from fengsui.inventory.store import InventoryStore
from fengsui.inventory.tokens import TokenStore
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import PollOutcome
from fengsui.model.principal import Role
from tests.support.registers import BY

INVENTORY = """
carriers:    [{code: telecom, name_zh: 电信, name_en: Telecom, management_prefixes: [127.0.0.0/8]}]
credentials: [{name: lab, version: v2c, community: canary-secret}]
sites:       [{code: s, name: 站, division: "620102", kind: pop}]
devices:     [{name: a, carrier: telecom, site: s, role: core, network: internet, address: 127.0.0.1, credential: lab}]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data_dir=tmp_path, listen="127.0.0.1:0")


async def install(settings: Settings, polled_at: float) -> None:
    file = settings.data_dir / "inventory.yaml"
    file.write_text(INVENTORY)
    async with open_database(settings.url, create=True) as database:
        await InventoryStore(database).prepare()
        keyring = load_keyring(settings, create=True)
        await import_files([file], database, keyring, by=BY, dry_run=False, allow_loopback=True)
        seen = DeviceObservation("a", PollOutcome.OK, polled_at, answered_at=polled_at)
        await HistoryStore(database).save([seen], [])


async def findings(settings: Settings, now: float) -> dict[str, Finding]:
    return {finding.check: finding for finding in await examine(settings, ManualClock(now))}


async def test_a_sound_installation_has_no_trouble(settings: Settings) -> None:
    now = SystemClock().now()
    await install(settings, polled_at=now - 30)
    found = await findings(settings, now)
    assert {name for name, finding in found.items() if finding.verdict is Verdict.TROUBLE} == set()
    assert found["key"].found.startswith("opens 1 credential(s)")
    assert found["evidence"].found == "newest poll 30 s ago, 1 device(s)"


async def test_devices_that_cannot_be_polled_are_named(settings: Settings) -> None:
    await install(settings, polled_at=1.8e9)
    assert (await findings(settings, 1.8e9))["devices"].found == "1 to poll, each with a credential"
    file = settings.data_dir / "devices.csv"
    file.write_text("name,carrier,site,role,network,address\nmute,telecom,s,county,internet,127.0.0.2\n")
    async with open_database(settings.url, create=False) as database:
        keyring = load_keyring(settings, create=False)
        await import_files([file], database, keyring, by=BY, dry_run=False, allow_loopback=True)
    found = (await findings(settings, 1.8e9))["devices"]
    assert (found.verdict, found.found) == (
        Verdict.WARNING,
        "1 of 2 devices have no credential and are not polled: mute",
    )


async def test_a_server_that_asks_for_tokens_while_there_is_none_is_remarked(settings: Settings) -> None:
    await install(settings, polled_at=1.8e9)
    assert (await findings(settings, 1.8e9))["tokens"].verdict is Verdict.OK
    strict = settings.model_copy(update={"authentication": "required"})
    assert (await findings(strict, 1.8e9))["tokens"].verdict is Verdict.WARNING
    async with open_database(settings.url, create=False) as database:
        await TokenStore(database).create("noc", Role.OPERATOR, by=BY)
    assert (await findings(strict, BY.at + 1))["tokens"].found == "1 valid of 1 issued"


async def test_before_the_first_import_nothing_is_made(settings: Settings) -> None:
    found = await findings(settings, SystemClock().now())
    assert found["database"].verdict is Verdict.WARNING
    assert "fengsui import" in found["database"].found
    assert list(settings.data_dir.iterdir()) == []


async def test_a_wrong_key_is_named_without_a_word_of_the_secret(settings: Settings) -> None:
    await install(settings, polled_at=1.8e9)
    (settings.data_dir / "key").write_text("A" * 43 + "=\n")
    found = await findings(settings, 1.8e9)
    assert found["key"].verdict is Verdict.TROUBLE
    assert "another key" in found["key"].found
    assert not any("canary-secret" in f"{finding}" for finding in found.values())


async def test_a_clock_that_went_back_is_found(settings: Settings) -> None:
    await install(settings, polled_at=1.8e9)
    found = await findings(settings, 1.8e9 - 500)
    assert (found["evidence"].verdict, found["evidence"].found) == (
        Verdict.TROUBLE,
        "the newest poll lies 500 s in the future",
    )
    assert (await findings(settings, 1000.0))["time"].verdict is Verdict.TROUBLE


async def test_evidence_that_nobody_renews_is_remarked(settings: Settings) -> None:
    await install(settings, polled_at=1.8e9)
    assert (await findings(settings, 1.8e9 + 500))["evidence"].verdict is Verdict.OK
    found = (await findings(settings, 1.8e9 + 700))["evidence"]
    assert (found.verdict, "fengsui serve" in found.advice) == (Verdict.WARNING, True)


@pytest.mark.parametrize(
    ("free", "verdict"), [(2**31, Verdict.OK), (2**29, Verdict.WARNING), (2**20, Verdict.TROUBLE), (0, Verdict.TROUBLE)]
)
def test_a_disk_is_found_full_before_it_is(free: int, verdict: Verdict) -> None:
    found = judge_room(free, Path("/var/lib/fengsui"))
    assert (found.verdict, found.found) == (verdict, f"{free // 2**20} MiB free at /var/lib/fengsui")


async def test_a_data_folder_that_cannot_be_made_is_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = (await findings(load_settings(data_dir=tmp_path / "file" / "data"), 1.8e9))["disk"]
    assert (found.verdict, found.found) == (Verdict.TROUBLE, f"{tmp_path}/file is no folder")


async def test_an_address_that_is_none_is_one_finding_among_the_others(tmp_path: Path) -> None:
    found = await findings(load_settings(data_dir=tmp_path, listen="here"), 1.8e9)
    assert found["listen port"].verdict is Verdict.TROUBLE
    assert "sockets" in found


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = load_settings(data_dir=tmp_path, listen=f"127.0.0.1:{taken.getsockname()[1]}")
        assert (await findings(settings, 1.8e9))["listen port"].verdict is Verdict.WARNING


async def test_a_database_that_does_not_answer_is_trouble_with_advice(tmp_path: Path) -> None:
    url = "postgresql+asyncpg://fengsui:canary-secret@127.0.0.1:9/fengsui"
    found = await findings(load_settings(data_dir=tmp_path, database_url=url), 1.8e9)
    assert found["database"].verdict is Verdict.TROUBLE
    assert found["database"].advice
    assert "canary-secret" not in f"{found}"


async def test_loopback_addresses_allowed_are_a_warning(tmp_path: Path) -> None:
    found = await findings(load_settings(data_dir=tmp_path, allow_loopback=True), 1.8e9)
    assert found["loopback"].verdict is Verdict.WARNING


async def test_ports_for_traps_are_tried(settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        found = {}
        for listen in ("", taken, "127.0.0.1:0", "192.0.2.1:0", "nonsense"):
            changed = settings.model_copy(update={"trap_listen": listen})
            found[listen] = (await findings(changed, 1.8e9)).get("trap port")
    assert found[""] is None
    verdicts = {listen: finding.verdict for listen, finding in found.items() if finding is not None}
    assert verdicts == {
        taken: Verdict.WARNING,
        "127.0.0.1:0": Verdict.OK,
        "192.0.2.1:0": Verdict.TROUBLE,
        "nonsense": Verdict.TROUBLE,
    }
