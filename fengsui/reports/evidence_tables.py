"""The tables of what a report rests on. Pure."""

from fengsui.reports.cells import Cell, count, moment, seconds, words
from fengsui.reports.figures import Figures
from fengsui.reports.summary_tables import named
from fengsui.reports.table import Row, Table, table
from fengsui.reports.words import Language, say

_REPORTED = "household_penetration"


def evidence(figures: Figures, language: Language) -> Table:
    """When somebody watched, how old the evidence is, which reports came."""
    found = figures["evidence"]
    reports = found["reports"]
    lines: list[tuple[str, Cell]] = [
        ("state_at", moment(found["state_at"])),
        ("watched", seconds(found["watched_seconds"], language)),
        ("unwatched", seconds(found["unwatched_seconds"], language)),
        ("gap_count", count(found["gap_count"])),
        ("oldest_evidence", moment(found["oldest_evidence_at"])),
        ("reports_received", words(say(language, "reports_counts", **reports))),
        ("reports_missing", count(len(_missing(figures)))),
        ("last_report", moment(reports["last_at"])),
        ("observed_at", moment(found["observed_at"])),
    ]
    rows = [(words(say(language, key)), cell) for key, cell in lines]
    columns = [say(language, "figure"), say(language, "value")]
    return table("evidence", say(language, "evidence"), columns, rows)


def gaps(figures: Figures, language: Language) -> Table:
    """Time in which nobody watched, the longest stretches of it."""
    rows: list[Row] = [
        (moment(each["since"]), moment(each["until"]), seconds(each["seconds"], language))
        for each in figures["evidence"]["gaps"]
    ]
    columns = [say(language, title) for title in ("since", "until", "length")]
    return table("gaps", say(language, "gaps"), columns, rows)


def missing(figures: Figures, language: Language) -> Table:
    """Subscriber reports that should be there, by carrier."""
    counties = {each["code"]: named(each, language) for each in figures["counties"]}
    carriers = {each["code"]: named(each, language) for each in figures["carriers"]}
    found: dict[str, list[str]] = {}
    for name in _missing(figures):
        county, _, carrier = name.partition("/")
        found.setdefault(carrier, []).append(counties.get(county, county))
    rows: list[Row] = [
        (
            words(carriers.get(code, code) or say(language, "nobody")),
            count(len(found[code])),
            words(say(language, "separator").join(found[code])),
        )
        for code in sorted(found)
    ]
    columns = [say(language, title) for title in ("carrier", "served", "county")]
    return table("missing", say(language, "missing"), columns, rows)


def _missing(figures: Figures) -> list[str]:
    return next((each["unknowns"] for each in figures["ratios"] if each["figure"] == _REPORTED), [])
