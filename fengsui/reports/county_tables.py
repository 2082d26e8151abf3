"""The tables of counties and prefectures. Pure."""

from typing import Any

from fengsui.coverage.result import CONNECTED, STATE_ORDER
from fengsui.reports.cells import NOTHING, Cell, code, count, moment, names, seconds, share, words
from fengsui.reports.figures import Figures
from fengsui.reports.summary_tables import named, state_cell
from fengsui.reports.table import Group, Row, Table, table
from fengsui.reports.words import Language, capital, say

_CONNECTED = frozenset(state.value for state in CONNECTED)


def lacking(figures: Figures, language: Language) -> Table:
    """Counties that were not fully covered at the end of the month, worst first, and why."""
    order = [state.value for state in STATE_ORDER]
    chosen = [each for each in figures["counties"] if each["state"] not in ("covered", "unserved")]
    chosen.sort(key=lambda each: (-order.index(each["state"]), each["code"]))
    rows: list[Row] = [
        (
            words(named(each, language)),
            code(each["code"]),
            state_cell(each, language),
            moment(each["since"]),
            words(_reason(each, language)),
        )
        for each in chosen
    ]
    columns = [say(language, each) for each in ("county", "code", "state", "since", "reason")]
    return table("lacking", say(language, "lacking"), columns, rows)


def _reason(county: dict[str, Any], language: Language) -> str:
    reason = county["reason"]
    if county["state"] == "uncovered" and not reason["count"]:
        return say(language, "reason_no_way")
    return names(reason["names"], reason["count"], language)


def prefectures(figures: Figures, language: Language) -> Table:
    """Sums by prefecture."""
    columns = [say(language, each) for each in ("prefecture", "units", "connected")]
    columns += [capital(say(language, f"state_{state}")) for state in ("degraded", "unknown", "uncovered", "unserved")]
    columns += [say(language, each) for each in ("availability", "unknown_time", "outages", "longest")]
    rows: list[Row] = [
        (
            words(named(each, language)),
            count(each["units"]),
            count(each["covered"] + each["degraded"]),
            *(count(each[state]) for state in ("degraded", "unknown", "uncovered", "unserved")),
            *_times(each, language),
        )
        for each in figures["prefectures"]
    ]
    return table("prefectures", say(language, "prefectures"), columns, rows)


def counties(figures: Figures, language: Language) -> Table:
    """Every county, by prefecture."""
    titles = (
        "county", "code", "state", "covering", "paths", "points", "availability", "unknown_time", "outages", "longest",
    )  # fmt: skip
    titled = {each["code"]: named(each, language) for each in figures["prefectures"]}
    found: dict[str, list[Row]] = {}
    for each in figures["counties"]:
        found.setdefault(each["prefecture"], []).append(_county(each, language))
    groups = [Group(f"{titled.get(key, key)} {key}", found[key]) for key in sorted(found)]
    columns = [say(language, title) for title in titles]
    return Table("counties", say(language, "counties"), columns, groups, say(language, "paths_note"))


def _county(county: dict[str, Any], language: Language) -> Row:
    carriers = county["carriers"]
    covering = sum(each["state"] in _CONNECTED for each in carriers)
    paths, points = county["paths"], county["single_points"]
    joined = NOTHING if paths["designed"] is None else f"{paths['live']}/{paths['designed']}"
    return (
        words(named(county, language)),
        code(county["code"]),
        state_cell(county, language),
        code(f"{covering}/{len(carriers)}" if carriers else None),
        code(joined),
        count(points["links"]["count"] + points["devices"]["count"]),
        *_times(county, language),
    )


def _times(of: dict[str, Any], language: Language) -> tuple[Cell, ...]:
    return (
        share(of["availability_ratio"]),
        seconds(of["unknown_seconds"], language),
        count(of["outages"]),
        seconds(of["longest_outage_seconds"] if of["outages"] else None, language),
    )
