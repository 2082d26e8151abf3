"""Files for Grafana: each whole, in its place, and never over somebody else's."""

import json
from pathlib import Path

import pytest
import yaml

from fengsui.errors import ConflictError, UsageError
from fengsui.exporters.provisioning import (
    DASHBOARD_FILE,
    DATASOURCE_FILE,
    FILES,
    PROVIDER_FILE,
    provisioning_files,
    write_files,
)


def test_the_provider_leads_to_the_dashboard_and_the_data_source_to_prometheus(tmp_path: Path) -> None:
    folder = tmp_path / '兰州 "x"'
    write_files(folder, provisioning_files(folder, 'http://p:9090/"#'))

    (provider,) = yaml.safe_load((folder / PROVIDER_FILE).read_text())["providers"]
    (source,) = yaml.safe_load((folder / DATASOURCE_FILE).read_text())["datasources"]
    assert Path(provider["options"]["path"], "province.json") == folder / DASHBOARD_FILE
    assert source["url"] == 'http://p:9090/"#'
    assert json.loads((folder / DASHBOARD_FILE).read_text())["uid"] == "fengsui-province"


def test_every_file_is_listed_and_readable_by_grafana_s_user(tmp_path: Path) -> None:
    written = write_files(tmp_path, provisioning_files(tmp_path))

    assert {str(each.path.relative_to(tmp_path)) for each in written} == FILES.keys()
    assert {each.path.stat().st_mode & 0o777 for each in written} == {0o644}


def test_writing_again_changes_nothing_and_ours_is_replaced(tmp_path: Path) -> None:
    write_files(tmp_path, provisioning_files(tmp_path))

    again = write_files(tmp_path, provisioning_files(tmp_path))
    moved = write_files(tmp_path, provisioning_files(tmp_path, "http://127.0.0.2:9090"))

    assert [each.changed for each in again] == [False, False, False]
    assert [each.path.name for each in moved if each.changed] == ["fengsui.yaml"]


def test_somebody_else_s_files_are_all_named_and_nothing_is_changed(tmp_path: Path) -> None:
    for name in (DASHBOARD_FILE, PROVIDER_FILE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")

    with pytest.raises(ConflictError, match="nothing was changed") as caught:
        write_files(tmp_path, provisioning_files(tmp_path))

    assert str(tmp_path / DASHBOARD_FILE) in str(caught.value)
    assert str(tmp_path / PROVIDER_FILE) in str(caught.value)
    assert (tmp_path / PROVIDER_FILE).read_text() == "mine"
    assert not (tmp_path / DATASOURCE_FILE).exists()


def test_force_writes_over_somebody_else_s_file(tmp_path: Path) -> None:
    (tmp_path / "datasources").mkdir()
    (tmp_path / DATASOURCE_FILE).write_text("mine")

    write_files(tmp_path, provisioning_files(tmp_path), force=True)

    assert "mine" not in (tmp_path / DATASOURCE_FILE).read_text()


def test_a_folder_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    with pytest.raises(UsageError, match="cannot be written"):
        write_files(tmp_path / "taken", provisioning_files(tmp_path))
