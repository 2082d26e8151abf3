"""Where the secrets of a credential come from."""

import io

import pytest

from fengsui.commands.credential import _secret
from fengsui.errors import UsageError


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGSUI_AUTH_KEY", "from the environment")
    monkeypatch.setattr("sys.stdin", io.StringIO("from a pipe\n"))
    assert _secret("auth_key") == "from the environment"


def test_a_pipe_gives_a_line_a_secret_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(" first \r\nsecond\n"))
    assert [_secret("auth_key"), _secret("priv_key")] == [" first ", "second"]


def test_a_secret_that_is_nowhere_is_misuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(UsageError, match="community: expected a secret in FENGSUI_COMMUNITY"):
        _secret("community")
