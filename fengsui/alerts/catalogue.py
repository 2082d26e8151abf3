"""The rule catalogue: every alert once. Rule files, their unit tests and the reference page are made from it.

How the conditions are written:

- Families are those of the metric catalogue; a test compares names and labels.
- Joins for names match on `job` and `instance` too, so that two servers of one province do not meet as duplicates;
  what only silences (`unless`) matches on the name alone, since shards are different instances.
- Announced work silences what it explains, and never the county as a whole: its people are cut off all the same.
"""

from fengsui.alerts import runbook, runbook_service
from fengsui.alerts.programme import programme_rules
from fengsui.alerts.rule import AlertRule, Severity, Text, Timing

_COUNTY_NAMES = "* on (job, instance, county) group_left (name, name_en) fengsui_county_info"
_COUNTY_LABELS = ("county", "name", "name_en", "prefecture", "state")
_DEVICE_LABELS = ("carrier", "county", "device", "prefecture")
_SERVICE_LABELS = ("carrier", "county", "prefecture", "sector", "service")
_ENDS = ("a_county", "a_device", "a_interface", "b_county", "b_device", "b_interface")
_NOT_AT_WORK = "unless on (device) fengsui_device_maintenance == 1"

# `{{ $labels.name }}` and its like, as the texts below need them.
_COUNTY_EN = "{{ $labels.name_en }} ({{ $labels.county }})"
_COUNTY_ZH = "{{ $labels.name }}（{{ $labels.county }}）"
_DEVICE = "{{ $labels.device }}"
_CARRIER = "{{ $labels.carrier }}"
_SERVICE = "{{ $labels.service }}"
_AGE = "{{ $value | humanizeDuration }}"
_RATIO = "{{ $value | humanizePercentage }}"
_A_END = "{{ $labels.a_device }} {{ $labels.a_interface }}"
_B_END = "{{ $labels.b_device }} {{ $labels.b_interface }}"


def alert_rules(timing: Timing = Timing()) -> tuple[AlertRule, ...]:  # noqa: B008 - Timing is immutable
    """The rules, by kind and within it the worst first; holds and limits are multiples of the given times."""
    return (
        *_counties(timing),
        *_coverage(timing),
        *programme_rules(timing),
        *_devices(timing),
        *_links(timing),
        *_services(timing),
        *_poller(timing),
    )


def _county_is(state: str) -> str:
    return f'(fengsui_county_state{{state="{state}"}} == 1)\n{_COUNTY_NAMES}'


def _counties(timing: Timing) -> tuple[AlertRule, ...]:
    return (
        AlertRule(
            name="FengsuiCountyUncovered",
            kind="county",
            condition=_county_is("uncovered"),
            hold_seconds=timing.polls(1),
            severity=Severity.CRITICAL,
            labels=_COUNTY_LABELS,
            summary=Text(f"{_COUNTY_EN} is cut off", f"{_COUNTY_ZH}已断网"),
            description=Text(
                f"No carrier has a working path from {_COUNTY_EN} to its core.",
                f"没有任何运营商有从{_COUNTY_ZH}到其核心的可用路径。",
            ),
            runbook=runbook.COUNTY_UNCOVERED,
        ),
        AlertRule(
            name="FengsuiCountyUnknown",
            kind="county",
            condition=_county_is("unknown"),
            hold_seconds=timing.polls(3),
            severity=Severity.WARNING,
            labels=_COUNTY_LABELS,
            summary=Text(f"{_COUNTY_EN} may be cut off", f"{_COUNTY_ZH}状况不明"),
            description=Text(
                f"Evidence is missing or too old to say whether {_COUNTY_EN} is connected.",
                f"证据缺失或过旧，无法判断{_COUNTY_ZH}是否连通。",
            ),
            runbook=runbook.COUNTY_UNKNOWN,
        ),
        AlertRule(
            name="FengsuiCountyDegraded",
            kind="county",
            condition=_county_is("degraded"),
            hold_seconds=timing.polls(2),
            severity=Severity.WARNING,
            labels=_COUNTY_LABELS,
            summary=Text(f"{_COUNTY_EN} has lost a path", f"{_COUNTY_ZH}冗余下降"),
            description=Text(
                f"{_COUNTY_EN} is connected, with fewer independent paths than designed for every carrier that covers it.",
                f"{_COUNTY_ZH}仍然连通，但覆盖它的每家运营商的独立路径都少于设计数。",
            ),
            runbook=runbook.COUNTY_DEGRADED,
        ),
        AlertRule(
            name="FengsuiCountyCarrierUncovered",
            kind="county",
            condition=(
                '(fengsui_county_carrier_state{state="uncovered"} == 1\n'
                "  unless on (county, carrier) fengsui_county_carrier_maintenance == 1\n"
                '  unless on (county) fengsui_county_state{state="uncovered"} == 1)\n'
                f"{_COUNTY_NAMES}"
            ),
            hold_seconds=timing.polls(2),
            severity=Severity.WARNING,
            labels=("carrier", *_COUNTY_LABELS),
            summary=Text(f"{_CARRIER} no longer reaches {_COUNTY_EN}", f"{_CARRIER} 在{_COUNTY_ZH}中断"),
            description=Text(
                f"{_CARRIER} has no working path from {_COUNTY_EN} to its core; the county is not cut off as a whole.",
                f"{_CARRIER} 没有从{_COUNTY_ZH}到其核心的可用路径；该县并未整体断网。",
            ),
            runbook=runbook.COUNTY_CARRIER_UNCOVERED,
        ),
    )


