"""The tables of the programme: ratios, declared against observed, targets. Pure."""

from typing import Any

from fengsui.reports.cells import (
    NOTHING,
    Cell,
    code,
    count,
    grouped,
    moment,
    seconds,
    share,
    signed,
    whole_percent,
    words,
)
from fengsui.reports.figures import Figures
from fengsui.reports.summary_tables import named
from fengsui.reports.table import Row, Table, table
from fengsui.reports.words import Language, say


def ratios(figures: Figures, language: Language) -> Table:
    """Every ratio with its parts."""
    titles = ("figure", "ratio", "numerator", "denominator", "source", "as_of", "unknown_count")
    rows: list[Row] = [
        (
            words(_title(each, language)),
            share(each["value"]),
            *_parts(each, language),
            words(say(language, f"source_{each['source']}")),
            words(each["month"]) if each["month"] else moment(each["at"]),
            _amount_of(each, "unknown", language),
        )
        for each in figures["ratios"]
    ]
    columns = [say(language, title) for title in titles]
    return table("ratios", say(language, "ratios"), columns, rows, say(language, "ratios_note"))


def _parts(ratio: dict[str, Any], language: Language) -> tuple[Cell, Cell]:
    return _amount_of(ratio, "numerator", language), _amount_of(ratio, "denominator", language)


def _amount_of(ratio: dict[str, Any], side: str, language: Language) -> Cell:
    """A count, or of the availability of a sector a time, told in seconds among counts."""
    if ratio["figure"] != "sector_availability":
        return count(ratio[side])
    told = seconds(ratio[side], language)
    return Cell(told.text, told.value)


def _title(ratio: dict[str, Any], language: Language) -> str:
    key, part = f"figure_{ratio['figure']}", ratio["part"]
    if part is None:
        return say(language, key)
    kind = "site" if ratio["figure"] == "fibre_sites" else "sector"
    return say(language, key, part=say(language, f"{kind}_{part}"))


def declared_observed(figures: Figures, language: Language) -> Table:
    """Declared against observed, summed up by carrier over the counties that have both."""
    found = figures["declared_observed"]
    titles = ("carrier", "declared", "observed", "difference", "ratio", "within", "beyond", "unknown_count")
    carriers = {each["code"]: named(each, language) for each in figures["carriers"]}
    by_carrier: dict[str, list[dict[str, Any]]] = {}
    for each in found["items"]:
        by_carrier.setdefault(each["carrier"], []).append(each)
    rows = [_summed(carriers.get(key, key), by_carrier[key]) for key in sorted(by_carrier)]
    columns = [say(language, title) for title in titles]
    return table("declared_observed", say(language, "declared_observed"), columns, rows, _gap_note(found, language))


def _gap_note(found: dict[str, Any], language: Language) -> str:
    if found["observed_at"] is None:
        return say(language, "gap_unobserved")
    at = moment(found["observed_at"]).text
    return say(language, "gap_note", at=at, tolerance=whole_percent(found["tolerance"]))


def _summed(name: str, items: list[dict[str, Any]]) -> Row:
    both = [each for each in items if each["difference"] is not None]
    declared, observed = (sum(each[side] for each in both) for side in ("declared", "observed"))
    known = bool(both)
    return (
        words(name),
        count(declared if known else None),
        count(observed if known else None),
        signed(observed - declared if known else None),
        share((observed - declared) / declared if declared else None),
        *(count(sum(each["state"] == state for each in items)) for state in ("within", "flagged", "unknown")),
    )


def flagged(figures: Figures, language: Language) -> Table:
    """Counties and carriers whose difference is beyond the tolerance, the largest first."""
    titles = ("county", "code", "carrier", "declared", "observed", "difference", "ratio")
    counties = {each["code"]: named(each, language) for each in figures["counties"]}
    carriers = {each["code"]: named(each, language) for each in figures["carriers"]}
    chosen = [each for each in figures["declared_observed"]["items"] if each["state"] == "flagged"]
    chosen.sort(key=lambda each: (-abs(each["difference"]), each["county"], each["carrier"]))
    rows: list[Row] = [
        (
            words(counties.get(each["county"], each["county"])),
            code(each["county"]),
            words(carriers.get(each["carrier"], each["carrier"])),
            count(each["declared"]),
            count(each["observed"]),
            signed(each["difference"]),
            share(each["ratio"]),
        )
        for each in chosen
    ]
    return table("flagged", say(language, "flagged"), [say(language, title) for title in titles], rows)


def targets(figures: Figures, language: Language) -> Table:
    """Targets with their forecast."""
    titles = ("target", "figure", "wanted", "due", "state", "current", "forecast", "as_of")
    rows: list[Row] = [
        (
            words(each["name"]),
            words(_title(each, language)),
            _amount(each["value"], each["measure"]),
            code(each["due"]),
            _state(each["state"], language),
            _amount(each["current"], each["measure"]),
            words(_forecast(each)),
            words(each["month"] or figures["month"]),
        )
        for each in figures["targets"]
    ]
    columns = [say(language, title) for title in titles]
    return table("targets", say(language, "targets"), columns, rows, say(language, "targets_note"))


def _state(name: str, language: Language) -> Cell:
    text = say(language, f"target_{name}")
    return Cell(text, text, f"target-{name}")


def _amount(value: float | None, measure: str) -> Cell:
    if measure == "ratio":
        return share(value)
    return Cell(NOTHING if value is None else grouped(round(value)), value)


def _forecast(target: dict[str, Any]) -> str | None:
    if target["forecast"] is None:
        return None
    value, low, high = (
        _amount(target[key], target["measure"]).text for key in ("forecast", "forecast_low", "forecast_high")
    )
    return f"{value} ({low} – {high})"
