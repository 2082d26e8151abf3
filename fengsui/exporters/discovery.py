"""HTTP service discovery: tells Prometheus where the province's figures and each shard of the device series are scraped.

The format is Prometheus's `http_sd_config`: a JSON list of target groups.
"""

from fengsui.exporters.catalogue import Endpoint

TargetGroup = dict[str, list[str] | dict[str, str]]


def targets(address: str, shards: int = 1) -> list[TargetGroup]:
    """Target groups for one Fengsui: the province, then each shard of the devices.

    All of them share one address, so that `up` and `scrape_duration_seconds` would be the same series of every group;
    the label `endpoint` tells them apart.

    Args:
        address: `host:port` as Prometheus reaches it.
        shards: Into how many scrapes the device series are divided.
    """
    groups: list[TargetGroup] = [_group(address, Endpoint.PROVINCE, {"endpoint": "province"})]
    for index in range(shards):
        labels = {"endpoint": f"devices-{index}", "__param_shard": f"{index}/{shards}"}
        groups.append(_group(address, Endpoint.DEVICES, labels))
    return groups


def _group(address: str, endpoint: Endpoint, labels: dict[str, str]) -> TargetGroup:
    return {"targets": [address], "labels": {"__metrics_path__": endpoint.value, **labels}}
