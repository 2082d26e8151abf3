"""`fengsui dashboards` and `fengsui metrics` through the command line."""

import json
from pathlib import Path

from fengsui.exporters.catalogue import CATALOGUE
from fengsui.exporters.provisioning import FILES
from fengsui.exporters.reference import metrics_markdown
from tests.support.cli import fengsui


def test_files_are_listed_and_nothing_is_written() -> None:
    listed = json.loads(fengsui("dashboards", "-o", "json").stdout)

    assert [row["file"] for row in listed] == list(FILES)


def test_files_are_written_below_the_folder_and_again_without_a_change(tmp_path: Path) -> None:
    first = fengsui("dashboards", "--output", tmp_path, "--prometheus", "http://127.0.0.1:9091")
    again = fengsui("dashboards", "--output", tmp_path, "--prometheus", "http://127.0.0.1:9091")

    assert first.stdout == "".join(f"{tmp_path / name}: written\n" for name in FILES)
    assert again.stdout == "".join(f"{tmp_path / name}: was so already\n" for name in FILES)
    assert "http://127.0.0.1:9091" in (tmp_path / "datasources/fengsui.yaml").read_text()


def test_somebody_else_s_file_is_kept_with_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "datasources").mkdir()
    (tmp_path / "datasources/fengsui.yaml").write_text("mine")

    done = fengsui("dashboards", "--output", tmp_path)

    assert done.returncode == 1
    assert "somebody else's; nothing was changed" in done.stderr
    assert (tmp_path / "datasources/fengsui.yaml").read_text() == "mine"


def test_misuse_is_told_with_exit_code_2() -> None:
    slip = fengsui("dashboards", "--output", "json")
    url = fengsui("dashboards", "--output", "anywhere", "--prometheus", "127.0.0.1:9090")

    assert (slip.returncode, url.returncode) == (2, 2)
    assert "To list as json, use -o json" in slip.stderr
    assert "expected a URL such as http://127.0.0.1:9090, got '127.0.0.1:9090'" in url.stderr
    assert not Path("anywhere").exists()


def test_every_metric_is_listed_for_programs_and_as_the_reference() -> None:
    listed = json.loads(fengsui("metrics", "-o", "json").stdout)

    assert [row["name"] for row in listed] == list(CATALOGUE)
    assert fengsui("metrics", "-o", "csv").stdout.splitlines()[0] == "name,type,unit,labels,help,help_zh"
    assert fengsui("metrics", "--markdown").stdout == metrics_markdown()
