"""What the one who follows the programme reads, in both languages."""

from fengsui.alerts.rule import Runbook, Text

_STANDING = Text(
    en="`fengsui target list`, and `fengsui ratios`: the figure with its numerator, denominator and what is not known.",
    zh="执行 `fengsui target list` 和 `fengsui ratios`：查看指标的分子、分母和不明部分。",
)
_MISSING = Text(
    en="`fengsui report list`: reports that a carrier has not sent stay in the denominator and add nothing.",
    zh="执行 `fengsui report list`：未上报的数据计入分母而不计入分子。",
)
_SLOW = Text(en="Construction is behind its plan.", zh="建设进度落后于计划。")
_UNSENT = Text(en="Carriers have not sent their reports.", zh="运营商未按时上报。")

TARGET_LATE = Runbook(
    meaning=Text(
        en="A dated target was not reached by its last day. It stays late until what is known is enough.",
        zh="带期限的目标到期未达到；在已知数据足够之前一直视为逾期。",
    ),
    look=(
        _STANDING,
        _MISSING,
        Text(
            en="`fengsui scorecard`: which carrier is behind.",
            zh="执行 `fengsui scorecard`：看是哪家运营商落后。",
        ),
    ),
    causes=(
        _SLOW,
        _UNSENT,
        Text(
            en="Equipment was built and is not registered, or its state is unknown.",
            zh="设备已建成但未登记，或状态不明。",
        ),
    ),
)

TARGET_AT_RISK = Runbook(
    meaning=Text(
        en="Going on as over the last months, the target is not surely reached by its last day.",
        zh="按最近几个月的走势，到期未必能达到目标。",
    ),
    look=(
        _STANDING,
        Text(
            en="`fengsui target show NAME`: the forecast with its interval, and the months that it rests on.",
            zh="执行 `fengsui target show 名称`：查看预测及其区间和所依据的月份。",
        ),
        _MISSING,
    ),
    causes=(
        _SLOW,
        Text(
            en="A jump in one carrier's figures: the line is robust against it, the interval grows.",
            zh="某运营商数据跳变：趋势线不受影响，但区间变宽。",
        ),
        _UNSENT,
    ),
)

SUBSCRIBERS_FLAGGED = Runbook(
    meaning=Text(
        en="What a carrier declares in a county and what its equipment sees there differ beyond the tolerance. It is a question, no verdict.",
        zh="运营商在某县区的申报数与其设备实测之差超出容限。这是疑问，不是结论。",
    ),
    look=(
        Text(
            en="`fengsui ratios`: declared and observed by carrier and county, and what the difference may honestly come from.",
            zh="执行 `fengsui ratios`：按运营商和县区查看申报与实测，以及差异的正当来源。",
        ),
        Text(
            en="`fengsui device list`: are all access devices of the carrier in the county registered, and do they answer?",
            zh="执行 `fengsui device list`：该运营商在该县区的接入设备是否都已登记并有应答？",
        ),
    ),
    causes=(
        Text(
            en="Access equipment that is not registered, or lines over DSLAM and radio, which are not seen.",
            zh="接入设备未登记，或 DSLAM、无线等无法观测的线路。",
        ),
        Text(en="Lines that were given up and are still declared.", zh="已停用的线路仍在申报。"),
        Text(en="A figure typed wrong.", zh="数据填写错误。"),
    ),
)