def _coverage(timing: Timing) -> tuple[AlertRule, ...]:
    return (
        AlertRule(
            name="FengsuiCoverageBelowTarget",
            kind="coverage",
            condition="fengsui_coverage_ratio < fengsui_coverage_target_ratio",
            hold_seconds=timing.polls(5),
            severity=Severity.WARNING,
            labels=(),
            summary=Text(f"County coverage is {_RATIO}, below its target", f"县级覆盖率 {_RATIO}，低于目标"),
            description=Text(
                f"{_RATIO} of the coverage units are covered or degraded. Unknown units and units where nothing is registered "
                "count as not covered.",
                f"{_RATIO} 的统计单元已覆盖（含降级）。状况不明和未登记设备的单元按未覆盖计。",
            ),
            runbook=runbook.COVERAGE_BELOW_TARGET,
        ),
    )


def _devices(timing: Timing) -> tuple[AlertRule, ...]:
    limit = f"{timing.evidence_limit_seconds:g}"
    return (
        AlertRule(
            name="FengsuiDeviceUnreachable",
            kind="device",
            condition=f"fengsui_device_up == 0\n{_NOT_AT_WORK}",
            hold_seconds=timing.polls(2),
            severity=Severity.WARNING,
            labels=_DEVICE_LABELS,
            summary=Text(f"{_DEVICE} of {_CARRIER} is down", f"{_CARRIER} 的设备 {_DEVICE} 中断"),
            description=Text(
                f"The agent of {_DEVICE} (county {{{{ $labels.county }}}}) is silent and no neighbour says that it lives.",
                f"设备 {_DEVICE}（县区 {{{{ $labels.county }}}}）的代理无应答，且没有相邻设备证明其在线。",
            ),
            runbook=runbook.DEVICE_UNREACHABLE,
        ),
        AlertRule(
            name="FengsuiDeviceUnknown",
            kind="device",
            condition=(
                'fengsui_device_state{state="unknown"} == 1\n'
                f"unless on (device) fengsui_device_evidence_age_seconds > {limit}\n{_NOT_AT_WORK}"
            ),
            hold_seconds=timing.polls(3),
            severity=Severity.WARNING,
            labels=(*_DEVICE_LABELS, "state"),
            summary=Text(f"{_DEVICE} of {_CARRIER} may be down", f"{_CARRIER} 的设备 {_DEVICE} 状况不明"),
            description=Text(
                f"{_DEVICE} (county {{{{ $labels.county }}}}) never answered, or is silent while a neighbour still sees its port up.",
                f"设备 {_DEVICE}（县区 {{{{ $labels.county }}}}）从未应答，或无应答但相邻设备仍看到其端口正常。",
            ),
            runbook=runbook.DEVICE_UNKNOWN,
        ),
        AlertRule(
            name="FengsuiAgentSilent",
            kind="device",
            condition=f"fengsui_device_agent_silent == 1\n{_NOT_AT_WORK}",
            hold_seconds=timing.polls(3),
            severity=Severity.WARNING,
            labels=_DEVICE_LABELS,
            summary=Text(
                f"The agent of {_DEVICE} of {_CARRIER} is silent, the device lives",
                f"{_CARRIER} 的设备 {_DEVICE} 在线但代理无应答",
            ),
            description=Text(
                f"{_DEVICE} (county {{{{ $labels.county }}}}) answers pings and no SNMP: it counts as up, and nothing is seen of its ports.",
                f"设备 {_DEVICE}（县区 {{{{ $labels.county }}}}）能 ping 通但 SNMP 无应答：按在线计，但看不到其端口状况。",
            ),
            runbook=runbook.AGENT_SILENT,
        ),
        AlertRule(
            name="FengsuiEvidenceStale",
            kind="device",
            condition=(
                f"fengsui_device_evidence_age_seconds > {limit}\n"
                f"unless on (device) fengsui_device_up == 0\n{_NOT_AT_WORK}"
            ),
            hold_seconds=timing.polls(1),
            severity=Severity.WARNING,
            labels=_DEVICE_LABELS,
            summary=Text(
                f"Nothing new from {_DEVICE} of {_CARRIER} for {_AGE}",
                f"{_CARRIER} 的设备 {_DEVICE} 已 {_AGE} 无新证据",
            ),
            description=Text(
                f"Evidence on {_DEVICE} (county {{{{ $labels.county }}}}) is {_AGE} old and no longer counts.",
                f"设备 {_DEVICE}（县区 {{{{ $labels.county }}}}）的证据已有 {_AGE}，不再有效。",
            ),
            runbook=runbook.EVIDENCE_STALE,
        ),
    )


