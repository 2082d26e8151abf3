"""Peers that are programs of their own: net-snmp's snmpbulkwalk and Prometheus' snmp_exporter.

What is measured is the CPU time of those programs, not of this one.
"""

import itertools
import os
import resource
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.peers import COLUMNS, SYS_UPTIME, addresses

_TABLES = ("1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1")
_TICKS = os.sysconf("SC_CLK_TCK")


def with_snmpbulkwalk(port: int, devices: int, seconds: float) -> dict[str, float]:
    """Both whole tables of each device, one process a table, no MIB files loaded, 25 repetitions: a script at its best."""
    program = _program("snmpbulkwalk", "snmp")
    options = ["-v2c", "-c", "public", "-m", "", "-On", "-Cr25"]
    began, before = time.perf_counter(), _children_cpu()
    polled = varbinds = 0
    for address in addresses(devices):
        for table in _TABLES:  # a process for each column would measure the start of processes
            done = subprocess.run(
                [program, *options, f"{address}:{port}", table], capture_output=True, check=True, timeout=60
            )
            varbinds += done.stdout.count(b"\n")
        polled += 1
        if time.perf_counter() - began >= seconds:
            break
    return {
        "devices": polled,
        "varbinds": varbinds,
        "wall_seconds": time.perf_counter() - began,
        "cpu_seconds": _children_cpu() - before,
    }


def with_snmp_exporter(port: int, devices: int, seconds: float, interfaces: int) -> dict[str, float]:
    """Scrapes of the same columns, eight at a time, with a metric for each column as its generator would write them."""
    program = _program("prometheus-snmp-exporter", "prometheus-snmp-exporter")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        http = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "snmp.yml"
        config.write_text(_exporter_config())
        command = [program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{http}", "--log.level=error"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as exporter:
            try:
                _await_listening(http)
                return _scrape(exporter.pid, http, port, devices, seconds, interfaces)
            finally:
                exporter.terminate()


def _scrape(pid: int, http: int, port: int, devices: int, seconds: float, interfaces: int) -> dict[str, float]:
    began, before = time.perf_counter(), _cpu_of(pid)

    def one(address: str) -> bool:
        url = f"http://127.0.0.1:{http}/snmp?module=bench&target={address}:{port}"
        with urllib.request.urlopen(url, timeout=60) as answer:
            return b"bench_ifHCInOctets" in answer.read()

    polled = 0
    turn = addresses(devices)
    with ThreadPoolExecutor(8) as pool:
        while time.perf_counter() - began < seconds:
            polled += sum(pool.map(one, itertools.islice(turn, 32)))
    return {
        "devices": polled,
        "varbinds": polled * (len(COLUMNS) * interfaces + 1),
        "wall_seconds": time.perf_counter() - began,
        "cpu_seconds": _cpu_of(pid) - before,
    }


def _exporter_config() -> str:
    lines = ["bench:", "  walk:", *(f"  - {column}" for column in COLUMNS), "  get:", f"  - {SYS_UPTIME}", "  metrics:"]
    names = {"1.3.6.1.2.1.31.1.1.1.6": "ifHCInOctets"}
    text = {"1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.31.1.1.1.18"}
    for number, column in enumerate(COLUMNS):
        kind = "DisplayString" if column in text else "counter"
        lines += [
            f"  - name: bench_{names.get(column, f'column{number}')}",
            f"    oid: {column}",
            f"    type: {kind}",
            "    help: benchmark",
            "    indexes:",
            "    - labelname: ifIndex",
            "      type: gauge",
        ]
    lines += ["  version: 2", "  max_repetitions: 25", "  timeout: 10s", "  auth:", "    community: public"]
    return "\n".join([*lines, ""])


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not installed (Debian package {package})")
    return found


def _await_listening(port: int) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit("snmp_exporter did not start")


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
