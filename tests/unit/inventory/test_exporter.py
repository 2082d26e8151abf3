"""An export is taken again by the import, and nothing is different then: whatever the texts are, in every format."""

import json
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.inventory.difference import difference
from fengsui.inventory.exporter import Selection, chosen, csv_files, render, zipped
from fengsui.inventory.fields import composed
from fengsui.inventory.formats import ExportFormat
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.readers.files import read_files
from fengsui.inventory.records import Records
from fengsui.inventory.scope import Scope
from fengsui.inventory.validation import validate
from tests.support.registers import register, rows, shipped

FORMATS = [made for made in ExportFormat if made is not ExportFormat.GEOJSON]


def _texts(limit: int) -> st.SearchStrategy[str]:
    risky = st.sampled_from(
        ["=1+1", "+86", "-1", "@x", "'=x", "''-", "'", "#N/A", "null", "~", "true", "1e5", "07", "a, b", 'a"b']
    )
    free = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=limit)
    return (
        st.one_of(risky, free)
        .map(composed)
        .filter(lambda text: bool(text.strip()) and text.isprintable() and len(text) <= limit)
    )


_NAMES = st.from_regex(r"\A[A-Za-z0-9_\u4e00-\u4e20][A-Za-z0-9_.:-]{0,8}\Z")
# As many digits as a cell may have, so that every one of them can stand in a file.
_DEGREES = st.one_of(st.none(), st.decimals(-90, 90, places=18).map(float))
_SITES = st.fixed_dictionaries(
    {
        "code": _NAMES,
        "name": _texts(20),
        "division": st.sampled_from(["620102", "620121"]),
        "kind": st.sampled_from(["pop", "school"]),
        "sector": st.sampled_from([None, "campus"]),
        "longitude": _DEGREES,
        "latitude": _DEGREES,
        "carrier": st.sampled_from([None, "telecom"]),
    }
)
_LINKS = st.fixed_dictionaries(
    {
        "name": _NAMES,
        "carrier": st.just("telecom"),
        "a_device": st.just("lz-core-1"),
        "a_interface": _texts(30),
        "b_device": st.just("yd-1"),
        "b_interface": _texts(30),
        "capacity_bits_per_second": st.one_of(st.none(), st.integers(1, 2**63 - 1)),
        "medium": st.sampled_from(["fibre", "radio"]),
        "tier": st.sampled_from(["backbone", "access"]),
        "duct": st.one_of(st.none(), _texts(20)),
    }
)


def _with(sites: list[dict[str, Any]], links: list[dict[str, Any]]) -> Records:
    made = {
        kind: {record[KINDS[kind].key]: KINDS[kind].build(record) for record in found}
        for kind, found in (("sites", sites), ("links", links))
    }
    return register().merged(Records(**made))  # type: ignore[arg-type] # build gives the records of the kind


def _imported(records: Records, made: ExportFormat, folder: Path) -> list[Path]:
    selection = Selection()
    if made is not ExportFormat.CSV:
        (folder / f"all.{made}").write_bytes(render(records, selection, made))
        return [folder / f"all.{made}"]
    files = csv_files(chosen(records, selection, made))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


@settings(max_examples=15, deadline=None)
@given(sites=st.lists(_SITES, max_size=4), links=st.lists(_LINKS, max_size=4))
@pytest.mark.parametrize("made", FORMATS)
def test_importing_an_export_makes_no_difference(
    made: ExportFormat, sites: list[dict[str, Any]], links: list[dict[str, Any]]
) -> None:
    records = _with(sites, links)
    with tempfile.TemporaryDirectory() as folder:
        reading = read_files(_imported(records, made, Path(folder)))
    assert reading.faults == []
    verdict = validate(reading.rows, records, allow_loopback=False)
    assert verdict.faults == []
    different = difference(records, verdict.proposed)
    assert different.changes == ()
    counted = {kind: count.unchanged for kind, count in different.counts.items()}
    assert counted == {kind: len(records.of(kind)) for kind in KINDS if records.of(kind)}


@pytest.mark.parametrize("made", list(ExportFormat))
def test_no_secret_and_no_mask_leaves(made: ExportFormat) -> None:
    content = render(register(), Selection(), made)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"canary" not in content
    assert b"community" not in content
    assert b"***" not in content


def test_a_carrier_gets_its_own_and_the_sites_where_its_devices_stand() -> None:
    other = {"code": "unicom", "name_zh": "联通", "name_en": "Unicom", "management_prefixes": "10.30.0.0/16"}
    sites = [{"code": code, "name": code, "division": "620102", "kind": "pop"} for code in ("u1", "u2")]
    device = {
        "name": "u-1",
        "carrier": "unicom",
        "site": "u1",
        "role": "core",
        "network": "internet",
        "address": "10.30.0.1",
    }
    more = validate(
        [*rows("carriers", other), *rows("sites", *sites), *rows("devices", device)], shipped(), allow_loopback=False
    )
    records = register().merged(more.proposed)
    found = chosen(records, Selection(scope=Scope("unicom")), ExportFormat.JSON)
    assert {kind: [getattr(each, KINDS[kind].key) for each in kept] for kind, kept in found.items()} == {
        "carriers": ["unicom"],
        "sites": ["u1"],
        "devices": ["u-1"],
    }


def test_kinds_without_records_are_left_out_unless_asked_for() -> None:
    assert list(chosen(shipped(), Selection(), ExportFormat.XLSX)) == ["divisions"]
    assert chosen(shipped(), Selection(("links",)), ExportFormat.XLSX) == {"links": []}


def test_kinds_come_in_the_order_in_which_they_refer_to_each_other() -> None:
    assert Selection(("links", "carriers")).kinds_of(ExportFormat.YAML) == ("carriers", "links")
    assert Selection().kinds_of(ExportFormat.GEOJSON) == ("sites", "links")
    assert "divisions" in Selection().kinds_of(ExportFormat.CSV)


def test_csv_of_one_kind_is_a_text_and_of_several_a_zip_that_is_always_the_same() -> None:
    sites = render(register(), Selection(("sites",)), ExportFormat.CSV)
    assert sites.startswith(b"\xef\xbb\xbfcode,name,division")
    assert render(register(), Selection(("sites",)), ExportFormat.CSV, mark=False) == sites[3:]
    assert render(register(), Selection(), ExportFormat.CSV) == render(register(), Selection(), ExportFormat.CSV)
    assert zipped({"a": b"b"}).startswith(b"PK")


def test_a_map_has_the_states_that_are_given() -> None:
    states = {("links", "lz-yd-1"): "down", ("devices", "yd-1"): "up"}
    document = json.loads(render(register(), Selection(), ExportFormat.GEOJSON, states))
    found = {feature["id"]: feature["properties"] for feature in document["features"]}
    assert found["link:lz-yd-1"]["state"] == "down"
    assert found["site:yd"]["devices_up"] == 1
    assert found["site:lz-core"]["devices_unknown"] == 1
