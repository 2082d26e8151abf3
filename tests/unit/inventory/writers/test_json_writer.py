"""JSON and NDJSON have a record a line."""

import json

from fengsui.inventory.records import Record
from fengsui.inventory.writers.json_writer import json_text, ndjson_text
from tests.support.builders import carrier, site

RECORDS: dict[str, list[Record]] = {
    "carriers": [carrier()],
    "sites": [site("a"), site("b", name='"x"\\')],
    "devices": [],
}


def test_a_document_by_kind() -> None:
    text = json_text(RECORDS)
    document = json.loads(text)
    assert list(document) == ["carriers", "sites", "devices"]
    assert document["sites"][1]["name"] == '"x"\\'
    assert len(text.splitlines()) == 9


def test_a_line_a_record() -> None:
    lines = [json.loads(line) for line in ndjson_text(RECORDS).splitlines()]
    assert [(line["kind"], line["record"].get("code")) for line in lines] == [
        ("carriers", "telecom"),
        ("sites", "a"),
        ("sites", "b"),
    ]
