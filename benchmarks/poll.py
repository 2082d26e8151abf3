"""Measures Fengsui's poller beside other clients on the same simulated devices, in one run.

The agent (agent.c) runs on one core; each client in turn runs in a process of its own, several rounds interleaved, so that
a machine whose speed drifts hits all alike. What is compared is varbinds per CPU-second of the client, medians of the
rounds: a ratio, never a time. Fengsui runs through `fengsui bench poll`, the production path with timeouts, retries,
checks and decoding to readings; `first` polls each device once (full decoding), `steady` again and again, once the devices are
known.

Usage: python benchmarks/poll.py [--rounds 3] [--seconds 4] [--devices 200] [--clients fengsui-steady,gufo] [-o json]
"""

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
CLIENTS = ("fengsui-first", "fengsui-steady", "gufo", "snmp-exporter", "snmpbulkwalk", "pysnmp")
# Programs of the system; a peer that is not installed is left out with a remark.
PROGRAMS = {"snmp-exporter": "prometheus-snmp-exporter", "snmpbulkwalk": "snmpbulkwalk"}


@contextmanager
def running_agent(interfaces: int, seconds: int, *more: str) -> Iterator[int]:
    """The benchmark's agent, compiled and running with `more` options; gives its port."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        sys.exit("benchmarks: a C compiler is needed for the agent (Debian: apt install gcc libc6-dev)")
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        agent = Path(folder) / "agent"
        subprocess.run([compiler, "-O2", "-o", agent, HERE / "agent.c"], check=True)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [str(agent), "-p", str(port), "-i", str(interfaces), "-t", str(seconds), *more]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            if process.stdout is None or process.stdout.readline().strip() != b"ready":
                sys.exit("benchmarks: the agent did not start")
            try:
                yield port
            finally:
                process.terminate()


def command_of(client: str, port: int, devices: int, seconds: float) -> list[str]:
    """The command line that measures one client once."""
    if client.startswith("fengsui"):
        # A poll of each of many devices is a first poll; a few devices again and again are the steady state.
        count = 20_000 if client == "fengsui-first" else devices
        last = f"127.{1 + count // 65536}.{count // 256 % 256}.{count % 256}"
        return [
            *(sys.executable, "-m", "fengsui", "bench", "poll", "--targets", f"127.1.0.1-{last}", "--port", str(port)),
            *("--seconds", str(seconds), "-o", "json"),
            *("--packets-per-second", "0"),  # agents are few and polled round and round, the peers know no budget
            *("--warm-up", "0" if client == "fengsui-first" else "1.5"),
        ]
    peer = [sys.executable, "-m", "benchmarks.peers", client, "--port", str(port)]
    return [*peer, "--devices", str(devices), "--seconds", str(seconds)]


def rate(client: str, port: int, devices: int, seconds: float) -> float:
    """Varbinds per CPU-second of one client in one round."""
    command = command_of(client, port, devices, seconds)
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds * 10 + 60, cwd=HERE.parent, check=False
    )
    if done.returncode != 0:
        sys.exit(f"benchmarks: {client} failed:\n{done.stderr[-2000:]}")
    figures = json.loads(done.stdout)
    if figures.get("failures"):
        print(f"  {client}: {figures['failures']} polls failed", file=sys.stderr)
    return float(figures["varbinds"] / figures["cpu_seconds"])


def report(rates: dict[str, list[float]], output: str) -> None:
    """Prints medians with their range, and ratios to gufo where it ran."""
    medians = {client: statistics.median(values) for client, values in rates.items()}
    if output == "json":
        print(json.dumps({"varbinds_per_cpu_second": rates, "medians": medians}, indent=2))
        return
    base = medians.get("gufo")
    print(f"{'client':<16}{'varbinds per CPU-second':>26}{'lowest':>12}{'highest':>12}{'to gufo':>10}")
    for client, values in rates.items():
        ratio = f"{medians[client] / base:.2f}" if base else ""
        print(f"{client:<16}{medians[client]:>26,.0f}{min(values):>12,.0f}{max(values):>12,.0f}{ratio:>10}")


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--interfaces", type=int, default=48)
    parser.add_argument("--clients", default=",".join(CLIENTS))
    parser.add_argument("-o", "--output", choices=["table", "json"], default="table")
    given = parser.parse_args()
    clients = given.clients.split(",")
    if unknown := sorted(set(clients) - set(CLIENTS)):
        parser.error(f"--clients: expected some of {', '.join(CLIENTS)}, got {', '.join(unknown)}")
    for client in [client for client in clients if client in PROGRAMS and not shutil.which(PROGRAMS[client])]:
        print(f"{client} left out: {PROGRAMS[client]} is not installed", file=sys.stderr)
        clients.remove(client)
    rates: dict[str, list[float]] = {client: [] for client in clients}
    bound = int(given.rounds * len(clients) * (given.seconds * 2 + 20)) + 60
    with running_agent(given.interfaces, bound) as port:
        for number in range(given.rounds):
            for client in clients:
                rates[client].append(rate(client, port, given.devices, given.seconds))
                print(f"round {number + 1} {client}: {rates[client][-1]:,.0f}", file=sys.stderr)
    report(rates, given.output)


if __name__ == "__main__":
    main()
