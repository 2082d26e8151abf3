"""The reference of metrics as Markdown, made from the catalogue; `docs/reference/metrics.md` is this text, and a test compares."""

from fengsui.exporters.catalogue import Endpoint, Metric, served_at

_HEADINGS = {
    Endpoint.PROVINCE: "Served at `/metrics`: coverage, counties, the poller and its process.",
    Endpoint.DEVICES: "Served at `/metrics/devices`, whole or in shards (`?shard=0/4`): devices, interfaces and links.",
}

_INTRODUCTION = """# Metrics

<!-- Made by `fengsui metrics --markdown`. Change the catalogue instead of this page. -->

All names begin with `fengsui_` and carry their base unit; counters end in `_total`, shares in `_ratio` (0 to 1), texts in `_info`
(always 1, to be joined). `county` and `prefecture` are GB/T 2260 codes.

States are never folded into a yes or a no. `…_state` has one series for each state, 1 for the one that holds. `…_up` and
`…_covered` are 1 or 0 only while the answer is known and are absent while it is not, so `== 0` means known to be down. What an
agent said is absent once it is older than three polling intervals; states and ages stay.

Speeds and capacities are in bytes per second, as the counters are: `rate(fengsui_interface_in_bytes_total[5m]) /
fengsui_interface_speed_bytes_per_second` is a utilisation. Interface series carry `device` and `interface` alone; the rest is joined:

```promql
sum by (county, carrier) (
  rate(fengsui_interface_in_bytes_total[5m]) * on (device) group_left (county, carrier) fengsui_device_info
)
```

Both endpoints answer in OpenMetrics 1.0 to those who ask for it (`Accept`), else in the text format 0.0.4. In OpenMetrics the `_info`
families have the type `info`.
"""


def metrics_markdown() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *(_section(endpoint) for endpoint in Endpoint)])


def _section(endpoint: Endpoint) -> str:
    rows = "\n".join(map(_row, served_at(endpoint)))
    return (
        f"## {endpoint.value}\n\n{_HEADINGS[endpoint]}\n\n"
        f"| metric | type | unit | labels | meaning | 含义 |\n|---|---|---|---|---|---|\n{rows}\n"
    )


def _row(metric: Metric) -> str:
    labels = " ".join(f"`{label}`" for label in metric.labels)
    cells = (f"`{metric.name}`", metric.type.value, metric.unit, labels, metric.help, metric.gloss)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
