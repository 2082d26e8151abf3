"""The province as an inventory file: what carriers would hand in, for the normal import."""

from typing import Any

from fengsui.model.device import Device
from fengsui.model.link import Link, LinkEnd
from fengsui.model.site import Site
from fengsui.simulator.province import COMMUNITY, CREDENTIAL, Province


def inventory_document(province: Province) -> dict[str, list[dict[str, Any]]]:
    """Carriers, credentials, sites, devices and links in the form that `fengsui import` reads from YAML."""
    return {
        "carriers": [
            {
                "code": carrier.code,
                "name_zh": carrier.name_zh,
                "name_en": carrier.name_en,
                "management_prefixes": list(carrier.management_prefixes),
            }
            for carrier in province.carriers.values()
        ],
        "credentials": [{"name": CREDENTIAL, "version": "v2c", "community": COMMUNITY}],
        "sites": [_site(site) for site in province.sites.values()],
        "devices": [_device(simulated.device) for simulated in province.devices.values()],
        "links": [_link(link) for link in province.links.values()],
    }


def inventory_yaml(province: Province) -> str:
    """The same as YAML text."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(inventory_document(province), Dumper=dumper, allow_unicode=True, sort_keys=False, width=200))


def _site(site: Site) -> dict[str, Any]:
    return {
        "code": site.code,
        "name": site.name,
        "division": site.division,
        "kind": str(site.kind),
        "sector": None if site.sector is None else str(site.sector),
        "longitude": site.longitude,
        "latitude": site.latitude,
    }


def _device(device: Device) -> dict[str, Any]:
    return {
        "name": device.name,
        "carrier": device.carrier,
        "site": device.site,
        "role": str(device.role),
        "network": str(device.network),
        "address": device.address,
        "port": device.port,
        "credential": device.credential,
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "name": link.name,
        "carrier": link.carrier,
        "a": _end(link.a),
        "b": _end(link.b),
        "capacity_bits_per_second": link.capacity_bits_per_second,
        "medium": str(link.medium),
        "tier": str(link.tier),
        "duct": link.duct,
    }


def _end(end: LinkEnd) -> dict[str, str]:
    return {"device": end.device, "interface": end.interface}
