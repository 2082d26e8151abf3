"""A small register as rows of files and as records, for the tests of the inventory."""

from collections.abc import Sequence
from pathlib import Path

from fengsui.inventory.divisions import load_divisions
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.readers.table import TableRow
from fengsui.inventory.records import Records
from fengsui.inventory.rows import Row
from fengsui.inventory.validation import validate
from fengsui.model.principal import Author

# In whose name tests change the inventory.
BY = Author("cli:tester", 1_790_000_000.0)

TELECOM = {"code": "telecom", "name_zh": "中国电信", "name_en": "China Telecom", "management_prefixes": "10.20.0.0/16"}
LAB = {"name": "lab", "version": "v2c", "community": "a-canary-community"}
CORE = {"code": "lz-core", "name": "兰州核心局", "division": "620102", "kind": "pop"}
COUNTY = {"code": "yd", "name": "永登局", "division": "620121", "kind": "exchange"}
CORE_1 = {
    "name": "lz-core-1",
    "carrier": "telecom",
    "site": "lz-core",
    "role": "core",
    "network": "internet",
    "address": "10.20.0.1",
    "credential": "lab",
}
COUNTY_1 = {**CORE_1, "name": "yd-1", "site": "yd", "role": "county", "address": "10.20.0.2"}
LINK = {
    "name": "lz-yd-1",
    "carrier": "telecom",
    "a_device": "lz-core-1",
    "a_interface": "eth1",
    "b_device": "yd-1",
    "b_interface": "eth1",
    "capacity_bits_per_second": "10000000000",
    "tier": "county",
}
PORTAL = {
    "name": "lz-portal",
    "site": "lz-core",
    "kind": "https",
    "address": "10.30.0.1",
    "host": "portal.example.cn",
    "check_dns": "lz-dns",
    "carrier": "telecom",
}
NAMES = {
    "name": "lz-dns",
    "site": "lz-core",
    "kind": "dns",
    "address": "10.30.0.2",
    "host": "portal.example.cn",
    "carrier": "",
}
REGISTER: dict[str, Sequence[dict[str, str]]] = {
    "carriers": [TELECOM],
    "credentials": [LAB],
    "sites": [CORE, COUNTY],
    "devices": [CORE_1, COUNTY_1],
    "links": [LINK],
    "services": [PORTAL, {**dict.fromkeys(PORTAL, ""), **NAMES}],
}


def rows(kind: str, *values: dict[str, str]) -> list[Row]:
    """Rows as a CSV file of that kind would give them; the first is row 2."""
    return [TableRow(KINDS[kind], dict(row), f"{kind}.csv", number) for number, row in enumerate(values, 2)]


def shipped() -> Records:
    """What an empty inventory knows: the divisions."""
    return Records(divisions={division.code: division for division in load_divisions()})


def register() -> Records:
    """One carrier, one credential, two sites, two devices, the link between them and two services, beside the shipped divisions."""
    every = [row for kind, values in REGISTER.items() for row in rows(kind, *values)]
    verdict = validate(every, shipped(), allow_loopback=False)
    assert not verdict.faults, verdict.faults
    return shipped().merged(verdict.proposed)


def write_register(folder: Path, **changed: Sequence[dict[str, str]]) -> list[Path]:
    """The register as CSV files, a kind replaced by keyword."""
    paths = []
    for kind, values in {**REGISTER, **changed}.items():
        path = folder / f"{kind}.csv"
        lines = [",".join(values[0]), *(",".join(row.values()) for row in values)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths
