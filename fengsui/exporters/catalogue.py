"""Every metric family of Fengsui, once: what it is called, what it measures, in which unit, with which labels.

Renderers, dashboards, alert rules and the reference page are tested against this list. The rules it keeps:

- **Three values stay three.** A condition is a state-set, one series a state with 0 or 1 (`fengsui_device_state{state="unknown"}`),
  in the manner of kube-state-metrics: PromQL cannot look at an enumeration packed into one number without folding it, and
  `count(… == 1)` by state is what a table or an alert needs. Beside it, for the eye and for short rules, stands a yes-or-no series
  (`fengsui_device_up`, `fengsui_link_up`, `fengsui_county_covered`) that is **absent while the answer is unknown**: `== 0` then
  means known to be down and never "no idea", and an average over it does not quietly count the unknown as a no. OpenMetrics' own
  StateSet type is not used, since it would force the label to be called like the metric.
- **Interface statuses are IF-MIB's own numbers** (RFC 2863: 1 up, 2 down, 3 testing, 4 unknown, 5 dormant, 6 notPresent,
  7 lowerLayerDown): a state-set of seven on each of a hundred thousand interfaces would cost more than all counters together.
- **Bytes, also for speed**: `_bytes_per_second`, because bytes are Prometheus's base unit and `rate(…_bytes_total[5m]) / speed` is then
  the utilisation with no factor to forget. Dashboards multiply by 8 where people read bits.
- **Old evidence is not dressed up as fresh.** What an agent said (uptime, readings, interface values) is exported until it is three
  polling intervals old, then absent; a counter that stands still would be read as a line without traffic. Ages and states stay.
- **Cardinality is bounded** by what is registered: interface series carry `device` and `interface` alone, and the rest is joined from
  the `_info` families; texts of agents appear only there, capped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from fengsui.model.reading import READINGS, ReadingKind


class MetricType(StrEnum):
    """Type of a family. `info` is OpenMetrics' word; the older text format calls it a gauge."""

    GAUGE = "gauge"
    COUNTER = "counter"
    INFO = "info"


