"""`fengsui scorecard`: how well each carrier does what it promised, part by part."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import Database, DataDir, run, settings_from
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows
from fengsui.model.criterion import ScorePart

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.coverage.scorecard import Scorecard

_PARTS = tuple(part.value for part in ScorePart)
_TABLE = ("carrier", "name", "score", *_PARTS, "left out")
_CSV = ("carrier", "name_zh", "name_en", "score", "known_weight", "part", "weight", "part_score", "value", "evidence", "reason")  # fmt: skip


def scorecard(
    month: Annotated[
        str | None, typer.Option("--month", help="A month, YYYY-MM. [default: the last that is over]")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE|TIME|DAYS",
            help="Where the period begins instead: a day, a time, or 7d before its end.",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE|TIME", help="Where it ends, a day included. [default: now]")
    ] = None,
    carrier: Annotated[str | None, typer.Option("--carrier", help="Of this carrier alone, by code.")] = None,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Show the carriers' scorecard: 0–100 points a part and as a whole; what is not known is left out and said.

    A part has 100 points at its best value, 0 at its worst, and less than its value alone would give where little stands behind it.
    """
    from fengsui.coverage.moment import province_text
    from fengsui.coverage.scorecard import scorecard_document
    from fengsui.errors import NotFoundError

    found = run(scorecard_of(settings_from(database, data_dir), month, since, until))
    document = scorecard_document(found)
    if carrier is not None:
        document["carriers"] = [each for each in document["carriers"] if each["carrier"] == carrier]
        if not document["carriers"]:
            raise NotFoundError(f"there is no carrier {carrier[:40]!r}. `fengsui carrier list` shows what there is")
    if output is OutputFormat.JSON:
        print_json(document)
    elif output is OutputFormat.CSV:
        print_rows([row for each in document["carriers"] for row in _rows(each)], _CSV, output)
    else:
        typer.echo(f"{province_text(found.period[0])} to {province_text(found.period[1])}")
        print_rows([_row(each) for each in document["carriers"]], _TABLE, output)


async def scorecard_of(
    settings: "Settings", month: str | None = None, since: str | None = None, until: str | None = None
) -> "Scorecard":
    """The scorecard of a month or period as the database has it; without words, of the last month that is over.

    Raises:
        UsageError: where a month or period cannot be read, or both are given.
        DatabaseError: where the database fails.
    """
    from fengsui.clock import SystemClock
    from fengsui.commands.ratios import known_now, with_past
    from fengsui.coverage.moment import month_or_period
    from fengsui.database.open import open_database
    from fengsui.history.scorecard import Scorecards
    from fengsui.inventory.criteria import load_criteria
    from fengsui.inventory.targets import load_phases

    criteria = load_criteria(settings.scorecard_file)
    period = month_or_period(month, since, until, SystemClock().now(), prefix="--")
    known = await with_past(settings, await known_now(settings))
    async with open_database(settings.url, create=False) as db:
        return await Scorecards(db, criteria, load_phases()).scorecard(known, period)


def _row(document: dict[str, Any]) -> dict[str, Any]:
    parts = {each["part"]: each for each in document["parts"]}
    left_out = "; ".join(f"{name}: {each['reason']}" for name, each in parts.items() if each["score"] is None)
    return {
        "carrier": document["carrier"],
        "name": document["name_zh"],
        "score": document["score"],
        **{name: parts[name]["score"] if name in parts else None for name in _PARTS},
        "left out": left_out,
    }


def _rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    whole = {name: value for name, value in document.items() if name != "parts"}
    return [{**each, **whole, "part_score": each["score"]} for each in document["parts"]]
