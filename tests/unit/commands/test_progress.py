"""The bar is for terminals alone."""

import io
import sys

import pytest

from fengsui.commands.progress import progress_bar
from fengsui.inventory.progress import silent


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_bar() as progress:
        assert progress is silent


def test_a_terminal_sees_the_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar() as progress:
        progress("reading [b]a.csv", 0, 0)
        progress("checking devices", 0, 10)
        progress("checking devices", 10, 10)
    assert "checking devices" in terminal.getvalue()
    assert "10/10" in terminal.getvalue()
