"""`fengsui simulate` from outside: other tools can be tried on it, and its inventory goes through the normal import."""

import re
import signal
import socket
from pathlib import Path

from fengsui.config import load_settings
from fengsui.inventory.importer import import_into
from fengsui.inventory.keyring import load_keyring
from tests.support.demo import running
from tests.support.registers import BY


async def test_it_answers_for_a_while_and_its_inventory_is_imported_without_a_fault(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.yaml"
    async with running(
        tmp_path, "simulate", "--port", "0", "--for", "1s", "--no-events", "--inventory", str(inventory)
    ) as simulator:
        assert await simulator.ended() == 0
        assert re.search(r"\d+ agents answer on UDP port \d+, community fengsui-demo", "\n".join(simulator.lines))
    settings = load_settings(data_dir=tmp_path / "data")
    report = await import_into(
        settings.url, [inventory], load_keyring(settings, create=True), by=BY, dry_run=True, allow_loopback=True
    )
    assert report.difference.counts["devices"].added > 400
    assert report.difference.counts["links"].added > 500


async def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    async with running(tmp_path, "simulate", "--port", "0") as simulator:
        await simulator.line_with("agents answer")
        simulator.process.send_signal(signal.SIGINT)
        assert await simulator.ended() == 0


async def test_a_taken_port_is_said_so_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.20.1.1", 0))
        port = taken.getsockname()[1]
        async with running(tmp_path, "simulate", "--port", str(port)) as simulator:
            assert await simulator.ended() == 1
            assert f"UDP port {port} of 127.20.1.1 cannot be used" in "\n".join(simulator.lines)


async def test_a_file_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "inventory.yaml"
    async with running(tmp_path, "simulate", "--port", "0", "--inventory", str(nowhere)) as simulator:
        assert await simulator.ended() == 1
        assert "cannot be written (No such file or directory)" in "\n".join(simulator.lines)
