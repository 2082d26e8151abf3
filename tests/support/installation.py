"""A database with something in every table, at any revision: rows as a real installation had them, as far as we know the table."""

from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import JSON, Boolean, Column, Connection, Float, Integer, LargeBinary, MetaData, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from fengsui.backup.contents import number_on
from fengsui.database.engine import Database
from fengsui.database.migrate import move
from fengsui.inventory.keyring import Keyring
from fengsui.inventory.token_text import digest_of

KEY = bytes(range(32))
KEYRING = Keyring(KEY, "a test")
COMMUNITY = "a-canary-community"
TOKEN = "fengsui_a-canary-token"
JOB = "0" * 31 + "1"
AT = 1_790_000_000.25

Rows = list[dict[str, Any]]

_COST = '{"packets_sent":3,"packets_received":3,"retries":0,"varbinds":60,"seconds":0.05}'
_PROBE = '{"service":"lz-portal","at":1790000000.0,"outcome":"up","times":{"resolve":null,"connect":0.01,"tls":0.02,"first_byte":0.2,"total":0.3}}'
_DIVISION = {"level": "county", "coverage_unit": True, "code_2011": "620102", "name_2011": "城关区"}
_DEVICE = {"carrier": "telecom", "site": "lz-core", "network": "internet", "credential": "lab", "profile": "auto"}
_REASONS = '[{"kind":"address","expected":{"en":"x","zh":"某"},"got":{"en":"y","zh":"某"},"hint":{"en":"","zh":""},"other":null}]'
_FACTS = '{"outcome":"ok","sys_name":"lz-1"}'
_CAUSE = '{"elements":[["link","lz-ts","telecom"]],"duct":null,"with":[]}'
_REPORT = {
    "carrier": "telecom",
    "division": "620102",
    "month": "2026-06",
    "at": AT,
    "principal": "token:telecom",
    "warnings": "[]",
}
_OBSERVED = {"outcome": "ok", "polled_at": AT, "failures": 0, "profile": "generic", "interfaces_digest": "x"}

