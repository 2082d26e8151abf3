"""Whether rows may become subscriber reports: what is refused, what is only flagged, and which version they become. Pure.

Impossible figures are refused, unless the carrier says why they are right; unlikely ones are kept with a warning, since a true
surprise must be reportable. All faults of all rows are found in one pass.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fengsui.errors import Fault
from fengsui.inventory.difference import Counts
from fengsui.inventory.divisions import ALIASES, NOT_DIVISIONS
from fengsui.inventory.fields import REQUIRED, Unfit, show
from fengsui.inventory.kinds import SUBSCRIBER_REPORTS
from fengsui.inventory.rows import Row
from fengsui.model.division import Division, DivisionLevel
from fengsui.model.principal import Author
from fengsui.model.report import FIGURES, ReportKey, ReportVersion, SubscriberReport, month_of

# Below this a village more or a new housing estate moves a figure by a third, and nobody has to be asked.
_SMALL = 50
DEFAULT_JUMP = 0.3
_REASON = "Say why in the column reason"


@dataclass(frozen=True)
class Declared:
    """What rows are held against.

    Attributes:
        divisions: By code.
        carriers: Codes that a report may name.
        latest: The version that counts of each report there is.
        jump: Share by which a figure may move from one report to the next without a warning.
    """

    divisions: Mapping[str, Division]
    carriers: Collection[str]
    latest: Mapping[ReportKey, ReportVersion] = field(default_factory=dict)
    jump: float = DEFAULT_JUMP


@dataclass
class ReportVerdict:
    """What came of rows.

    Attributes:
        versions: What is to be written, in the order of the rows; nothing for a row that repeats what counts already.
        results: Report and `added`, `changed` or `unchanged`, in the order of the rows; rows with a fault are left out.
        notes: What was read otherwise than it stands.
    """

    versions: list[ReportVersion] = field(default_factory=list)
    results: list[tuple[ReportKey, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def report_counts(verdict: ReportVerdict) -> Counts | None:
    """How many reports are new, corrected or as they were; None where there are none."""
    results = [result for _, result in verdict.results]
    if not results:
        return None
    return Counts(results.count("added"), results.count("changed"), results.count("unchanged"))


def report_notes(verdict: ReportVerdict) -> list[str]:
    """What was read otherwise than it stands, and what is odd about figures, in words."""
    odd = [f"{key_text(each.report.key)}: {warning}" for each in verdict.versions for warning in each.warnings]
    return [*verdict.notes, *odd]


def key_text(key: ReportKey) -> str:
    """A report as listings and the audit name it: `telecom/620102/2026-10`."""
    return "/".join(key)


def judge(rows: Sequence[Row], declared: Declared, by: Author) -> ReportVerdict:
    """Proposes versions of the rows, and says what is wrong.

    A column that a row does not have keeps the figure that counts so far, and a new report leaves it open; the reason is never kept.
    """
    verdict = ReportVerdict()
    sound: dict[ReportKey, tuple[Row, SubscriberReport]] = {}
    for row in rows:
        report = _report(row, declared, by, verdict)
        if report is None:
            continue
        if report.key in sound:
            earlier = sound[report.key][0].where()
            got = f"{key_text(report.key)} again"
            verdict.faults.append(Fault(row.where("month"), "each report once", got, f"It stands at {earlier}"))
            continue
        sound[report.key] = (row, report)
    for row, report in sound.values():
        _take(row, report, declared, by, verdict)
    if verdict.versions:
        _warn(verdict, declared)
    return verdict


def _report(row: Row, declared: Declared, by: Author, verdict: ReportVerdict) -> SubscriberReport | None:
    """The report of a row where its cells are sound and it names what exists."""
    given, faults = _values(row, declared, verdict)
    faults += _named_faults(row, given, declared, by)
    before = declared.latest.get((given.get("carrier", ""), given.get("division", ""), given.get("month", "")))
    if before is None:
        faults += _lacking(row)
    verdict.faults += faults
    if faults:
        return None
    kept = {} if before is None else {name: getattr(before.report, name) for name in FIGURES}
    return SubscriberReport(**{**kept, **given})


def _values(row: Row, declared: Declared, verdict: ReportVerdict) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults = []
    for column, raw in row.values.items():
        plan = SUBSCRIBER_REPORTS.by_name[column]
        try:
            value = plan.value(raw)
            values[column] = _today(row, value, declared, verdict) if column == "division" else value
        except Unfit as unfit:
            faults.append(Fault(row.where(column), unfit.expected, plan.shown(raw), unfit.hint))
    return values, faults


def _today(row: Row, code: str, declared: Declared, verdict: ReportVerdict) -> str:
    """The code of a division as it is today, unless the inventory says otherwise."""
    if code in declared.divisions or code not in ALIASES:
        return code
    today, reason = ALIASES[code]
    verdict.notes.append(f"{row.where('division')}: {code} is read as {today}: {reason}")
    return today


def _named_faults(row: Row, given: Mapping[str, Any], declared: Declared, by: Author) -> Iterator[Fault]:
    carrier, code, month = given.get("carrier"), given.get("division"), given.get("month")
    if carrier is not None and carrier not in declared.carriers:
        yield Fault(row.where("carrier"), "a registered carrier", show(carrier), "`fengsui carrier list` shows them")
    if code is not None:
        division = declared.divisions.get(code)
        counted = division is not None and (division.coverage_unit or division.level is DivisionLevel.COUNTY)
        if not counted:
            hint = NOT_DIVISIONS.get(code, "A prefecture's figures are reported by its counties")
            yield Fault(row.where("division"), "the code of a county-level division or coverage unit", show(code), hint)
    if month is not None and month > (now := month_of(by.at)):
        yield Fault(row.where("month"), f"a month that has begun, {now} at the latest", month)


def _lacking(row: Row) -> Iterator[Fault]:
    for plan in SUBSCRIBER_REPORTS.fields:
        if plan.default is REQUIRED and plan.name not in row.values:
            yield Fault(row.lacking(plan.name), f"a value for {plan.name}, which a new report needs", "no such column")


def _take(row: Row, report: SubscriberReport, declared: Declared, by: Author, verdict: ReportVerdict) -> None:
    before = declared.latest.get(report.key)
    if before is not None and before.report.figures == report.figures and report.reason in (None, before.report.reason):
        verdict.results.append((report.key, "unchanged"))
        return
    faults = [*_impossible(row, report), *_unlikely(row, report, declared.divisions[report.division])]
    if before is not None and report.reason is None:
        hint = f"Version {before.version} counts so far. {_REASON}"
        faults.append(Fault(row.where("reason"), "why the report is corrected", "nothing", hint))
    verdict.faults += faults
    if not faults:
        version = 1 if before is None else before.version + 1
        verdict.versions.append(ReportVersion(report, version, by.at, by.principal))
        verdict.results.append((report.key, "added" if before is None else "changed"))


def _impossible(row: Row, report: SubscriberReport) -> Iterator[Fault]:
    """A part that is greater than its whole, which no reason can explain."""
    if report.pon_10g_ports is not None and report.pon_ports is not None and report.pon_10g_ports > report.pon_ports:
        yield Fault(row.where("pon_10g_ports"), f"at most pon_ports, {report.pon_ports}", str(report.pon_10g_ports))
    if report.pon_10g_ports is not None and report.pon_ports is None:
        hint = "A share needs its whole"
        yield Fault(row.where("pon_ports"), "the number of all PON ports beside pon_10g_ports", "nothing", hint)


def _unlikely(row: Row, report: SubscriberReport, division: Division) -> Iterator[Fault]:
    """What takes a reason: businesses and second homes have lines, and people live elsewhere than they are registered."""
    if report.reason is not None:
        return
    year = f" of the census of {division.year}" if division.year else ""
    bounds = (
        ("broadband_households", division.households, f"{division.households} households{year}"),
        ("internet_users", division.population, f"{division.population} residents{year}"),
        ("users_500mbps", report.broadband_households, f"{report.broadband_households} broadband households"),
    )
    for column, most, words in bounds:
        value = getattr(report, column)
        if value is not None and most is not None and value > most:
            expected = f"at most the {words}, or a reason"
            yield Fault(row.where(column), expected, str(value), _REASON)


def _warn(verdict: ReportVerdict, declared: Declared) -> None:
    """Gives each version what is odd about it beside the report before it, which may come in the same file."""
    every = {key: version.report for key, version in declared.latest.items()}
    every |= {version.report.key: version.report for version in verdict.versions}
    months: dict[tuple[str, str], list[str]] = {}
    for carrier, division, month in sorted(every):
        months.setdefault((carrier, division), []).append(month)
    for place, version in enumerate(verdict.versions):
        report = version.report
        earlier = [month for month in months[report.key[:2]] if month < report.month]
        if earlier:
            before = every[(*report.key[:2], earlier[-1])]
            verdict.versions[place] = replace(version, warnings=tuple(_jumps(before, report, declared.jump)))


def _jumps(before: SubscriberReport, report: SubscriberReport, jump: float) -> Iterator[str]:
    for name in FIGURES:
        old, new = getattr(before, name), getattr(report, name)
        if old is not None and new is not None and abs(new - old) > max(jump * old, _SMALL):
            yield f"{name} went from {old} in {before.month} to {new}"
