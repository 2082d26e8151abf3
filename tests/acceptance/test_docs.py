"""What a user can see is documented: pages that follow from the code are compared with it, links lead somewhere."""

import re
from pathlib import Path

import pytest
from aiohttp import web

from fengsui.api.application import build_application
from fengsui.api.source import FixedSource
from fengsui.clock import ManualClock
from fengsui.inventory.kinds import FILE_KINDS
from scripts.reference import pages
from tests.support.builders import snapshot
from tests.support.cli import fengsui

ROOT = Path(__file__).parents[2]
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if path.is_file())


@pytest.mark.parametrize("name", pages())
def test_a_page_that_follows_from_the_code_is_as_the_code_is(name: str) -> None:
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == pages()[name], "run `make reference`"


def test_every_route_is_documented() -> None:
    text = (ROOT / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
    application = build_application(FixedSource(snapshot()), ManualClock())
    routes = {
        route.resource.canonical for route in application.router.routes() if isinstance(route.resource, web.Resource)
    }
    assert sorted(route for route in routes if f"| `{route}` |" not in text) == []


def test_every_column_of_an_import_is_documented_under_its_kind() -> None:
    text = (ROOT / "docs" / "reference" / "import-format.md").read_text(encoding="utf-8")
    sections = {part.splitlines()[0].strip(): part for part in text.split("\n## ")[1:]}
    assert sections.keys() == FILE_KINDS.keys()
    missing = [
        f"{kind.name}: {column}"
        for kind in FILE_KINDS.values()
        for column in kind.columns
        if f"`{column}`" not in sections[kind.name]
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if not link.startswith(("http://", "https://", "mailto:"))]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_the_pages_in_both_languages_show_the_same_commands() -> None:
    for page in ("README", "docs/quickstart"):
        english, chinese = ((ROOT / f"{page}{tongue}.md").read_text(encoding="utf-8") for tongue in ("", ".zh-CN"))
        commands = re.compile(r"^(?:\.venv/bin/fengsui|make) \w+", re.MULTILINE)
        assert set(commands.findall(chinese)) == set(commands.findall(english))


@pytest.mark.parametrize("page", ["README.md", "docs/quickstart.md"])
def test_the_inventory_that_a_page_shows_can_be_imported(page: str, tmp_path: Path) -> None:
    shown = re.findall(r"```yaml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    (inventory,) = [block for block in shown if "carriers:" in block]
    file = tmp_path / "inventory.yaml"
    file.write_text(inventory, encoding="utf-8")
    done = fengsui("import", file, FENGSUI_DATA_DIR=str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert "devices" in done.stdout