def _links(timing: Timing) -> tuple[AlertRule, ...]:
    return (
        AlertRule(
            name="FengsuiLinkDown",
            kind="link",
            condition=(
                f"(fengsui_link_up == 0)\n* on (job, instance, link) group_left (tier, {', '.join(_ENDS)}) fengsui_link_info\n"
                f"unless on (a_device) {_at_work('a_device')}\nunless on (b_device) {_at_work('b_device')}"
            ),
            hold_seconds=timing.polls(2),
            severity=Severity.WARNING,
            labels=(*_ENDS, "carrier", "link", "tier"),
            summary=Text(
                f"Link {{{{ $labels.link }}}} of {_CARRIER} is down", f"{_CARRIER} 的链路 {{{{ $labels.link }}}} 中断"
            ),
            description=Text(
                f"The {{{{ $labels.tier }}}} link {{{{ $labels.link }}}} between {_A_END} and {_B_END} is down.",
                f"{{{{ $labels.tier }}}} 层链路 {{{{ $labels.link }}}}（{_A_END} 至 {_B_END}）中断。",
            ),
            runbook=runbook.LINK_DOWN,
        ),
    )


# Authorities renew within days; three weeks leave time for a purchase that needs signatures.
_CERTIFICATE_DAYS = 21


def _services(timing: Timing) -> tuple[AlertRule, ...]:
    limit = _CERTIFICATE_DAYS * 86_400
    return (
        AlertRule(
            name="FengsuiEmergencyServiceDown",
            kind="emergency",
            condition='fengsui_service_up{sector="emergency"} == 0',
            hold_seconds=0,
            severity=Severity.CRITICAL,
            labels=_SERVICE_LABELS,
            summary=Text(f"Emergency service {_SERVICE} is down", f"应急服务 {_SERVICE} 中断"),
            description=Text(
                f"{_SERVICE} (county {{{{ $labels.county }}}}) failed two probes in a row; callers of emergency services may not get through.",
                f"{_SERVICE}（县区 {{{{ $labels.county }}}}）连续两次探测失败，紧急求助可能无法接通。",
            ),
            runbook=runbook_service.EMERGENCY_SERVICE_DOWN,
        ),
        AlertRule(
            name="FengsuiServiceDown",
            kind="service",
            condition='fengsui_service_up{sector!="emergency"} == 0',
            hold_seconds=timing.polls(1),
            severity=Severity.WARNING,
            labels=_SERVICE_LABELS,
            summary=Text(f"Service {_SERVICE} is down", f"服务 {_SERVICE} 中断"),
            description=Text(
                f"{_SERVICE} of sector {{{{ $labels.sector }}}} (county {{{{ $labels.county }}}}) does not answer as registered.",
                f"{{{{ $labels.sector }}}} 行业的服务 {_SERVICE}（县区 {{{{ $labels.county }}}}）未按登记应答。",
            ),
            runbook=runbook_service.SERVICE_DOWN,
        ),
        AlertRule(
            name="FengsuiServiceCertificateExpiring",
            kind="service",
            condition=f"fengsui_service_certificate_expiry_timestamp_seconds - time() < {limit}",
            hold_seconds=timing.polls(5),
            severity=Severity.WARNING,
            labels=_SERVICE_LABELS,
            summary=Text(f"The certificate of {_SERVICE} ends in {_AGE}", f"服务 {_SERVICE} 的证书将在 {_AGE} 后到期"),
            description=Text(
                f"The certificate of {_SERVICE} ends in {_AGE}; from then on browsers refuse the portal.",
                f"服务 {_SERVICE} 的证书将在 {_AGE} 后到期，届时浏览器会拒绝访问该门户。",
            ),
            runbook=runbook_service.CERTIFICATE_EXPIRING,
        ),
    )


