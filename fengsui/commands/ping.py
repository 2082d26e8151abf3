"""`fengsui ping`: ICMP echo to any address, by the administrator at the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fengsui.commands.options import run
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows
from fengsui.errors import Fault, UsageError

if TYPE_CHECKING:
    from fengsui.model.ping import PingResult

_SECONDS = ("min_seconds", "avg_seconds", "max_seconds", "jitter_seconds")
_COLUMNS = ("address", "sent", "received", "loss_ratio", *_SECONDS, "duplicates", "unreachable")
_MOST_ADDRESSES = 10_000


def ping(
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS…", help="IPv4 and IPv6 addresses; no names.")],
    count: Annotated[int, typer.Option("--count", min=1, max=1000, help="Echoes to each address.")] = 3,
    interval: Annotated[
        float, typer.Option("--interval", min=0.01, max=60, help="Seconds between two echoes to one address.")
    ] = 0.2,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.01, max=30, help="Seconds of patience for an answer.")
    ] = 1.0,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Send ICMP echoes to addresses and print loss, round trips and jitter.

    Exit code 1 where an address did not answer at all.
    """
    results = run(_ping(_checked(addresses), count, interval, timeout))
    rows = [_row(result) for result in results]
    if output is OutputFormat.JSON:
        print_json(rows)
    elif output is OutputFormat.CSV:
        print_rows([{**row, "unreachable": _words(row["unreachable"])} for row in rows], _COLUMNS, output)
    else:
        print_rows([_people_row(row) for row in rows], list(_people_row(rows[0])), output)
    if not all(result.received for result in results):
        raise typer.Exit(1)


async def _ping(addresses: Sequence[str], count: int, interval: float, patience: float) -> "list[PingResult]":
    from fengsui.clock import SystemClock
    from fengsui.collectors.ping.pinger import Pinger

    pinger = Pinger(SystemClock())
    pinger.open()
    try:
        found = await pinger.ping(addresses, count=count, interval_seconds=interval, timeout_seconds=patience)
    finally:
        pinger.close()
    return list(found.values())


def _checked(addresses: Sequence[str]) -> list[str]:
    from fengsui.model.address import parse_address, refusal

    faults = []
    for text in addresses[:_MOST_ADDRESSES]:
        address = parse_address(text)
        wrong = "" if address is None else refusal(address, allow_loopback=True)
        if address is None or wrong:
            faults.append(Fault("ADDRESS", "the IPv4 or IPv6 address of one device", repr(text[:80]), wrong))
    if len(addresses) > _MOST_ADDRESSES:
        faults.append(Fault("ADDRESS", f"at most {_MOST_ADDRESSES} addresses", str(len(addresses))))
    if faults:
        raise UsageError("\n".join([f"ping: {len(faults)} fault(s), nothing was sent", *map(str, faults)]))
    return list(dict.fromkeys(addresses))


def _row(result: "PingResult") -> dict[str, Any]:
    seconds = (result.minimum, result.mean, result.maximum, result.jitter)
    return {
        "address": result.address,
        "sent": result.sent,
        "received": result.received,
        "loss_ratio": None if result.loss_ratio is None else round(result.loss_ratio, 4),
        **{name: None if value is None else round(value, 7) for name, value in zip(_SECONDS, seconds, strict=True)},
        "duplicates": result.duplicates,
        "unreachable": dict(result.unreachable),
    }


def _people_row(row: dict[str, Any]) -> dict[str, Any]:
    from fengsui.commands.units import percent

    times = {name.removesuffix("_seconds"): _milliseconds(row[name]) for name in _SECONDS}
    return {
        "address": row["address"],
        "sent": row["sent"],
        "received": row["received"],
        "loss": percent(row["loss_ratio"]),
        **times,
        "duplicates": row["duplicates"],
        "unreachable": _words(row["unreachable"]),
    }


def _milliseconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{1000 * seconds:.3f} ms"


def _words(reasons: dict[str, int]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
