"""What an import says when it is done."""

import json

import pytest

from fengsui.commands.imports import print_report
from fengsui.commands.output import OutputFormat
from fengsui.inventory.difference import Counts, Difference, RecordChange
from fengsui.inventory.importer import ImportReport

CHANGES = (
    RecordChange("carriers", "telecom", added=False, fields={"management_prefixes": (("10.0.0.0/8",), ())}),
    RecordChange("devices", "new\x1b-1", added=True),
    RecordChange("devices", "old-1", added=False, fields={"credential": (None, "lab"), "port": (161, 1161)}),
)
COUNTS = {"carriers": Counts(changed=1), "devices": Counts(added=1, changed=1, unchanged=7)}
REPORT = ImportReport(dry_run=True, difference=Difference(COUNTS, CHANGES), notes=("a note",))


def test_people_read_counts_changes_and_notes(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(REPORT, OutputFormat.TABLE)
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[2].split() == ["devices", "1", "1", "7"]
    assert lines[3:] == [
        "carriers telecom: management_prefixes 10.0.0.0/8 -> nothing",
        "devices old-1: credential nothing -> lab",
        "devices old-1: port 161 -> 1161",
        "note: a note",
        "dry run: nothing was changed",
    ]


def test_a_long_list_of_changes_is_cut_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    changes = tuple(RecordChange("devices", f"d-{n}", added=False, fields={"port": (161, n)}) for n in range(60))
    print_report(ImportReport(dry_run=False, difference=Difference({}, changes)), OutputFormat.TABLE)
    told = capsys.readouterr().out
    assert "… and 10 more changes; -o json shows all" in told
    assert told.endswith("imported\n")


def test_programs_read_every_change(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(REPORT, OutputFormat.JSON)
    document = json.loads(capsys.readouterr().out)
    assert document["dry_run"] is True
    assert document["kinds"]["devices"] == {"added": 1, "changed": 1, "unchanged": 7}
    assert document["changes"][2]["fields"]["port"] == {"before": 161, "after": 1161}
    assert document["notes"] == ["a note"]
    print_report(REPORT, OutputFormat.CSV)
    assert capsys.readouterr().out.splitlines() == [
        "kind,key,change,column,before,after",
        "carriers,telecom,changed,management_prefixes,10.0.0.0/8,",
        "devices,new\\x1b-1,added,,,",
        "devices,old-1,changed,credential,,lab",
        "devices,old-1,changed,port,161,1161",
    ]
