"""Recordings of real equipment (PyPI snmpsim-data, BSD-2-Clause), read by a parser of our own and served by snmpsim."""

import bz2
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pytest

from fengsui.collectors.mib import SYS_UP_TIME
from fengsui.collectors.profiles.catalogue import load_catalogue
from fengsui.collectors.profiles.schema import Group
from fengsui.collectors.snmp.message import FIRST_REQUEST_ID, GET, Ask, RequestEncoder
from fengsui.model.credential import SnmpVersion
from tests.support.programs import free_port

DEVICES = {
    "huawei-s5720": "router/huawei-s5720",
    "huawei-s12704": "switch/huawei-s12704",
    "huawei-me60": "router/huawei-unknown-001",
    "huawei-me60-2": "router/huawei-unknown-002",
    "zte-zxr10-5250": "switch/zte-zxr10-5250",
    "zte-zxr10-9900": "switch/zte-zrx10",
    "h3c-e528": "switch/h3c-e528-2",
    "h3c-comware-7": "switch/h3c-comware-7-1-075",
    "ruijie-s5750": "switch/ruijie-s5750-24gt12sfp",
    "ruijie-n18010": "router/ruijie-n18010",
    "maipu-sm4200": "switch/maipu-sm4200-16gef8ge-ac",
    "dcn-dcrs-5980": "switch/dcrs-5980-28t-dc",
    "juniper-mx960": "router/juniper-mx960-12-3r6-6",
    "juniper-mx960-13": "router/juniper-mx960-13-3r9-13",
    "h3c-e528-old-tree": "switch/h3c-e528-1",
    "h3c-wx6103": "switch/h3c-wx6103",
    "cisco-old-ios": "router/cisco-unmarked-0",
    "cisco-c3560": "switch/cisco-c3560",
    "cisco-c3750": "switch/cisco-c3750",
    "cisco-6509": "appliance/cisco-unknown-01",
    "cisco-n5000": "switch/cisco-n5000",
    "bdcom-s5612": "switch/bdcom-s5612",
    "arista-7150s": "../cloud/arista-dcs-7150s-52-cl",
    "paloalto-5000": "firewall/paloalto-pa-5000",
}
# What every poll asks for; the rest of a recording (up to 3,000,000 rows) would only cost time.
_ALWAYS = (
    "1.3.6.1.2.1.1",
    "1.3.6.1.2.1.2.2.1",
    "1.3.6.1.2.1.25.1.1",
    "1.3.6.1.2.1.25.2.3.1",
    "1.3.6.1.2.1.25.3.3.1.2",
    "1.3.6.1.2.1.31.1.1.1",
)
_BLOCK = 1 << 18
_OID = re.compile(rb"^[0-9.]+(?=\|)", re.MULTILINE)
_NUMBERS = {"2", "65", "66", "67", "70"}

Recorded = dict[str, int | bytes | str]


@dataclass(frozen=True, slots=True)
class Recordings:
    """A responder that serves every device of `DEVICES`; the community is the device's name.

    Attributes:
        rows: What each recording says: numbers, octets, and OIDs as dotted text, by OID.
    """

    port: int
    rows: dict[str, Recorded]


@lru_cache(maxsize=64)
def _subtrees(profile: str | None = None) -> tuple[tuple[int, ...], ...]:
    """What a poll may ask for: what all agents are asked, and the vendor's own of one profile or, where none is named, of all."""
    every = load_catalogue().profiles
    wanted = {oid for loaded in every.values() for group in loaded.groups.values() for oid in _asked(group)}
    own = {oid for group in (every[profile].groups.values() if profile else ()) for oid in _asked(group)}
    kept = [oid for oid in wanted if profile is None or oid in own or not oid.startswith("1.3.6.1.4.1.")]
    return tuple(sorted(map(_numbers, {*_ALWAYS, *kept})))


def _profile_of(rows: Recorded) -> str | None:
    """The profile that a recorded device would get; None until that is known."""
    sys_object_id, sys_descr = rows.get("1.3.6.1.2.1.1.2.0"), rows.get("1.3.6.1.2.1.1.1.0")
    if not isinstance(sys_object_id, str) or not isinstance(sys_descr, bytes):
        return None
    return load_catalogue().choose("auto", sys_object_id, sys_descr.decode("latin-1")).profile.name