# By table; columns that a revision does not have yet are left out, those it has beside these are made up.
_KNOWN: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "divisions": [
        {**_DIVISION, "code": "620102", "name_zh": "城关区", "name_en": "Chengguan", "pinyin": "Chengguan", "parent_code": "620100"},
        {**_DIVISION, "code": "620502", "name_zh": "秦州区", "name_en": "Qinzhou", "pinyin": "Qinzhou", "parent_code": "620500"},
    ],
    "carriers": [
        {"code": "telecom", "name_zh": "中国电信", "name_en": "China Telecom", "management_prefixes": ["10.20.0.0/16"]},
        {"code": "mobile", "name_zh": "中国移动", "name_en": "China Mobile", "management_prefixes": []},
    ],
    "credentials": [
        {
            "name": "lab",
            "version": "v2c",
            # The form of the first releases, without the id of a key.
            "community": b"\x01" + bytes(12) + AESGCM(KEY).encrypt(bytes(12), COMMUNITY.encode(), b"community\0lab"),
            **dict.fromkeys(("user", "auth_protocol", "priv_protocol", "auth_key", "priv_key", "carrier")),
        }
    ],
    "sites": [
        {"code": "lz-core", "name": "兰州核心局", "division": "620102", "kind": "pop", "sector": None, "carrier": None},
        {"code": "ts", "name": "天水局", "division": "620502", "kind": "school", "sector": "campus", "carrier": "telecom"},
    ],
    "devices": [
        {**_DEVICE, "name": "lz-1", "role": "core", "address": "10.20.0.1", "port": 161, "lifecycle": "active"},
        {**_DEVICE, "name": "ts-1", "role": "county", "address": "10.20.0.2", "port": 161, "lifecycle": "active"},
        {**_DEVICE, "name": "ts-0", "role": "county", "address": "10.20.0.2", "port": 161, "lifecycle": "retired"},
    ],
    "interfaces": [
        {"device": "lz-1", "name": "eth1", "description": "to Tianshui", "speed_bits_per_second": 10**11},
        {"device": "ts-1", "name": "eth1", "description": None, "speed_bits_per_second": None},
    ],
    "links": [
        {
            "name": "lz-ts", "carrier": "telecom", "medium": "fibre", "tier": "backbone",
            "a_device": "lz-1", "a_interface": "eth1", "b_device": "ts-1", "b_interface": "eth1",
            "capacity_bits_per_second": 10**11,
        }
    ],
    "services": [
        {
            "name": "lz-portal", "site": "lz-core", "kind": "tcp", "address": "10.30.0.1", "port": 443,
            **dict.fromkeys(("carrier", "host", "path", "expected_status", "expected_text", "check_dns", "record")),
            "expected_answer": None, "timeout_seconds": 5.0,
        }
    ],
    "tokens": [{"name": "noc", "digest": digest_of(TOKEN), "role": "carrier", "carrier": "telecom", "created_at": AT}],
    "audit": [
        {
            "number": 7, "at": AT, "principal": "cli:root", "kind": "devices", "key": "lz-1", "action": "changed",
            "carrier": "telecom", "before": '{"address":"10.20.0.9"}', "after": '{"address":"10.20.0.1"}',
        }
    ],
    "device_observations": [
        {
            **_OBSERVED,
            "device": "lz-1", "answered_at": AT, "interfaces_at": AT, "system": '{"sys_descr":"Router 烽燧","sys_name":"lz-1"}',
            "last_poll": f'{{"cost":{_COST},"problems":[["timeout","no answer"]],"refusals":[["reset",2]]}}',
            **dict.fromkeys(("counter_bases", "traits", "silent_since", "next_poll_at", "booted_at")),
            "interface_ids_given": 1,
        }
    ],
    "observed_interfaces": [
        {
            "device": "lz-1", "if_index": 4_294_967_295, "interface_id": 1, "name": "eth1", "alias": "到天水",
            "admin_status": "up", "oper_status": "down", "seen_at": None, "left_at": None,
        }
    ],
    "element_conditions": [
        {"kind": "device", "name": "lz-1", "condition": "up", "since": AT, "evidence_at": AT, "reason": "", "agent_silent": True},
        {"kind": "link", "name": "lz-ts", "condition": "down", "since": AT, "evidence_at": None, "reason": "eth1 is down", "agent_silent": False},
    ],
    "county_coverage": [
        {"county": "620102", "carrier": "", "state": "covered", "since": AT, "reason": "[]"},
        {"county": "620502", "carrier": "telecom", "state": "uncovered", "since": AT, "reason": '["lz-ts"]'},
    ],
    "changes": [{"id": 41, "at": AT, "kind": "link", "name": "lz-ts", "carrier": "telecom", "before": "up", "after": "down", "reason": "eth1 is down"}],
    "interface_moves": [
        {"id": 5, "at": AT, "device": "lz-1", "interface_id": 1, "interface": "eth1", "attribute": "if_index", "before": "7", "after": "9"}
    ],
    "device_pings": [{"device": "lz-1", "at": AT, "sent": 3, "received": 2, "unreachable": ""}],
    "verifications": [
        {
            "device": "lz-1", "at": AT, "verdict": "refused", "reasons": _REASONS, "warnings": "[]", "facts": _FACTS,
            "engine_id": "80001f88", "serial": None, "sys_name": "lz-1", "failures": 0, "next_at": None, "requested_at": AT,
        }
    ],
    "subscriber_reports": [
        {**_REPORT, "version": 1, "broadband_households": 100_000, "reason": None},
        {**_REPORT, "version": 2, "broadband_households": 120_000, "reason": "一个县补报"},
    ],
    "states": [
        {
            "id": 3, "at": AT, "kind": "link", "name": "lz-ts", "carrier": "telecom", "state": "down", "maintenance": False,
            "evidence_at": None, "reason": "eth1 is down", "detail": "",
        }
    ],
    "watches": [{"began_at": AT, "until": AT + 60}],
    "state_horizons": [{"kind": "link", "before": AT - 60}],
    "incidents": [
        {
            "id": "20260922-9f2c41ab", "opened_at": AT, "seen_at": AT + 60, "up_since": None, "closed_at": None, "kind": "link",
            "severity": "warning", "reason": "eth1 is down", "evidence_at": AT, "evidence_since": AT, "households": 1000, "flaps": 0,
            "maintenance": False, "merged_into": None, "carriers": " telecom ", "counties": " 620502 ", "cause": _CAUSE,
            "victims": '{"counties":[["620502","telecom","cover",true,1790000000.0,null]],"elements":[]}',
            "acknowledged_at": AT, "acknowledged_by": "token:noc", "note": "抢修队已出发",
        }
    ],
    "link_loads": [{"link": "lz-ts", "period": "2026-06", "peak": 1.5e9, "counts": "84:12,4,,9"}],
    "month_figures": [
        {"month": "2026-06", "kind": "subscribers", "name": "620102", "carrier": "telecom", "at": AT, "detail": "[null,412,null,[]]"}
    ],
    "targets": [
        {
            "name": "coverage", "figure": "county_coverage", "value": 1.0, "due": "2027-12-31", "measure": "ratio",
            **dict.fromkeys(("division", "carrier", "phase")), "origin": "省政府文件",
        }
    ],
    "import_jobs": [
        {
            "id": JOB, "principal": "token:telecom", "carrier": "telecom", "kind": "devices", "media_type": "text/csv",
            "dry_run": False, "size": 100, "created_at": AT, "state": "failed", "started_at": AT, "ended_at": AT + 1,
            "rows_read": 2, "rows_checked": 2, "rows_written": 0, "detail": "", "faults": 1, "counts": "{}", "notes": "[]",
        }
    ],
    "import_job_lines": [{"job": JOB, "part": "faults", "number": 1, "document": '{"where":"row 2","expected":"a name","got":""}'}],
    "bulk_requests": [{"principal": "token:telecom", "key": "k1", "digest": bytes(32), "at": AT, "answer": '{"rows":[]}'}],
    "service_observations": [
        {"service": "lz-portal", "condition": "up", "since": AT, "reason": "", "failures": 0, "up_at": AT, "last_probe": _PROBE}
    ],
    "last_traps": [{"device": "lz-1", "at": AT, "kind": "linkDown", "oid": "1.3.6.1.6.3.1.1.5.3", "version": "v2c"}],
}  # fmt: skip


