"""Builders of small networks and their conditions: a device stands at a site of its own county, a link joins two devices."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fengsui.model.carrier import Carrier
from fengsui.model.device import Device, DeviceLifecycle, DeviceRole, NetworkKind
from fengsui.model.division import Division, DivisionLevel
from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState
from fengsui.model.site import Site, SiteKind

NOW = 1_790_000_000.0
EVIDENCE_AT = NOW - 30.0

_PADDING = 87


def division(code: str) -> Division:
    return Division(
        code=code,
        name_zh=f"县{code}",
        name_en=f"County {code}",
        pinyin=f"xian {code}",
        level=DivisionLevel.COUNTY,
        parent_code=f"{code[:4]}00",
        coverage_unit=True,
        code_2011=code,
        name_2011=f"县{code}",
    )


def units(codes: Iterable[str]) -> list[Division]:
    """Eighty-seven coverage units, the named ones among them."""
    chosen = dict.fromkeys(codes)
    filler = (f"62{number:04d}" for number in range(9000, 9999))
    while len(chosen) < _PADDING:
        chosen[next(filler)] = None
    return [division(code) for code in chosen]


def device(
    name: str, county: str, carrier: str = "telecom", role: str = "county", *, maintenance: bool = False
) -> Device:
    return Device(
        name=name,
        carrier=carrier,
        site=f"site-{county}",
        role=DeviceRole(role),
        network=NetworkKind.INTERNET,
        address="127.0.0.1",
        lifecycle=DeviceLifecycle.MAINTENANCE if maintenance else DeviceLifecycle.ACTIVE,
    )


def link(name: str, a: str, b: str, carrier: str = "telecom") -> Link:
    return Link(name, carrier, LinkEnd(a, f"to-{name}"), LinkEnd(b, f"to-{name}"))


def network(devices: Iterable[Device], links: Iterable[Link] = (), *, codes: Iterable[str] | None = None) -> Network:
    devices = list(devices)
    counties = {d.site.removeprefix("site-") for d in devices}
    return Network.of(
        divisions=units(sorted(counties)) if codes is None else [division(code) for code in codes],
        carriers=[Carrier(code, code, code) for code in sorted({d.carrier for d in devices})],
        sites=[Site(f"site-{county}", county, county, SiteKind.POP) for county in sorted(counties)],
        devices=devices,
        links=links,
    )


def state(name: str, condition: str | Condition, evidence_at: float | None = EVIDENCE_AT) -> ElementState:
    return ElementState(name, Condition(condition), NOW - 600.0, evidence_at)


def conditions(of: Network, **changed: str) -> Conditions:
    """Everything up but what is named; underscores in a keyword stand for hyphens in a name."""
    return conditions_from(of, {name.replace("_", "-"): condition for name, condition in changed.items()})


def conditions_from(of: Network, changed: Mapping[str, str | Condition]) -> Conditions:
    unknown = changed.keys() - of.devices.keys() - of.links.keys()
    assert not unknown, f"no such elements: {sorted(unknown)}"
    return Conditions(
        devices={name: state(name, changed.get(name, "up")) for name in of.devices},
        links={name: state(name, changed.get(name, "up")) for name in of.links},
    )


def aged(of: Conditions, name: str, evidence_at: float | None) -> Conditions:
    """The same conditions with other evidence behind one element."""
    devices, links = dict(of.devices), dict(of.links)
    for states in (devices, links):
        if name in states:
            states[name] = replace(states[name], evidence_at=evidence_at)
    return Conditions(devices, links)
