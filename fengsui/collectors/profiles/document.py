"""A profile as people and programs read it: what it is for, what it asks, what it gives."""

from collections.abc import Iterator
from typing import Any

from fengsui.collectors.profiles.catalogue import LoadedProfile
from fengsui.collectors.profiles.schema import Group, ReadingRule
from fengsui.model.reading import READINGS

# What the collector's own question for HOST-RESOURCES-MIB gives.
_BUILTIN = {"host_resources": ("cpu_utilisation_ratio", "memory_utilisation_ratio")}


def readings_of(loaded: LoadedProfile) -> list[str]:
    """Names of the readings that a profile can give, each once, in the order of the list of readings."""
    given = {rule.name for group in loaded.groups.values() for rule in group.readings}
    for group in loaded.groups.values():
        given.update(_BUILTIN.get(group.builtin or "", ()))
    return [name for name in READINGS if name in given]


def summary(loaded: LoadedProfile) -> dict[str, Any]:
    """A profile in a line."""
    profile = loaded.profile
    return {
        "name": profile.name,
        "title": profile.title.en,
        "title_zh": profile.title.zh,
        "match": [_match(match.sys_object_id, match.sys_descr) for match in profile.match],
        "readings": readings_of(loaded),
        "neighbours": any(group.neighbours for group in loaded.groups.values()),
        "proven": sorted({proof.kind for proof in profile.proven}),
        "source": "shipped" if loaded.shipped else loaded.shown,
    }


def document(loaded: LoadedProfile) -> dict[str, Any]:
    """A profile whole, with the groups of its parents."""
    groups = {
        name: group.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for name, group in loaded.groups.items()
    }
    extends = list(loaded.profile.extends)
    proven = [f"{proof.kind}: {proof.source}" for proof in loaded.profile.proven]
    return {**summary(loaded), "extends": extends, "proven": proven, "groups": groups}


def group_rows(loaded: LoadedProfile) -> list[dict[str, Any]]:
    """A line for each reading of each group."""
    return [row for name, group in loaded.groups.items() for row in _rows(name, group)]


def _rows(name: str, group: Group) -> Iterator[dict[str, Any]]:
    head = {"group": name, "every_seconds": group.every_seconds, "ask": _way(group), "index": " ".join(group.index)}
    for reading in _BUILTIN.get(group.builtin or "", ()):
        yield {**head, "reading": reading, "unit": READINGS[reading].unit, "from": "HOST-RESOURCES-MIB", "part": ""}
    for rule in group.readings:
        unit = READINGS[rule.name].unit
        yield {**head, "reading": rule.name, "unit": unit, "from": _source(rule, group), "part": rule.part}
    if group.neighbours is not None:
        part = group.neighbours.local_interface[0]
        yield {**head, "reading": "(neighbours)", "unit": "", "from": group.neighbours.remote_chassis, "part": part}


def _way(group: Group) -> str:
    if group.builtin or group.scalars:
        return "known"
    return "sample" if group.sample else group.ask


def _source(rule: ReadingRule, group: Group) -> str:
    name = rule.column or rule.count or ""
    column = group.columns.get(name) or group.scalars.get(name) or group.lookups.get(name)
    return f"{name} {column.oid}" if column else name


def _match(oid: str, sys_descr: str | None) -> str:
    return oid if sys_descr is None else f"{oid} /{sys_descr}/"
