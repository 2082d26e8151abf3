import stat
from pathlib import Path

import pytest

from fengsui.alerts.files import AlertFile, Written, write_alert_files
from fengsui.alerts.prometheus import RULE_FILE, TEST_FILE
from fengsui.alerts.rule import Timing
from fengsui.errors import ConflictError, UsageError

EVERY_FILE = tuple(AlertFile)
DEFAULT = Timing()


def write(folder: Path, *which: AlertFile, timing: Timing = DEFAULT, force: bool = False) -> list[Written]:
    return write_alert_files(folder, which or [AlertFile.RULES], timing, force=force)


def test_the_folder_is_made_and_the_file_can_be_read_by_prometheus(tmp_path: Path) -> None:
    assert write(tmp_path / "new" / "rules") == [Written(tmp_path / "new" / "rules" / RULE_FILE, changed=True)]
    mode = (tmp_path / "new" / "rules" / RULE_FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o644


def test_writing_again_changes_nothing_and_a_new_interval_does(tmp_path: Path) -> None:
    assert [written.changed for written in write(tmp_path, *EVERY_FILE)] == [True, True, True]
    assert [written.changed for written in write(tmp_path, *EVERY_FILE)] == [False, False, False]
    assert [written.changed for written in write(tmp_path, *EVERY_FILE, timing=Timing(10, 30))] == [True, True, True]


def test_a_kind_named_twice_is_written_once(tmp_path: Path) -> None:
    assert len(write(tmp_path, AlertFile.RULES, AlertFile.RULES)) == 1


@pytest.mark.parametrize("content", ["groups: []\n", "", "\x00\xff"])
def test_a_file_of_somebody_else_is_left_alone_and_nothing_else_is_written(tmp_path: Path, content: str) -> None:
    (tmp_path / TEST_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(
        ConflictError, match=rf"{TEST_FILE}: expected no file or one that `fengsui rules` wrote.*--force"
    ):
        write(tmp_path, *EVERY_FILE)
    assert [path.name for path in tmp_path.iterdir()] == [TEST_FILE]
    assert (tmp_path / TEST_FILE).read_text(encoding="utf-8") == content


def test_force_writes_over_a_file_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / RULE_FILE).write_text("mine\n")
    assert write(tmp_path, force=True)[0].changed
    assert "FengsuiCountyUncovered" in (tmp_path / RULE_FILE).read_text(encoding="utf-8")


def test_a_folder_that_is_a_file_is_misuse(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file cannot be written: File exists"):
        write(tmp_path / "file")


def test_a_failure_leaves_no_half_file_behind(tmp_path: Path) -> None:
    (tmp_path / RULE_FILE).mkdir()
    with pytest.raises(UsageError, match=f"{RULE_FILE} cannot be written"):
        write(tmp_path, force=True)
    assert [path.name for path in tmp_path.iterdir()] == [RULE_FILE]
