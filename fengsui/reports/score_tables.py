"""The table of the carriers' scorecard. Pure."""

from typing import Any

from fengsui.model.criterion import ScorePart
from fengsui.reports.cells import NOTHING, Cell, words
from fengsui.reports.figures import Figures
from fengsui.reports.table import Row, Table, table
from fengsui.reports.words import Language, say


def scorecard(figures: Figures, language: Language) -> Table:
    """Points of each carrier as a whole and in each part."""
    parts = [part.value for part in ScorePart]
    rows: list[Row] = [
        (
            words(each["name_zh"] if language is Language.ZH else each["name_en"]),
            _points(each["score"]),
            *(_points(_part(each, part)) for part in parts),
        )
        for each in figures["scorecard"]
    ]
    columns = [say(language, "carrier"), say(language, "score"), *(say(language, f"part_{part}") for part in parts)]
    return table("scorecard", say(language, "scorecard"), columns, rows, say(language, "scorecard_note"))


def _part(carrier: dict[str, Any], part: str) -> float | None:
    return next((each["score"] for each in carrier["parts"] if each["part"] == part), None)


def _points(score: float | None) -> Cell:
    return Cell(NOTHING if score is None else f"{score:.1f}", score)
