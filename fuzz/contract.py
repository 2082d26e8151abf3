"""Fuzzes the HTTP interface against its own contract: `python -m fuzz.contract [CASES]` (pip install schemathesis).

The application runs in this process on a database of its own, with records of two carriers and nothing that sends a packet: what
schemathesis registers is never polled. An administrator and a carrier try every operation, each once with anything that a schema
allows and forbids, and once with names that are registered, so that cases get past the first refusal; what was put is followed to
reading, changing and removing it (links of OpenAPI). Every check of schemathesis is on. Exit code 1 where one fails.
"""

import asyncio
import copy
import json
import logging
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog

from fengsui.api.application import build_application
from fengsui.api.gate import Gate
from fengsui.api.openapi import openapi_document
from fengsui.api.server import HttpServer
from fengsui.api.source import FixedSource
from fengsui.api.throttle import Throttle
from fengsui.clock import SystemClock, spawn
from fengsui.history.incidents import IncidentStore
from fengsui.history.scorecard import Scorecards
from fengsui.history.state_log import StateLog
from fengsui.inventory.criteria import load_criteria
from fengsui.inventory.edits import Editor
from fengsui.inventory.importer import import_files
from fengsui.inventory.job_runner import ImportJobs
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.store import open_inventory
from fengsui.inventory.targets import load_phases
from fengsui.inventory.tokens import TokenStore
from fengsui.model.principal import Author, Role
from fengsui.reports.boundaries import shipped_boundaries
from fengsui.reports.gather import ReportSource
from fengsui.reports.library import ReportLibrary
from tests.support.builders import province
from tests.support.registers import REGISTER, TELECOM, write_register

_CASES = "60"
_BY = Author("cli:fuzz", 0.0)
# What the schema cannot say is refused with 409, 412, 422 (a site that is not registered, a stale tag) or, for a PATCH without
# a tag, 428; a name that is wanted as a path and holds a slash or a bare dot ends at no route.
_CONFIGURATION = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "304", "400", "401", "403", "404", "409", "412", "422", "428", "429"]
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429", "5xx"]

# What is in the body of an import is judged by the job, after 202; an import that was cancelled can still be asked after.
[[operations]]
include-path = "/api/v1/jobs"
checks.negative_data_rejection.expected-statuses = ["202", "400", "401", "403", "404", "405", "406", "413", "415", "422", "429", "5xx"]

