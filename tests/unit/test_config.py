"""Settings from the environment and from a file, and what is said of those that cannot be used."""

from pathlib import Path

import pytest

from fengsui.config import Settings, load_settings
from fengsui.errors import ConfigError


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in (*Settings.model_fields, "config"):
        monkeypatch.delenv(f"FENGSUI_{name.upper()}", raising=False)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that FENGSUI_CONFIG names."""
    path = tmp_path / "fengsui.toml"
    monkeypatch.setenv("FENGSUI_CONFIG", str(path))
    return path


def _refusal(**given: object) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        load_settings(**given)
    return str(refused.value).splitlines()


def test_what_is_given_wins_over_the_environment_and_that_over_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("poll_retries = 1\nbatch_size = 7\npoll_interval_seconds = 30\n")
    monkeypatch.setenv("FENGSUI_POLL_RETRIES", "3")
    monkeypatch.setenv("FENGSUI_BATCH_SIZE", "8")
    settings = load_settings(batch_size=9)
    assert (settings.batch_size, settings.poll_retries, settings.poll_interval_seconds) == (9, 3, 30)


def test_an_unknown_key_is_named_with_its_file_and_the_nearest(file: Path) -> None:
    file.write_text("poll_interval = 30\nFENGSUI_LISTEN = 'x'\nnonsense = 1\n")
    assert _refusal() == [
        "settings cannot be used:",
        f"  {file}: 'poll_interval' is no setting of Fengsui. Did you mean poll_interval_seconds?",
        f"  {file}: 'FENGSUI_LISTEN' is no setting of Fengsui. Did you mean listen?",
        f"  {file}: 'nonsense' is no setting of Fengsui.",
    ]


def test_a_value_that_does_not_fit_is_named_where_it_stands(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("poll_retries = 99\nbatch_size = 9999\n")
    monkeypatch.setenv("FENGSUI_BATCH_SIZE", "0")
    assert _refusal(coverage_target=2) == [
        "settings cannot be used:",
        f"  {file}: 'poll_retries': input should be less than or equal to 10, got '99'",
        "  FENGSUI_BATCH_SIZE: input should be greater than or equal to 1, got '0'",
        "  FENGSUI_COVERAGE_TARGET: input should be less than or equal to 1, got '2'",
    ]


def test_a_key_is_never_shown(file: Path) -> None:
    file.write_text("key = ['canary']\n")
    assert "canary" not in "".join(_refusal())


def test_an_unknown_variable_is_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGSUI_LISTN", "127.0.0.1:1")
    assert _refusal() == ["FENGSUI_LISTN is no setting of Fengsui. Did you mean FENGSUI_LISTEN?"]


def test_a_file_that_is_not_there_or_no_toml_is_named(file: Path) -> None:
    assert str(file) in _refusal()[0]
    file.write_text("listen = ")
    assert str(file) in _refusal()[0]


def test_a_ping_counts_as_long_as_other_evidence_unless_told_otherwise() -> None:
    assert load_settings(poll_interval_seconds=20).ping_evidence_limit == 60
    assert load_settings(poll_interval_seconds=20, ping_evidence_limit_seconds=30).ping_evidence_limit == 30
