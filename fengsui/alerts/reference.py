"""The reference page of alerts as Markdown, made from the catalogue; a test compares it with the page in `docs/`."""

from collections.abc import Iterator, Sequence

from fengsui.alerts.example import readable
from fengsui.alerts.prometheus import duration
from fengsui.alerts.rule import AlertRule, Severity, Text, Timing

REFERENCE_FILE = "alerts.md"
REFERENCE_MARK = "<!-- Written by `fengsui rules`"

_HEAD = """# Alerts 告警

`fengsui rules --output DIR` writes these rules for Prometheus, with holds and limits that follow the polling interval that is
set; this page shows them for an interval of {interval} and evidence that counts for {limit}.

`fengsui rules --output 目录` 生成 Prometheus 规则文件，持续时间和期限随所设轮询周期而定；本页按轮询周期 {interval}、证据有效期 {limit} 给出。

Each alert carries the labels `severity` and `kind`, those listed with it, and the `job` and `instance` of the scrape; `county`
and `prefecture` are GB/T 2260 codes. `summary` and `description` are English, `summary_zh` and `description_zh` Chinese, and
`runbook_url` leads to the alert's section here.

每条告警带有标签 `severity`、`kind`、所列标签以及抓取的 `job` 和 `instance`；`county` 与 `prefecture` 为 GB/T 2260 代码。
`summary`、`description` 为英文，`summary_zh`、`description_zh` 为中文，`runbook_url` 指向本页相应小节。
"""

_SEVERITIES = {
    Severity.CRITICAL: Text(
        "people are cut off, or the province is blind: now, at night too", "用户断网或全省失去监测，须立即处理"
    ),
    Severity.WARNING: Text(
        "something failed and what is left still carries: within the working day", "出现故障但其余仍在承载，须当日处理"
    ),
    Severity.INFO: Text("good to know, nobody is called", "仅供知晓"),
}


def reference(rules: Sequence[AlertRule], timing: Timing) -> str:
    """The whole page: an overview, then a section with a runbook for each rule."""
    head = _HEAD.format(interval=duration(timing.interval_seconds), limit=duration(timing.evidence_limit_seconds))
    sections = (line for rule in rules for line in _section(rule))
    lines = [f"{REFERENCE_MARK}; what is changed here by hand is lost. -->", head, *_overview(rules), *sections]
    return "\n".join(lines)


def _overview(rules: Sequence[AlertRule]) -> Iterator[str]:
    yield from ("| alert 告警 | severity 级别 | for 持续 | summary | 摘要 |", "|---|---|---|---|---|")
    for rule in rules:
        summary, held = readable(rule, rule.summary), duration(rule.hold_seconds)
        yield f"| [{rule.name}](#{rule.anchor}) | {rule.severity} | {held} | {summary.en} | {summary.zh} |"
    yield ""
    for severity in sorted({rule.severity for rule in rules}, key=list(Severity).index):
        meaning = _SEVERITIES[severity]
        yield f"- `{severity}`: {meaning.en}. {meaning.zh}。"
    yield ""


def _section(rule: AlertRule) -> Iterator[str]:
    description = readable(rule, rule.description)
    labels = ", ".join(f"`{label}`" for label in rule.labels) or "none 无"
    yield from (f"## {rule.name}", "")
    yield from (rule.runbook.meaning.en, "", rule.runbook.meaning.zh, "")
    yield from (f"> {description.en}", ">", f"> {description.zh}", "")
    yield f"Severity 级别 `{rule.severity}`, kind 类别 `{rule.kind}`, labels 标签: {labels}."
    yield f"Fires once this has held for {duration(rule.hold_seconds)} 持续 {duration(rule.hold_seconds)} 后触发:"
    yield from ("", "```promql", rule.condition, "```", "")
    yield from _steps("Look first 先看", rule.runbook.look, numbered=True)
    yield from _steps("Likely causes 可能原因", rule.runbook.causes, numbered=False)


def _steps(title: str, steps: Sequence[Text], *, numbered: bool) -> Iterator[str]:
    yield from (f"**{title}**", "")
    for number, step in enumerate(steps, start=1):
        mark = f"{number}." if numbered else "-"
        yield from (f"{mark} {step.en}", "", f"{' ' * len(mark)} {step.zh}")
    yield ""