[[operations]]
include-name = "DELETE /api/v1/jobs/{key}"
phases.stateful.enabled = false
"""
_MOBILE = {**TELECOM, "code": "mobile", "name_zh": "中国移动", "name_en": "China Mobile"}
_KEYS = {kind: [row[KINDS[kind].key] for row in rows] for kind, rows in REGISTER.items()} | {"divisions": ["620121"]}
_REFERENCES = {
    "site": _KEYS["sites"],
    "carrier": _KEYS["carriers"],
    "credential": _KEYS["credentials"],
    "a_device": _KEYS["devices"],
    "b_device": _KEYS["devices"],
    "division": _KEYS["divisions"],
    "address": ["10.20.0.1", "10.20.0.8", "10.20.0.9"],
}


def deepened(document: dict[str, Any]) -> dict[str, Any]:
    """The contract with names that are registered in the place of any, so that cases get past the first refusal."""
    document = copy.deepcopy(document)  # parts of it are the tables that it is made from
    for path, operations in document["paths"].items():
        names = _KEYS.get(path.split("/")[3].removesuffix(":bulk"), []) if path.startswith("/api/v1/") else []
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if (parameter["name"], parameter["in"]) == ("key", "path"):
                    parameter["schema"] = {"type": "string", "enum": [*names, "new-1", "new-2"]}
                if parameter["name"] == "If-Match":
                    parameter["schema"] = {"enum": ["*", "*", '"stale"']}
                    parameter["required"] = operation["operationId"].startswith("patch")
            rows = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            _refer(rows.get("items", {}))
    for name, schema in document["components"]["schemas"].items():
        if name.endswith(("New", "Change")):  # what is sent; what is answered stays as it is promised
            _refer(schema)
    return document


def _refer(schema: dict[str, Any]) -> None:
    for column, values in _REFERENCES.items():
        if column in schema.get("properties", {}):
            schema["properties"][column] = {"enum": values}


@asynccontextmanager
async def serving(folder: Path, role: Role) -> AsyncIterator[tuple[str, str]]:
    """The application on a fresh register; its address, and the token of a caller with the role."""
    clock, keyring = SystemClock(), Keyring(bytes(32), "fuzzing")
    async with open_inventory(f"sqlite+aiosqlite:///{folder}/fuzz.db", create=True) as store:
        paths = write_register(folder, carriers=[TELECOM, _MOBILE])
        await import_files(paths, store.db, keyring, by=_BY, dry_run=False, allow_loopback=False)
        tokens = TokenStore(store.db)
        _, token = await tokens.create("fuzz", role, carrier="telecom" if role is Role.CARRIER else None, by=_BY)
        jobs = ImportJobs(store.db, keyring, folder / "imports", clock, allow_loopback=False)
        await jobs.start()
        application = build_application(
            FixedSource(province()),
            clock,
            gate=Gate(tokens, clock, open_locally=False, throttle=Throttle(0)),
            editor=Editor(store.db, keyring, allow_loopback=False),
            past=StateLog(store.db),
            scores=Scorecards(store.db, load_criteria(), load_phases()),
            incidents=IncidentStore(store.db),
            jobs=jobs,
            monthly=ReportLibrary(ReportSource(store.db, 0.2, load_criteria()), shipped_boundaries(), clock),
        )
        server = HttpServer(application)
        await server.start("127.0.0.1:0")
        running = spawn(jobs.run(), name="imports")
        try:
            yield server.base_url, token.reveal()
        finally:
            running.cancel()
            await jobs.stop()
            await server.stop()


async def main() -> int:
    """Serves and fuzzes; prints what was done and gives the exit code."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    cases, worst, told = sys.argv[1] if len(sys.argv) > 1 else _CASES, 0, []
    for role in (Role.ADMINISTRATOR, Role.CARRIER):
        for document, mode in ((openapi_document(), "all"), (deepened(openapi_document()), "positive")):
            with tempfile.TemporaryDirectory() as folder:
                async with serving(Path(folder), role) as (url, token):
                    schema = Path(folder) / "openapi.json"
                    schema.write_text(json.dumps(document), encoding="utf-8")
                    code, text = await _run(schema, url, token, f"--max-examples={cases}", f"--mode={mode}")
            worst = max(worst, code)
            told.append(f"{role}, {'registered names' if mode == 'positive' else 'anything'}: {_summary(text)}")
    print("\n".join(told))  # noqa: T201 - the report is the product of this program
    return worst


async def _run(schema: Path, url: str, token: str, *options: str) -> tuple[int, str]:
    """One run of schemathesis: its exit code, and what it printed, which was shown meanwhile."""
    configuration = schema.with_name("schemathesis.toml")
    configuration.write_text(_CONFIGURATION, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        shutil.which("st") or str(Path(sys.executable).with_name("st")),
        f"--config-file={configuration}",
        "run",
        str(schema),
        f"--url={url}",
        f"--header=Authorization: Bearer {token}",
        "--checks=all",
        "--suppress-health-check=all",
        "--warnings=off",
        "--seed=1",
        "--continue-on-failure",
        *options,
        *sys.argv[2:],
        cwd=schema.parent,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    lines = []
    if process.stdout is not None:
        async for line in process.stdout:
            lines.append(line.decode(errors="replace"))
            sys.stdout.write(lines[-1])
    return await process.wait(), "".join(lines)


def _summary(text: str) -> str:
    """What schemathesis says of operations and cases at its end."""
    found = re.findall(r"^\s*(?:Selected|Tested|Test cases|[0-9,]+ generated).*$", text, re.MULTILINE)
    return "; ".join(line.strip() for line in found)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
