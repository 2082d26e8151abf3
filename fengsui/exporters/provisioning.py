"""Files that a Grafana reads at its start: the data source, where dashboards lie, and the dashboards themselves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fengsui.errors import ConflictError, UsageError
from fengsui.files import write_whole

DEFAULT_PROMETHEUS = "http://127.0.0.1:9090"

# How we know a file as ours: a comment in YAML, the uid in JSON.
_YAML_MARK = "# Written by `fengsui dashboards`; it writes over this file."
_JSON_MARK = '"uid": "fengsui-'

# Paths below the folder, and what each is for; the folder may be Grafana's own /etc/grafana/provisioning.
DASHBOARD_FILE = "dashboards/fengsui/province.json"
DATASOURCE_FILE = "datasources/fengsui.yaml"
PROVIDER_FILE = "dashboards/fengsui.yaml"
FILES = {
    DASHBOARD_FILE: "The dashboard: units by state, ratio against target, links and devices in trouble, the poller",
    DATASOURCE_FILE: "Grafana's data source: the Prometheus that scrapes Fengsui",
    PROVIDER_FILE: "Tells Grafana where the dashboards lie",
}


@dataclass(frozen=True, slots=True)
class Written:
    """One file: its path, and whether it differs from what was there."""

    path: Path
    changed: bool


def provisioning_files(folder: Path, prometheus_url: str = DEFAULT_PROMETHEUS) -> dict[str, str]:
    """Contents of all files by their path below `folder`.

    Args:
        folder: Where they will lie when Grafana reads them; the provider names it.
        prometheus_url: Where Grafana reaches Prometheus.
    """
    from fengsui.exporters.dashboards import province_json

    return {
        DASHBOARD_FILE: province_json(),
        DATASOURCE_FILE: _datasource(prometheus_url),
        PROVIDER_FILE: _provider(folder / Path(DASHBOARD_FILE).parent),
    }


def write_files(folder: Path, files: Mapping[str, str], *, force: bool = False) -> list[Written]:
    """Writes files below `folder`, each whole or not at all, and never over what somebody else wrote.

    Raises:
        ConflictError: a file of that name is not ours; nothing was changed.
        UsageError: the folder or a file cannot be written.
    """
    path = folder
    try:
        strangers = [] if force else [folder / name for name in files if _is_strange(folder / name)]
        if strangers:
            raise ConflictError(
                f"{', '.join(map(str, strangers))}: expected no file or one that `fengsui dashboards` wrote, got somebody "
                "else's; nothing was changed. Move it away, or write over it with --force"
            )
        written = []
        for name, text in files.items():
            path = folder / name
            written.append(Written(path, write_whole(path, text.encode())))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None
    return written


def _datasource(prometheus_url: str) -> str:
    # JSON strings are YAML strings; so nothing in the address can break out of its place.
    return f"""{_YAML_MARK}
apiVersion: 1
datasources:
  - name: Prometheus (Fengsui)
    uid: fengsui-prometheus
    type: prometheus
    access: proxy
    url: {json.dumps(prometheus_url)}
    jsonData:
      httpMethod: POST
      prometheusType: Prometheus
"""


def _provider(dashboards: Path) -> str:
    return f"""{_YAML_MARK}
apiVersion: 1
providers:
  - name: Fengsui
    folder: Fengsui 烽燧
    type: file
    allowUiUpdates: false
    options:
      path: {json.dumps(str(dashboards), ensure_ascii=False)}
"""


def _is_strange(path: Path) -> bool:
    if not path.exists():
        return False
    text = path.read_bytes()
    mark = _JSON_MARK if path.suffix == ".json" else _YAML_MARK
    return mark.encode() not in text
