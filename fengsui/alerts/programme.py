"""Rules about the programme: targets that are late or at risk, and carriers whose declarations are not borne out."""

from fengsui.alerts import runbook_programme as runbook
from fengsui.alerts.rule import AlertRule, Severity, Text, Timing

_TARGET = "{{ $labels.target }}"
_CARRIER = "{{ $labels.carrier }}"
_COUNTY = "{{ $labels.county }}"
_SHARE = "{{ $value | humanizePercentage }}"
_TARGET_LABELS = ("figure", "phase", "state", "target")


def programme_rules(timing: Timing) -> tuple[AlertRule, ...]:
    """The rules, the worst first."""
    return (
        AlertRule(
            name="FengsuiTargetLate",
            kind="programme",
            condition='fengsui_target_state{state="late"} == 1',
            hold_seconds=timing.polls(15),
            severity=Severity.WARNING,
            labels=_TARGET_LABELS,
            summary=Text(f"Target {_TARGET} is late", f"目标 {_TARGET} 已逾期"),
            description=Text(
                f"The last day of target {_TARGET} is over, and what is known of its figure is not enough.",
                f"目标 {_TARGET} 的期限已过，按已知情况尚未达到。",
            ),
            runbook=runbook.TARGET_LATE,
        ),
        AlertRule(
            name="FengsuiTargetAtRisk",
            kind="programme",
            condition='fengsui_target_state{state="at_risk"} == 1',
            hold_seconds=timing.polls(15),
            severity=Severity.INFO,
            labels=_TARGET_LABELS,
            summary=Text(f"Target {_TARGET} is at risk", f"目标 {_TARGET} 有逾期风险"),
            description=Text(
                f"The low end of the forecast for the last day of target {_TARGET} stays below its value.",
                f"对目标 {_TARGET} 期限当日的预测，其下限低于目标值。",
            ),
            runbook=runbook.TARGET_AT_RISK,
        ),
        AlertRule(
            name="FengsuiSubscribersFlagged",
            kind="programme",
            condition=(
                "(fengsui_subscribers_flagged == 1)\n"
                "* on (job, instance, county, carrier) group_left () fengsui_subscribers_difference_ratio"
            ),
            hold_seconds=timing.polls(15),
            severity=Severity.INFO,
            labels=("carrier", "county", "prefecture"),
            summary=Text(
                f"{_CARRIER} declares other subscribers in {_COUNTY} than are seen",
                f"{_CARRIER} 在 {_COUNTY} 申报的用户数与实测不符",
            ),
            description=Text(
                f"The difference between what {_CARRIER} declares in {_COUNTY} and what its equipment sees is {_SHARE} of what "
                "was declared, beyond the tolerance.",
                f"{_CARRIER} 在 {_COUNTY} 的申报数与设备实测之差为申报数的 {_SHARE}，超出容限。",
            ),
            runbook=runbook.SUBSCRIBERS_FLAGGED,
        ),
    )
