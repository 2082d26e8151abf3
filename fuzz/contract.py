"""Fuzzes the HTTP interface against its own contract: `python -m fuzz.contract [CASES]` (pip install schemathesis).

The application runs in this process on a database of its own, with records of two carriers and nothing that sends a packet: what
schemathesis registers is never polled. Every check of schemathesis is on; exit code 1 where one fails.
"""

import asyncio
import json
import logging
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import structlog

from fengsui.api.application import build_application
from fengsui.api.gate import Gate
from fengsui.api.openapi import openapi_document
from fengsui.api.server import HttpServer
from fengsui.api.source import FixedSource
from fengsui.api.throttle import Throttle
from fengsui.clock import SystemClock
from fengsui.inventory.edits import Editor
from fengsui.inventory.importer import import_files
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.store import open_inventory
from fengsui.inventory.tokens import TokenStore
from fengsui.model.principal import Author, Role
from fengsui.model.secret import Secret
from tests.support.builders import province
from tests.support.registers import REGISTER, write_register

# What the schema cannot say is refused with 409, 412, 422 (a site that is not registered, a stale tag) or, for a PATCH without
# a tag, 428; a name that is wanted as a path and holds a slash or a bare dot ends at no route.
_CONFIGURATION = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "304", "400", "401", "403", "404", "409", "412", "422", "428"]
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "5xx"]
"""


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


async def main() -> int:
    """Serves and fuzzes; gives the exit code."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    cases = sys.argv[1] if len(sys.argv) > 1 else "60"
    program = shutil.which("st") or str(Path(sys.executable).with_name("st"))
    by, clock = Author("cli:fuzz", 0.0), SystemClock()
    async with AsyncExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory()))
        store = await parts.enter_async_context(open_inventory(f"sqlite+aiosqlite:///{folder}/fuzz.db", create=True))
        keyring = Keyring(bytes(32), "fuzzing")
        await import_files(write_register(folder), store.db, keyring, by=by, dry_run=False, allow_loopback=False)
        tokens = TokenStore(store.db)
        _, token = await tokens.create("fuzz", Role.ADMINISTRATOR, by=by)
        gate = Gate(tokens, clock, open_locally=False, throttle=Throttle(0))
        editor = Editor(store.db, keyring, allow_loopback=False)
        server = HttpServer(build_application(FixedSource(province()), clock, gate=gate, editor=editor))
        await server.start("127.0.0.1:0")
        parts.push_async_callback(server.stop)
        ran = [
            await _run(program, folder, server.base_url, token, document, f"--max-examples={cases}", f"--mode={mode}")
            for document, mode in ((openapi_document(), "all"), (deepened(openapi_document()), "positive"))
        ]
        return max(ran)


async def _run(program: str, folder: Path, url: str, token: Secret, document: dict[str, Any], *options: str) -> int:
    schema, configuration = folder / "openapi.json", folder / "schemathesis.toml"
    schema.write_text(json.dumps(document), encoding="utf-8")
    configuration.write_text(_CONFIGURATION, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        program,
        f"--config-file={configuration}",
        "run",
        str(schema),
        f"--url={url}",
        f"--header=Authorization: Bearer {token.reveal()}",
        "--checks=all",
        "--suppress-health-check=all",
        "--warnings=off",
        "--seed=1",
        "--continue-on-failure",
        *options,
        *sys.argv[2:],
        cwd=folder,
    )
    return await process.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
