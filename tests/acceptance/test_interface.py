"""`fengsui interface` through the command line: what polling has shown of a device's ports, and what moved about them."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from subprocess import CompletedProcess

import pytest

from fengsui.database.open import open_database
from fengsui.history.store import HistoryStore
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import DevicePoll, InterfaceTable, PollOutcome
from fengsui.state.observe import observe
from tests.support.builders import interfaces
from tests.support.cli import fengsui

AT = 1_790_000_000.0
Run = Callable[..., "CompletedProcess[str]"]

REGISTER = """\
carriers: [{code: telecom, name_zh: 电信, name_en: Telecom, management_prefixes: [10.20.0.0/16]}]
credentials: [{name: lab, version: v2c, community: public}]
sites: [{code: lz-core, name: 兰州核心局, division: "620102", kind: pop}]
devices:
  - {name: lz-core-1, carrier: telecom, site: lz-core, role: core, network: internet, address: 10.20.0.1, credential: lab}
  - {name: lz-core-2, carrier: telecom, site: lz-core, role: core, network: internet, address: 10.20.0.2, credential: lab}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The command, on a register whose first device was polled three times: whole, renumbered, without its second port."""
    folder = tmp_path_factory.mktemp("interfaces")
    (folder / "province.yaml").write_text(REGISTER, encoding="utf-8")
    url = f"sqlite+aiosqlite:///{folder / 'fengsui.db'}"

    def command(*arguments: object) -> "CompletedProcess[str]":
        return fengsui(*arguments, FENGSUI_DATA_DIR=str(folder / "data"), FENGSUI_DATABASE_URL=url)

    done = command("import", folder / "province.yaml")
    assert done.returncode == 0, done.stderr
    asyncio.run(_poll_three_times(url))
    return command


async def _poll_three_times(url: str) -> None:
    whole = interfaces(2, physical_address=["00:e0:fc:00:00:01", "00:e0:fc:00:00:02"], alias=["至敦煌", "=evil"])
    renumbered = replace(whole, index=(11, 12), name=("xe1", "eth2"))
    known: DeviceObservation | None = None
    async with open_database(url, create=False) as db:
        for number, table in enumerate((whole, renumbered, _first(renumbered))):
            poll = DevicePoll("10.20.0.1", AT + 60 * number, PollOutcome.OK, interfaces=table)
            known, changes = observe(known, "lz-core-1", poll, next_poll_at=None)
            await HistoryStore(db).save([known], changes)


def _first(table: InterfaceTable) -> InterfaceTable:
    return InterfaceTable(**{name: getattr(table, name)[:1] for name in table.__dataclass_fields__})


def read(done: "CompletedProcess[str]") -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_interfaces_are_listed_with_the_id_that_outlived_index_and_name(run: Run) -> None:
    rows = read(run("interface", "list", "lz-core-1", "-o", "json"))
    assert [(row["id"], row["name"], row["alias"], row["oper_status"], row["index"]) for row in rows] == [
        (1, "xe1", "至敦煌", "up", 11)
    ]
    assert (rows[0]["speed_bits_per_second"], rows[0]["physical_address"]) == (10**9, "00:e0:fc:00:00:01")
    assert rows[0]["since"] == "2026-09-21T14:13:20Z"
    assert "xe1" in run("interface", "list", "lz-core-1").stdout


def test_interfaces_that_left_are_listed_where_asked_for(run: Run) -> None:
    rows = read(run("interface", "list", "lz-core-1", "--all", "-o", "json"))
    assert [(row["id"], row["name"], row["left_at"]) for row in rows] == [
        (1, "xe1", None),
        (2, "eth2", "2026-09-21T14:15:20Z"),
    ]
    assert "'=evil" in run("interface", "list", "lz-core-1", "--all", "-o", "csv").stdout


def test_the_history_tells_what_moved(run: Run) -> None:
    rows = read(run("interface", "history", "lz-core-1", "-o", "json"))
    assert {(row["id"], row["interface"], row["attribute"], row["before"], row["after"]) for row in rows} == {
        (1, "xe1", "index", "1", "11"),
        (1, "xe1", "name", "eth1", "xe1"),
        (2, "eth2", "index", "2", "12"),
    }
    assert {row["time"] for row in rows} == {"2026-09-21T14:14:20Z"}


@pytest.mark.parametrize("called", ["eth2", "2", "=evil"])
def test_the_history_of_one_interface_is_asked_for_by_any_of_its_names_or_its_id(run: Run, called: str) -> None:
    rows = read(run("interface", "history", "lz-core-1", called, "-o", "json"))
    assert [(row["interface"], row["after"]) for row in rows] == [("eth2", "12")]


def test_the_device_says_when_an_interface_moved_last(run: Run) -> None:
    shown = json.loads(run("device", "show", "lz-core-1", "-o", "json").stdout)
    assert shown["observed"]["interfaces_moved_at"] == "2026-09-21T14:14:20Z"


def test_a_history_may_begin_later_than_what_moved(run: Run) -> None:
    assert read(run("interface", "history", "lz-core-1", "--since", "1s", "-o", "json")) == []


def test_a_device_that_was_never_polled_has_no_interfaces(run: Run) -> None:
    assert read(run("interface", "list", "lz-core-2", "-o", "json")) == []


def test_what_there_is_not_is_said_with_what_to_do(run: Run) -> None:
    done = run("interface", "history", "lz-core-1", "eth9")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no single one is called so; `fengsui interface list lz-core-1` shows them" in done.stderr
    done = run("interface", "list", "lz-core-9")
    assert done.returncode != 0
    assert done.stderr.startswith("fengsui: there is no device 'lz-core-9'.")
