"""The inventory as an administrator meets it: import, look, add, remove, and everything that can be wrong with a file."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.support.cli import fengsui
from tests.support.programs import free_port
from tests.support.registers import CORE_1, LAB, LINK, write_register

Run = Callable[..., "CompletedProcess[str]"]

REGISTER = """\
carriers:    [{code: telecom, name_zh: 中国电信甘肃公司, name_en: China Telecom Gansu, management_prefixes: [10.20.0.0/16]}]
credentials: [{name: lab, version: v2c, community: a-canary-community}]
sites:
  - {code: lz-core, name: 兰州核心局, division: "620102", kind: pop, sector: null, longitude: 103.83, latitude: 36.06}
  - {code: jyg, name: 嘉峪关局, division: 620201, kind: exchange}
devices:
  - {name: lz-core-1, carrier: telecom, site: lz-core, role: core, network: internet, address: 10.20.0.1, port: 161, credential: lab}
  - {name: jyg-1, carrier: telecom, site: jyg, role: county, network: internet, address: 10.20.0.2, credential: lab}
links:
  - name: lz-jyg-1
    carrier: telecom
    a: {device: lz-core-1, interface: eth1}
    b: {device: jyg-1, interface: eth1}
    capacity_bits_per_second: 10000000000
    tier: backbone
    duct: G30 K1712
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command with a data folder of its own; whatever it says holds no traceback and no secret."""

    def command(*arguments: object, **more: str) -> "CompletedProcess[str]":
        done = fengsui(*arguments, **{"FENGSUI_DATA_DIR": str(tmp_path / "data"), **more})
        assert "Traceback" not in done.stdout + done.stderr
        assert "internal error" not in done.stderr
        assert "canary" not in done.stdout + done.stderr
        return done

    return command


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the register was imported into."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "province.yaml").write_text(REGISTER, encoding="utf-8")
    done = fengsui("import", folder / "province.yaml", FENGSUI_DATA_DIR=str(folder / "data"))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def province(tmp_path: Path, imported: Path) -> Path:
    """A file whose records are registered in a data folder of the test's own."""
    shutil.copytree(imported / "data", tmp_path / "data")
    shutil.copy(imported / "province.yaml", tmp_path)
    return tmp_path / "province.yaml"


def _contents(folder: Path) -> list[str]:
    """Every row of the database, to see that nothing was changed."""
    with sqlite3.connect(folder / "data" / "fengsui.db") as connection:
        return list(connection.iterdump())


def test_a_province_is_imported_and_listed(run: Run, province: Path) -> None:
    listed = json.loads(run("device", "list", "--county", "620200", "-o", "json").stdout)
    assert [(row["name"], row["address"], row["port"]) for row in listed] == [("jyg-1", "10.20.0.2", 161)]
    link = json.loads(run("link", "show", "lz-jyg-1", "-o", "json").stdout)
    assert (link["a_device"], link["b_device"], link["capacity_bits_per_second"]) == ("lz-core-1", "jyg-1", 10**10)
    assert link["duct"] == "G30 K1712"
    assert "***" in run("credential", "list").stdout
    units = run("division", "list", "--coverage-units", "-o", "csv").stdout
    assert len(units.splitlines()) == 1 + 87


def test_an_alias_is_said_and_an_import_repeated_changes_nothing(tmp_path: Path, run: Run, province: Path) -> None:
    before = _contents(tmp_path)
    again = run("import", province, "-o", "json")
    document = json.loads(again.stdout)
    assert document["kinds"]["devices"] == {"added": 0, "changed": 0, "unchanged": 2}
    assert document["changes"] == []
    assert "620201 is read as 620200" in document["notes"][0]
    assert _contents(tmp_path) == before


