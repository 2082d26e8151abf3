"""What each link and each device carries alone: the counties that its loss would leave without cover, worst first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fengsui.coverage.result import CONNECTED, Coverage, SinglePoints
from fengsui.model.division import Division

_Key = tuple[str, str, str]  # kind, name, carrier


@dataclass(frozen=True, slots=True)
class Burden:
    """What hangs on one element alone.

    Attributes:
        kind: `link` or `device`.
        name: Natural key.
        carrier: Whose it is.
        counties: Codes of the counties that would lose the cover of this carrier.
        lost: Those of them that no other carrier covers.
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
    counties: dict[_Key, list[str]] = {}
    lost: dict[_Key, list[str]] = {}
    for county in coverage.counties:
        for carrier in county.carriers:
            _add(counties, carrier.single_points, carrier.carrier, county.code)
            # What takes away all cover is among the single points of the one carrier that covers.
            if carrier.state in CONNECTED:
                _add(lost, county.single_points, carrier.carrier, county.code)
    found = [_burden(key, codes, lost.get(key, ()), divisions) for key, codes in counties.items()]
    return tuple(sorted(found, key=_severity))


def _add(found: dict[_Key, list[str]], points: SinglePoints, carrier: str, county: str) -> None:
    for kind, names in (("link", points.links), ("device", points.devices)):
        for name in names:
            found.setdefault((kind, name, carrier), []).append(county)


def _burden(key: _Key, counties: Iterable[str], lost: Iterable[str], divisions: Mapping[str, Division]) -> Burden:
    counties, lost = tuple(counties), tuple(lost)
    return Burden(*key, counties, lost, households_in(counties, divisions), households_in(lost, divisions))


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
