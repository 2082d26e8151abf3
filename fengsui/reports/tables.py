"""The tables of a monthly report in one language, from its figures alone: every form shows these. Pure."""

from fengsui.reports.county_tables import counties, lacking, prefectures
from fengsui.reports.evidence_tables import evidence, gaps, missing
from fengsui.reports.figures import Figures
from fengsui.reports.incident_tables import incidents
from fengsui.reports.programme_tables import declared_observed, flagged, ratios, targets
from fengsui.reports.score_tables import scorecard
from fengsui.reports.summary_tables import carriers, networks, sectors, summary
from fengsui.reports.table import Table
from fengsui.reports.words import Language, say

_TABLES = (
    summary, lacking, prefectures, counties, networks, sectors, ratios, declared_observed, flagged, targets, carriers, scorecard,
    incidents, evidence, gaps, missing,
)  # fmt: skip


def tables_of(figures: Figures, language: Language) -> list[Table]:
    """All tables, in the order of the report."""
    return [make(figures, language) for make in _TABLES]


def title_of(figures: Figures, language: Language) -> str:
    """The report's title and its month."""
    return f"{say(language, 'title')} {month_words(figures['month'], language)}"


def month_words(month: str, language: Language) -> str:
    """A month as people write it."""
    return say(language, "month", year=int(month[:4]), number=int(month[5:]))
