"""The province's report of a month through the command line, over a past that a running province would have written."""

import asyncio
import json
from pathlib import Path

import pytest

from fengsui.reports.form import Form
from tests.support import months
from tests.support.cli import fengsui

MONTHLY = ("report", "monthly", "--month", "2026-10")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('months') / 'fengsui.db'}"
    asyncio.run(months.fill(url))
    return url


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh", "甘肃省宽带网络监测月报 2026年10月"), ("en", "Gansu broadband network: monthly report 2026-10")],
)
def test_the_report_is_made_in_both_languages_and_is_the_same_every_time(
    url: str, tmp_path: Path, language: str, title: str
) -> None:
    for name in ("a.html", "b.html"):
        done = fengsui(*MONTHLY, "--language", language, "--output", tmp_path / name, "--database", url)
        assert done.returncode == 0, done.stderr
    first, second = ((tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert first == second
    assert f"<h1>{title}</h1>" in first.decode()
    checksum = done.stdout.split()[-1]
    assert len(checksum) == 64
    assert checksum in first.decode()


def test_a_night_in_longnan_stands_in_it_as_availability_tells_it(url: str) -> None:
    done = fengsui(*MONTHLY, "--format", "json", "--database", url)
    assert done.returncode == 0, done.stderr
    counties = {each["code"]: each for each in json.loads(done.stdout)["figures"]["counties"]}
    told = fengsui(
        "availability",
        "--name",
        months.WUDU,
        "--since",
        "2026-10-01",
        "--until",
        "2026-10-31",
        "-o",
        "json",
        "--database",
        url,
    )
    (item,) = json.loads(told.stdout)["items"]
    assert counties[months.WUDU]["down_seconds"] == item["down_seconds"] == 148 * 60
    assert counties[months.WUDU]["outages"] == item["outages"] == 1


def test_equipment_can_be_left_unnamed(url: str) -> None:
    for flag, named in (("--equipment", True), ("--no-equipment", False)):
        done = fengsui(*MONTHLY, "--format", "csv", "--language", "en", flag, "--database", url)
        assert ("mobile-620922-1" in done.stdout) is named


def test_an_operator_s_own_map_is_drawn_and_a_broken_one_refused(url: str, tmp_path: Path) -> None:
    square = [[[100, 36], [101, 36], [101, 37], [100, 36]]]
    feature = {"properties": {"code": "620102"}, "geometry": {"type": "Polygon", "coordinates": square}}
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps({"features": [feature], "source": "an approved map"}), encoding="utf-8")
    done = fengsui(*MONTHLY, "--language", "en", "--database", url, FENGSUI_MAP_FILE=str(own))
    assert "Boundaries: an approved map." in done.stdout
    assert "Not in the boundaries of the map: Qilihe" in done.stdout
    own.write_text("{}", encoding="utf-8")
    refused = fengsui(*MONTHLY, "--map", own, "--database", url)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "own.geojson: expected a FeatureCollection" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--month", "October"), 2, "--month: expected a month such as 2026-10, got 'October'"),
        (("--month", "2099-01"), 2, "expected a month that is over, got 2099-01"),
        (("--month", "2026-08"), 1, "the record begins at 2026-09-01T00:00:00+08:00"),
        (("--month", "2026-10", "--output", "report.doc"), 2, "a file ending in 'doc' says no format: give --format"),
        (("--month", "2026-10", "--output", "/proc/none/report.html"), 2, "/proc/none/report.html cannot be written"),
        (("--month", "2026-10", "--format", "docx"), 2, "docx"),
        (("--month", "2026-10", "--language", "fr"), 2, "fr"),
        ((), 2, "--month"),
    ],
)
def test_what_cannot_be_made_is_said(url: str, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = fengsui("report", "monthly", *arguments, "--database", url)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_database_there_is_no_report(tmp_path: Path) -> None:
    done = fengsui(*MONTHLY, FENGSUI_DATA_DIR=str(tmp_path / "none"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


def test_every_form_can_be_made(url: str, tmp_path: Path) -> None:
    for form in Form:
        done = fengsui(*MONTHLY, "--output", tmp_path / f"report.{form}", "--database", url)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"report.{form}").stat().st_size > 5000


@pytest.mark.parametrize("form", Form)
def test_a_report_is_verified_against_the_database(url: str, tmp_path: Path, form: Form) -> None:
    file = tmp_path / f"report.{form}"
    assert fengsui(*MONTHLY, "--output", file, "--database", url).returncode == 0
    done = fengsui("report", "verify", file, "--database", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "equal: the database gives the same checksum now" in done.stdout
    assert "not exact" not in done.stdout


def test_a_report_that_was_altered_is_found_out_and_says_what(url: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    fengsui(*MONTHLY, "--output", file, "--database", url)
    file.write_text(file.read_text(encoding="utf-8").replace('"connected": 83', '"connected": 87'), encoding="utf-8")
    done = fengsui("report", "verify", file, "--database", url)
    assert done.returncode == 1
    assert "altered: the figures in the file are not those that its checksum is over" in done.stdout
    assert "summary end connected  87" in done.stdout
    told = json.loads(fengsui("report", "verify", file, "-o", "json", "--database", url).stdout)
    assert (told["good"], told["altered"]) == (False, True)
    assert told["differences"] == [{"place": "summary end connected", "file": 87, "database": 83}]


def test_a_correction_by_a_carrier_is_told_as_one(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'fengsui.db'}"
    asyncio.run(months.fill(url))
    file = tmp_path / "report.html"
    fengsui(*MONTHLY, "--output", file, "--database", url)
    figures = ("--broadband-households", "40000", "--reason", "a branch was counted twice")
    corrected = fengsui("report", "submit", "telecom", months.WUDU, "2026-10", *figures, "--database", url)
    assert corrected.returncode == 0, corrected.stderr
    done = fengsui("report", "verify", file, "--database", url)
    assert done.returncode == 1
    assert "different: the database gives" in done.stdout
    assert "subscriber reports were submitted or corrected since" in done.stdout
    assert "evidence reports corrected" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("none.pdf", None, 2, "cannot be read: no such file or directory"),
        ("empty.pdf", b"", 1, "expected a monthly report as HTML, PDF, CSV, XLSX or JSON"),
        ("other.html", b"<html>hello</html>", 1, "expected a monthly report"),
        ("future.csv", b"fengsui-report,2098-01,zh," + b"a" * 64, 2, "expected a month that is over"),
    ],
)
def test_what_cannot_be_verified_is_said(
    url: str, tmp_path: Path, name: str, content: bytes | None, code: int, words: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = fengsui("report", "verify", tmp_path / name, "--database", url)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
