"""The tables at the head of a report, of sums, and of carriers. Pure."""

from typing import Any

from fengsui.coverage.result import STATE_ORDER
from fengsui.reports.cells import Cell, count, grouped, percent, seconds, share, short, signed, span, state, words
from fengsui.reports.figures import Figures
from fengsui.reports.table import Row, Table, table
from fengsui.reports.words import Language, capital, say


def summary(figures: Figures, language: Language) -> Table:
    """The figures at the head."""
    found, evidence = figures["summary"], figures["evidence"]
    of = found["availability"]
    repaired = say(language, "outage_counts", outages=grouped(of["outages"]), repaired=grouped(of["repaired"]))
    lines = [
        ("covered", words(_covered(found["end"], language))),
        ("of_them", words(_states(found["end"], language))),
        ("before", words(_before(found["before"], language))),
        ("change", signed(found["change"])),
        ("availability_of", share(of["availability_ratio"])),
        ("down", seconds(of["down_seconds"], language)),
        ("unknown_time", seconds(of["unknown_seconds"], language)),
        ("maintenance", seconds(of["maintenance_seconds"], language)),
        ("outages_of", words(repaired)),
        ("repair", seconds(of["mean_time_to_repair_seconds"], language)),
        ("longest", seconds(of["longest_outage_seconds"], language)),
        ("unwatched", words(_unwatched(evidence, language))),
    ]
    rows = [(words(say(language, key)), cell) for key, cell in lines]
    columns = [say(language, "figure"), say(language, "value")]
    return table("summary", say(language, "summary"), columns, rows, say(language, "availability_note"))


def _covered(end: dict[str, Any], language: Language) -> str:
    ratio = percent(end["ratio"])
    return say(language, "covered_line", connected=end["connected"], units=end["units"], ratio=ratio)


def _states(end: dict[str, Any], language: Language) -> str:
    parts = [
        say(language, "count_of", name=say(language, f"state_{each.value}"), count=end[each.value])
        for each in STATE_ORDER
    ]
    return say(language, "separator").join(parts)


def _before(before: dict[str, Any] | None, language: Language) -> str:
    if before is None:
        return say(language, "not_kept")
    return f"{_covered(before, language)} · {short(before['at'])}"


def _unwatched(evidence: dict[str, Any], language: Language) -> str:
    lost = evidence["unwatched_seconds"]
    return say(language, "with_share", length=span(lost, language), share=percent(lost / evidence["seconds"]))


def networks(figures: Figures, language: Language) -> Table:
    """The three networks."""
    return _sums(figures["networks"], "networks", "network", "units", language)


def sectors(figures: Figures, language: Language) -> Table:
    """The sectors."""
    return _sums(figures["sectors"], "sectors", "sector", "sites", language)


def _sums(listed: list[dict[str, Any]], key: str, kind: str, parts: str, language: Language) -> Table:
    counted = [each for each in STATE_ORDER if each.value != "degraded"]
    columns = [say(language, kind), say(language, parts), say(language, "ratio")]
    columns += [capital(say(language, f"state_{each.value}")) for each in counted]
    rows: list[Row] = [
        (
            words(say(language, f"{kind}_{each['key']}")),
            count(each[parts]),
            share(each["ratio"]),
            *(count(each[of.value]) for of in counted),
        )
        for each in listed
    ]
    return table(key, say(language, key), columns, rows, say(language, f"{key}_note"))


def carriers(figures: Figures, language: Language) -> Table:
    """How available each carrier has made its counties."""
    titles = (
        "carrier",
        "served",
        "availability",
        "down",
        "unknown_time",
        "maintenance",
        "outages",
        "repair",
        "longest",
    )
    rows: list[Row] = [
        (words(named(each, language)), count(each["counties"]), *time_cells(each, language))
        for each in figures["carriers"]
    ]
    columns = [say(language, title) for title in titles]
    return table("carriers", say(language, "carriers"), columns, rows, say(language, "carriers_note"))


def time_cells(of: dict[str, Any], language: Language) -> tuple[Cell, ...]:
    """Availability, time down, unknown, of announced work, outages, mean repair, longest outage."""
    return (
        share(of["availability_ratio"]),
        seconds(of["down_seconds"], language),
        seconds(of["unknown_seconds"], language),
        seconds(of["maintenance_seconds"], language),
        count(of["outages"]),
        seconds(of["mean_time_to_repair_seconds"], language),
        seconds(of["longest_outage_seconds"], language),
    )


def named(thing: dict[str, Any], language: Language) -> str:
    """The name of something that has one in both languages."""
    return str(thing["name_zh"] if language is Language.ZH else thing["name_en"]) or str(thing["code"])


def state_cell(thing: dict[str, Any], language: Language) -> Cell:
    """A state of coverage; announced work beside one that is not as it should be."""
    found = state(thing["state"], language)
    if not thing["maintenance"] or thing["state"] in ("covered", "unserved"):
        return found
    text = found.text + say(language, "planned")
    return Cell(text, text, found.style)
