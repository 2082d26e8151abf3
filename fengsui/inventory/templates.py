"""Templates: files with the columns of a kind, explained in Chinese and English, and examples that import as they stand. Pure.

Explanations are rows whose key begins with `#`, which the import passes over. The examples fit together over all kinds, and their
names begin with `example`, so that a forgotten one is found.
"""

from collections.abc import Mapping, Sequence

from fengsui.inventory.divisions import load_divisions
from fengsui.inventory.fields import REQUIRED
from fengsui.inventory.formats import Language
from fengsui.inventory.kinds import DIVISIONS, FILE_KINDS, Kind
from fengsui.inventory.meanings import meaning
from fengsui.inventory.schemas import COLUMNS
from fengsui.inventory.writers.columns import cell, exported

# 198.18.0.0/15 is for tests of networks (RFC 2544): no equipment of anybody answers there.
_EXAMPLES: dict[str, tuple[dict[str, str], ...]] = {
    "carriers": (
        {
            "code": "example",
            "name_zh": "示例运营商",
            "name_en": "Example Carrier",
            "management_prefixes": "198.18.0.0/16 198.19.0.0/16",
        },
    ),
    "credentials": (
        {"name": "example-v2c", "version": "v2c", "community": "change-me", "carrier": "example"},
        {
            "name": "example-v3",
            "version": "v3",
            "user": "fengsui",
            "auth_protocol": "SHA-256",
            "auth_key": "change-me-1",
            "priv_protocol": "AES",
            "priv_key": "change-me-2",
        },
    ),
    "sites": (
        {
            "code": "example-core",
            "name": "示例核心局",
            "division": "620102",
            "kind": "pop",
            "longitude": "103.83",
            "latitude": "36.06",
        },
        {"code": "example-school", "name": "示例小学", "division": "620121", "kind": "school", "sector": "campus"},
    ),
    "devices": (
        {
            "name": "example-core-1",
            "carrier": "example",
            "site": "example-core",
            "role": "core",
            "network": "internet",
            "address": "198.18.0.1",
            "credential": "example-v2c",
            "lifecycle": "pending",
        },
        {
            "name": "example-access-1",
            "carrier": "example",
            "site": "example-school",
            "role": "access",
            "network": "internet",
            "address": "198.18.0.2",
            "port": "161",
            "credential": "example-v2c",
            "profile": "auto",
            "lifecycle": "pending",
        },
    ),
    "links": (
        {
            "name": "example-link-1",
            "carrier": "example",
            "a_device": "example-core-1",
            "a_interface": "GigabitEthernet0/0/1",
            "b_device": "example-access-1",
            "b_interface": "GigabitEthernet0/0/24",
            "capacity_bits_per_second": "1000000000",
            "medium": "fibre",
            "tier": "access",
            "duct": "Example road, cable route 1",
        },
    ),
    "services": (
        {
            "name": "example-portal",
            "site": "example-school",
            "kind": "https",
            "address": "198.18.1.1",
            "carrier": "example",
            "host": "portal.example.cn",
            "path": "/",
        },
    ),
    "subscriber_reports": (
        {
            "carrier": "example",
            "division": "620102",
            "month": "2025-12",
            "broadband_households": "120000",
            "internet_users": "300000",
        },
    ),
}


def template_rows(kind: Kind, languages: Sequence[Language]) -> list[list[str]]:
    """Headings, explanations and examples of a kind, as texts of cells."""
    order = (kind.key, *(column for column in kind.columns if column != kind.key))
    rows = [list(order)]
    for language in languages:
        texts = [_explained(kind, column, language) for column in order]
        rows.append([f"# {texts[0]}", *(cell(text) for text in texts[1:])])
    rows += [[example.get(column, "") for column in order] for example in _examples(kind)]
    return rows


def _examples(kind: Kind) -> Sequence[Mapping[str, str]]:
    if kind is not DIVISIONS:
        return _EXAMPLES[kind.name]
    # One that is there: importing it changes nothing.
    first = next(division for division in load_divisions() if division.coverage_unit)
    return [{column: cell(value) for column, value in exported(kind, first).items()}]


def kinds_of(name: str) -> tuple[Kind, ...]:
    """The kinds that a template is for: one, or all; none where there is no such kind."""
    if name == "all":
        return tuple(FILE_KINDS.values())
    return (FILE_KINDS[name],) if name in FILE_KINDS else ()


def _explained(kind: Kind, column: str, language: Language) -> str:
    chinese = language is Language.ZH
    schema = COLUMNS[kind.name][column]
    field = kind.by_name[column]
    text = meaning(kind.name, column) if chinese else str(schema["description"])
    parts = [text, _required(field.default, chinese=chinese)]
    if "enum" in schema:
        parts.append(" | ".join(schema["enum"]))
    elif "minimum" in schema and schema["maximum"] < 2_000_000_000:
        parts.append(f"{schema['minimum']}…{schema['maximum']}")
    return ("；" if chinese else "; ").join(part for part in parts if part)


def _required(default: object, *, chinese: bool) -> str:
    if default is REQUIRED:
        return "必填" if chinese else "required"
    if default in (None, "", ()):
        return "可空" if chinese else "may be empty"
    return f"缺省 {default}" if chinese else f"{default} if empty"
