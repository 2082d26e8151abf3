"""What each link, each device and each duct carries alone: the counties that its loss would leave without cover, worst first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fengsui.coverage.result import Coverage, SinglePoints
from fengsui.model.division import Division

_Key = tuple[str, str]  # kind, name


@dataclass(frozen=True, slots=True)
class Burden:
    """What hangs on one element, or on all links of one duct, alone.

    Attributes:
        kind: `link`, `device` or `duct`.
        name: Natural key.
        carrier: Whose it is; of a duct all carriers that hang on it, by code, with a space between them.
        counties: Codes of the counties that would lose the cover of this carrier, of a duct of any of these.
        lost: Those of them that no carrier would cover any more.
        households: In `counties`, as far as the census says.
        households_lost: In `lost`.
    """

    kind: str
    name: str
    carrier: str
    counties: tuple[str, ...]
    lost: tuple[str, ...]
    households: int
    households_lost: int


def burdens_of(coverage: Coverage, divisions: Mapping[str, Division]) -> tuple[Burden, ...]:
    """Gives every element that a county hangs on, the worst single cut first.

    The order is by counties lost to all carriers, their households, then counties lost to the carrier and theirs.
    """
    counties: dict[_Key, dict[str, None]] = {}
    carriers: dict[_Key, set[str]] = {}
    lost: dict[_Key, list[str]] = {}
    for county in coverage.counties:
        for carrier in county.carriers:
            for key in _keys(carrier.single_points):
                counties.setdefault(key, {})[county.code] = None
                carriers.setdefault(key, set()).add(carrier.carrier)
        for key in _keys(county.single_points):
            lost.setdefault(key, []).append(county.code)
    found = [
        _burden(key, " ".join(sorted(carriers[key])), codes, lost.get(key, ()), divisions)
        for key, codes in counties.items()
    ]
    return tuple(sorted(found, key=_severity))


def _keys(points: SinglePoints) -> Iterator[_Key]:
    for kind, names in (("link", points.links), ("device", points.devices), ("duct", points.ducts)):
        for name in names:
            yield kind, name


def _burden(
    key: _Key, carrier: str, counties: Iterable[str], lost: Iterable[str], divisions: Mapping[str, Division]
) -> Burden:
    counties, lost = tuple(counties), tuple(lost)
    return Burden(*key, carrier, counties, lost, households_in(counties, divisions), households_in(lost, divisions))


def households_in(codes: Iterable[str], divisions: Mapping[str, Division]) -> int:
    """Households of some divisions together; one whose number is not known adds none."""
    return sum(divisions[code].households or 0 for code in codes)


def _severity(burden: Burden) -> tuple[int, int, int, int, str, str]:
    return (
        -len(burden.lost),
        -burden.households_lost,
        -len(burden.counties),
        -burden.households,
        burden.kind,
        burden.name,
    )
