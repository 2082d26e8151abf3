"""What the dashboard `The province` shows: its rows, panels and queries as data; `dashboards` builds them with Grafana's SDK.

Every query joins with `on (…)` over labels of the catalogue, so that what service discovery and scrape configurations add to
the series does no harm. Titles and descriptions are in English and Chinese, in this order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PanelKind(StrEnum):
    """How a panel shows its queries."""

    TREND = "trend"  # lines over time
    STACKED = "stacked"  # areas on top of each other over time, one colour a state
    FIGURES = "figures"  # numbers of now, one tile a series, one colour a state
    VERDICT = "verdict"  # one number of now: red below zero, green from zero on
    LISTING = "listing"  # a table of now


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel.

    Attributes:
        queries: Expressions by legend.
        width: Of 24.
        unit: Grafana's word for it; of a listing, that of the column `Value`.
        columns: Of a listing: headings by label, in order; `Value` is the number itself.
    """

    kind: PanelKind
    title: str
    description: str
    queries: Mapping[str, str]
    width: int
    unit: str = "none"
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A heading with the panels below it."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice at the top of the dashboard.

    Attributes:
        query: Gives the series that the choices are read from.
        value, text: Labels of the value that queries filter by, and of the text that is shown.
    """

    name: str
    label: str
    query: str
    value: str
    text: str


_HERE = 'prefecture=~"$prefecture"'
_THEIRS = 'carrier=~"$carrier"'
_RATE = "[$__rate_interval]"
_NAMES = "* on (county) group_left (name, prefecture_name) fengsui_county_info"
# CPU time and memory of Fengsui alone: other exporters use the same names.
_OURS = "and on (job, instance) fengsui_build_info"

_LINKS_NOT_UP = f"""(fengsui_link_state{{{_THEIRS}, state=~"down|unknown"}} == 1)
* on (link) group_left () (time() - fengsui_link_state_since_timestamp_seconds)
* on (link) group_left (tier, a_device, a_interface, b_device, b_interface)
  (fengsui_link_info{{a_{_HERE}}} or fengsui_link_info{{b_{_HERE}}})"""

_DEVICES_NOT_UP = f"""(fengsui_device_state{{{_THEIRS}, {_HERE}, state=~"down|unknown"}} == 1)
* on (device) group_left () (time() - fengsui_device_state_since_timestamp_seconds)
* on (device) group_left (site, role, address) fengsui_device_info"""

_SERVICES_NOT_UP = f"""(fengsui_service_state{{{_HERE}, state=~"down|unknown"}} == 1)
* on (service) group_left () (time() - fengsui_service_state_since_timestamp_seconds)
* on (service) group_left (kind, address, host) fengsui_service_info"""

_COUNTY_COLUMNS = {"prefecture_name": "Prefecture 市州", "name": "County 县区", "state": "State 状态"}
_RATIO_AND_TARGET = {"ratio 覆盖率": "fengsui_coverage_ratio", "target 目标": "fengsui_coverage_target_ratio"}
_COUNTIES_BY_STATE = {"{{state}}": f"sum by (state) (fengsui_county_state{{{_HERE}}})"}

CHOICES = (
    Choice(
        "prefecture",
        "Prefecture 市州",
        "count by (prefecture, prefecture_name) (fengsui_county_info)",
        "prefecture",
        "prefecture_name",
    ),
    Choice("carrier", "Carrier 运营商", "count by (carrier, name_zh) (fengsui_carrier_info)", "carrier", "name_zh"),
)

_COVERAGE = Row(
    "Coverage 覆盖",
    (
        Panel(
            PanelKind.FIGURES,
            "Counties by state 各状态县区数",
            "Coverage units by state; unknown is neither a yes nor a no. 各状态的统计单元数；不明既非已覆盖，也非未覆盖。",
            _COUNTIES_BY_STATE,
            width=12,
        ),
        Panel(
            PanelKind.FIGURES,
            "Coverage ratio and target 覆盖率与目标",
            "Covered and degraded units over all units of the province. 已覆盖（含降级）单元占全省统计单元之比。",
            _RATIO_AND_TARGET,
            width=8,
            unit="percentunit",
        ),
        Panel(
            PanelKind.VERDICT,
            "Distance to target 与目标之差",
            "Below zero the target is missed. 为负即未达标。",
            {"": "fengsui_coverage_ratio - fengsui_coverage_target_ratio"},
            width=4,
            unit="percentunit",
        ),
        Panel(
            PanelKind.TREND,
            "Coverage against target 覆盖率走势",
            "The ratio over time beside the target. 覆盖率与目标的走势。",
            _RATIO_AND_TARGET,
            width=12,
            unit="percentunit",
        ),
        Panel(
            PanelKind.STACKED,
            "Counties by state over time 各状态县区数走势",
            "Coverage units by state. 各状态的统计单元数。",
            _COUNTIES_BY_STATE,
            width=12,
        ),
    ),
)

_TROUBLE = Row(
    "In trouble now 当前故障",
    (
        Panel(
            PanelKind.FIGURES,
            "Devices by state 各状态设备数",
            "Devices that are polled, by state. 参与轮询的设备，按状态分。",
            {"{{state}}": f"sum by (state) (fengsui_device_state{{{_THEIRS}, {_HERE}}})"},
            width=12,
        ),
        Panel(
            PanelKind.FIGURES,
            "Links by state 各状态链路数",
            "Registered links, by state. 登记的链路，按状态分。",
            {"{{state}}": f"sum by (state) (fengsui_link_state{{{_THEIRS}}})"},
            width=12,
        ),
        Panel(
            PanelKind.LISTING,
            "Counties in trouble 非正常县区",
            "Degraded, unknown, uncovered and unserved counties. 降级、不明、未覆盖与无登记的县区。",
            {"": f'(fengsui_county_state{{{_HERE}, state!="covered"}} == 1) {_NAMES}'},
            width=10,
            columns=_COUNTY_COLUMNS,
        ),
        Panel(
            PanelKind.LISTING,
            "Carriers in trouble by county 各县区非正常运营商",
            "The same by each carrier's own network. 仅就各运营商自身网络而言。",
            {"": f'(fengsui_county_carrier_state{{{_HERE}, {_THEIRS}, state!="covered"}} == 1) {_NAMES}'},
            width=14,
            columns={**_COUNTY_COLUMNS, "carrier": "Carrier 运营商"},
        ),
        Panel(
            PanelKind.LISTING,
            "Links that are not up 非正常链路",
            "Down or unknown links with an end in the chosen prefectures. 所选市州内中断或状况不明的链路。",
            {"": _LINKS_NOT_UP},
            width=24,
            unit="dtdurations",
            columns={
                "link": "Link 链路",
                "state": "State 状态",
                "Value": "For 时长",
                "carrier": "Carrier 运营商",
                "tier": "Tier 层级",
                "a_device": "End a A 端",
                "a_interface": "Interface a A 端接口",
                "b_device": "End b B 端",
                "b_interface": "Interface b B 端接口",
            },
        ),
        Panel(
            PanelKind.LISTING,
            "Devices that are not up 非正常设备",
            "Down or unknown devices. 中断或状况不明的设备。",
            {"": _DEVICES_NOT_UP},
            width=16,
            unit="dtdurations",
            columns={
                "device": "Device 设备",
                "state": "State 状态",
                "Value": "For 时长",
                "carrier": "Carrier 运营商",
                "county": "County 县区",
                "site": "Site 站点",
                "role": "Role 角色",
                "address": "Address 地址",
            },
        ),
        Panel(
            PanelKind.TREND,
            "Busiest links 最繁忙链路",
            "Traffic over capacity, the ten highest. 流量占容量之比，最高十条。",
            {"{{link}} {{direction}}": f"topk(10, fengsui_link_utilisation_ratio{{{_THEIRS}}})"},
            width=8,
            unit="percentunit",
        ),
    ),
)

_POLLER = Row(
    "Poller 轮询器",
    (
        Panel(
            PanelKind.TREND,
            "Polls 轮询",
            "Polls a second by outcome. 每秒轮询数，按结果分。",
            {"{{outcome}}": f"sum by (outcome) (rate(fengsui_poller_polls_total{_RATE}))"},
            width=12,
            unit="cps",
        ),
        Panel(
            PanelKind.TREND,
            "Packets 报文",
            "SNMP packets a second; retries and timeouts should stay near zero. 每秒 SNMP 报文数；重传与超时应接近零。",
            {
                "sent 发送": f"rate(fengsui_poller_packets_sent_total{_RATE})",
                "received 接收": f"rate(fengsui_poller_packets_received_total{_RATE})",
                "retries 重传": f"rate(fengsui_poller_retries_total{_RATE})",
                "timeouts 超时": f"rate(fengsui_poller_timeouts_total{_RATE})",
            },
            width=12,
            unit="pps",
        ),
        Panel(
            PanelKind.TREND,
            "Lag 延迟",
            "How late due batches begin; above half an interval the poller is too slow. 到期批次的延迟；超过半个周期即轮询过慢。",
            {"lag 延迟": "fengsui_poller_lag_seconds", "interval 周期": "fengsui_poller_interval_seconds"},
            width=12,
            unit="s",
        ),
        Panel(
            PanelKind.TREND,
            "Batches 批次",
            "Batches that wait and that are under way. 排队与执行中的批次。",
            {"queued 排队": "fengsui_poller_queued_batches", "running 执行": "fengsui_poller_running_batches"},
            width=12,
        ),
        Panel(
            PanelKind.TREND,
            "Answers at fault 异常应答",
            "Problems of agents by kind, and counter values turned away by reason. 代理应答问题与拒用的计数值。",
            {
                "{{kind}}": f"sum by (kind) (rate(fengsui_poller_problems_total{_RATE}))",
                "refused 拒用: {{reason}}": f"sum by (reason) (rate(fengsui_poller_refusals_total{_RATE}))",
                "ignored 忽略: {{reason}}": f"sum by (reason) (rate(fengsui_poller_ignored_datagrams_total{_RATE}))",
            },
            width=12,
            unit="cps",
        ),
        Panel(
            PanelKind.TREND,
            "Decoding 解码",
            "Share of answers decoded by remembered layout. 按记忆布局解码的应答占比。",
            {
                "layout hits 命中": f"rate(fengsui_poller_layout_hits_total{_RATE}) / "
                f"(rate(fengsui_poller_layout_hits_total{_RATE}) + rate(fengsui_poller_layout_misses_total{_RATE}))"
            },
            width=12,
            unit="percentunit",
        ),
        Panel(
            PanelKind.TREND,
            "Processor 处理器",
            "Processor time that Fengsui takes; 100 % is one core. 烽燧占用的处理器时间，100% 为一个核。",
            {"{{instance}}": f"rate(process_cpu_seconds_total{_RATE}) {_OURS}"},
            width=12,
            unit="percentunit",
        ),
        Panel(
            PanelKind.TREND,
            "Memory 内存",
            "Resident memory of Fengsui. 烽燧的常驻内存。",
            {"{{instance}}": f"process_resident_memory_bytes {_OURS}"},
            width=12,
            unit="bytes",
        ),
    ),
)

_SERVICES = Row(
    "Sectors 行业应用",
    (
        Panel(
            PanelKind.FIGURES,
            "Services by state 各状态服务数",
            "Probed portals and servers of the application networks by state. 各行业应用网络被探测的门户与服务，按状态统计。",
            {"{{state}}": "sum by (state) (fengsui_sector_services)"},
            width=8,
        ),
        Panel(
            PanelKind.TREND,
            "Services up by sector 各行业正常服务占比",
            "Share of the services of each sector that are up; unknown ones count as not up. 各行业正常服务之占比，不明者不计为正常。",
            {
                "{{sector}}": 'sum by (sector) (fengsui_sector_services{state="up"}) / '
                "(sum by (sector) (fengsui_sector_services) > 0)"
            },
            width=16,
            unit="percentunit",
        ),
        Panel(
            PanelKind.LISTING,
            "Services in trouble 异常服务",
            "Services that are down or unknown, and for how long. 中断或状况不明的服务及其持续时间。",
            {"": _SERVICES_NOT_UP},
            width=24,
            unit="dtdurations",
            columns={
                "service": "Service 服务",
                "sector": "Sector 行业",
                "state": "State 状态",
                "Value": "For 时长",
                "kind": "Kind 方式",
                "host": "Host 主机名",
                "address": "Address 地址",
                "county": "County 县区",
            },
        ),
    ),
)

ROWS = (_COVERAGE, _TROUBLE, _SERVICES, _POLLER)