def test_a_dry_run_shows_the_difference_and_leaves_nothing_behind(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "province.yaml"
    path.write_text(REGISTER, encoding="utf-8")
    dry = run("import", path, "--dry-run")
    assert dry.returncode == 0
    assert "dry run: nothing was changed" in dry.stdout
    assert not (tmp_path / "data").exists()
    assert run("import", path).returncode == 0
    before = _contents(tmp_path)
    path.write_text(REGISTER.replace("10.20.0.2", "10.20.0.3").replace("a-canary", "b-canary"), encoding="utf-8")
    changed = run("import", path, "--dry-run")
    assert "devices jyg-1: address 10.20.0.2 -> 10.20.0.3" in changed.stdout
    assert "credentials lab: community *** -> ***" in changed.stdout
    assert _contents(tmp_path) == before


def test_a_listing_in_csv_can_be_imported_again(tmp_path: Path, run: Run, province: Path) -> None:
    for kind in ("link", "site", "carrier"):
        (tmp_path / f"{kind}s.csv").write_text(run(kind, "list", "-o", "csv").stdout, encoding="utf-8")
    done = run("import", *sorted(tmp_path.glob("*.csv")), "-o", "json")
    assert done.returncode == 0, done.stderr
    assert all(kind["added"] == kind["changed"] == 0 for kind in json.loads(done.stdout)["kinds"].values())


def test_a_listing_of_credentials_cannot_take_the_place_of_their_secrets(
    tmp_path: Path, run: Run, province: Path
) -> None:
    before = _contents(tmp_path)
    rows = json.loads(run("credential", "list", "-o", "json").stdout)
    (tmp_path / "credentials.csv").write_text(run("credential", "list", "-o", "csv").stdout, encoding="utf-8")
    (tmp_path / "listing.yaml").write_text(json.dumps({"credentials": rows}), encoding="utf-8")
    for name in ("credentials.csv", "listing.yaml"):
        refused = run("import", tmp_path / name)
        assert refused.returncode == 1
        assert "expected a secret, got the mask of a listing. Leave the column out" in refused.stderr
    again = run("credential", "add", "lab", "--version", "v2c", "--community", "***", "--replace")
    assert again.returncode == 1
    assert "--community: expected a secret, got the mask of a listing" in again.stderr
    assert _contents(tmp_path) == before


def test_records_are_added_and_removed_by_hand(run: Run, province: Path) -> None:
    added = run(
        "site", "add", "yd", "--name", "永登局", "--division", "620121", "--kind", "school", "--longitude", "103.26"
    )
    assert added.returncode == 0, added.stderr
    device = ["--carrier", "telecom", "--site", "yd", "--role", "access", "--network", "broadcast", "--address"]
    assert run("device", "add", "yd-1", *device, "10.20.0.9").returncode == 0
    held = run("site", "remove", "yd")
    assert held.returncode == 1
    assert "1 device (yd-1)" in held.stderr
    assert run("device", "remove", "yd-1").returncode == 0
    gone = run("device", "show", "yd-1")
    assert gone.returncode == 1
    assert "there is no device 'yd-1'" in gone.stderr


def test_secrets_come_from_the_environment_or_standard_input(run: Run, tmp_path: Path) -> None:
    v3 = ["--version", "v3", "--user", "poller", "--auth-protocol", "SHA-256", "--priv-protocol", "AES"]
    assert (
        run("credential", "add", "one", *v3, stdin="a-canary-auth\n", FENGSUI_PRIV_KEY="a-canary-priv").returncode == 0
    )
    nothing = run("credential", "add", "three", "--version", "v2c", stdin="")
    assert nothing.returncode == 2
    assert "FENGSUI_COMMUNITY" in nothing.stderr
    shown = json.loads(run("credential", "show", "one", "-o", "json").stdout)
    assert (shown["auth_key"], shown["priv_key"], shown["community"]) == ("***", "***", None)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert b"canary" not in stored


def _unknown_column(folder: Path) -> list[Path]:
    return write_register(folder, devices=[{**CORE_1, "adress": "x"}])


def _wrong_codes(folder: Path) -> list[Path]:
    site = {"code": "x", "name": "x", "division": "620999", "kind": "castle"}
    return write_register(folder, sites=[site])


def _duplicate_address(folder: Path) -> list[Path]:
    return write_register(folder, devices=[CORE_1, {**CORE_1, "name": "yd-1"}])


def _missing_device(folder: Path) -> list[Path]:
    return write_register(folder, links=[{**LINK, "b_device": "yd-2"}])


def _gbk(folder: Path) -> list[Path]:
    paths = write_register(folder)
    for path in paths:
        path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    return paths


def _empty(folder: Path) -> list[Path]:
    (folder / "devices.csv").write_bytes(b"")
    return [folder / "devices.csv"]


def _binary(folder: Path) -> list[Path]:
    (folder / "devices.csv").write_bytes(bytes(range(256)) * 40_000)
    return [folder / "devices.csv"]


def _ten_megabytes_of_the_same(folder: Path) -> list[Path]:
    record = "{name: x, carrier: telecom, profile: " + "x" * 90 + "},"
    (folder / "province.yaml").write_text(f"devices: [{record * 80_000}]", encoding="utf-8")
    return [folder / "province.yaml"]


def _aliases(folder: Path) -> list[Path]:
    (folder / "province.yaml").write_text("sites: &a [x, x]\ndevices: [*a, *a]\n", encoding="utf-8")
    return [folder / "province.yaml"]


def _ragged(folder: Path) -> list[Path]:
    paths = write_register(folder, devices=[{**CORE_1, "carrier": "nobody"}, {**CORE_1, "name": "b-1", "role": "x"}])
    with (folder / "devices.csv").open("a", encoding="utf-8") as file:
        file.write("yd-1,telecom\n" + ",".join({**CORE_1, "name": "c-1", "site": "nowhere"}.values()) + "\n")
    return paths


def test_a_row_of_the_wrong_length_hides_no_other_fault(tmp_path: Path, run: Run) -> None:
    refused = run("import", *_ragged(tmp_path))
    places = [line.partition(": expected")[0].rpartition("/")[2] for line in refused.stderr.splitlines()[1:]]
    assert places == [
        "devices.csv row 2 column carrier",
        "devices.csv row 3 column role",
        "devices.csv row 3 column address",
        "devices.csv row 4",
        "devices.csv row 5 column site",
        "devices.csv row 5 column address",
    ], refused.stderr


def _bad_credential(folder: Path) -> list[Path]:
    return write_register(folder, credentials=[{**LAB, "version": "v3", "user": "", "auth_key": "canary"}])


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (_unknown_column, "column 8: expected a column of devices (name, carrier, site,"),
        (_wrong_codes, "column division: expected a division that is registered or in the files, got '620999'"),
        (_duplicate_address, "10.20.0.1 port 161, taken by lz-core-1 at"),
        (_missing_device, "column b_device: expected a device that is registered or in the files, got 'yd-2'"),
        (_gbk, "what looks like GB18030 (GBK). Import it with --encoding gb18030"),
        (_empty, "expected records, got an empty file"),
        (_binary, "expected UTF-8, got byte 0x80"),
        (_ten_megabytes_of_the_same, "… and 79803 more"),
        (_aliases, "expected the value itself, got an alias (*)"),
        (_bad_credential, "column auth_key: expected 8 to 255 characters, got ***"),
    ],
)
def test_a_bad_file_is_refused_whole(
    tmp_path: Path, run: Run, province: Path, make: Callable[[Path], list[Path]], expected: str
) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    before = _contents(tmp_path)
    refused = run("import", *make(folder))
    assert refused.returncode == 1
    assert expected in refused.stderr
    assert "nothing was changed" in refused.stderr
    assert len(refused.stderr) < 100_000
    assert _contents(tmp_path) == before


