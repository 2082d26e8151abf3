"""`fengsui coverage --as-of`: the coverage of a moment that has been, as it was worked out then."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import typer

from fengsui.commands.counties import named, row_of, worst_first
from fengsui.commands.options import run
from fengsui.commands.output import OutputFormat, print_json, print_rows
from fengsui.coverage.result import CountyCoverage, CoverageState

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.history.state_log import CoverageThen

_COLUMNS = ("code", "county", "name_en", "state", "reason", "since", "evidence_at", "carriers")


def coverage_then(
    settings: "Settings",
    as_of: str,
    *,
    states: Collection[CoverageState],
    counties: Collection[str],
    output: OutputFormat,
) -> None:
    """Prints it; the counts are of the whole province, whichever counties are listed.

    Raises:
        UsageError: where `as_of` is no moment that has been, or a county no coverage unit of that time.
        NotKeptError: where nobody watched then, or retention has cut it off.
    """
    from fengsui.history.document import coverage_then_document

    then = run(_read(settings.url, as_of))
    chosen = [each for each in named(then.coverage, counties) if not states or each.state in states]
    document = coverage_then_document(then)
    wanted = {each.code for each in chosen}
    listed = {each["code"]: each for each in document["counties"] if each["code"] in wanted}
    if output is OutputFormat.JSON:
        print_json({**document, "counties": list(listed.values())})
        return
    if output is OutputFormat.TABLE:
        _print_summary(then)
        chosen = worst_first(chosen)
    print_rows([_row(each, listed[each.code]["recorded"]) for each in chosen], _COLUMNS, output)


def _row(county: CountyCoverage, recorded: dict[str, Any]) -> dict[str, Any]:
    # The moment since which everything stood as it is shown, and what it rested on when it came to be so.
    return {**row_of(county), "since": recorded["at"], "evidence_at": recorded["evidence_at"]}


def _print_summary(then: "CoverageThen") -> None:
    from fengsui.coverage.document import summary
    from fengsui.coverage.moment import province_text

    typer.echo(f"{province_text(then.coverage.as_of)}: {summary(then.coverage)}")


async def _read(url: str, as_of: str) -> "CoverageThen":
    from fengsui.clock import SystemClock
    from fengsui.coverage.moment import parse_moment
    from fengsui.database.open import open_database
    from fengsui.history.state_log import StateLog

    moment = parse_moment(as_of, SystemClock().now(), what="--as-of")
    async with open_database(url, create=False) as db:
        return await StateLog(db).coverage_at(moment.at, or_last=moment.today)
