"""A folder or a zip stands for the CSV files in it; a zip that would fill the memory is refused before it is unpacked."""

import zipfile
from pathlib import Path

import pytest

from fengsui.inventory.readers.files import read_files

SITES = "code,name\nlz,兰州\n"
DEVICES = "name,site\nlz-1,lz\n"


def zipped(path: Path, files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_folder_is_read_in_the_order_of_its_names_and_other_files_are_told(tmp_path: Path) -> None:
    for name, text in {"sites.csv": SITES, "devices.CSV": DEVICES, "notes.txt": "x", ".sites.csv.swp": "x"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    reading = read_files([tmp_path])
    assert reading.faults == []
    assert [row.key for row in reading.rows] == ["lz-1", "lz"]
    assert reading.notes == [f"{tmp_path}: 1 file(s) that are no CSV were passed over"]


def test_a_zip_is_read_and_its_faults_name_the_file_in_it(tmp_path: Path) -> None:
    files = {
        "sites.csv": SITES.encode("utf-8-sig"),
        "in/devices.csv": b"name,sitte\nlz-1,lz\n",
        "__MACOSX/._sites.csv": b"x",
        "in/": b"",
    }
    reading = read_files([zipped(tmp_path / "a.zip", files)])
    assert [row.key for row in reading.rows if row.kind.name == "sites"] == ["lz"]
    assert [fault.where for fault in reading.faults] == [f"{tmp_path}/a.zip/in/devices.csv row 1 column 2"]
    assert reading.notes == []


def test_the_encoding_holds_for_the_files_of_a_bundle(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"sites.csv": SITES.encode("gb18030")})
    assert "GB18030" in str(read_files([path]).faults[0])
    assert read_files([path], "gb18030").rows[0].values["name"] == "兰州"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "expected CSV files named after their kinds"),
        ({"a.txt": b"x"}, "expected CSV files named after their kinds"),
        ({"sites.csv": b"code\n" + b"0" * 4_000_000}, "It looks like a bomb"),
        ({f"{number}-sites.csv": b"" for number in range(1001)}, "at most 1000 files"),
    ],
)
def test_what_is_no_bundle_of_records_is_refused(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    reading = read_files([zipped(tmp_path / "a.zip", files)])
    assert reading.rows == []
    assert len(reading.faults) == 1
    assert said in str(reading.faults[0])


def test_a_file_that_is_no_zip_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK nonsense")
    (tmp_path / "folder").mkdir()
    torn, empty = read_files([tmp_path / "a.zip", tmp_path / "folder"]).faults
    assert "cannot be unpacked" in torn.got
    assert empty.got == "none"
