"""The setup script's ways round what Debian leaves out, with stub programs that record how they were called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "bootstrap.sh"

# A Python as Debian ships it without python3-venv: `-m venv` fails unless it needs no ensurepip. What it makes is a stub.
_PYTHON = """#!/bin/sh
echo "$0 $*" >>"$CALLS"
case "$*" in
    "-m venv --without-pip "*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
    "-m venv "*) exit 1 ;;
    "-m pip --version") case "$0" in *.venv/*) exit 1 ;; esac; [ "$HAS_PIP" = 1 ] ;;
    "-m pip --python "*) cp "$STUBS/tool" .venv/bin/uv ;;
esac
"""
_TOOL = """#!/bin/sh
echo "$0 $*" >>"$CALLS"
"""
_NOBODY = "#!/bin/sh\necho 1000\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script alone, and the stubs beside it."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    tools = dict.fromkeys(("tool", "snmpd", "snmpbulkwalk", "promtool", "apt-get"), _TOOL)
    for name, text in {**tools, "python3.11": _PYTHON, "id": _NOBODY}.items():
        (stubs / name).write_text(text)
        (stubs / name).chmod(0o755)
    return tmp_path


def _set_up(checkout: Path, *, pip: bool) -> tuple["subprocess.CompletedProcess[str]", list[str]]:
    calls = checkout / "calls"
    variables = {"CALLS": str(calls), "STUBS": str(checkout / "stubs"), "HAS_PIP": "1" if pip else "0"}
    path = f"{checkout / 'stubs'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", checkout / "scripts" / "bootstrap.sh"],
        env={"PATH": path, **variables},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done, [line.replace(f"{checkout}/", "") for line in calls.read_text().splitlines()]


def test_without_ensurepip_pip_is_pointed_at_the_new_environment(checkout: Path) -> None:
    done, calls = _set_up(checkout, pip=True)
    assert done.returncode == 0, done.stderr
    assert "stubs/python3.11 -m pip --python .venv/bin/python install --quiet --disable-pip-version-check uv" in calls
    assert ".venv/bin/uv pip install --quiet --require-hashes --requirements requirements.lock" in calls
    assert (checkout / ".venv" / ".ready").exists()


def test_without_pip_and_ensurepip_the_user_is_told_what_to_install(checkout: Path) -> None:
    done, calls = _set_up(checkout, pip=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "fengsui setup: python3-venv and pip are both missing. Install one of them: apt install python3-venv"
    )
    assert not any("apt-get" in call for call in calls)
    assert not (checkout / ".venv").exists()


def test_set_up_again_only_installs(checkout: Path) -> None:
    _set_up(checkout, pip=True)
    (checkout / "calls").unlink()
    done, calls = _set_up(checkout, pip=True)
    assert done.returncode == 0, done.stderr
    assert not any("venv --without-pip" in call or "--python" in call for call in calls)
