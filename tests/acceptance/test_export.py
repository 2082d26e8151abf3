"""Export and import as an administrator runs them: out, and in again without a difference."""

import json
from pathlib import Path

import pytest

from tests.support.cli import fengsui
from tests.support.registers import CORE, write_register


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the register of the tests, one name of which a spreadsheet would run."""
    folder = tmp_path_factory.mktemp("exported")
    paths = write_register(folder, sites=[{**CORE, "name": "=1+1"}, {**CORE, "code": "yd", "division": "620121"}])
    done = fengsui("import", *paths, FENGSUI_DATA_DIR=str(folder / "data"))
    assert done.returncode == 0, done.stderr
    return folder / "data"


@pytest.mark.parametrize("name", ["all.xlsx", "all.json", "all.ndjson", "all.yaml", "all.zip", "folder"])
def test_what_is_exported_is_imported_without_a_difference(data: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    done = fengsui("export", target, FENGSUI_DATA_DIR=str(data))
    assert done.returncode == 0, done.stderr
    assert "2 devices" in done.stdout
    files = sorted(target.glob("*.csv")) if target.is_dir() else [target]
    assert all(b"canary" not in file.read_bytes() for file in files)
    again = fengsui("import", target, "--dry-run", "-o", "json", FENGSUI_DATA_DIR=str(data))
    assert again.returncode == 0, again.stderr
    report = json.loads(again.stdout)
    assert report["changes"] == []
    assert report["kinds"]["devices"] == {"added": 0, "changed": 0, "unchanged": 2}


def test_standard_output_holds_one_kind_and_no_mark(data: Path) -> None:
    done = fengsui("export", "-", "--format", "csv", "--kind", "sites", FENGSUI_DATA_DIR=str(data))
    assert done.stdout.splitlines()[:2] == [
        "code,name,division,kind,sector,longitude,latitude,carrier",
        "lz-core,'=1+1,620102,pop,,,,",
    ]


def test_a_map_has_states_when_asked(data: Path) -> None:
    done = fengsui("export", "-", "--format", "geojson", "--state", FENGSUI_DATA_DIR=str(data))
    features = json.loads(done.stdout)["features"]
    assert [feature["properties"].get("state") for feature in features] == [None, None, "unknown"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-"], "give --format"),
        (["-", "--format", "csv"], "name it with --kind"),
        (["all.csv"], "name it with --kind"),
        (["all.doc"], "says no format"),
        (["all.xlsx", "--format", "csv", "--kind", "sites"], "ends in .xlsx, and --format says csv"),
        (["all.zip", "--format", "json"], "ends in .zip, and --format says json"),
        (["all.json", "--kind", "device"], "Did you mean devices?"),
        (["all.geojson", "--kind", "devices"], "expected one of sites, links for geojson"),
        (["/proc/none/all.json"], "cannot be written"),
    ],
)
def test_what_cannot_work_is_misuse(data: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    arguments = [each if each.startswith(("-", "/")) or "." not in each else str(tmp_path / each) for each in arguments]
    done = fengsui("export", *arguments, FENGSUI_DATA_DIR=str(data))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_carrier_that_is_not_there_is_said(data: Path, tmp_path: Path) -> None:
    done = fengsui("export", tmp_path / "a.json", "--carrier", "telecon", FENGSUI_DATA_DIR=str(data))
    assert done.returncode == 1
    assert "telecom" in done.stderr
    assert not (tmp_path / "a.json").exists()
