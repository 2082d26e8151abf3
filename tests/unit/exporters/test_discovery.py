"""Target groups as Prometheus's http_sd_config reads them."""

from fengsui.exporters.discovery import targets


def test_one_group_for_the_province_and_one_for_each_shard() -> None:
    assert targets("fengsui.example:9850", shards=2) == [
        {
            "targets": ["fengsui.example:9850"],
            "labels": {"__metrics_path__": "/metrics", "endpoint": "province"},
        },
        {
            "targets": ["fengsui.example:9850"],
            "labels": {"__metrics_path__": "/metrics/devices", "endpoint": "devices-0", "__param_shard": "0/2"},
        },
        {
            "targets": ["fengsui.example:9850"],
            "labels": {"__metrics_path__": "/metrics/devices", "endpoint": "devices-1", "__param_shard": "1/2"},
        },
    ]
