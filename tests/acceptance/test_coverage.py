"""`fengsui coverage` from the import to the report."""

import asyncio
import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest

from fengsui.database.open import open_database
from fengsui.history.store import HistoryStore
from fengsui.model.poll import PollOutcome
from tests.support.builders import interfaces, observation
from tests.support.cli import fengsui

PROVINCE = """\
carriers:    [{code: telecom, name_zh: 中国电信甘肃公司, name_en: China Telecom Gansu, management_prefixes: [10.20.0.0/16]}]
credentials: [{name: lab, version: v2c, community: public}]
sites:
  - {code: lz-core, name: 兰州核心局, division: "620102", kind: pop, longitude: 103.83, latitude: 36.06}
  - {code: tianzhu, name: 天祝局, division: "620623", kind: pop}
  - {code: jyg, name: 嘉峪关局, division: "620200", kind: pop}
devices:
  - {name: lz-core-1, carrier: telecom, site: lz-core, role: core, network: internet, address: 10.20.0.1, credential: lab}
  - {name: tz-1, carrier: telecom, site: tianzhu, role: county, network: internet, address: 10.20.0.2, credential: lab}
  - {name: jyg-1, carrier: telecom, site: jyg, role: county, network: internet, address: 10.20.0.3, credential: lab}
links:
  - {name: lz-tz-1, carrier: telecom, a: {device: lz-core-1, interface: eth1}, b: {device: tz-1, interface: eth1}, tier: backbone, duct: G30 K1712}
  - {name: lz-jyg-1, carrier: telecom, a: {device: lz-core-1, interface: eth2}, b: {device: jyg-1, interface: eth1}, tier: backbone, duct: G30 K1712}
"""

PATHS = {"live": {"edge_disjoint": 0, "node_disjoint": 0}, "designed": {"edge_disjoint": 1, "node_disjoint": 1}}
NOTHING: dict[str, list[str]] = {"links": [], "devices": [], "ducts": []}


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    """Settings of an installation that has registered a core and two counties, and polled nothing."""
    variables = {"FENGSUI_DATA_DIR": str(tmp_path)}
    file = tmp_path / "province.yaml"
    file.write_text(PROVINCE, encoding="utf-8")
    done = fengsui("import", file, **variables)
    assert done.returncode == 0, done.stderr
    return variables


async def _poll(folder: str, now: float) -> None:
    """What polling would leave: the core and Tianzhu answer, Jiayuguan is silent behind a port that is down."""
    seen = [
        observation(
            "lz-core-1",
            polled_at=now,
            answered_at=now,
            interfaces_at=now,
            interfaces=interfaces(oper_status=["up", "down"]),
        ),
        observation("tz-1", polled_at=now, answered_at=now, interfaces_at=now),
        observation(
            "jyg-1", outcome=PollOutcome.TIMEOUT, polled_at=now, answered_at=None, interfaces_at=None, failures=1
        ),
    ]
    async with open_database(f"sqlite+aiosqlite:///{folder}/fengsui.db", create=False) as db:
        await HistoryStore(db).save(seen, [])


def document(*arguments: object, **variables: str) -> dict[str, Any]:
    done = fengsui("coverage", *arguments, "-o", "json", **variables)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_before_the_first_poll_what_is_registered_is_unknown(given: dict[str, str]) -> None:
    found = document(**given)
    counties = found.pop("counties")
    assert [len(found.pop(key)) for key in ("prefectures", "networks", "sectors")] == [14, 3, 9]
    assert found.pop("as_of").endswith("Z")
    assert found == {
        "units": 87,
        "covered": 0,
        "degraded": 0,
        "unknown": 3,
        "uncovered": 0,
        "unserved": 84,
        "ratio": 0.0,
    }
    assert len(counties) == 87
    assert next(each for each in counties if each["code"] == "620623") == {
        "code": "620623",
        "name": "天祝藏族自治县",
        "state": "unknown",
        "reason": ["lz-core-1"],
        "evidence_age_seconds": None,
        "maintenance": False,
        "paths": PATHS,
        "single_points": NOTHING,
        "carriers": [
            {
                "carrier": "telecom",
                "state": "unknown",
                "reason": ["lz-core-1"],
                "evidence_age_seconds": None,
                "maintenance": False,
                "devices": 1,
                "paths": PATHS,
                "single_points": NOTHING,
            }
        ],
    }
    table = fengsui("coverage", **given).stdout
    assert table.startswith("0 of 87 units covered, 3 unknown, 0 uncovered, 84 unserved\nNothing polled yet")


