"""`fengsui demo` from outside: it ends by itself with a judgement, and however it ends, it leaves nothing behind."""

import asyncio
import fcntl
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.demo import running
from tests.support.programs import program


async def fetched(url: str) -> str:
    def fetch() -> str:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return str(answer.read().decode())

    return await asyncio.to_thread(fetch)


def udp_port_is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.20.1.1", port))
        return True


async def test_the_demonstration_sees_every_fault_ends_by_itself_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with running(tmp_path, "demo", "--for", "28s", "--interval", "4s", "--listen", "127.0.0.1:0") as demo:
        found = re.search(r"(\d+) simulated devices .* UDP port (\d+);", await demo.line_with("UDP port"))
        assert found is not None
        url = (await demo.line_with("metrics: ")).split()[1]
        assert "fengsui_" in await fetched(url)
        assert "targets" in await fetched(url.replace("/metrics", "/sd/prometheus"))
        code = await demo.ended()
        text = "\n".join(demo.lines)
        assert code == 0, text
        assert f"devices polled   {found[1]} of {found[1]}" in text
        assert len(re.findall(r"^ +✔ .*: seen after [\d.]+ s", text, re.MULTILINE)) == 5, text
        assert await demo.left_processes() == []
        assert demo.left_folders() == []
        assert udp_port_is_free(int(found[2]))
        with pytest.raises(OSError, match="refused"):
            await fetched(url)


async def test_ctrl_c_ends_it_with_a_summary_and_a_taken_default_port_is_no_obstacle(tmp_path: Path) -> None:
    with somebody_at_the_default_port():
        async with running(tmp_path, "demo") as demo:
            line = await demo.line_with("is taken by another program, using http://127.0.0.1:")
            assert line.startswith("127.0.0.1:9850 ")
            await demo.line_with("metrics: ")
            demo.process.send_signal(signal.SIGINT)
            assert await demo.ended() == 0
            assert any(line.startswith("Summary after ") for line in demo.lines)
            assert await demo.left_processes() == []
            assert demo.left_folders() == []


def test_ctrl_c_in_a_terminal_ends_the_live_picture_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 130, 0, 0))
    process = subprocess.Popen(
        # A terminal sends Ctrl-C to the processes of the session that it controls: setsid makes one.
        [program("setsid", "util-linux"), "--ctty", sys.executable, "-m", "fengsui", "demo", "--listen", "127.0.0.1:0"],
        env={**os.environ, "TMPDIR": str(tmp_path), "TERM": "xterm-256color"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        read_until(ours, "87 of 87 covered")
        os.write(ours, b"\x03")
        rest = read_until(ours, "injected faults")
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []


def read_until(terminal: int, words: str, seconds: float = 40.0) -> str:
    """Reads what the terminal shows until it holds `words`, whatever colours stand between."""
    shown = ""
    while words not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown):
        ready, _, _ = select.select([terminal], [], [], seconds)
        assert ready, f"the terminal never showed {words!r}, but:\n{shown[-3000:]}"
        shown += os.read(terminal, 65536).decode(errors="replace")
    return shown


async def test_a_demonstration_that_is_killed_takes_its_simulator_along(tmp_path: Path) -> None:
    async with running(tmp_path, "demo", "--listen", "127.0.0.1:0") as demo:
        await demo.line_with("metrics: ")
        demo.process.kill()
        await demo.process.wait()
        assert await demo.left_processes() == []


async def test_a_port_that_was_asked_for_and_is_taken_is_said_so_in_one_message(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with running(tmp_path, "demo", "--listen", f"127.0.0.1:{port}") as demo:
            assert await demo.ended() == 1
            assert any(f"cannot listen at 127.0.0.1:{port}" in line for line in demo.lines)
            assert "Traceback" not in "\n".join(demo.lines)
            assert await demo.left_processes() == []
            assert demo.left_folders() == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--for", "soon"), "--for: expected a duration such as 90s"),
        (("--for", "5s"), "--for: expected at least two intervals (20s), got '5s'"),
        (("--interval", "0.1s"), "FENGSUI_POLL_INTERVAL_SECONDS"),
    ],
)
async def test_what_cannot_work_is_misuse_and_said_so(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    async with running(tmp_path, "demo", *arguments) as demo:
        assert await demo.ended() == 2
        assert words in "\n".join(demo.lines)


@contextmanager
def somebody_at_the_default_port() -> Iterator[None]:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 9850))
            taken.listen()
        except OSError:
            pass  # somebody is there already, which is as good
        yield
