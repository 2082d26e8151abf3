"""Verifying devices from the command line, and their verdicts in listings."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from fengsui.commands.inventory import ask, check_filters, columns_of, printable
from fengsui.commands.options import author, run, settings_from
from fengsui.commands.output import OutputFormat, print_rows

if TYPE_CHECKING:
    from fengsui.config import Settings
    from fengsui.inventory.store import InventoryStore
    from fengsui.model.device import Device
    from fengsui.model.verification import Asked, Reason, Registered, Verification

_COLUMNS = ("device", "verdict", "lifecycle", "reasons", "warnings")


def list_with_verdicts(
    database: str | None,
    data_dir: Path | None,
    output: OutputFormat,
    question: Callable[["InventoryStore"], Awaitable[Sequence["Device"]]],
    *,
    carrier: str | None,
    county: str | None,
) -> None:
    """Prints devices, each with the verdict of its last verification."""
    from fengsui.inventory.kinds import DEVICES
    from fengsui.inventory.verifications import all_verifications

    async def both(store: "InventoryStore") -> tuple[Sequence["Device"], dict[str, "Verification"]]:
        await check_filters(store, carrier=carrier, county=county)
        return await question(store), await all_verifications(store.db)

    devices, found = ask(database, data_dir, both)
    rows = [{**printable(DEVICES.flat(device)), "verdict": _verdict(found.get(device.name))} for device in devices]
    print_rows(rows, columns_of("devices", output, "verdict"), output)


def verify_devices(names: Sequence[str], database: str | None, data_dir: Path | None, output: OutputFormat) -> None:
    """Asks devices from this process, writes what came of it, and prints it."""
    settings = settings_from(database, data_dir)
    rows = run(_verify(list(dict.fromkeys(names)), settings))
    print_rows(rows, _COLUMNS if output is not OutputFormat.JSON else (), output)
    if any(row["verdict"] != "active" for row in rows):
        raise typer.Exit(1)


async def _verify(names: Sequence[str], settings: "Settings") -> list[dict[str, Any]]:
    from fengsui.inventory.keyring import load_keyring
    from fengsui.inventory.store import open_inventory
    from fengsui.inventory.verifications import VerificationStore
    from fengsui.service import verification_rules
    from fengsui.tasks.verification import judging

    async with open_inventory(settings.url, create=False) as store:
        for name in names:
            await store.get("devices", name)
        waiting = VerificationStore(store.db, load_keyring(settings, create=False))
        asked = await _ask_all(await waiting.registered(names), settings)
        settled = await waiting.settle(asked, judging(verification_rules(settings)), author())
        lifecycles = {each.device.name: each.device.lifecycle.value for each in await waiting.registered(names)}
    return [_row(each, lifecycles[each.device]) for each in settled]


async def _ask_all(registered: Sequence["Registered"], settings: "Settings") -> list["Asked"]:
    from fengsui.clock import SystemClock
    from fengsui.collectors.poller import Poller
    from fengsui.collectors.profiles.catalogue import load_catalogue
    from fengsui.collectors.target import Target
    from fengsui.service import verification_rules
    from fengsui.tasks.verification import ask_one

    clock = SystemClock()
    poller = Poller(
        clock,
        packets_per_second=settings.agent_packets_per_second,
        catalogue=load_catalogue(settings.profile_dir),
    )

    async def poll(device: "Device", credential: Any) -> Any:
        target = Target(
            device.address,
            credential,
            device.port,
            device.profile,
            settings.poll_timeout_seconds,
            settings.poll_retries,
            settings.poll_deadline_seconds,
        )
        return await poller.poll(target), await poller.identify(target)

    await poller.open()
    try:
        found = [await ask_one(each, poll, verification_rules(settings), clock) for each in registered]
    finally:
        await poller.close()
    return [each for each in found if each is not None]


def _row(found: "Verification", lifecycle: str) -> dict[str, Any]:
    return {
        "device": found.device,
        "verdict": _verdict(found),
        "lifecycle": lifecycle,
        "reasons": [_sentence(each) for each in found.reasons],
        "warnings": [_sentence(each) for each in found.warnings],
    }


def _sentence(reason: "Reason") -> str:
    return f"{reason.kind.value}: {reason}"


def _verdict(found: "Verification | None") -> str | None:
    return found.verdict.value if found is not None and found.verdict is not None else None
