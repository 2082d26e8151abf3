"""The words of the report in both languages."""

import re
from pathlib import Path
from string import Formatter

import pytest

import fengsui.reports
from fengsui.coverage.ratio import Figure
from fengsui.coverage.result import STATE_ORDER
from fengsui.coverage.targets import TargetState
from fengsui.model.device import NetworkKind
from fengsui.model.site import Sector
from fengsui.model.target import FIBRE_KINDS
from fengsui.reports.words import WORDS, Language, capital, say

ROOM = Path(fengsui.reports.__file__).parent


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_no_text_is_missing_in_a_language_and_both_say_the_same_things(key: str) -> None:
    chinese, english = WORDS[key]
    assert chinese.strip()
    assert english.strip()
    assert placeholders(chinese) == placeholders(english)


def test_the_english_has_no_chinese_in_it_and_the_chinese_is_no_english() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert [key for key, (_, english) in WORDS.items() if han.search(english)] == []
    plain = {key for key, (chinese, _) in WORDS.items() if not han.search(chinese)}
    # What consists of values and signs alone.
    assert {re.sub(r"\{[^}]*\}", "", WORDS[key][0]).strip("，、；（）／0123456789 ") for key in plain} == {""}


def test_every_state_figure_network_and_sector_has_its_words() -> None:
    wanted = {f"state_{state.value}" for state in STATE_ORDER} | {f"target_{state.value}" for state in TargetState}
    wanted |= {f"figure_{figure.value}" for figure in Figure} | {f"site_{kind.value}" for kind in FIBRE_KINDS}
    wanted |= {f"network_{kind.value}" for kind in NetworkKind} | {f"sector_{sector.value}" for sector in Sector}
    assert wanted <= WORDS.keys()


def test_every_text_that_is_there_is_said_somewhere() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py") if path.name != "words.py")
    made = (
        "state_",
        "target_",
        "figure_",
        "site_",
        "network_",
        "sector_",
        "source_",
        "short_",
        "severity_",
        "cause_",
        "lost_",
        "part_",
    )
    notes = ("networks_note", "sectors_note")
    silent = [
        key
        for key in WORDS
        if not re.search(rf"[\"']{key}[\"']", said) and not key.startswith(made) and key not in notes
    ]
    assert silent == []


def test_values_are_put_in_as_they_are() -> None:
    assert say(Language.EN, "map_unplaced", names="{x} %s") == "Not in the boundaries of the map: {x} %s."
    assert capital("at risk") == "At risk"
