"""The catalogue of profiles: the shipped ones and an operator's, with their parents' groups, and the one that fits a device."""

import difflib
import reprlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fengsui.collectors.profiles.check import profile_findings
from fengsui.collectors.profiles.pattern import found_in
from fengsui.collectors.profiles.schema import Group, Match, Profile
from fengsui.collectors.profiles.source import read_source
from fengsui.errors import Fault, ProfileError

SHIPPED = Path(__file__).parent / "data"
GENERIC = "generic"
AUTO = "auto"
_MOST_FILES = 1_000
# What stands in a file is shown shortened, however deep and long it is.
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60


@dataclass(frozen=True, slots=True, eq=False)
class LoadedProfile:
    """A profile with the groups it has of its parents.

    Attributes:
        groups: All groups that are asked, by name.
        shown: The file, as messages name it.
        shipped: True for those that come with Fengsui.
    """

    profile: Profile
    groups: Mapping[str, Group]
    shown: str
    shipped: bool

    @property
    def name(self) -> str:
        """The profile's name."""
        return self.profile.name

    @property
    def host_resources(self) -> bool:
        """True where the collector's own question for HOST-RESOURCES-MIB belongs to it."""
        return any(group.builtin is not None for group in self.groups.values())


@dataclass(frozen=True, slots=True)
class Choice:
    """The profile of a device, and why.

    Attributes:
        match: What it was chosen by; None where it was named, or nothing fits.
        known: False where no profile knows the device's sysObjectID and `generic` stands in.
    """

    profile: LoadedProfile
    why: str
    match: Match | None = None
    known: bool = True


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All profiles by name."""

    profiles: Mapping[str, LoadedProfile]
    _by_oid: Mapping[str, Sequence[tuple[Match, LoadedProfile]]] = field(repr=False, default_factory=dict)

    @classmethod
    def of(cls, profiles: Mapping[str, LoadedProfile]) -> "Catalogue":
        """Makes a catalogue of loaded profiles."""
        by_oid: dict[str, list[tuple[Match, LoadedProfile]]] = {}
        for loaded in profiles.values():
            for match in loaded.profile.match:
                by_oid.setdefault(match.sys_object_id, []).append((match, loaded))
        for found in by_oid.values():
            # A description narrows, so it is tried first; an operator's profile is tried before a shipped one.
            found.sort(key=lambda pair: (pair[0].sys_descr is None, pair[1].shipped, pair[1].name))
        return cls(profiles, by_oid)

    def choose(self, wanted: str, sys_object_id: str | None, sys_descr: str | None) -> Choice:
        """The profile of a device: the one named at it, else the one that matches, else `generic`."""
        if wanted != AUTO and wanted in self.profiles:
            return Choice(self.profiles[wanted], "named at the device")
        for prefix in _prefixes(sys_object_id or ""):
            for match, loaded in self._by_oid.get(prefix, ()):
                if match.sys_descr is None or found_in(match.sys_descr, sys_descr or ""):
                    return Choice(loaded, _why(match, sys_object_id), match)
        return Choice(self.profiles[GENERIC], f"no profile knows sysObjectID {sys_object_id or '(none)'}", known=False)


@lru_cache(maxsize=8)
def load_catalogue(directory: Path | None = None) -> Catalogue:
    """Loads the shipped profiles, and those of an operator's directory, which replace shipped ones of the same name.

    Raises:
        ProfileError: with every fault of every file.
    """
    faults: list[Fault] = []
    found = dict(_shipped())
    if directory is not None:
        if not directory.is_dir():
            raise ProfileError(
                f"profiles in {directory}",
                [Fault(str(directory), "a directory with YAML files", "none", "Set FENGSUI_PROFILE_DIR.")],
            )
        found |= _read_all(directory, shipped=False, faults=faults)
    return _catalogue(found, faults)


def check_profiles(path: Path) -> Catalogue:
    """Loads one file, or all of a directory, beside the shipped profiles.

    Raises:
        ProfileError: with every fault.
    """
    if path.is_dir():
        load_catalogue.cache_clear()
        return load_catalogue(path)
    faults: list[Fault] = []
    found = dict(_shipped())
    loaded = _read(path, shipped=False, faults=faults)
    return _catalogue(found | ({loaded.name: loaded} if loaded else {}), faults)


def _catalogue(found: dict[str, "_File"], faults: list[Fault]) -> Catalogue:
    resolved: dict[str, dict[str, Group]] = {}
    for name in found:
        _resolve(name, found, (), resolved, faults)
    for name, file in found.items():
        for place, expected, got in profile_findings(file.profile, resolved[name]):
            faults.append(Fault(f"{file.shown}: {place or 'the profile'}", expected, got))
    faults += _ambiguous(found.values())
    if faults:
        raise ProfileError("profiles", list(dict.fromkeys(faults)))
    return Catalogue.of(
        {name: LoadedProfile(file.profile, resolved[name], file.shown, file.shipped) for name, file in found.items()}
    )


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, "_File"]:
    faults: list[Fault] = []
    found = _read_all(SHIPPED, shipped=True, faults=faults)
    if faults:
        raise ProfileError("shipped profiles", faults)
    return found


@dataclass(frozen=True, slots=True)
class _File:
    profile: Profile
    shown: str
    shipped: bool

    @property
    def name(self) -> str:
        return self.profile.name


def _read_all(directory: Path, *, shipped: bool, faults: list[Fault]) -> dict[str, _File]:
    paths = sorted(path for path in directory.iterdir() if path.suffix in (".yaml", ".yml"))
    if len(paths) > _MOST_FILES:
        faults.append(Fault(str(directory), f"at most {_MOST_FILES} files", str(len(paths))))
        return {}
    found: dict[str, _File] = {}
    for path in paths:
        file = _read(path, shipped=shipped, faults=faults)
        if file is None:
            continue
        if file.name in found:
            faults.append(
                Fault(
                    f"{file.shown}: name",
                    "a name that no other file has",
                    f"{file.name!r}, as {found[file.name].shown} has it",
                )
            )
        found[file.name] = file
    return found


def _read(path: Path, *, shipped: bool, faults: list[Fault]) -> _File | None:
    shown = path.name if shipped else str(path)
    source = read_source(path, shown)
    if isinstance(source, Fault):
        faults.append(source)
        return None
    try:
        profile = Profile.model_validate(source)
    except ValidationError as error:
        faults += [_fault(shown, detail) for detail in error.errors(include_url=False)]
        return None
    if profile.name != path.stem:
        faults.append(Fault(f"{shown}: name", f"{path.stem}, as the file is called", repr(profile.name)))
    return _File(profile, shown, shipped)


def _fault(shown: str, detail: Mapping[str, Any]) -> Fault:
    place = ".".join(str(part) for part in detail["loc"])
    got = _SHORT.repr(detail.get("input"))
    if detail["type"] == "extra_forbidden":
        key = str(detail["loc"][-1])
        return Fault(f"{shown}: {place}", "a key that profiles have", repr(key[:40]), _hint(key))
    message = detail["msg"].removeprefix("Value error, ")
    return Fault(f"{shown}: {place}", message[:1].lower() + message[1:], got)


def _hint(key: str) -> str:
    from fengsui.collectors.profiles import schema

    models = (
        schema.Profile,
        schema.Group,
        schema.ReadingRule,
        schema.Lookup,
        schema.Match,
        schema.NeighbourRule,
        schema.Sample,
        schema.Bits,
    )
    known = {field.alias or name for model in models for name, field in model.model_fields.items()}
    # A key of another place is no news to who wrote it here.
    return _close(key, known - {key})


def _resolve(
    name: str,
    found: Mapping[str, _File],
    heirs: tuple[str, ...],
    resolved: dict[str, dict[str, Group]],
    faults: list[Fault],
) -> dict[str, Group]:
    """Groups of a profile with those of its parents, the profile's own last; each profile is worked out once."""
    if name in resolved:
        return resolved[name]
    file = found[name]
    groups: dict[str, Group] = {}
    for parent in file.profile.extends:
        if parent == name or parent in heirs:
            faults.append(
                Fault(f"{file.shown}: extends", "parents without a cycle", " → ".join((*heirs, name, parent)))
            )
        elif parent not in found:
            faults.append(
                Fault(f"{file.shown}: extends", "a profile that there is", repr(parent), _close(parent, found))
            )
        else:
            groups |= _resolve(parent, found, (*heirs, name), resolved, faults)
    for key, group in file.profile.groups.items():
        if group is not None:
            groups[key] = group
        elif groups.pop(key, None) is None:
            faults.append(Fault(f"{file.shown}: groups.{key}", "a group of a parent to drop", "none of that name"))
    resolved[name] = groups
    return groups


def _close(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f"Did you mean {close[0]}?" if close else ""


def _ambiguous(files: Iterable[_File]) -> Iterator[Fault]:
    seen: dict[tuple[str, str | None, bool], _File] = {}
    for file in files:
        for number, match in enumerate(file.profile.match):
            key = (match.sys_object_id, match.sys_descr, file.shipped)
            first = seen.setdefault(key, file)
            if first is not file:
                yield Fault(
                    f"{file.shown}: match.{number}",
                    "devices that no other profile is for",
                    f"the same as {first.shown}",
                )


def _prefixes(oid: str) -> Iterator[str]:
    """The OID and what remains of it arc by arc, the longest first."""
    while oid:
        yield oid
        oid = oid.rpartition(".")[0]


def _why(match: Match, sys_object_id: str | None) -> str:
    why = f"sysObjectID {sys_object_id} begins with {match.sys_object_id}"
    return why if match.sys_descr is None else f"{why} and sysDescr has /{match.sys_descr}/"
