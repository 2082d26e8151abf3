"""The ending of a file chooses its reader."""

from pathlib import Path

from fengsui.inventory.readers.files import read_files
from tests.support.workbooks import write_workbook

ROW = {"code": "lz", "name": "x", "division": "620102", "kind": "pop"}


def test_files_of_every_format_are_read_together(tmp_path: Path) -> None:
    texts = {
        "sites.csv": "code,name\nlz1,兰州\n",
        "a.yaml": "sites: [{code: lz2}]",
        "a.json": '{"sites": [{"code": "lz3"}]}',
        "sites.ndjson": '{"code": "lz4"}',
        "sites.JSONL": '{"code": "lz5"}',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    write_workbook(tmp_path / "a.xlsx", sites=[["code"], ["lz6"]])
    reading = read_files([*(tmp_path / name for name in texts), tmp_path / "a.xlsx"])
    assert reading.faults == []
    assert [row.key for row in reading.rows] == [f"lz{number}" for number in range(1, 7)]


def test_another_ending_and_a_missing_file_are_faults_beside_what_was_read(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("code\nlz\n", encoding="utf-8")
    reading = read_files([tmp_path / "sites.xls", tmp_path / "none.xlsx", tmp_path / "sites.csv"])
    assert len(reading.rows) == 1
    assert [fault.expected.partition(" ending")[0] for fault in reading.faults] == [
        "a folder, or a file",
        "a file that can be read",
    ]


def test_an_encoding_holds_for_texts_and_is_noted(tmp_path: Path) -> None:
    (tmp_path / "sites.ndjson").write_bytes('{"code": "lz", "name": "兰州"}'.encode("gb18030"))
    reading = read_files([tmp_path / "sites.ndjson"], "gb18030")
    assert reading.rows[0].values["name"] == "兰州"
    assert reading.notes == [f"{tmp_path}/sites.ndjson was read as GB18030"]
