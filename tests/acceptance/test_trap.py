"""What devices said unasked, through the command line: `fengsui trap list` and `fengsui device show`."""

import asyncio
import json
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from fengsui.database.open import open_database
from fengsui.history.traps import TrapStore
from fengsui.model.trap import LastTrap, TrapKind
from tests.acceptance.test_interface import REGISTER
from tests.support.cli import fengsui

AT = 1_790_000_000.0
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
Run = Callable[..., "CompletedProcess[str]"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The command, on a register of two devices, the first of which sent a trap."""
    folder = tmp_path_factory.mktemp("traps")
    (folder / "province.yaml").write_text(REGISTER, encoding="utf-8")
    url = f"sqlite+aiosqlite:///{folder / 'fengsui.db'}"

    def command(*arguments: object, **environment: str) -> "CompletedProcess[str]":
        given = {"FENGSUI_DATA_DIR": str(folder / "data"), "FENGSUI_DATABASE_URL": url, **environment}
        return fengsui(*arguments, **given)

    done = command("import", folder / "province.yaml")
    assert done.returncode == 0, done.stderr
    asyncio.run(_one_trap(url))
    return command


async def _one_trap(url: str) -> None:
    async with open_database(url, create=False) as db:
        await TrapStore(db).save([LastTrap("lz-core-1", AT, TrapKind.LINK_DOWN, LINK_DOWN, "v2c")])


def test_last_traps_are_listed_by_device(run: Run) -> None:
    listed = json.loads(run("trap", "list", "-o", "json").stdout)
    assert listed == [
        {"device": "lz-core-1", "at": "2026-09-21T14:13:20Z", "kind": "linkDown", "oid": LINK_DOWN, "version": "v2c"}
    ]


def test_a_device_shows_its_last_trap_and_one_without_shows_none(run: Run) -> None:
    shown = json.loads(run("device", "show", "lz-core-1", "-o", "json").stdout)
    assert shown["observed"]["last_trap"] == f"2026-09-21T14:13:20Z linkDown (v2c, {LINK_DOWN})"
    assert "last_trap" not in run("device", "show", "lz-core-2", "-o", "json").stdout


@pytest.mark.parametrize(
    ("listen", "message"),
    [
        ("127.0.0.1", "FENGSUI_TRAP_LISTEN: address to listen on: expected ADDRESS:PORT"),
        ("127.0.0.1:0,nonsense:99", "FENGSUI_TRAP_LISTEN: address to listen on: expected ADDRESS:PORT"),
        ("192.0.2.1:0", "cannot receive traps at 192.0.2.1:0: expected an address of this machine"),
    ],
)
def test_an_address_that_cannot_be_listened_at_is_misuse(run: Run, listen: str, message: str) -> None:
    done = run("serve", "--listen", "127.0.0.1:0", FENGSUI_TRAP_LISTEN=listen)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
