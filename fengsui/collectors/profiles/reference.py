"""The reference of profiles as Markdown: which there are, what each gives and was proven on; which readings and transforms there are."""

from collections.abc import Iterable, Sequence

from fengsui.collectors.profiles.catalogue import Catalogue, LoadedProfile
from fengsui.collectors.profiles.document import readings_of
from fengsui.collectors.profiles.transforms import TRANSFORMS
from fengsui.model.reading import READINGS, ReadingKind

_INTRODUCTION = """# Profiles

Made by `make reference` from the profiles themselves. `fengsui profile list|show NAME|test ADDRESS` says the same of the profiles at hand, an
operator's own among them ([how to add one](../how-to/profiles.md), [为新型号添加采集模板](../how-to/profiles.zh-CN.md)).

A device gets the profile whose sysObjectID prefix is the longest that its own begins with; `/…/` is a regular expression that must be found in its
sysDescr. A profile without a prefix is a parent of others, or is named at the device. Where none fits, `generic` is used and the problem
`unknown_model` says so.

*recording*: proven on the answers of a real device (snmpsim-data); *synthetic*: on an agent made by the MIB and by what is public of the device;
*program*: on a real agent. Readings that a profile has of its parents are counted as its own.
"""


def profiles_markdown(catalogue: Catalogue) -> str:
    """The whole page."""
    loaded = [catalogue.profiles[name] for name in sorted(catalogue.profiles)]
    parts = [
        _INTRODUCTION,
        *_table(("profile", "devices", "设备", "sysObjectID", "extends"), map(_identity, loaded)),
        "## What each gives, and what it was proven on\n",
        *_table(("profile", "readings", "proven on"), map(_contents, loaded)),
        "## Readings\n\nThe unit is that of the value; `bool` is 0 or 1. Readings of interfaces belong to an interface's name.\n",
        *_table(("reading", "unit", "labels", "range", "meaning", "含义"), map(_reading, READINGS.values())),
        "## Transforms\n",
        *_table(("transform", "meaning"), ((f"`{name}`", transform.means) for name, transform in TRANSFORMS.items())),
    ]
    return "\n".join(parts)


def _identity(loaded: LoadedProfile) -> Sequence[str]:
    profile = loaded.profile
    matches = [
        f"`{match.sys_object_id}`" + (f" /{match.sys_descr}/" if match.sys_descr else "") for match in profile.match
    ]
    return f"`{profile.name}`", profile.title.en, profile.title.zh, "<br>".join(matches), ", ".join(profile.extends)


def _contents(loaded: LoadedProfile) -> Sequence[str]:
    given = [f"`{name}`" for name in readings_of(loaded)]
    if any(group.neighbours for group in loaded.groups.values()):
        given.append("neighbours")
    proofs = [f"{proof.kind}: {proof.source}" for proof in loaded.profile.proven]
    return f"`{loaded.name}`", " ".join(given), "<br>".join(proofs)


def _reading(kind: ReadingKind) -> Sequence[str]:
    labels = [("interface" if kind.of_interface else "part"), *kind.labels]
    return (
        f"`{kind.name}`",
        kind.unit,
        " ".join(f"`{label}`" for label in labels),
        f"{kind.low:g} to {kind.high:g}",
        kind.en,
        kind.zh,
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return [*(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines), ""]