def _at_work(label: str) -> str:
    return f'label_replace(fengsui_device_maintenance == 1, "{label}", "$1", "device", "(.*)")'


def _poller(timing: Timing) -> tuple[AlertRule, ...]:
    # rate() and its like need some scrapes in their window, also where polling is fast and scraping is not.
    window = f"{max(timing.polls(5), 300):g}s"
    return (
        AlertRule(
            name="FengsuiAbsent",
            kind="poller",
            condition="absent(fengsui_coverage_ratio)",
            hold_seconds=timing.polls(3),
            severity=Severity.CRITICAL,
            labels=(),
            summary=Text(
                "The province is not watched: no metrics from Fengsui", "全省处于无监测状态：得不到烽燧的数据"
            ),
            description=Text(
                "Prometheus gets no coverage from Fengsui, so no other alert on counties can fire.",
                "Prometheus 得不到烽燧的覆盖数据，有关县区的其他告警都无法触发。",
            ),
            runbook=runbook.ABSENT,
        ),
        AlertRule(
            name="FengsuiPollerStalled",
            kind="poller",
            condition=(
                f"sum by (job, instance) (increase(fengsui_poller_polls_total[{window}])) == 0\n"
                "and on (job, instance) fengsui_poller_devices > 0"
            ),
            hold_seconds=timing.polls(1),
            severity=Severity.CRITICAL,
            labels=(),
            summary=Text("Polling stands still", "采集已停止"),
            description=Text(
                f"Devices are registered and none was polled within {window}; everything shown grows old.",
                f"已登记设备，但 {window} 内没有任何轮询；所示的一切都在变旧。",
            ),
            runbook=runbook.POLLER_STALLED,
        ),
        AlertRule(
            name="FengsuiPollerLagging",
            kind="poller",
            condition="fengsui_poller_lag_seconds > 0.5 * fengsui_poller_interval_seconds",
            hold_seconds=timing.polls(3),
            severity=Severity.WARNING,
            labels=(),
            summary=Text(f"Polls begin {_AGE} late", f"轮询滞后 {_AGE}"),
            description=Text(
                f"Polls begin {_AGE} after they are due, more than half an interval: evidence is older than it should be.",
                f"轮询比应开始的时间晚 {_AGE}，超过半个周期：证据比应有的旧。",
            ),
            runbook=runbook.POLLER_LAGGING,
        ),
        AlertRule(
            name="FengsuiHistoryNotWritten",
            kind="poller",
            condition="fengsui_history_waiting > 0",
            hold_seconds=timing.polls(3),
            severity=Severity.WARNING,
            labels=(),
            summary=Text("The database takes no history", "历史数据无法写入数据库"),
            description=Text(
                "What is seen is shown and alerted on, but not written: {{ $value | humanize }} entries wait, and a restart "
                "loses them.",
                "监测和告警照常，但结果未能写入：{{ $value | humanize }} 条记录在等待，重启将丢失它们。",
            ),
            runbook=runbook.HISTORY_NOT_WRITTEN,
        ),
        AlertRule(
            name="FengsuiDeviceSeriesAbsent",
            kind="poller",
            condition="absent(fengsui_device_state)\nand on () fengsui_poller_devices > 0",
            hold_seconds=timing.polls(5),
            severity=Severity.WARNING,
            labels=(),
            summary=Text("Device series are not scraped", "未抓取设备数据"),
            description=Text(
                "Prometheus scrapes /metrics and not /metrics/devices: alerts on devices and links cannot fire.",
                "Prometheus 抓取了 /metrics，但没有抓取 /metrics/devices：设备和链路告警无法触发。",
            ),
            runbook=runbook.DEVICE_SERIES_ABSENT,
        ),
    )
