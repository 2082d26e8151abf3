"""Every word of the monthly report in Chinese and English: one table, so that no language can lack a text. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """Languages of the report."""

    ZH = "zh"
    EN = "en"


_PLACE: Mapping[Language, int] = {Language.ZH: 0, Language.EN: 1}

WORDS: Mapping[str, tuple[str, str]] = {
    # The head.
    "title": ("甘肃省宽带网络监测月报", "Gansu broadband network: monthly report"),
    "month": ("{year}年{number}月", "{year}-{number:02d}"),
    "period": ("统计期：{since} 至 {until}（北京时间）", "Period: {since} to {until} (Beijing time)"),
    "nameless": (
        "本报告不含设备、链路和站点名称，仅列数量。",
        "This report leaves out the names of devices, links and sites, and keeps their numbers.",
    ),
    # Titles of sections and tables.
    "cover": ("封面", "Cover"),
    "summary": ("概要", "Summary"),
    "map": ("覆盖状态图（{at}）", "Map of coverage ({at})"),
    "lacking": ("月末未达到“正常覆盖”的县区", "Counties that were not fully covered at the end of the month"),
    "prefectures": ("市州", "Prefectures"),
    "counties": ("县区", "Counties"),
    "networks": ("三网覆盖（月末）", "The three networks at the end of the month"),
    "sectors": ("行业站点覆盖（月末）", "Sites by sector at the end of the month"),
    "ratios": ("各项比率", "Ratios"),
    "declared_observed": ("申报与实测对比（按运营商）", "Declared against observed, by carrier"),
    "flagged": ("申报与实测差异超限", "Declared against observed beyond the tolerance"),
    "targets": ("目标", "Targets"),
    "carriers": ("运营商", "Carriers"),
    "scorecard": ("运营商记分卡", "Scorecard of the carriers"),
    "incidents": ("故障事件", "Incidents"),
    "evidence": ("数据依据", "What the figures rest on"),
    "gaps": ("未监测时段", "Time in which nobody watched"),
    "missing": ("未收到的用户报表", "Subscriber reports that did not come"),
    "checksum": ("校验", "Checksum"),
    # Titles of sheets, where those of tables are too long.
    "short_lacking": ("未正常覆盖", "Not fully covered"),
    "short_networks": ("三网", "Networks"),
    "short_sectors": ("行业站点", "Sectors"),
    "short_declared_observed": ("申报与实测", "Declared and observed"),
    "short_flagged": ("差异超限", "Beyond the tolerance"),
    "short_evidence": ("数据依据", "Evidence"),
    "short_gaps": ("未监测时段", "Gaps"),
    "short_missing": ("缺报", "Missing reports"),
    # What stands below a title.
    "map_note": (
        "示意图，仅供内部运行使用，不作为划界依据；公开使用须取得审图号。边界来源：{source}。",
        "A sketch for internal operation that settles no question of borders; to publish a map of China needs an approval number. Boundaries: {source}.",
    ),
    "map_alternative": (
        "各县区覆盖状态地图；相同内容见下文各表。",
        "Map of the state of coverage of each county; the tables below tell the same.",
    ),
    "map_unplaced": ("地图边界文件中没有：{names}。", "Not in the boundaries of the map: {names}."),
    "availability_note": (
        "可用率 = 可用时间 ÷（可用时间 + 中断时间）；未知时间和计划施工时间两者都不计入，单独列出。百分数只舍不入。",
        "Availability is time up ÷ (time up + time down); unknown time and announced work count as neither and stand apart. Percentages are never rounded up.",
    ),
    "paths_note": (
        "路径：月末可用的／设计的不相交路径数。单点：单独失效即令该县区失去覆盖的链路和设备数。",
        "Paths: disjoint paths live at the end of the month / designed. Single points: links and devices whose loss alone would leave the county without cover.",
    ),
    "networks_note": ("按县区计。", "Counted in counties."),
    "sectors_note": ("按登记站点计。", "Counted in registered sites."),
    "ratios_note": (
        "未知的不计入分子而留在分母中，因此比率是下限。",
        "What is unknown is not in the numerator and stays in the denominator, so that a ratio is a lower bound.",
    ),
    "gap_note": (
        "实测为 {at} 在线的 ONU 与电缆调制解调器数；差异超过申报数的 {tolerance} 且多于 50 户的列为超限。差异提出问题，不下结论。",
        "Observed are ONUs and cable modems online at {at}; a difference of more than {tolerance} of what was declared and more than 50 lines is flagged. It asks a question and gives no verdict.",
    ),
    "gap_unobserved": (
        "本月没有保存实测数据，无法对比。",
        "No observation of this month was kept, so that there is nothing to compare.",
    ),
    "targets_note": (
        "预测为截止日的数值，括号内为 95 % 区间（Theil–Sen）。",
        "Forecasts are for the last day, with their 95 % interval in brackets (Theil–Sen).",
    ),
    "carriers_note": (
        "一家运营商的可用率由其所服务的各县区累计。",
        "A carrier is as available as it makes the counties that it serves, added up.",
    ),
    "scorecard_note": (
        "每项 0–100 分；未知的不计入总分，以“—”表示。计分办法见 docs/why/scorecard.md。",
        "0–100 points a part; what is not known is left out of the whole and stands as a dash. How it is scored: docs/why/scorecard.md.",
    ),
    "incidents_note": (
        "本月共 {count} 起：严重 {critical}、一般 {warning}、无县区受影响 {info}；月末未恢复 {open} 起。下表为有县区受影响的事件。",
        "{count} in the month (critical {critical}, warning {warning}, felt by no county {info}), open at its end {open}. Listed are those that a county felt.",
    ),
    "checksum_note": (
        "以上全部数据（规范化 JSON）的 SHA-256。核对命令：fengsui report verify 文件。",
        "SHA-256 of all figures above as canonical JSON. To check it: fengsui report verify FILE.",
    ),
    "none": ("无。", "None."),
    # Headings of columns.
    "figure": ("指标", "Figure"),
    "value": ("数值", "Value"),
    "prefecture": ("市州", "Prefecture"),
    "county": ("县区", "County"),
    "code": ("代码", "Code"),
    "state": ("状态", "State"),
    "units": ("单位数", "Units"),
    "sites": ("站点数", "Sites"),
    "connected": ("已覆盖", "Covered"),
    "covering": ("覆盖运营商", "Carriers"),
    "paths": ("路径", "Paths"),
    "points": ("单点", "Single points"),
    "availability": ("可用率", "Availability"),
    "down": ("中断", "Down"),
    "unknown_time": ("未知时间", "Unknown"),
    "maintenance": ("计划施工", "Announced work"),
    "outages": ("中断次数", "Outages"),
    "repair": ("平均修复", "Mean repair"),
    "longest": ("最长中断", "Longest outage"),
    "since": ("自", "Since"),
    "until": ("至", "Until"),
    "length": ("时长", "Length"),
    "reason": ("原因", "Reason"),
    "network": ("网络", "Network"),
    "sector": ("行业", "Sector"),
    "ratio": ("比率", "Ratio"),
    "numerator": ("分子", "Numerator"),
    "denominator": ("分母", "Denominator"),
    "source": ("来源", "Source"),
    "as_of": ("时点", "As of"),
    "unknown_count": ("未知", "Unknown"),
    "carrier": ("运营商", "Carrier"),
    "declared": ("申报", "Declared"),
    "observed": ("实测", "Observed"),
    "difference": ("差", "Difference"),
    "within": ("限内", "Within"),
    "beyond": ("超限", "Beyond"),
    "target": ("目标", "Target"),
    "wanted": ("要求", "Required"),
    "due": ("截止", "Due"),
    "current": ("当前", "Now"),
    "forecast": ("预测", "Forecast"),
    "served": ("服务县区", "Counties"),
    "score": ("总分", "Score"),
    "part_availability": ("可用率", "Availability"),
    "part_repair": ("修复", "Repair"),
    "part_targets": ("目标", "Targets"),
    "part_silence": ("设备静默", "Silent devices"),
    "part_verification": ("登记核验", "Verification"),
    "part_declaration": ("申报", "Declarations"),
    "opened": ("发生", "Opened"),
    "severity": ("级别", "Severity"),
    "cause": ("原因", "Cause"),
    "what_was_lost": ("影响", "Lost"),
    "households": ("家庭户数", "Households"),
    "seconds": ("{title}（秒）", "{title} (s)"),
    # The summary.
    "covered_line": ("{connected}/{units} 个单位已覆盖（{ratio}）", "{connected} of {units} units covered ({ratio})"),
    "covered": ("月末覆盖", "Coverage at the end of the month"),
    "of_them": ("其中", "Of these units"),
    "before": ("上月末", "A month before"),
    "change": ("与上月末相比", "Change"),
    "not_kept": ("没有记录", "not recorded"),
    "count_of": ("{name} {count}", "{count} {name}"),
    "availability_of": ("全省可用率（各县区累计）", "Availability, all counties added up"),
    "outages_of": ("中断次数（已修复）", "Outages (repaired)"),
    "outage_counts": ("{outages}（{repaired}）", "{outages} ({repaired})"),
    "with_share": ("{length}（{share}）", "{length} ({share})"),
    "unwatched": ("未监测时间", "Time in which nobody watched"),
    # States.
    "state_covered": ("正常覆盖", "covered"),
    "state_degraded": ("冗余不足", "degraded"),
    "state_unknown": ("未知", "unknown"),
    "state_uncovered": ("中断", "uncovered"),
    "state_unserved": ("无设备", "unserved"),
    "special": ("特殊区域（不计）", "special area, not counted"),
    "planned": ("（计划施工）", " (announced work)"),
    "target_reached": ("已达到", "reached"),
    "target_on_track": ("进展正常", "on track"),
    "target_at_risk": ("有风险", "at risk"),
    "target_late": ("逾期", "late"),
    "target_unknown": ("未知", "unknown"),
    "source_declared": ("运营商申报", "declared"),
    "source_observed": ("设备实测", "observed"),
    # Incidents.
    "severity_critical": ("严重", "critical"),
    "severity_warning": ("一般", "warning"),
    "severity_info": ("提示", "info"),
    "cause_link": ("链路", "link"),
    "cause_device": ("设备", "device"),
    "cause_duct": ("管道", "duct"),
    "cause_set": ("多处", "several:"),
    "cause_monitor": ("监测系统自身", "the monitor's own way"),
    "lasting": ("{length}，未恢复", "{length}, lasts"),
    "lost_cut_off": ("全部中断：{counties}", "cut off: {counties}"),
    "lost_lost": ("该运营商中断：{counties}", "lost by the carrier: {counties}"),
    "lost_uncertain": ("无法确认：{counties}", "not certain: {counties}"),
    "lost_reserve": ("失去冗余：{counties}", "without reserve: {counties}"),
    "semicolon": ("；", "; "),
    # Networks, sectors, figures.
    "network_telecom": ("电信网", "Telecom"),
    "network_internet": ("互联网", "Internet"),
    "network_broadcast": ("广电网", "Broadcast"),
    "sector_government": ("电子政务", "Government"),
    "sector_commerce": ("电子商务", "Commerce"),
    "sector_enterprise": ("企业", "Enterprise"),
    "sector_campus": ("校园", "Campus"),
    "sector_community": ("社区", "Community"),
    "sector_logistics": ("物流", "Logistics"),
    "sector_tourism": ("文化旅游", "Tourism"),
    "sector_public-service": ("公共服务", "Public service"),
    "sector_emergency": ("应急", "Emergency"),
    "figure_county_coverage": ("县区覆盖率", "County coverage"),
    "figure_household_penetration": ("家庭宽带普及率", "Households with broadband"),
    "figure_internet_users": ("网民占常住人口比例", "Internet users"),
    "figure_pon_10g_share": ("10G-PON 端口占比", "10G-PON ports"),
    "figure_users_500mbps_share": ("500 Mbit/s 及以上用户占比", "Lines of 500 Mbit/s and above"),
    "figure_fibre_sites": ("光纤到达站点：{part}", "Sites on fibre: {part}"),
    "figure_sector_coverage": ("行业站点覆盖：{part}", "Sites covered: {part}"),
    "figure_sector_availability": ("行业可用率：{part}", "Sector availability: {part}"),
    "site_enterprise": ("企业", "enterprises"),
    "site_community": ("社区", "communities"),
    "site_building": ("楼宇", "buildings"),
    "site_school": ("学校", "schools"),
    # The evidence.
    "state_at": ("覆盖状态的时点", "Moment of the states shown"),
    "watched": ("已监测时间", "Time watched"),
    "gap_count": ("未监测时段数", "Gaps of the watch"),
    "oldest_evidence": ("月末状态所依据的最早证据", "Oldest evidence of the states shown"),
    "reports_received": ("收到用户报表（更正／有提示）", "Subscriber reports (corrected, with warnings)"),
    "reports_counts": ("{received}（{corrected}／{warned}）", "{received} ({corrected}, {warned})"),
    "reports_missing": ("未收到用户报表", "Subscriber reports missing"),
    "last_report": ("最近一份报表的提交时间", "Last report submitted"),
    "observed_at": ("用户与站点实测时点", "Subscribers and sites observed at"),
    "nobody": ("无运营商", "no carrier"),
    # Reasons that no element explains.
    "reason_no_way": ("没有登记通往核心的路径", "no way to a core registered"),
    "and_more": ("{names}，等 {count} 项", "{names} and {count} more"),
    "comma": ("，", ", "),
    "separator": ("、", ", "),
}


def say(language: Language, key: str, **values: object) -> str:
    """A text in a language, with values put in; values are put in as they are, however they look.

    Raises:
        KeyError: for a text that there is not.
    """
    text = WORDS[key][_PLACE[language]]
    return text.format(**values) if values else text


def capital(text: str) -> str:
    """A text with a capital letter in front, as headings have it."""
    return text[:1].upper() + text[1:]
