"""`fengsui report`: what carriers declare of their subscribers, month by month, and the province's own report of a month."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.inventory import CarrierOption, ask, noun, print_record
from fengsui.commands.options import Database, DataDir, author, settings_from
from fengsui.commands.output import Output, OutputFormat, plain, print_rows
from fengsui.commands.report_monthly import monthly
from fengsui.commands.report_verify import verify_command
from fengsui.model.report import FIGURES

if TYPE_CHECKING:
    from fengsui.inventory.report_rules import ReportVerdict
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.report import ReportVersion

app = noun(
    "Reports: the province's own of a month (monthly, verify), and what carriers declare, by division and month (list, show, submit)."
)
app.command("monthly")(monthly)
app.command("verify")(verify_command)

_COLUMNS = ("month", "carrier", "division", *FIGURES, "version", "warnings")

Division = Annotated[str | None, typer.Option("--division", help="Of this division alone, by GB/T 2260 code.")]
CarrierArgument = Annotated[str, typer.Argument(metavar="CARRIER", help="Code of the carrier.")]
DivisionArgument = Annotated[str, typer.Argument(metavar="DIVISION", help="GB/T 2260 code of the county.")]
MonthArgument = Annotated[str, typer.Argument(metavar="MONTH", help="YYYY-MM.")]


def _count(name: str, text: str) -> Any:
    return typer.Option(f"--{name}", min=0, help=text, show_default=False)


@app.command("list")
def list_reports(
    carrier: CarrierOption = None,
    division: Division = None,
    month: Annotated[str | None, typer.Option("--month", help="Of this month alone, YYYY-MM.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="Of this month and later, YYYY-MM.")] = None,
    every_version: Annotated[
        bool, typer.Option("--every-version", help="Those that were corrected too, the oldest first.")
    ] = False,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List subscriber reports by month, carrier and division: the version that counts of each."""
    from fengsui.inventory.reports import ReportStore, report_document

    async def question(store: "InventoryStore") -> list["ReportVersion"]:
        for kind, wanted in (("carriers", carrier), ("divisions", division)):
            if wanted is not None:
                await store.get(kind, wanted)
        return await ReportStore(store.db).reports(
            carrier=carrier, division=division, month=month, since=since, every_version=every_version
        )

    print_rows([report_document(each) for each in ask(database, data_dir, question)], _COLUMNS, output)


@app.command("show")
def show(
    carrier: CarrierArgument,
    division: DivisionArgument,
    month: MonthArgument,
    output: Output = OutputFormat.TABLE,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Print one subscriber report with all of its versions, the newest first."""
    from fengsui.errors import NotFoundError
    from fengsui.inventory.reports import ReportStore, report_document

    found = ask(
        database,
        data_dir,
        lambda store: ReportStore(store.db).reports(
            carrier=carrier, division=division, month=month, every_version=True
        ),
    )
    if not found:
        wanted = plain(f"{carrier}/{division}/{month}"[:100])
        raise NotFoundError(f"there is no subscriber report {wanted}. `fengsui report list` shows what there is")
    versions = [report_document(each) for each in reversed(found)]
    if output is OutputFormat.TABLE and len(versions) == 1:
        print_record(versions[0], output)
    else:
        print_rows(versions, ("version", "at", "principal", *FIGURES, "reason", "warnings"), output)


@app.command("submit")
def submit(
    carrier: CarrierArgument,
    division: DivisionArgument,
    month: MonthArgument,
    broadband_households: Annotated[int, _count("broadband-households", "Households with fixed broadband.")],
    internet_users: Annotated[int | None, _count("internet-users", "People who use the internet.")] = None,
    pon_ports: Annotated[int | None, _count("pon-ports", "PON ports in service.")] = None,
    pon_10g_ports: Annotated[int | None, _count("pon-10g-ports", "Those of them with 10 Gbit/s.")] = None,
    users_500mbps: Annotated[int | None, _count("users-500mbps", "Fixed lines of 500 Mbit/s and above.")] = None,
    villages_reached: Annotated[int | None, _count("villages-reached", "Villages with fixed broadband.")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why figures are unusual; a correction cannot do without.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be taken, and take nothing.")] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Submit one subscriber report, or correct it; `fengsui import subscriber_reports.csv` takes many."""
    from fengsui.inventory.kinds import SUBSCRIBER_REPORTS
    from fengsui.inventory.registration import FormRow
    from fengsui.inventory.report_rules import report_notes
    from fengsui.inventory.reports import ReportStore
    from fengsui.inventory.rows import Reading

    given = {
        "carrier": carrier,
        "division": division,
        "month": month,
        "broadband_households": broadband_households,
        "internet_users": internet_users,
        "pon_ports": pon_ports,
        "pon_10g_ports": pon_10g_ports,
        "users_500mbps": users_500mbps,
        "villages_reached": villages_reached,
        "reason": reason,
    }
    texts = {column: str(value) for column, value in given.items() if value is not None}
    reading = Reading(rows=[FormRow(SUBSCRIBER_REPORTS, dict(texts))])
    jump = settings_from(database, data_dir).report_jump_ratio

    async def take(store: "InventoryStore") -> "ReportVerdict":
        return await ReportStore(store.db).submit(reading, by=author(), jump=jump, dry_run=dry_run)

    verdict = ask(database, data_dir, take)
    for note in report_notes(verdict):
        typer.echo(f"note: {plain(note)}", err=True)
    (_, result), *_rest = verdict.results
    words = {"added": "is taken", "changed": "is corrected", "unchanged": "says this already"}
    typer.echo(f"subscriber report {carrier}/{division}/{month} {words[result]}{' (dry run)' if dry_run else ''}")
