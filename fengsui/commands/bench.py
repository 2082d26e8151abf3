"""`fengsui bench`: what polling costs on the user's own machine and network."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from fengsui.commands import agent
from fengsui.commands.options import run
from fengsui.commands.output import Output, OutputFormat, print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fengsui.collectors.target import Target
    from fengsui.tasks.measure import Measurement

app = typer.Typer(no_args_is_help=True, help="Measure what polling costs.")


@app.callback()
def root() -> None:
    """Measure what polling costs."""


@app.command()
def poll(
    targets: Annotated[str, typer.Option(help="Addresses: FIRST-LAST ranges and single ones, separated by commas.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="UDP port of the agents.")] = 161,
    version: agent.Version = None,
    community: agent.Community = None,
    v3_user: agent.User = None,
    auth_protocol: agent.AuthProtocol = None,
    auth_key: agent.AuthKey = None,
    priv_protocol: agent.PrivProtocol = None,
    priv_key: agent.PrivKey = None,
    seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="How long to poll.")] = 4.0,
    warm_up: Annotated[
        float, typer.Option(min=0, max=3600, help="Seconds of polling before that, for the agents to be known.")
    ] = 0.0,
    concurrency: Annotated[int, typer.Option(min=1, max=5000, help="Devices polled at the same time.")] = 50,
    timeout: Annotated[float, typer.Option(min=0.05, max=30, help="Seconds of patience for one answer.")] = 2.0,
    retries: Annotated[int, typer.Option(min=0, max=10, help="Retransmissions of one request.")] = 2,
    packets: Annotated[
        float, typer.Option("--packets-per-second", min=0, help="Most packets to one agent; 0 for no limit.")
    ] = 500.0,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Poll agents round and round with the production path and print what it cost.

    Exit code 1 where no agent answered.
    """
    from fengsui.collectors.target import Target
    from fengsui.tasks.measure import parse_targets

    credential = agent.credential_from(
        "bench poll",
        {
            "version": version,
            "community": community,
            "user": v3_user,
            "auth_protocol": auth_protocol,
            "auth_key": auth_key,
            "priv_protocol": priv_protocol,
            "priv_key": priv_key,
        },
    )
    asked = [
        Target(address, credential, port=port, timeout_seconds=timeout, retries=retries)
        for address in parse_targets(targets)
    ]
    measured = run(_measure(asked, (warm_up, seconds), concurrency, packets))
    row = asdict(measured)
    if output is OutputFormat.JSON:
        print_json(row)
    elif output is OutputFormat.CSV:
        print_rows([row], tuple(row), output)
    else:
        print_rows([{"figure": name, "value": value} for name, value in row.items()], ("figure", "value"), output)
    if measured.devices == measured.failures:
        typer.echo("fengsui: no agent answered: check addresses, port and community", err=True)
        raise typer.Exit(1)


async def _measure(
    targets: "Sequence[Target]", stages: "Sequence[float]", concurrency: int, packets: float
) -> "Measurement":
    """Polls for so many seconds a stage; the last one counts."""
    from fengsui.clock import SystemClock
    from fengsui.collectors.poller import Poller
    from fengsui.tasks.measure import measure
    from fengsui.tasks.tuning import tune_garbage_collection

    clock = SystemClock()
    poller = Poller(clock, packets_per_second=packets)
    await poller.open()
    tune_garbage_collection()
    try:
        *before, last = stages
        for seconds in filter(None, before):
            await measure(poller, targets, clock, seconds=seconds, concurrency=concurrency)
        return await measure(poller, targets, clock, seconds=last, concurrency=concurrency)
    finally:
        await poller.close()
