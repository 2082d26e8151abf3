"""Whether sites are connected: the state of the devices that stand at a site and of the links that serve it.

| stands there                                 | the site is                                                             |
|----------------------------------------------|-------------------------------------------------------------------------|
| nothing                                      | unequipped                                                              |
| a core device that is up                     | up: the network's heart is where it leads to                            |
| devices with links to other sites            | as the best of these links, each no better than the device at its end here |
| devices without such a link                  | as the best of the devices: nothing else is registered that could tell  |

The best of up, unknown, down: one way that works is enough, and one that may work leaves the question open. This is the site's own
connection; whether a path leads on to a core is what coverage says of its county.
"""

from collections.abc import Iterable, Mapping

from fengsui.model.connectivity import SiteConnectivity, SiteState
from fengsui.model.device import Device, DeviceRole
from fengsui.model.link import Link
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, ElementState

_RANK = {Condition.DOWN: 0, Condition.UNKNOWN: 1, Condition.UP: 2}
_STATE = {each: SiteState(each.value) for each in Condition}
# What is registered and was not judged yet.
_UNSEEN = (Condition.UNKNOWN, None, "not polled yet")

# Condition, time of the evidence, and what it is about.
_Part = tuple[Condition, float | None, str]


def site_states(
    network: Network, conditions: Conditions, *, sites: Iterable[str] | None = None, carrier: str | None = None
) -> dict[str, SiteConnectivity]:
    """Connectivity by site.

    Args:
        network: What is registered; what is pending or retired is not in it, and serves no site.
        conditions: Of its devices and links.
        sites: Codes of the sites to judge; None for all.
        carrier: Code of the carrier whose devices and links alone count; None for all.
    """
    wanted = list(network.sites if sites is None else sites)
    standing: dict[str, list[Device]] = {code: [] for code in wanted}
    for device in network.devices.values():
        if device.site in standing and carrier in (None, device.carrier):
            standing[device.site].append(device)
    return {code: _site(code, standing[code], network, conditions, carrier) for code in wanted}


def _site(
    code: str, devices: list[Device], network: Network, conditions: Conditions, carrier: str | None
) -> SiteConnectivity:
    if not devices:
        return SiteConnectivity(code, SiteState.UNEQUIPPED, "no device stands at it")
    names = tuple(sorted(device.name for device in devices))
    links = _leading_away(names, network, carrier)
    cores = [_device(device.name, conditions) for device in devices if device.role is DeviceRole.CORE]
    parts = [part for part in cores if part[0] is Condition.UP]
    if links:
        parts += [_link(link, set(names), conditions) for link in links]
    else:
        parts += [_device(name, conditions) for name in names]
    best = max(parts, key=lambda part: _RANK[part[0]])
    reason = "" if best[0] is Condition.UP else best[2]
    newest = max((at for _, at, _ in parts if at is not None), default=None)
    return SiteConnectivity(code, _STATE[best[0]], reason, names, tuple(link.name for link in links), newest)


def _leading_away(names: tuple[str, ...], network: Network, carrier: str | None) -> list[Link]:
    here = set(names)
    found = {
        link.name: link
        for name in names
        for link in network.links_of[name]
        if len(here & {link.a.device, link.b.device}) == 1 and carrier in (None, link.carrier)
    }
    return [found[name] for name in sorted(found)]


def _link(link: Link, here: set[str], conditions: Conditions) -> _Part:
    """A link, no better than the device at its end here."""
    end = link.a if link.a.device in here else link.b
    through, device = _part(conditions.links, link.name, "link"), _device(end.device, conditions)
    return min(through, device, key=lambda part: _RANK[part[0]])


def _device(name: str, conditions: Conditions) -> _Part:
    return _part(conditions.devices, name, "device")


def _part(states: Mapping[str, ElementState], name: str, kind: str) -> _Part:
    state = states.get(name)
    condition, at, reason = (state.condition, state.evidence_at, state.reason) if state else _UNSEEN
    return condition, at, f"{kind} {name}: {reason or condition.value}"