async def fill(session: AsyncSession) -> dict[str, Rows]:
    """Puts rows into every table of an empty database, whatever its revision; gives them by table."""
    connection = await session.connection()
    tables = await connection.run_sync(_tables)
    written: dict[str, Rows] = {}
    for name, table in tables.items():
        known = _KNOWN.get(name, ({}, {}, {}))
        written[name] = [_completed(table, row, place, written) for place, row in enumerate(known, 1)]
        await session.execute(insert(table), written[name])
    await number_on(session, list(tables.values()))
    return written


async def at_revision(db: Database, revision: str) -> dict[str, Rows]:
    """Makes a filled database of that revision; gives its rows by table."""
    async with db.begin() as session:
        connection = await session.connection()
        await connection.run_sync(move, revision)
        return await fill(session)


async def rows_by_table(db: Database) -> dict[str, Rows]:
    """Every row of every table as it is."""
    async with db.session() as session:
        # Once: to look up what tables there are takes longer than to read them.
        tables = await (await session.connection()).run_sync(_tables)
        return {
            name: [dict(row) for row in (await session.execute(select(table))).mappings()]
            for name, table in tables.items()
        }


async def everything(db: Database, *, but: Sequence[str] = ()) -> dict[str, list[str]]:
    """Every row of every table as a text, in an order that is the same on every database."""
    held = await rows_by_table(db)
    return {name: sorted(map(repr, rows)) for name, rows in held.items() if name not in but}


def _tables(connection: Connection) -> dict[str, Table]:
    """All that there are but that of the schema's version, what is referred to first; not by what the product knows of them."""
    metadata = MetaData()
    metadata.reflect(connection)
    for column in (column for table in metadata.tables.values() for column in table.columns):
        if isinstance(column.type, JSON):
            column.type = JSON(none_as_null=True)
    return {table.name: table for table in metadata.sorted_tables if table.name != "alembic_version"}


def _completed(table: Table, row: Mapping[str, Any], place: int, written: Mapping[str, Rows]) -> dict[str, Any]:
    return {
        column.name: row[column.name] if column.name in row else _made_up(column, place, written)
        for column in table.columns
    }


def _made_up(column: Column[Any], place: int, written: Mapping[str, Rows]) -> Any:
    for foreign in column.foreign_keys:
        referred = written[foreign.column.table.name]
        return referred[place % len(referred)][foreign.column.name]
    if column.nullable and place % 2:
        return None
    if isinstance(column.type, Boolean):
        return bool(place % 2)
    if isinstance(column.type, Integer):
        return place
    if isinstance(column.type, Float):
        return place + 0.1
    if isinstance(column.type, LargeBinary):
        return bytes([place]) * 32
    if isinstance(column.type, JSON):
        return [{"b": place, "a": "烽燧"}]
    return f"{place} {column.name} 烽燧"[: getattr(column.type, "length", None) or 100]
