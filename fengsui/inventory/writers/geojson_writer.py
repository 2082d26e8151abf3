"""GeoJSON (RFC 7946): sites as points, links as lines between the sites of their ends. Pure.

What has no coordinates stays in it without a geometry, so that nothing is lost from view unnoticed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Record, Records
from fengsui.inventory.writers.columns import exported
from fengsui.model.site import Site

GEOGRAPHIC = ("sites", "links")
BEGIN, END = '{"type": "FeatureCollection", "features": [\n', "\n]}\n"
States = Mapping[tuple[str, str], str]
"""Condition by kind and natural key."""


def geojson_text(found: Mapping[str, Iterable[Record]], around: Records, states: States | None = None) -> str:
    """Sites and links, a feature a line.

    Args:
        found: What is shown, by kind.
        around: With the devices at the ends of the links, and their sites.
        states: Condition of devices and links; None to leave it out, and what is not in it is unknown.
    """
    lines = ",\n".join(line for kind in GEOGRAPHIC for line in feature_lines(kind, found.get(kind, ()), around, states))
    return f"{BEGIN}{lines}{END}"


def feature_lines(kind: str, records: Iterable[Any], around: Records, states: States | None = None) -> Iterator[str]:
    """Each site or link as a feature on one line, without its end."""
    features = (_sites if kind == "sites" else _links)(records, around, states)
    return (json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)


def _sites(sites: Iterable[Any], around: Records, states: States | None) -> Iterator[dict[str, Any]]:
    standing: dict[str, list[str]] = {}
    for device in around.devices.values() if states is not None else ():
        standing.setdefault(device.site, []).append((states or {}).get(("devices", device.name), "unknown"))
    for site in sites:
        point = _position(site)
        properties = {"type": "site", **exported(KINDS["sites"], site)}
        if states is not None:
            conditions = standing.get(site.code, [])
            properties |= {f"devices_{state}": conditions.count(state) for state in ("up", "down", "unknown")}
        yield _feature(f"site:{site.code}", {"type": "Point", "coordinates": point} if point else None, properties)


def _links(links: Iterable[Any], around: Records, states: States | None) -> Iterator[dict[str, Any]]:
    for link in links:
        ends = [_end(around, end.device) for end in (link.a, link.b)]
        line = {"type": "LineString", "coordinates": ends} if all(ends) else None
        properties = {"type": "link", **exported(KINDS["links"], link)}
        if states is not None:
            properties["state"] = states.get(("links", link.name), "unknown")
        yield _feature(f"link:{link.name}", line, properties)


def _end(records: Records, name: str) -> list[float] | None:
    device = records.devices.get(name)
    site = records.sites.get(device.site) if device else None
    return _position(site) if site else None


def _position(site: Site) -> list[float] | None:
    if site.longitude is None or site.latitude is None:
        return None
    return [site.longitude, site.latitude]


def _feature(name: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}
