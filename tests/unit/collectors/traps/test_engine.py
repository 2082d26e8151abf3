"""Our SNMP engine: one id for good, one boot more at each start."""

from pathlib import Path

import pytest

from fengsui.collectors.traps.engine import Engine, start_engine
from fengsui.errors import ConfigError

OCTETS = b"0123456789ab"


def test_the_first_start_makes_an_id_that_is_kept_and_counts_boots_from_one(tmp_path: Path) -> None:
    first = start_engine(tmp_path / "data", OCTETS, 5.0)
    assert first == Engine(bytes.fromhex("80007ed905") + OCTETS, 1, 5.0)
    assert start_engine(tmp_path / "data", b"ba9876543210", 7.0) == Engine(first.engine_id, 2, 7.0)


def test_engine_time_is_whole_seconds_since_the_start() -> None:
    engine = Engine(b"id", 1, 100.0)
    assert [engine.time(at) for at in (99.0, 100.0, 101.9, 1e12)] == [0, 0, 1, 2**31 - 1]


def test_boots_end_where_rfc_3414_ends_them(tmp_path: Path) -> None:
    (tmp_path / "snmp-engine.json").write_text('{"engine_id": "8000000001020304", "boots": 2147483647}')
    assert start_engine(tmp_path, OCTETS, 0.0).boots == 2147483647


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"engine_id": "zz", "boots": 1}', '{"engine_id": "80", "boots": 1}', '{"engine_id": 5, "boots": 1}',
     '{"engine_id": "8000000001020304", "boots": -1}', '{"engine_id": "8000000001020304", "boots": "x"}'],
)  # fmt: skip
def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "snmp-engine.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"snmp-engine\.json: expected an SNMP engine .* remove it"):
        start_engine(tmp_path, OCTETS, 0.0)
    assert path.read_text() == text


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(ConfigError, match="cannot keep the SNMP engine there"):
        start_engine(tmp_path / "data", OCTETS, 0.0)
