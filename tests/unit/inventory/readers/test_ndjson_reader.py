"""Files of JSON become rows that know their line or their place in the document."""

import json
from pathlib import Path

import pytest

from fengsui.inventory.readers.ndjson_reader import read_json_file, read_ndjson_file

SITE = {"code": "lz", "name": "兰州", "division": "620102", "kind": "pop"}
LINE = json.dumps(SITE, ensure_ascii=False)


def _faults(text: str, name: str = "all.ndjson") -> list[str]:
    return [str(fault) for fault in read_ndjson_file(Path(name), text).faults]


def test_a_file_named_after_its_kind_holds_bare_records() -> None:
    reading = read_ndjson_file(Path("lz-sites.ndjson"), f"{LINE}\n\n{LINE}\n")
    assert [row.where("name") for row in reading.rows] == [
        "lz-sites.ndjson line 1 column name",
        "lz-sites.ndjson line 3 column name",
    ]
    assert reading.rows[0].values["kind"] == "pop"
    assert reading.rows[0].source == "lz-sites.ndjson"


def test_a_line_may_say_its_kind() -> None:
    lines = [{"kind": "sites", "record": SITE}, {"kind": "carriers", "record": {"code": "telecom"}}]
    reading = read_ndjson_file(Path("all.ndjson"), "\n".join(map(json.dumps, lines)))
    assert [(row.kind.name, row.key) for row in reading.rows] == [("sites", "lz"), ("carriers", "telecom")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LINE, "all.ndjson line 1: expected {"),
        ("[1]", "got something else"),
        ('{"kind": "site", "record": {}}', "Did you mean sites?"),
        ('{"kind": 7, "record": {}}', "expected a kind among"),
        ('{"kind": "sites", "record": {}', "all.ndjson line 1: expected one JSON object, got not JSON"),
        ('{"kind": "sites", "record": {"code": NaN}}', "NaN is no JSON"),
        ('{"kind": "sites", "record": {"colour": 1}}', "all.ndjson line 1 column colour: expected a column of sites"),
        ('{"kind": "sites", "record": {"longitude": "x"}}', "all.ndjson line 1 column longitude: expected a number"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    (fault,) = _faults(text)
    assert said in fault


def test_all_faults_are_found() -> None:
    assert len(_faults("{\n[]\n{}\n", "sites.ndjson")) == 2


def test_a_document_holds_lists_by_kind() -> None:
    reading = read_json_file(Path("all.json"), json.dumps({"sites": [SITE], "carriers": [{"code": "telecom"}]}))
    assert [row.where("name") for row in reading.rows] == ["all.json /sites/0/name", "all.json /carriers/0/name"]
    assert reading.rows[0].source == "all.json"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "all.json: expected JSON"),
        ("[]", "expected an object with lists of records"),
        ("{}", "lists without any"),
        ('{"site": []}', "Did you mean sites?"),
        ('{"sites": {}}', "all.json /sites: expected a list of sites"),
        ('{"sites": [1]}', "all.json /sites/0: expected an object"),
    ],
)
def test_what_is_wrong_with_a_document_is_said_with_its_place(text: str, said: str) -> None:
    (fault,) = read_json_file(Path("all.json"), text).faults
    assert said in str(fault)
