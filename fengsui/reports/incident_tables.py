"""The table of incidents. Pure."""

from typing import Any

from fengsui.reports.cells import Cell, count, moment, names, seconds, words
from fengsui.reports.figures import Figures
from fengsui.reports.summary_tables import named
from fengsui.reports.table import Row, Table, table
from fengsui.reports.words import Language, say

_LOSSES = ("cut_off", "lost", "uncertain", "reserve")


def incidents(figures: Figures, language: Language) -> Table:
    """Incidents that a county felt, in the order in which they opened."""
    found = figures["incidents"]
    counties = {each["code"]: named(each, language) for each in figures["counties"]}
    carriers = {each["code"]: named(each, language) for each in figures["carriers"]}
    titles = ("opened", "length", "severity", "cause", "carrier", "what_was_lost", "households")
    rows: list[Row] = [
        (
            moment(each["opened_at"]),
            _length(each, language),
            _severity(each["severity"], language),
            words(_cause(each, language)),
            words(say(language, "separator").join(carriers.get(code, code) for code in each["carriers"])),
            words(_lost(each, counties, language)),
            count(each["households"]),
        )
        for each in found["items"]
    ]
    note = say(
        language, "incidents_note", **{key: found[key] for key in ("count", "critical", "warning", "info", "open")}
    )
    return table("incidents", say(language, "incidents"), [say(language, title) for title in titles], rows, note)


def _length(incident: dict[str, Any], language: Language) -> Cell:
    found = seconds(incident["seconds"], language)
    if incident["closed_at"] is not None:
        return found
    return Cell(say(language, "lasting", length=found.text), found.value, found.style)


def _severity(name: str, language: Language) -> Cell:
    text = say(language, f"severity_{name}")
    return Cell(text, text, f"severity-{name}")


def _cause(incident: dict[str, Any], language: Language) -> str:
    kind = say(language, f"cause_{incident['kind']}")
    told = names(incident["cause"]["names"], incident["cause"]["count"], language, most=3)
    planned = say(language, "planned") if incident["maintenance"] else ""
    return f"{kind} {told}{planned}".strip()


def _lost(incident: dict[str, Any], counties: dict[str, str], language: Language) -> str:
    parts = [
        say(
            language, f"lost_{loss}", counties=names([counties.get(code, code) for code in codes], len(codes), language)
        )
        for loss in _LOSSES
        if (codes := incident[loss])
    ]
    return say(language, "semicolon").join(parts)
