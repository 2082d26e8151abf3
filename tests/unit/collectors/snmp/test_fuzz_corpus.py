"""Inputs that fuzzing starts from and whatever it once found, through the same targets without a fuzzer."""

from pathlib import Path

import pytest

from fuzz.targets import TARGETS

CORPUS = sorted((Path(__file__).parents[4] / "fuzz" / "corpus").iterdir())


def test_there_is_an_input_for_every_target() -> None:
    assert {path.name.split("-")[0] for path in CORPUS} == TARGETS.keys()


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_an_input_passes_every_target(path: Path) -> None:
    for target in TARGETS.values():
        target(path.read_bytes())