def _asked(group: Group) -> Iterator[str]:
    for column in [*group.columns.values(), *group.lookups.values()]:
        yield column.oid
    for scalar in group.scalars.values():
        yield scalar.oid.rpartition(".")[0]


def _numbers(oid: str | bytes) -> tuple[int, ...]:
    return tuple(map(int, oid.split("." if isinstance(oid, str) else b".")))  # type: ignore[arg-type]  # each splits by its own kind


def recorded_lines(device: str) -> list[str]:
    """The lines of a recording that a poll may ask for, as they stand. Recordings are sorted: blocks without such lines are passed over."""
    path = files("snmpsim_data") / "data" / "network" / f"{DEVICES[device]}.snmprec.bz2"
    kept: list[str] = []
    rest, profile = b"", None
    with path.open("rb") as packed, bz2.open(packed, "rb") as unpacked:
        while block := unpacked.read(_BLOCK):
            block, _, rest = (rest + block).rpartition(b"\n")
            oids = _OID.search(block), _OID.search(block, block.rfind(b"\n") + 1)
            if oids[0] is None or oids[1] is None:
                continue
            first, last = _numbers(oids[0].group()), _numbers(oids[1].group())
            profile = profile or _profile_of(parse(kept))
            ahead = [subtree for subtree in _subtrees(profile) if first[: len(subtree)] <= subtree]
            if not ahead:
                break
            near = tuple(".".join(map(str, subtree)) + "." for subtree in ahead if subtree <= last)
            kept += [line for line in block.decode("latin-1").split("\n") if line.startswith(near)] if near else []
    return [line.rstrip("\r") for line in kept]


def parse(lines: list[str]) -> Recorded:
    """Reads `OID|tag|value`; a tag that ends in x says that the value is hexadecimal. Values that move are left out."""
    rows: Recorded = {}
    for line in lines:
        oid, tag, value = line.split("|", 2)
        if ":" in tag:  # snmpsim makes the value up: an uptime that runs
            continue
        kind = tag.removesuffix("x")
        octets = bytes.fromhex(value) if tag.endswith("x") else value.encode("latin-1")
        if kind in _NUMBERS:
            rows[oid] = int(value)
        else:
            rows[oid] = value if kind == "6" else octets
    return rows


@contextmanager
def served_recordings(folder: Path) -> Iterator[Recordings]:
    """Runs one responder for all devices."""
    responder = Path(sys.executable).with_name("snmpsim-command-responder")
    if not responder.exists():
        pytest.fail("snmpsim is not installed: the development dependencies are incomplete")
    data, cache = folder / "data", folder / "cache"
    data.mkdir(parents=True)
    rows = {}
    for device in DEVICES:
        lines = recorded_lines(device)
        rows[device] = parse(lines)
        (data / f"{device}.snmprec").write_text("\n".join(lines) + "\n", encoding="latin-1")
    port = free_port(socket.SOCK_DGRAM)
    command = [
        str(responder), f"--data-dir={data}", f"--cache-dir={cache}", f"--agent-udpv4-endpoint=127.0.0.1:{port}",
        "--logging-method=null", "--quiet",
    ]  # fmt: skip
    if os.geteuid() == 0:
        command += ["--process-user=root", "--process-group=root"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            _wait_until_answering(process, port, folder / "log")
            yield Recordings(port, rows)
        finally:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=5)


def _wait_until_answering(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    # snmpsim says nothing of a port that is taken: only an answer shows that it runs.
    before, after = RequestEncoder(SnmpVersion.V2C, b"maipu-sm4200").encode(Ask(GET, [SYS_UP_TIME]))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.2)
        for _ in range(150):
            if process.poll() is not None:
                break
            probe.sendto(before + FIRST_REQUEST_ID.to_bytes(4, "big") + after, ("127.0.0.1", port))
            try:
                probe.recv(1500)
            except OSError:
                time.sleep(0.05)
            else:
                return
    raise RuntimeError(f"snmpsim did not start: {log.read_text(errors='replace')[-2000:]}")
