"""Putting the catalogue's files into a folder: each whole or not at all, and never over a file that somebody else wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fengsui.alerts.catalogue import alert_rules
from fengsui.alerts.examples import examples
from fengsui.alerts.prometheus import DEFAULT_RUNBOOK, MARK, RULE_FILE, TEST_FILE, rule_file, rule_test_file
from fengsui.alerts.reference import REFERENCE_FILE, REFERENCE_MARK, reference
from fengsui.alerts.rule import Timing
from fengsui.errors import ConflictError, UsageError
from fengsui.files import write_whole


class AlertFile(StrEnum):
    """What can be written."""

    RULES = "rules"  # for Prometheus
    TESTS = "tests"  # for promtool, beside the rules
    REFERENCE = "reference"  # for people, in Markdown


@dataclass(frozen=True, slots=True)
class Written:
    """One file: its path, and whether it differs from what was there."""

    path: Path
    changed: bool


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    text: str
    mark: bytes


def write_alert_files(
    folder: Path,
    which: Sequence[AlertFile],
    timing: Timing,
    *,
    runbook: str = DEFAULT_RUNBOOK,
    force: bool = False,
) -> list[Written]:
    """Writes files made from the catalogue into `folder`, which is created where it is missing.

    Args:
        folder: Where to; the names of the files are fixed.
        which: What to write, each kind once.
        timing: What holds and limits are multiples of.
        runbook: Where the reference is to be read, for `runbook_url`.
        force: Write over files that do not begin as ours do.

    Raises:
        ConflictError: a file of that name is somebody else's; nothing was changed.
        UsageError: the folder or a file cannot be written.
    """
    files = [_content(kind, timing, runbook) for kind in dict.fromkeys(which)]
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not force:
            _refuse_strangers(folder, files)
        written = []
        for file in files:
            path = folder / file.name
            written.append(Written(path, write_whole(path, file.text.encode())))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None
    return written


def _content(kind: AlertFile, timing: Timing, runbook: str) -> _File:
    rules = alert_rules(timing)
    if kind is AlertFile.RULES:
        return _File(RULE_FILE, rule_file(rules, runbook=runbook), MARK.encode())
    if kind is AlertFile.TESTS:
        return _File(TEST_FILE, rule_test_file(rules, examples(timing), timing, runbook=runbook), MARK.encode())
    return _File(REFERENCE_FILE, reference(rules, timing), REFERENCE_MARK.encode())


def _refuse_strangers(folder: Path, files: Sequence[_File]) -> None:
    strangers = [str(folder / file.name) for file in files if _is_strange(folder / file.name, file.mark)]
    if strangers:
        raise ConflictError(
            f"{', '.join(strangers)}: expected no file or one that `fengsui rules` wrote, got somebody else's; "
            "nothing was changed. Move it away, or write over it with --force"
        )


def _is_strange(path: Path, mark: bytes) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.read(len(mark)) != mark
