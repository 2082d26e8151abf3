"""Templates as an administrator asks for them: written, and imported as they stand."""

from pathlib import Path

import pytest

from tests.support.cli import fengsui


def test_the_template_of_everything_imports_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "all.xlsx"
    done = fengsui("template", "all", file)
    assert done.returncode == 0, done.stderr
    taken = fengsui("import", file, FENGSUI_DATA_DIR=str(tmp_path / "data"))
    assert taken.returncode == 0, taken.stderr


def test_one_kind_goes_to_standard_output_in_one_language() -> None:
    done = fengsui("template", "sites", "-", "--format", "csv", "--language", "en")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("code,name,division")
    assert lines[1].startswith("# Code that devices refer to; required,")
    assert lines[2].startswith("example-core,")


def test_a_file_is_what_its_ending_says(tmp_path: Path) -> None:
    done = fengsui("template", "sites", tmp_path / "sites.csv")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "sites.csv").read_text(encoding="utf-8-sig").startswith("code,name,division")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["device"], "Did you mean devices?"),
        (["all", "a.csv", "--format", "csv"], "CSV holds one kind"),
        (["sites", "-"], "--format csv"),
        (["sites", "sites.yaml"], "expected a file ending in .xlsx or .csv, got '.yaml'"),
        (["sites", "sites.csv", "--format", "xlsx"], "ends in .csv, and --format says xlsx"),
    ],
)
def test_what_cannot_work_is_misuse(arguments: list[str], said: str) -> None:
    done = fengsui("template", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
