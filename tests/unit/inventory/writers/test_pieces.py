"""Written piece by piece, an export has the bytes that it has when it is written at once."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from fengsui.inventory.exporter import Selection, chosen, render
from fengsui.inventory.formats import ExportFormat
from fengsui.inventory.records import Records
from fengsui.inventory.writers.pieces import piece_writer
from tests.support.registers import register

TEXTS = [ExportFormat.JSON, ExportFormat.NDJSON, ExportFormat.YAML, ExportFormat.GEOJSON]


def in_pieces(records: Records, selection: Selection, made: ExportFormat, size: int) -> bytes:
    target = BytesIO()
    writer = piece_writer(made, target, several=len(selection.kinds_of(made)) > 1)
    for kind, found in chosen(records, selection, made).items():
        writer.begin(kind)
        for start in range(0, len(found), size):
            writer.add(kind, found[start : start + size], records)
    writer.end()
    return target.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("made", [*TEXTS, ExportFormat.CSV])
@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("kinds", [(), ("links",), ("sites", "links")])
def test_pieces_of_any_size_make_the_same_bytes(made: ExportFormat, size: int, kinds: tuple[str, ...]) -> None:
    records, selection = register(), Selection(kinds)
    whole = in_pieces(records, selection, made, size)
    if made is ExportFormat.CSV and len(selection.kinds_of(made)) > 1:
        assert unzipped(whole) == unzipped(render(records, selection, made))
        return
    assert whole == render(records, selection, made)


def test_a_workbook_in_pieces_has_the_same_cells() -> None:
    def cells(content: bytes) -> dict[str, list[tuple[object, ...]]]:
        book = load_workbook(BytesIO(content))
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}

    records, selection = register(), Selection()
    assert cells(in_pieces(records, selection, ExportFormat.XLSX, 3)) == cells(
        render(records, selection, ExportFormat.XLSX)
    )


@pytest.mark.parametrize("made", [*TEXTS, ExportFormat.CSV])
def test_a_kind_without_records_that_was_asked_for_is_there(made: ExportFormat) -> None:
    selection = Selection(("links",))
    assert in_pieces(Records(), selection, made, 3) == render(Records(), selection, made)


@pytest.mark.parametrize("made", TEXTS)
def test_nothing_at_all_is_an_empty_document(made: ExportFormat) -> None:
    assert in_pieces(Records(), Selection(), made, 3) == render(Records(), Selection(), made)