def test_gbk_is_imported_when_told(tmp_path: Path, run: Run) -> None:
    done = run("import", *_gbk(tmp_path), "--encoding", "gb18030")
    assert done.returncode == 0, done.stderr
    assert "was read as GB18030" in done.stdout
    assert "兰州核心局" in run("site", "list").stdout


def test_a_wrong_key_changes_nothing_and_says_which_was_used(tmp_path: Path, run: Run, province: Path) -> None:
    before = _contents(tmp_path)
    wrong = run("import", province, FENGSUI_KEY="another-canary-key-1")
    assert wrong.returncode == 1
    assert (
        "credential lab: its community was encrypted with another key than the one at hand (FENGSUI_KEY)"
        in wrong.stderr
    )
    (tmp_path / "data" / "key").rename(tmp_path / "lost")
    lost = run("import", province)
    assert lost.returncode == 1
    assert "another key" in lost.stderr
    assert not (tmp_path / "data" / "key").exists()
    assert _contents(tmp_path) == before


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path, run: Run, province: Path) -> None:
    with sqlite3.connect(tmp_path / "data" / "fengsui.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = _contents(tmp_path)
    for command in (["import", province], ["device", "list"]):
        refused = run(*command)
        assert refused.returncode == 1
        assert "'9999'" in refused.stderr
        assert "Upgrade Fengsui" in refused.stderr
    assert _contents(tmp_path) == before
    assert run("database", "status").returncode == 1


def test_a_reader_makes_no_database_and_says_how_to(tmp_path: Path, run: Run) -> None:
    refused = run("device", "list")
    assert refused.returncode == 1
    assert "`fengsui import FILE` or `fengsui database upgrade` makes it" in refused.stderr
    assert not (tmp_path / "data").exists()
    assert run("database", "upgrade").returncode == 0
    assert json.loads(run("database", "status", "-o", "json").stdout)[0]["usable"] is True


def test_an_unreachable_database_is_named_without_its_password(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "province.yaml"
    path.write_text(REGISTER, encoding="utf-8")
    url = f"postgresql+asyncpg://fengsui:canary@127.0.0.1:{free_port()}/fengsui"
    for command in (["import", path], ["device", "list"]):
        refused = run(*command, "--database", url)
        assert refused.returncode == 1
        assert "fengsui:***@127.0.0.1" in refused.stderr
        assert "Check that it runs" in refused.stderr
    misused = run("device", "list", "--database", "mysql://fengsui:canary@h/n")
    assert misused.returncode == 2
    assert "sqlite+aiosqlite:///PATH or postgresql+asyncpg://" in misused.stderr


def test_a_filter_that_names_nothing_is_an_error_and_a_misspelt_word_misuse(run: Run, province: Path) -> None:
    unknown = run("device", "list", "--carrier", "telecon")
    assert unknown.returncode == 1
    assert "Did you mean telecom?" in unknown.stderr
    assert run("device", "list", "--role", "cor").returncode == 2