def test_after_a_poll_every_county_has_its_state_reason_and_age(given: dict[str, str]) -> None:
    asyncio.run(_poll(given["FENGSUI_DATA_DIR"], time.time()))
    found = document("--county", "620102", "--county", "620201", "--county", "620623", **given)
    assert (found["covered"], found["uncovered"], found["unserved"], found["ratio"]) == (2, 1, 84, 2 / 87)
    assert [(each["code"], each["state"], each["reason"]) for each in found["counties"]] == [
        ("620102", "covered", []),
        ("620200", "uncovered", ["jyg-1"]),
        ("620623", "covered", []),
    ]
    assert all(0 <= each["evidence_age_seconds"] < 60 for each in found["counties"])
    table = fengsui("coverage", **given).stdout.splitlines()
    assert table[0] == "2 of 87 units covered, 0 unknown, 1 uncovered, 84 unserved"
    assert table[2].split()[:2] == ["620200", "嘉峪关市"]
    wide = fengsui("coverage", "--county", "620623", "--wide", COLUMNS="200", **given).stdout.splitlines()
    assert wide[1].split()[-2:] == ["paths", "single_points"]
    assert wide[2].split()[-6:] == ["1/1", "lz-tz-1", "lz-core-1", "tz-1", "G30", "K1712"]


def test_counties_are_listed_by_state_as_csv(given: dict[str, str]) -> None:
    done = fengsui("coverage", "--state", "unknown", "-o", "csv", **given)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["code"], row["state"], row["carriers"]) for row in rows] == [
        ("620102", "unknown", "telecom=unknown"),
        ("620200", "unknown", "telecom=unknown"),
        ("620623", "unknown", "telecom=unknown"),
    ]


def test_an_empty_inventory_is_unserved_throughout(tmp_path: Path) -> None:
    variables = {"FENGSUI_DATA_DIR": str(tmp_path)}
    assert fengsui("database", "upgrade", **variables).returncode == 0
    found = document(**variables)
    assert (found["units"], found["unserved"], found["ratio"]) == (87, 87, 0.0)
    assert "No equipment registered yet" in fengsui("coverage", **variables).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--county", "620101"), 2, "expected the GB/T 2260 code of a coverage unit, got '620101'"),
        (("--state", "fine"), 2, "'covered'"),
        (("--database", "sqlite+aiosqlite:////nowhere/at/all.db"), 1, "there is no database"),
    ],
)
def test_misuse_and_trouble_are_told_without_a_traceback(
    given: dict[str, str], arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = fengsui("coverage", *arguments, **given)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def what_if(*arguments: object, **variables: str) -> dict[str, Any]:
    return document("what-if", *arguments, **variables)


def test_planned_work_is_worked_out_without_evidence(given: dict[str, str]) -> None:
    found = what_if("--assume-up", "--down-link", "lz-tz-1", "--worst", **given)
    assert (found["covered"], found["uncovered"], found["lost"]) == (2, 1, ["620623"])
    counties = {each["code"]: each for each in found["counties"]}
    assert counties["620623"]["carriers"][0]["paths"] == {
        "live": {"edge_disjoint": 0, "node_disjoint": 0},
        "designed": {"edge_disjoint": 1, "node_disjoint": 1},
    }
    assert counties["620200"]["single_points"] == {
        "links": ["lz-jyg-1"],
        "devices": ["jyg-1", "lz-core-1"],
        "ducts": ["G30 K1712"],
    }
    assert [each["name"] for each in found["worst"]] == ["lz-core-1", "jyg-1", "G30 K1712", "lz-jyg-1"]
    assert found["carriers"][0]["bridges"] == ["lz-jyg-1"]


def test_work_on_a_duct_takes_every_link_in_it(given: dict[str, str]) -> None:
    found = what_if("--assume-up", "--down-duct", "G30 K1712", **given)
    assert (found["down"]["ducts"], found["lost"]) == (["G30 K1712"], ["620200", "620623"])
    done = fengsui("coverage", "what-if", "--down-duct", "G30", **given)
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected the name of a duct that counts, got 'G30'." in done.stderr


def test_planned_work_starts_from_what_is_known(given: dict[str, str]) -> None:
    asyncio.run(_poll(given["FENGSUI_DATA_DIR"], time.time()))
    assert what_if("--down-device", "tz-1", **given)["lost"] == ["620623"]
    assert what_if("--down-device", "jyg-1", **given)["lost"] == []


def test_planned_work_as_tables(given: dict[str, str]) -> None:
    done = fengsui("coverage", "what-if", "--assume-up", "--down-device", "jyg-1", **given)
    assert done.returncode == 0, done.stderr
    assert "2 of 87 units covered" in done.stdout
    assert "lost: 1 counties (" in done.stdout
    assert "嘉峪关市" in done.stdout
    done = fengsui("coverage", "what-if", "--assume-up", "--worst", "-o", "csv", **given)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert (rows[0]["name"], rows[0]["counties_lost"]) == ("lz-core-1", "3")


def test_a_name_that_is_not_registered_is_misuse(given: dict[str, str]) -> None:
    done = fengsui("coverage", "what-if", "--down-link", "lz-tz-2", "--down-device", "nothing", **given)
    assert (done.returncode, done.stdout) == (2, "")
    assert "got 'lz-tz-2'. Did you mean lz-tz-1?" in done.stderr
    assert "got 'nothing'" in done.stderr
