"""How the records of NetBox become ours: one table, which docs/how-to/netbox.md shows. Pure.

What NetBox does not know (the division of a site, the role of a device in coverage) stands there in custom fields whose names are a
choice; what equipment cannot be asked (no primary address) is left out and counted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fengsui.inventory.fields import Raw, show
from fengsui.inventory.kinds import KINDS, Kind
from fengsui.inventory.netbox.client import Document, Registered
from fengsui.inventory.rows import Reading, Row

LINK_PREFIX = "netbox-cable-"
# NetBox's statuses of a device; what is active there leaves the state here, where work may be announced.
_LIFECYCLES = {"planned": "pending", "staged": "pending", "inventory": "pending", "decommissioning": "retired"}
_CAPACITY_UNIT = 1000  # NetBox has the speed of an interface in kbit/s


@dataclass(frozen=True, slots=True)
class Choices:
    """Names in NetBox that are a choice.

    Attributes:
        division, site_kind, sector, role, network, credential, tier: Custom fields of sites, devices and cables.
        roles: Our role by the slug of NetBox's, for devices without the custom field.
        default_kind, default_network: For sites and devices without the custom field.
    """

    division: str = "fengsui_division"
    site_kind: str = "fengsui_kind"
    sector: str = "fengsui_sector"
    role: str = "fengsui_role"
    network: str = "fengsui_network"
    credential: str = "fengsui_credential"
    tier: str = "fengsui_tier"
    roles: Mapping[str, str] = field(default_factory=dict)
    default_kind: str = "exchange"
    default_network: str = "internet"


class NetboxRow(Row):
    """A record of NetBox."""

    __slots__ = ("_place",)

    def __init__(self, kind: Kind, values: dict[str, Raw], place: str) -> None:
        super().__init__(kind, values)
        self._place = place

    @property
    def source(self) -> str:
        """Where it is from."""
        return "NetBox"

    def where(self, column: str = "") -> str:
        """`NetBox devices/12 'lz-1' address`."""
        return f"{self._place} {column}".rstrip()


def map_netbox(found: Registered, choices: Choices) -> Reading:
    """Rows of carriers, sites, devices and links; notes say what was left out."""
    reading = Reading()
    left: Counter[str] = Counter()
    reading.rows += _carriers(found)
    reading.rows += [_site(each, choices) for each in found.sites]
    devices = [each for each in found.devices if _is_asked(each, left)]
    reading.rows += [_device(each, choices) for each in devices]
    names = {each["name"]: each for each in devices}
    speeds = {each["id"]: each.get("speed") for each in found.interfaces if isinstance(each.get("id"), int)}
    reading.rows += [row for each in found.cables if (row := _link(each, names, speeds, choices, left)) is not None]
    reading.notes += [f"NetBox: {count} {what}" for what, count in sorted(left.items())]
    return reading


def _carriers(found: Registered) -> Iterator[NetboxRow]:
    prefixes: dict[str, list[str]] = {}
    for prefix in found.prefixes:
        prefixes.setdefault(_slug(prefix, "tenant"), []).append(str(prefix.get("prefix", "")))
    for tenant in found.tenants:
        code, name = str(tenant.get("slug", "")), str(tenant.get("name", ""))
        values: dict[str, Raw] = {"code": code, "name_zh": name, "name_en": name}
        if code in prefixes:
            values["management_prefixes"] = tuple(prefixes[code])
        yield _row("carriers", values, "tenancy/tenants", tenant)


def _site(site: Document, choices: Choices) -> NetboxRow:
    values: dict[str, Raw] = {
        "code": _text(site.get("slug")),
        "name": _text(site.get("name")),
        "division": _custom(site, choices.division),
        "kind": _custom(site, choices.site_kind) or choices.default_kind,
        "sector": _custom(site, choices.sector),
        "longitude": _text(site.get("longitude")),
        "latitude": _text(site.get("latitude")),
    }
    return _row("sites", values, "dcim/sites", site)


def _is_asked(device: Document, left: Counter[str]) -> bool:
    if not device.get("name") or not isinstance(device["name"], str):
        left["devices without a name were left out"] += 1
    elif not device.get("primary_ip"):
        left["devices without a primary address were left out"] += 1
    else:
        return True
    return False


def _device(device: Document, choices: Choices) -> NetboxRow:
    role = _slug(device, "role") or _slug(device, "device_role")  # before NetBox 3.6
    values: dict[str, Raw] = {
        "name": _text(device.get("name")),
        "carrier": _slug(device, "tenant"),
        "site": _slug(device, "site"),
        "role": _custom(device, choices.role) or choices.roles.get(role, role),
        "network": _custom(device, choices.network) or choices.default_network,
        "address": str(_part(device, "primary_ip", "address") or "").partition("/")[0],
    }
    if credential := _custom(device, choices.credential):
        values["credential"] = credential
    if lifecycle := _LIFECYCLES.get(str(_part(device, "status", "value"))):
        values["lifecycle"] = lifecycle
    return _row("devices", values, "dcim/devices", device)


def _link(
    cable: Document, devices: Mapping[str, Document], speeds: Mapping[Any, Any], choices: Choices, left: Counter[str]
) -> NetboxRow | None:
    ends = [_end(cable, side) for side in ("a_terminations", "b_terminations")]
    near, far = ends
    if near is None or far is None:
        left["cables that do not join two interfaces were left out"] += 1
        return None
    if near[0] not in devices or far[0] not in devices or near[0] == far[0]:
        left["cables that do not join two devices with addresses were left out"] += 1
        return None
    values: dict[str, Raw] = {
        "name": f"{LINK_PREFIX}{cable.get('id')}",
        "carrier": _slug(cable, "tenant") or _slug(devices[near[0]], "tenant"),
        "a_device": near[0],
        "a_interface": near[1],
        "b_device": far[0],
        "b_interface": far[1],
    }
    known = [speed for end in (near, far) if isinstance(speed := speeds.get(end[2]), int) and speed > 0]
    if known:
        values["capacity_bits_per_second"] = str(min(known) * _CAPACITY_UNIT)
    if medium := _medium(str(cable.get("type") or "")):
        values["medium"] = medium
    if tier := _custom(cable, choices.tier):
        values["tier"] = tier
    return _row("links", values, "dcim/cables", cable)


def _end(cable: Document, side: str) -> tuple[str, str, int | None] | None:
    ends = cable.get(side)
    if not isinstance(ends, list) or len(ends) != 1 or not isinstance(ends[0], dict):
        return None
    if ends[0].get("object_type") != "dcim.interface":
        return None
    interface = ends[0].get("object")
    device = _part(interface, "device", "name") if isinstance(interface, dict) else None
    if not device or not isinstance(interface, dict):
        return None
    number = interface.get("id")
    return str(device), str(interface.get("name", "")), number if isinstance(number, int) else None


def _medium(kind: str) -> str:
    """NetBox's types of cables: cat6, dac-passive, mmf-om4, smf-os2, aoc, coaxial …; empty where it does not say."""
    if kind.startswith(("smf", "mmf", "aoc")):
        return "fibre"
    if kind.startswith("coax"):
        return "coax"
    return "copper" if kind.startswith(("cat", "dac", "mrj21")) else ""


def _row(kind: str, values: dict[str, Raw], path: str, document: Document) -> NetboxRow:
    name = str(document.get("name") or document.get("label") or "")
    # What NetBox leaves empty says nothing: it may be known here.
    values = {column: value for column, value in values.items() if value or column == KINDS[kind].key}
    return NetboxRow(KINDS[kind], values, f"NetBox {path}/{show(_text(document.get('id')))[1:-1]} {show(name)}")


def _slug(document: Document, column: str) -> str:
    return str(_part(document, column, "slug") or "")


def _part(document: Document, column: str, part: str) -> Any:
    inner = document.get(column)
    return inner.get(part) if isinstance(inner, dict) else None


def _custom(document: Document, name: str) -> str:
    fields = document.get("custom_fields")
    value = fields.get(name) if isinstance(fields, dict) else None
    # A custom field of choices is an object with a value and a label in some versions.
    return _text(value.get("value") if isinstance(value, dict) else value)


def _text(value: Any) -> str:
    return f"{value:f}" if isinstance(value, float) else "" if value is None else str(value)
