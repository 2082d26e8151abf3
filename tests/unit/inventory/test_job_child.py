"""What an import reads of what was sent; the process itself is met in tests/integration/api/test_jobs.py."""

from pathlib import Path

import pytest

from fengsui.errors import InputError
from fengsui.inventory.job_child import rows_of
from fengsui.inventory.job_order import Order

CARRIERS = ("sites", "devices", "links")


def order(path: Path, media_type: str = "application/json", kind: str | None = "devices") -> Order:
    return Order("1", "", (), str(path), media_type, kind, CARRIERS, "telecom", "token:t", 0.0, False, False)


def sent(folder: Path, body: bytes) -> Path:
    path = folder / "secret-name.import"
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"", b"{", b'[{"name": NaN}]', b"[" * 100_000, b'[{"name":"a","name":"b"}]', b"{}", b"1"]
)
def test_what_cannot_be_read_is_a_fault_of_the_body_and_names_no_file(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(InputError) as caught:
        rows_of(order(sent(tmp_path, body)))
    (fault,) = caught.value.faults
    assert fault.where.startswith("body")
    assert "secret-name" not in str(fault)


@pytest.mark.parametrize(
    ("media_type", "kind", "body"),
    [
        ("text/csv", "devices", b"name,role\na,core\n"),
        ("application/x-ndjson", "devices", b'{"name": "a", "role": "core"}\n'),
        ("application/x-ndjson", None, b'{"kind": "devices", "record": {"name": "a", "role": "core"}}\n'),
        ("application/json", "devices", b'[{"name": "a", "role": "core"}]'),
        ("application/json", None, b'{"devices": [{"name": "a", "role": "core"}]}'),
    ],
)
def test_every_form_gives_the_same_row_and_the_file_goes(
    tmp_path: Path, media_type: str, kind: str | None, body: bytes
) -> None:
    path = sent(tmp_path, body)
    reading = rows_of(order(path, media_type, kind))
    assert [(row.kind.name, dict(row.values)) for row in reading.rows] == [("devices", {"name": "a", "role": "core"})]
    assert reading.faults == []
    assert not path.exists()


def test_kinds_that_are_not_the_caller_s_to_change_are_faults(tmp_path: Path) -> None:
    body = b'{"divisions": [{"code": "620121"}], "devices": [{"name": "a"}]}'
    reading = rows_of(order(sent(tmp_path, body), kind=None))
    assert [fault.got for fault in reading.faults] == ["divisions, which are not yours"]
