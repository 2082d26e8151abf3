"""Builds Grafana dashboards from our own descriptions, with Grafana's SDK for Grafana 11.

Loading the SDK takes a while, so only the command `dashboards` imports this module, and late.
"""

import json
from typing import TypeVar

from grafana_foundation_sdk.builders import common as common_builders
from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders import prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common, dashboard
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from fengsui.exporters.province_board import CHOICES, ROWS, Choice, Panel, PanelKind

PROVINCE_UID = "fengsui-province"

# The data source is chosen at the top of the dashboard.
_DATASOURCE = dashboard.DataSourceRef(type_val="prometheus", uid="${datasource}")

# One colour a state, the same in every panel; unknown is never green or red.
_STATE_COLOURS = {
    "covered": "green",
    "degraded": "yellow",
    "unknown": "purple",
    "uncovered": "red",
    "unserved": "#808080",
    "up": "green",
    "down": "red",
}
# Of 24 columns a grid is wide; in rows of 30 pixels.
_HEIGHTS = {
    PanelKind.TREND: 8,
    PanelKind.STACKED: 8,
    PanelKind.FIGURES: 4,
    PanelKind.VERDICT: 4,
    PanelKind.LISTING: 9,
}

_AnyPanel = TypeVar("_AnyPanel", stat.Panel, table.Panel, timeseries.Panel)


def province_dashboard() -> dashboard.Dashboard:
    """The dashboard `The province` as Grafana's model."""
    board = builders.Dashboard("The province 全省总览").uid(PROVINCE_UID).tags(["fengsui"]).readonly()
    board.description(
        "County coverage from live evidence, what is in trouble, how the poller does. 县区覆盖、故障与轮询状况。"
    )
    board.time("now-6h", "now").refresh("30s").timezone("browser").tooltip(dashboard.DashboardCursorSync.CROSSHAIR)
    board.with_variable(builders.DatasourceVariable("datasource").label("Data source 数据源").type("prometheus"))
    for choice in CHOICES:
        board.with_variable(_variable(choice))
    for row in ROWS:
        board.with_row(builders.Row(row.title))
        for panel in row.panels:
            board.with_panel(_build(panel))
    return _numbered(board.build())


def province_json() -> str:
    """The dashboard `The province` as Grafana imports it."""
    return json.dumps(province_dashboard(), cls=JSONEncoder, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def choice_pattern(choice: Choice) -> str:
    """Reads value and text from a series as Grafana writes it, whose labels stand in alphabetical order."""
    return f'/{choice.value}="(?<value>[^"]+)".*{choice.text}="(?<text>[^"]+)"/'


def _numbered(board: dashboard.Dashboard) -> dashboard.Dashboard:
    # Links to a panel name its number, so it must not depend on what Grafana finds free.
    for number, panel in enumerate(board.panels or [], start=1):
        panel.id_val = number
    return board


def _variable(choice: Choice) -> builders.QueryVariable:
    variable = builders.QueryVariable(choice.name).label(choice.label).datasource(_DATASOURCE)
    variable.query(f"query_result({choice.query})").regex(choice_pattern(choice))
    variable.multi(True).include_all(True).all_value(".*").sort(dashboard.VariableSort.ALPHABETICAL_ASC)
    everything = dashboard.VariableOption(selected=True, text=["All"], value=["$__all"])
    return variable.refresh(dashboard.VariableRefresh.ON_DASHBOARD_LOAD).current(everything)


def _build(panel: Panel) -> stat.Panel | table.Panel | timeseries.Panel:
    match panel.kind:
        case PanelKind.TREND:
            return _trend(panel)
        case PanelKind.STACKED:
            return _stacked(panel)
        case PanelKind.FIGURES:
            return _figures(panel)
        case PanelKind.VERDICT:
            return _verdict(panel)
        case PanelKind.LISTING:
            return _listing(panel)


def _trend(panel: Panel) -> timeseries.Panel:
    built = timeseries.Panel().unit(panel.unit).min(0).fill_opacity(10).show_points(common.VisibilityMode.NEVER)
    for legend, expr in panel.queries.items():
        built.with_target(_query(expr, legend).range())
    return _framed(built, panel)


def _stacked(panel: Panel) -> timeseries.Panel:
    stacking = common_builders.StackingConfig().mode(common.StackingMode.NORMAL)
    return _coloured(_trend(panel).fill_opacity(60).stacking(stacking))


def _figures(panel: Panel) -> stat.Panel:
    built = stat.Panel().unit(panel.unit).text_mode(common.BigValueTextMode.VALUE_AND_NAME)
    built.graph_mode(common.BigValueGraphMode.NONE).color_mode(common.BigValueColorMode.VALUE)
    for legend, expr in panel.queries.items():
        built.with_target(_query(expr, legend).instant())
    return _coloured(_framed(built, panel))


def _verdict(panel: Panel) -> stat.Panel:
    steps = [dashboard.Threshold(value=None, color="red"), dashboard.Threshold(value=0, color="green")]
    limits = builders.ThresholdsConfig().mode(dashboard.ThresholdsMode.ABSOLUTE).steps(steps)
    return _figures(panel).thresholds(limits).text_mode(common.BigValueTextMode.VALUE)


def _listing(panel: Panel) -> table.Panel:
    built = table.Panel().no_value("–")
    for expr in panel.queries.values():
        built.with_target(_query(expr, "").instant().format(PromQueryFormat.TABLE))
    # Keeps what is named, whatever further labels a scrape configuration adds.
    built.with_transformation(_transformation("filterFieldsByName", include={"names": [*panel.columns]}))
    order = {label: place for place, label in enumerate(panel.columns)}
    built.with_transformation(
        _transformation("organize", excludeByName={}, indexByName=order, renameByName={**panel.columns})
    )
    if "Value" in panel.columns:
        built.override_by_name(panel.columns["Value"], [dashboard.DynamicConfigValue("unit", panel.unit)])
    return _framed(built, panel)


def _transformation(kind: str, **options: object) -> dashboard.DataTransformerConfig:
    return dashboard.DataTransformerConfig(id_val=kind, options=options)


def _query(expr: str, legend: str) -> prometheus.Dataquery:
    return prometheus.Dataquery().expr(expr).legend_format(legend).datasource(_DATASOURCE)


def _framed(built: _AnyPanel, panel: Panel) -> _AnyPanel:
    built.title(panel.title).description(panel.description).datasource(_DATASOURCE)
    return built.span(panel.width).height(_HEIGHTS[panel.kind])


def _coloured(built: _AnyPanel) -> _AnyPanel:
    for state, colour in _STATE_COLOURS.items():
        fixed = {"mode": "fixed", "fixedColor": colour}
        built.override_by_name(state, [dashboard.DynamicConfigValue("color", fixed)])
    return built
