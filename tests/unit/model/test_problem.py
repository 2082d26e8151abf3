"""Every word that the code gives a problem is explained, and no other."""

import re
from pathlib import Path

import fengsui
from fengsui.model.problem import PROBLEM_KINDS

ROOT = Path(fengsui.__file__).parent
SOURCES = [path.read_text(encoding="utf-8") for room in ("collectors", "state") for path in (ROOT / room).rglob("*.py")]

# How a problem gets its kind in place; the others come from tables of error-status and of the error tree.
MADE = re.compile(r"""(?:Problem\(\s*|_end\(\w+,\s*|\.stop\(|_shrink\(|_problem\()"([a-z_]+)\"""")


def test_every_explained_word_is_used() -> None:
    assert [kind for kind in PROBLEM_KINDS if not any(f'"{kind}"' in source for source in SOURCES)] == []


def test_every_kind_that_is_made_is_explained() -> None:
    made = {kind for source in SOURCES for kind in MADE.findall(source)}
    assert len(made) > 5
    assert made - PROBLEM_KINDS.keys() == set()