class Endpoint(StrEnum):
    """Where a family is served."""

    PROVINCE = "/metrics"
    DEVICES = "/metrics/devices"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric family.

    Attributes:
        name: Name of its samples, as queries use it (with `_total` or `_info`).
        unit: Base unit, empty for plain numbers.
        help: One English sentence.
        gloss: The same in Chinese.
        labels: Names of its labels in the order that samples give them.
    """

    name: str
    type: MetricType
    unit: str
    help: str
    gloss: str
    labels: tuple[str, ...]
    endpoint: Endpoint


# Longest first: `bytes_per_second` ends in a unit of its own.
_UNITS = (
    "bytes_per_second", "seconds", "bytes", "ratio", "celsius", "dbm", "volts", "amperes", "watts", "rpm", "decibels",
)  # fmt: skip

_DEVICE = ("device", "carrier", "county", "prefecture")
_INTERFACE = ("device", "interface")
_LINK = ("link", "carrier")
_COUNTY = ("county", "prefecture")
_SERVICE = ("service", "sector", "carrier", "county", "prefecture")
_COUNTY_CARRIER = ("county", "prefecture", "carrier")


def _unit_of(name: str) -> str:
    stem = name.removesuffix("_total")
    return next((unit for unit in _UNITS if stem.endswith(f"_{unit}")), "")


def _type_of(name: str) -> MetricType:
    if name.endswith("_total"):
        return MetricType.COUNTER
    return MetricType.INFO if name.endswith("_info") and name != "python_info" else MetricType.GAUGE


def _on_devices(name: str, labels: tuple[str, ...], text: str, gloss: str) -> Metric:
    return Metric(name, _type_of(name), _unit_of(name), text, gloss, labels, Endpoint.DEVICES)


def _on_province(name: str, labels: tuple[str, ...], text: str, gloss: str) -> Metric:
    return Metric(name, _type_of(name), _unit_of(name), text, gloss, labels, Endpoint.PROVINCE)


_DEVICES = (
    _on_devices(
        "fengsui_device_info",
        (*_DEVICE, "site", "role", "network", "address", "profile", "sys_name", "sys_object_id"),
        "What is registered of a device, and how its agent names itself.",
        "设备登记信息及其代理自报的名称。",
    ),
    _on_devices(
        "fengsui_device_up",
        _DEVICE,
        "1 while the device is up, 0 while it is known to be down; absent while unknown.",
        "设备在线为 1，确知中断为 0，状况不明时无此序列。",
    ),
    _on_devices(
        "fengsui_device_state",
        (*_DEVICE, "state"),
        "1 for the state that the device is in (up, down, unknown), 0 for the others.",
        "设备所处状态（up、down、unknown）为 1，其余为 0。",
    ),
    _on_devices(
        "fengsui_device_state_since_timestamp_seconds",
        _DEVICE,
        "When the device's present state began, Unix time.",
        "设备当前状态的起始时刻（Unix 时间）。",
    ),
    _on_devices(
        "fengsui_device_agent_silent",
        _DEVICE,
        "1 while the device is up on another witness's word and its agent is silent.",
        "代理无应答、但有其他佐证表明设备在线时为 1。",
    ),
    _on_devices(
        "fengsui_device_maintenance",
        _DEVICE,
        "1 while planned work is announced for the device.",
        "设备处于已公告的检修期为 1。",
    ),
    _on_devices(
        "fengsui_device_uptime_seconds",
        _DEVICE,
        "Time since the agent started, as its sysUpTime says; wraps at 497 days.",
        "代理启动以来的时长，取自 sysUpTime，497 天回绕。",
    ),
    _on_devices(
        "fengsui_device_evidence_age_seconds",
        _DEVICE,
        "Age of the newest evidence behind the device's state; absent where there is none.",
        "设备状态所依据的最新证据的时长；无证据时无此序列。",
    ),
    _on_devices(
        "fengsui_device_poll_duration_seconds",
        _DEVICE,
        "How long the last poll of the device took.",
        "最近一次轮询该设备的耗时。",
    ),
    _on_devices(
        "fengsui_device_consecutive_poll_failures",
        _DEVICE,
        "Unanswered polls of the device in a row; 0 while it answers.",
        "连续无应答的轮询次数；有应答时为 0。",
    ),
    _on_devices(
        "fengsui_device_next_poll_timestamp_seconds",
        _DEVICE,
        "When the device is polled next, Unix time; later than the interval while it is backed off.",
        "下一次轮询的时刻（Unix 时间）；退避期间晚于轮询周期。",
    ),
    _on_devices(
        "fengsui_device_poll_phase_ratio",
        _DEVICE,
        "Share of the polling interval after which the device has its turn, 0 to 1.",
        "设备在轮询周期内的相位（0–1）。",
    ),
    _on_devices(
        "fengsui_device_poll_packets",
        _DEVICE,
        "Packets that the last poll sent, retransmissions included.",
        "最近一次轮询发送的报文数（含重传）。",
    ),
    _on_devices(
        "fengsui_device_poll_retries_total",
        _DEVICE,
        "Requests to the device that were sent again.",
        "向该设备重传的请求数。",
    ),
    _on_devices(
        "fengsui_device_poll_deadlines_total",
        _DEVICE,
        "Questions to the device that were broken off at the deadline of their poll.",
        "因超过轮询期限而中止的提问数。",
    ),
    _on_devices(
        "fengsui_device_packet_budget_waits_total",
        _DEVICE,
        "How often a request waited for the packet budget of the device.",
        "请求因该设备报文限额而等待的次数。",
    ),
    _on_devices(
        "fengsui_device_round_trip_seconds",
        _DEVICE,
        "Smoothed round trip of the slowest answer of each question; absent while nothing was measured.",
        "每次提问中最慢应答的平滑往返时间；未测得时无此序列。",
    ),
    _on_devices(
        "fengsui_device_request_timeout_seconds",
        _DEVICE,
        "How long the next request is waited for before it is sent again, as learned from round trips.",
        "下一个请求重传前的等待时间，依往返时间自适应。",
    ),
    _on_devices(
        "fengsui_device_max_repetitions",
        _DEVICE,
        "Rows that the widest walk asks the agent for at a time (max-repetitions), as learned.",
        "对该代理最宽的表遍历每次请求的行数（max-repetitions），由学习得到。",
    ),
    _on_devices(
        "fengsui_device_last_trap_timestamp_seconds",
        _DEVICE,
        "When the device last sent a trap or inform that was taken, Unix time; absent where none came since the start.",
        "设备最近一次告警被采纳的时刻（Unix 时间）；启动以来无告警时无此序列。",
    ),
    _on_devices(
        "fengsui_device_ping_up",
        _DEVICE,
        "1 where the last ping of the device was answered, 0 where it was not; absent where none was sent lately.",
        "最近一次 ping 有应答为 1，无应答为 0，近期未 ping 时无此序列。",
    ),
    _on_devices(
        "fengsui_device_ping_timestamp_seconds",
        _DEVICE,
        "When the last ping of the device began, Unix time.",
        "最近一次 ping 的开始时刻（Unix 时间）。",
    ),
    _on_devices(
        "fengsui_device_ping_loss_ratio",
        _DEVICE,
        "Share of the echoes of the last ping that were not answered in time, 0 to 1.",
        "最近一次 ping 的丢包率（0–1）。",
    ),
    _on_devices(
        "fengsui_device_ping_round_trip_min_seconds",
        _DEVICE,
        "Shortest round trip of the last ping.",
        "最近一次 ping 的最短往返时延。",
    ),
    _on_devices(
        "fengsui_device_ping_round_trip_mean_seconds",
        _DEVICE,
        "Mean round trip of the last ping.",
        "最近一次 ping 的平均往返时延。",
    ),
    _on_devices(
        "fengsui_device_ping_round_trip_max_seconds",
        _DEVICE,
        "Longest round trip of the last ping.",
        "最近一次 ping 的最长往返时延。",
    ),
    _on_devices(
        "fengsui_device_ping_jitter_seconds",
        _DEVICE,
        "Mean absolute difference of consecutive round trips of the last ping; absent with fewer than two answers.",
        "最近一次 ping 相邻往返时延之差绝对值的平均；应答不足两个时无此序列。",
    ),
)


def _metric_of(kind: ReadingKind) -> str:
    if not kind.of_interface:
        return f"fengsui_device_{kind.name}"
    # A PON port's ONUs are no property of the port as an interface.
    return f"fengsui_{kind.name}" if kind.name.startswith("pon_") else f"fengsui_interface_{kind.name}"


def _on_reading(kind: ReadingKind) -> Metric:
    labels = _INTERFACE if kind.of_interface else (*_DEVICE, "part")
    return _on_devices(_metric_of(kind), (*labels, *map(metric_label, kind.labels)), kind.en, kind.zh)


def metric_label(label: str) -> str:
    """A label of a reading as metrics have it: `quantile` is reserved to summaries there."""
    return "at_quantile" if label == "quantile" else label


# Reading of a profile → its family: fengsui.model.reading is the one list of them. `part` is the slot, board or sensor that a value
# belongs to, empty for the device as a whole.
READING_METRICS: Mapping[str, str] = MappingProxyType({kind.name: _metric_of(kind) for kind in READINGS.values()})
_READINGS = tuple(_on_reading(kind) for kind in READINGS.values())

_INTERFACES = (
    _on_devices(
        "fengsui_interface_info",
        (*_INTERFACE, "index", "descr", "alias", "type"),
        "Texts of an interface: ifIndex, ifDescr, ifAlias and the IANAifType number.",
        "接口文本信息：ifIndex、ifDescr、ifAlias 与 IANAifType 编号。",
    ),
    _on_devices(
        "fengsui_interface_admin_status",
        _INTERFACE,
        "ifAdminStatus as IF-MIB numbers it: 1 up, 2 down, 3 testing.",
        "ifAdminStatus 数值：1 启用，2 停用，3 测试。",
    ),
    _on_devices(
        "fengsui_interface_oper_status",
        _INTERFACE,
        "ifOperStatus as IF-MIB numbers it: 1 up, 2 down, 3 testing, 4 unknown, 5 dormant, 6 notPresent, 7 lowerLayerDown.",
        "ifOperStatus 数值：1 通，2 断，3 测试，4 不明，5 休眠，6 不在位，7 下层断。",
    ),
    _on_devices(
        "fengsui_interface_speed_bytes_per_second",
        _INTERFACE,
        "Line rate (ifHighSpeed or ifSpeed) in bytes per second; times 8 for bits.",
        "接口速率（字节每秒），乘 8 为比特。",
    ),
    _on_devices(
        "fengsui_interface_in_bytes_total",
        _INTERFACE,
        "Octets received, as the agent counts them.",
        "接收字节数（代理计数）。",
    ),
    _on_devices(
        "fengsui_interface_out_bytes_total",
        _INTERFACE,
        "Octets sent, as the agent counts them.",
        "发送字节数（代理计数）。",
    ),
    _on_devices(
        "fengsui_interface_in_unicast_packets_total", _INTERFACE, "Unicast packets received.", "接收单播报文数。"
    ),
    _on_devices("fengsui_interface_out_unicast_packets_total", _INTERFACE, "Unicast packets sent.", "发送单播报文数。"),
    _on_devices("fengsui_interface_in_errors_total", _INTERFACE, "Received packets with errors.", "接收错误报文数。"),
    _on_devices(
        "fengsui_interface_out_errors_total",
        _INTERFACE,
        "Packets that could not be sent because of errors.",
        "发送错误报文数。",
    ),
    _on_devices(
        "fengsui_interface_in_discards_total",
        _INTERFACE,
        "Received packets that were discarded without an error.",
        "接收丢弃报文数。",
    ),
    _on_devices(
        "fengsui_interface_out_discards_total",
        _INTERFACE,
        "Packets that were discarded instead of sent, without an error.",
        "发送丢弃报文数。",
    ),
    _on_devices(
        "fengsui_interface_in_utilisation_ratio",
        _INTERFACE,
        "Received traffic between the last two polls as a share of the line rate; absent over a gap.",
        "最近两次轮询之间的入向流量占速率之比；数据有缺口时无此序列。",
    ),
    _on_devices(
        "fengsui_interface_out_utilisation_ratio",
        _INTERFACE,
        "Sent traffic between the last two polls as a share of the line rate; absent over a gap.",
        "最近两次轮询之间的出向流量占速率之比；数据有缺口时无此序列。",
    ),
)

_LINKS = (
    _on_devices(
        "fengsui_link_info",
        (
            *_LINK,
            "tier",
            "medium",
            "a_device",
            "a_interface",
            "a_county",
            "a_prefecture",
            "b_device",
            "b_interface",
            "b_county",
            "b_prefecture",
        ),
        "What is registered of a link: its tier, medium and two ends.",
        "链路登记信息：层级、介质与两端。",
    ),
    _on_devices(
        "fengsui_link_up",
        _LINK,
        "1 while the link is up, 0 while it is known to be down; absent while unknown.",
        "链路畅通为 1，确知中断为 0，状况不明时无此序列。",
    ),
    _on_devices(
        "fengsui_link_state",
        (*_LINK, "state"),
        "1 for the state that the link is in (up, down, unknown), 0 for the others.",
        "链路所处状态（up、down、unknown）为 1，其余为 0。",
    ),
    _on_devices(
        "fengsui_link_state_since_timestamp_seconds",
        _LINK,
        "When the link's present state began, Unix time.",
        "链路当前状态的起始时刻（Unix 时间）。",
    ),
    _on_devices(
        "fengsui_link_evidence_age_seconds",
        _LINK,
        "Age of the newest evidence behind the link's state; absent where there is none.",
        "链路状态所依据的最新证据的时长；无证据时无此序列。",
    ),
    _on_devices(
        "fengsui_link_capacity_bytes_per_second",
        _LINK,
        "Contracted capacity in bytes per second; times 8 for bits. Absent where none is registered.",
        "链路签约容量（字节每秒），乘 8 为比特；未登记时无此序列。",
    ),
    _on_devices(
        "fengsui_link_utilisation_ratio",
        (*_LINK, "direction"),
        "Traffic as a share of the capacity (of the line rate where none is registered), from end a to b and from b to a.",
        "链路流量占容量之比（未登记容量时取接口速率），分 a 到 b 与 b 到 a 两个方向。",
    ),
)

_COUNTIES = (
    _on_province(
        "fengsui_county_info",
        (*_COUNTY, "name", "name_en", "prefecture_name"),
        "Names of a coverage unit; county and prefecture are GB/T 2260 codes.",
        "统计单元名称；county 与 prefecture 为 GB/T 2260 代码。",
    ),
    _on_province(
        "fengsui_county_covered",
        _COUNTY,
        "1 while the county is covered or degraded, 0 while it is uncovered or unserved; absent while unknown.",
        "县区已覆盖（含降级）为 1，未覆盖或无登记为 0，状况不明时无此序列。",
    ),
    _on_province(
        "fengsui_county_state",
        (*_COUNTY, "state"),
        "1 for the state that the county is in (covered, degraded, unknown, uncovered, unserved), 0 for the others.",
        "县区所处状态（covered、degraded、unknown、uncovered、unserved）为 1，其余为 0。",
    ),
    _on_province(
        "fengsui_county_evidence_age_seconds",
        _COUNTY,
        "Age of the oldest evidence that the county's state rests on; absent where there is none.",
        "县区状态所依据证据中最旧者的时长；无证据时无此序列。",
    ),
    _on_province(
        "fengsui_county_carriers",
        _COUNTY,
        "How many carriers cover the county now (covered or degraded).",
        "目前覆盖该县区的运营商数（含降级）。",
    ),
    _on_province(
        "fengsui_county_carrier_covered",
        _COUNTY_CARRIER,
        "1 while the carrier covers the county, 0 while it does not; absent while unknown.",
        "该运营商覆盖该县区为 1，未覆盖为 0，状况不明时无此序列。",
    ),
    _on_province(
        "fengsui_county_carrier_state",
        (*_COUNTY_CARRIER, "state"),
        "1 for the state of the county by this carrier's network alone, 0 for the others.",
        "仅就该运营商网络而言，县区所处状态为 1，其余为 0。",
    ),
    _on_province(
        "fengsui_county_carrier_maintenance",
        _COUNTY_CARRIER,
        "1 while announced work bears on the carrier's state in the county.",
        "该运营商在该县区的状态涉及已公告检修时为 1。",
    ),
    _on_province(
        "fengsui_county_paths_live",
        _COUNTY_CARRIER,
        "Edge-disjoint paths of up elements from the county to the carrier's cores; absent where the county holds the only core.",
        "县区至该运营商核心的可用边不相交路径数；唯一核心在本县区时无此序列。",
    ),
    _on_province(
        "fengsui_county_paths_designed",
        _COUNTY_CARRIER,
        "The same number with every registered element up.",
        "全部登记设施正常时的边不相交路径数。",
    ),
    _on_province(
        "fengsui_county_node_disjoint_paths_live",
        _COUNTY_CARRIER,
        "Paths that share no device either, of those of fengsui_county_paths_live.",
        "可用路径中互不共用设备（节点不相交）的条数。",
    ),
    _on_province(
        "fengsui_county_node_disjoint_paths_designed",
        _COUNTY_CARRIER,
        "The same number with every registered element up.",
        "全部登记设施正常时的节点不相交路径数。",
    ),
    _on_province(
        "fengsui_county_single_points",
        (*_COUNTY_CARRIER, "kind"),
        "Links, devices or ducts whose loss alone would leave the county without cover by this carrier; 0 where it has none to lose.",
        "单独失效即令该运营商在该县区失去覆盖的链路、设备或管道数；本无覆盖时为 0。",
    ),
)

_COVERAGE = (
    _on_province(
        "fengsui_coverage_ratio",
        (),
        "Share of coverage units that are covered or degraded, 0 to 1; unknown units count as not covered.",
        "已覆盖（含降级）统计单元占比（0–1）；状况不明者不计入已覆盖。",
    ),
    _on_province(
        "fengsui_coverage_target_ratio", (), "Share of coverage units that should be covered.", "覆盖率目标。"
    ),
    _on_province(
        "fengsui_coverage_units",
        (),
        "Coverage units in the province: the ratio's denominator.",
        "全省统计单元数，即覆盖率的分母。",
    ),
    _on_province("fengsui_coverage_state_units", ("state",), "Coverage units by state.", "各状态的统计单元数。"),
    _on_province(
        "fengsui_coverage_timestamp_seconds",
        (),
        "When coverage was worked out, Unix time.",
        "覆盖状况的计算时刻（Unix 时间）。",
    ),
    _on_province("fengsui_carrier_info", ("carrier", "name_zh", "name_en"), "Names of a carrier.", "运营商名称。"),
    _on_province(
        "fengsui_prefecture_coverage_ratio",
        ("prefecture",),
        "Share of the coverage units of a prefecture that are covered or degraded, 0 to 1.",
        "市州内已覆盖（含降级）统计单元占比（0–1）。",
    ),
    _on_province(
        "fengsui_prefecture_state_units",
        ("prefecture", "state"),
        "Coverage units of a prefecture by state.",
        "市州内各状态的统计单元数。",
    ),
    _on_province(
        "fengsui_network_coverage_ratio",
        ("network",),
        "Share of coverage units that one of the three networks covers, 0 to 1.",
        "三网之一已覆盖统计单元占比（0–1）。",
    ),
    _on_province(
        "fengsui_network_state_units",
        ("network", "state"),
        "Coverage units by state for one of the three networks.",
        "三网之一各状态的统计单元数。",
    ),
    _on_province(
        "fengsui_sector_coverage_ratio",
        ("sector",),
        "Share of the sites of a sector that reach a core, 0 to 1.",
        "某行业可通达核心的站点占比（0–1）。",
    ),
    _on_province(
        "fengsui_sector_state_sites",
        ("sector", "state"),
        "Sites of a sector by state.",
        "某行业各状态的站点数。",
    ),
)

_POLLER = (
    _on_province("fengsui_build_info", ("version",), "Version of Fengsui that is running.", "运行中的烽燧版本。"),
    _on_province(
        "fengsui_poller_start_timestamp_seconds",
        (),
        "When the poller began to count, Unix time.",
        "轮询器开始计数的时刻（Unix 时间）。",
    ),
    _on_province(
        "fengsui_lldp_links",
        ("verdict",),
        "Registered links by what LLDP says of them (confirmed, missing, contradicting, unknown).",
        "按 LLDP 核对结果分的登记链路数(相符、未见、矛盾、未知)。",
    ),
    _on_province(
        "fengsui_lldp_unlinked_neighbours",
        ("registered",),
        "LLDP neighbours that no registered link accounts for, by whether the other device is registered (yes, no).",
        "没有登记链路对应的 LLDP 邻居数(按对端是否已登记)。",
    ),
    _on_province("fengsui_poller_interval_seconds", (), "Polling interval as set.", "设定的轮询周期。"),
    _on_province("fengsui_poller_devices", (), "Devices that are polled.", "参与轮询的设备数。"),
    _on_province(
        "fengsui_poller_polls_total",
        ("outcome",),
        "Polls by outcome (ok, partial, timeout, refused, error), and those that were left out, by reason (skipped_...).",
        "按结果分的轮询次数，含按原因分的未执行次数（skipped_...）。",
    ),
    _on_province(
        "fengsui_poller_batches_total",
        ("outcome",),
        "Batches of polls by outcome (done, deadline, failed, skipped).",
        "按结果分的轮询批次数。",
    ),
    _on_province(
        "fengsui_poller_lag_seconds",
        (),
        "How late the worst batch began its last turn; an interval where it missed one.",
        "最迟批次最近一次开始的延迟；错过一次则为一个周期。",
    ),
    _on_province("fengsui_poller_queued_batches", (), "Batches that wait.", "排队中的批次数。"),
    _on_province("fengsui_poller_running_batches", (), "Batches under way.", "执行中的批次数。"),
    _on_province(
        "fengsui_history_waiting",
        (),
        "Observations, changes and states that the database did not take at the last try; 0 while it takes them.",
        "数据库上次未能写入、等待重试的观测、变化和状态数；写入正常时为 0。",
    ),
    _on_province("fengsui_history_write_failures_total", (), "Writes of history that failed.", "历史写入失败的次数。"),
    _on_province(
        "fengsui_history_lost_changes_total",
        (),
        "Changes given up because too many waited for the database.",
        "因等待写入的变化过多而放弃的变化数。",
    ),
    _on_province(
        "fengsui_poller_packets_sent_total",
        (),
        "SNMP packets sent, retransmissions included.",
        "发送的 SNMP 报文数（含重传）。",
    ),
    _on_province("fengsui_poller_packets_received_total", (), "SNMP packets received.", "接收的 SNMP 报文数。"),
    _on_province("fengsui_poller_retries_total", (), "Requests that were sent again.", "重传的请求数。"),
    _on_province(
        "fengsui_poller_packet_budget_waits_total",
        (),
        "How often a request waited for the packet budget of its agent.",
        "请求因代理报文限额而等待的次数。",
    ),
    _on_province(
        "fengsui_poller_timeouts_total",
        (),
        "Requests that found no answer, retransmissions included.",
        "含重传仍无应答的请求数。",
    ),
    _on_province(
        "fengsui_poller_varbinds_total", (), "Variable bindings received and checked.", "接收并校验的变量绑定数。"
    ),
    _on_province(
        "fengsui_poller_layout_hits_total",
        (),
        "Answers decoded by the remembered layout of the last one.",
        "按已记忆布局解码的应答数。",
    ),
    _on_province(
        "fengsui_poller_layout_misses_total", (), "Answers that took the full decoder.", "需完整解码的应答数。"
    ),
    _on_province(
        "fengsui_poller_ignored_datagrams_total",
        ("reason",),
        "Datagrams that were no valid answer to anything asked, by reason.",
        "按原因分的无效报文数。",
    ),
    _on_province(
        "fengsui_poller_refusals_total",
        ("reason",),
        "Counter values turned away because a rate from them would be a lie, by reason (reset, wrap and others).",
        "按原因分的拒用计数值数（重置、回绕等）。",
    ),
    _on_province(
        "fengsui_poller_problems_total",
        ("kind",),
        "Problems in the answers of agents, by kind.",
        "按种类分的代理应答问题数。",
    ),
    _on_province(
        "fengsui_ping_permitted",
        (),
        "1 where ICMP echoes are sent, 0 where no ICMP socket may be opened or no ping is wanted.",
        "可发送 ICMP 回显为 1，不允许打开 ICMP 套接字或未启用时为 0。",
    ),
    _on_province("fengsui_ping_echoes_sent_total", (), "ICMP echo requests sent.", "发送的 ICMP 回显请求数。"),
    _on_province(
        "fengsui_ping_replies_total", (), "ICMP echoes that were answered in time.", "按时收到应答的 ICMP 回显数。"
    ),
    _on_province(
        "fengsui_ping_ignored_packets_total",
        ("reason",),
        "ICMP messages that answered nothing asked, by reason (token, source, duplicate, late and others).",
        "按原因分的无效 ICMP 报文数（标记不符、来源不符、重复、迟到等）。",
    ),
    _on_province(
        "fengsui_ping_unreachable_total",
        ("reason",),
        "ICMP errors about our echoes, and echoes that could not be sent, by reason.",
        "按原因分的回显差错报文数，含本机未能发出者。",
    ),
)

_INCIDENTS = (
    _on_province(
        "fengsui_incidents",
        ("severity",),
        "Incidents that are open, those under announced work left out, by severity.",
        "按严重程度分的未关闭故障数（不含已公告施工的）。",
    ),
    _on_province(
        "fengsui_incidents_maintenance",
        (),
        "Incidents that are open under announced work: nobody is called for them.",
        "已公告施工中的未关闭故障数（不呼叫人员）。",
    ),
    _on_province(
        "fengsui_incidents_opened_total",
        (),
        "Incidents that opened, or opened again, since the process started.",
        "进程启动以来新开或重开的故障数。",
    ),
    _on_province(
        "fengsui_incidents_oldest_timestamp_seconds",
        (),
        "When the oldest open incident opened that is not under announced work; absent where there is none.",
        "最早的未关闭故障（不含已公告施工的）的发生时间，没有则无此序列。",
    ),
)

_TRAPS = (
    _on_province(
        "fengsui_traps_received_total",
        ("version", "kind"),
        "SNMP traps and informs that were taken, by version and kind; `onu` are vendors' notifications about PON ports and ONUs.",
        "按版本与种类分的已接收 SNMP 告警（Trap 与 Inform）数；onu 为厂家关于 PON 口与 ONU 的告警。",
    ),
    _on_province(
        "fengsui_traps_dropped_total",
        ("reason",),
        "Datagrams at the trap receiver that were not taken, by reason.",
        "按原因分的未采纳告警报文数。",
    ),
    _on_province(
        "fengsui_traps_answers_total",
        ("answer",),
        "What informs were answered with: a response, a discovery of our engine or a report, and reports that were suppressed.",
        "对 Inform 的应答数：response、discovery、report，及被抑制的 report。",
    ),
    _on_province(
        "fengsui_traps_kernel_drops_total",
        (),
        "Datagrams that the kernel dropped because the trap receiver's buffer was full.",
        "因告警接收缓冲区满而被内核丢弃的报文数。",
    ),
    _on_province("fengsui_traps_queued", (), "Datagrams that wait to be read.", "等待处理的告警报文数。"),
    _on_province(
        "fengsui_traps_urgent_polls_total", (), "Urgent polls that traps have caused.", "由告警触发的紧急轮询次数。"
    ),
)

_SERVICES = (
    _on_province(
        "fengsui_service_info",
        (*_SERVICE, "site", "kind", "address", "port", "host"),
        "What is registered of a probed service.",
        "被探测服务的登记信息。",
    ),
    _on_province(
        "fengsui_service_up",
        _SERVICE,
        "1 while the service is up, 0 after two failed probes in a row; absent while unknown.",
        "服务正常为 1，连续两次探测失败后为 0，状况不明时无此序列。",
    ),
    _on_province(
        "fengsui_service_state",
        (*_SERVICE, "state"),
        "1 for the state that the service is in (up, down, unknown), 0 for the others.",
        "服务所处状态（up、down、unknown）为 1，其余为 0。",
    ),
    _on_province(
        "fengsui_service_state_since_timestamp_seconds",
        _SERVICE,
        "When the service's present state began, Unix time.",
        "服务当前状态的起始时刻（Unix 时间）。",
    ),
    _on_province(
        "fengsui_service_evidence_age_seconds", _SERVICE, "Age of the last probe.", "最近一次探测距今的时长。"
    ),
    _on_province(
        "fengsui_service_probe_duration_seconds",
        ("service", "phase"),
        "How long each part of the last probe took (connect, tls, first_byte, total); absent for a part not reached.",
        "最近一次探测各阶段的耗时（connect、tls、first_byte、total）；未到达的阶段无此序列。",
    ),
    _on_province(
        "fengsui_service_http_status",
        ("service",),
        "HTTP status of the last probe; absent where no answer came.",
        "最近一次探测的 HTTP 状态码；无应答时无此序列。",
    ),
    _on_province(
        "fengsui_service_certificate_expiry_timestamp_seconds",
        _SERVICE,
        "When the certificate that the service showed last ends, Unix time.",
        "服务最近出示的证书的到期时刻（Unix 时间）。",
    ),
    _on_province(
        "fengsui_service_certificate_valid",
        ("service",),
        "1 while the certificate verifies for the host, 0 while it does not.",
        "证书对该主机名校验通过为 1，否则为 0。",
    ),
    _on_province(
        "fengsui_sector_services",
        ("sector", "state"),
        "Probed services by application network and state; sector is none where their site has no sector.",
        "按行业应用网络和状态分的被探测服务数；站点未登记行业时 sector 为 none。",
    ),
    _on_province(
        "fengsui_prober_interval_seconds",
        (),
        "Probing interval as set; 0 for no probing.",
        "设定的探测周期，0 为不探测。",
    ),
    _on_province(
        "fengsui_prober_probes_total",
        ("outcome",),
        "Probes by outcome.",
        "按结果分的探测次数。",
    ),
)

_FIGURE = ("figure", "part", "source")

_PROGRAMME = (
    _on_province(
        "fengsui_programme_ratio",
        _FIGURE,
        "Ratios of the programme, a lower bound where something is unknown; absent without a denominator.",
        "工程各项比率，存在未知项时为下限；无分母时无此序列。",
    ),
    _on_province(
        "fengsui_programme_numerator",
        _FIGURE,
        "What is known to count for a ratio of the programme.",
        "工程比率的分子（已知部分）。",
    ),
    _on_province("fengsui_programme_denominator", _FIGURE, "What a ratio is counted among.", "工程比率的分母。"),
    _on_province(
        "fengsui_programme_unknowns",
        _FIGURE,
        "Reports, counties and sites that a ratio lacks.",
        "工程比率缺少的报告、县或站点数。",
    ),
    _on_province(
        "fengsui_subscribers_declared",
        _COUNTY_CARRIER,
        "Households with fixed broadband as the carrier declared them for the month that is shown.",
        "运营商申报的宽带家庭数（所示月份）。",
    ),
    _on_province(
        "fengsui_subscribers_observed",
        (*_COUNTY_CARRIER, "kind"),
        "Subscribers that equipment sees online: sessions on BRAS, ONUs, cable modems.",
        "设备实测在线用户数：BRAS 会话、ONU、电缆调制解调器。",
    ),
    _on_province(
        "fengsui_subscribers_difference_ratio",
        _COUNTY_CARRIER,
        "Observed lines less declared households, as a share of these.",
        "实测线路数与申报户数之差占申报户数的比例。",
    ),
    _on_province(
        "fengsui_subscribers_flagged",
        _COUNTY_CARRIER,
        "1 where declared and observed differ beyond the tolerance, 0 within; absent while unknown.",
        "申报与实测之差超出容限为 1，未超出为 0，不明时无此序列。",
    ),
)

_TARGET = ("target", "figure", "phase")

_TARGETS = (
    _on_province("fengsui_target_value", _TARGET, "What a target asks for.", "目标值。"),
    _on_province("fengsui_target_current", _TARGET, "Where the figure of a target is now.", "目标所对应指标的当前值。"),
    _on_province(
        "fengsui_target_due_timestamp_seconds",
        _TARGET,
        "When a target's last day ends, Unix time.",
        "目标截止时刻（Unix 时间）。",
    ),
    _on_province(
        "fengsui_target_forecast",
        _TARGET,
        "Forecast of the figure for the target's last day; absent where nothing can be said.",
        "截止日的预测值；无法预测时无此序列。",
    ),
    _on_province(
        "fengsui_target_state",
        (*_TARGET, "state"),
        "1 for the state that a target is in (reached, on_track, at_risk, late, unknown), 0 for the others.",
        "目标所处状态（reached、on_track、at_risk、late、unknown）为 1，其余为 0。",
    ),
)

_SCORES = (
    _on_province(
        "fengsui_carrier_score_points",
        ("carrier",),
        "Score of a carrier over the last thirty days, 0 to 100; absent where less than half of its weight is known.",
        "运营商最近 30 天的得分（0–100）；已知权重不足一半时无此序列。",
    ),
    _on_province(
        "fengsui_carrier_score_known_ratio",
        ("carrier",),
        "Share of the weight of a carrier's score that is known.",
        "运营商得分中已知部分的权重占比。",
    ),
    _on_province(
        "fengsui_carrier_part_points",
        ("carrier", "part"),
        "Points of a carrier for one part of its scorecard, 0 to 100; absent where the part is not known.",
        "运营商在评分某一项上的得分（0–100）；该项不明时无此序列。",
    ),
)

_PROCESS = (
    _on_province(
        "process_cpu_seconds_total",
        (),
        "Total user and system CPU time spent in seconds.",
        "进程累计占用的处理器时间。",
    ),
    _on_province("process_resident_memory_bytes", (), "Resident memory size in bytes.", "进程常驻内存。"),
    _on_province("process_virtual_memory_bytes", (), "Virtual memory size in bytes.", "进程虚拟内存。"),
    _on_province(
        "process_start_time_seconds",
        (),
        "Start time of the process since unix epoch in seconds.",
        "进程启动时刻（Unix 时间）。",
    ),
    _on_province("process_open_fds", (), "Number of open file descriptors.", "进程打开的文件描述符数。"),
    _on_province("process_max_fds", (), "Maximum number of open file descriptors.", "进程文件描述符上限。"),
    _on_province(
        "python_info",
        ("version", "implementation", "major", "minor", "patchlevel"),
        "Python platform information",
        "Python 运行环境。",
    ),
)

CATALOGUE: Mapping[str, Metric] = MappingProxyType(
    {
        metric.name: metric
        for metric in (
            *_COVERAGE,
            *_COUNTIES,
            *_SERVICES,
            *_PROGRAMME,
            *_TARGETS,
            *_SCORES,
            *_POLLER,
            *_TRAPS,
            *_INCIDENTS,
            *_PROCESS,
            *_DEVICES,
            *_READINGS,
            *_INTERFACES,
            *_LINKS,
        )
    }
)


def served_at(endpoint: Endpoint) -> tuple[Metric, ...]:
    """Families of one endpoint, in the order that they are rendered in."""
    return tuple(metric for metric in CATALOGUE.values() if metric.endpoint is endpoint)
