"""Problem documents in Chinese, for who asks for it by Accept-Language.

The texts are made in English where the fault is found; a table of phrases turns them into Chinese, and what the table does not
know stays English, so that nothing is ever lost. Names, values and columns stay as they are.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

_LONGEST_HEADER = 200

_TITLES: Mapping[str, str] = {
    "Bad Request": "请求有误",
    "Unauthorized": "未认证",
    "Forbidden": "无权访问",
    "Not Found": "未找到",
    "Method Not Allowed": "不支持该方法",
    "Request Timeout": "请求超时",
    "Conflict": "冲突",
    "Precondition Failed": "前提条件不满足",
    "Content Too Large": "内容过大",
    "Unsupported Media Type": "不支持的媒体类型",
    "Unprocessable Content": "内容无效",
    "Precondition Required": "缺少前提条件",
    "Too Many Requests": "请求过于频繁",
    "Internal Server Error": "服务器内部错误",
    "Service Unavailable": "服务暂不可用",
    "Bad shard": "分片参数有误",
    "Bad Host header": "Host 头有误",
}
_NOUNS: Mapping[str, str] = {
    "division": "行政区划",
    "carrier": "运营商",
    "credential": "凭据",
    "site": "站点",
    "device": "设备",
    "link": "链路",
    "service": "业务",
    "incident": "故障",
    "target": "目标",
    "phase": "阶段",
    "token": "令牌",
}
_NOUN = f"({'|'.join(_NOUNS)})"

# English as a pattern of the whole text, and Chinese with its groups; a group that is a noun is turned into Chinese as well.
_PHRASES: tuple[tuple[str, str], ...] = (
    (
        r"expected a token \(Authorization: Bearer fengsui_…\), got none",
        "需要令牌(Authorization: Bearer fengsui_…),请求中没有",
    ),
    (r"expected a valid token, got one that is not known", "需要有效的令牌,此令牌不存在"),
    (r"expected a valid token, got one that is expired", "需要有效的令牌,此令牌已过期"),
    (r"expected a valid token, got one that is revoked", "需要有效的令牌,此令牌已吊销"),
    (
        r"expected a token with the role (.+), got (.+) for (\w+) of this path",
        r"需要角色为 \1 的令牌,\2 不能对此路径使用 \3",
    ),
    (r"there is nothing at (.+)", r"\1 处没有内容"),
    (rf"there is no {_NOUN} (.+)", r"没有\1 \2"),
    (r"expected fewer than (\d+) exports at once, got (\d+)", r"同时进行的导出不得多于 \1 个,现有 \2 个"),
    (
        r"expected fewer than (\d+) imports that are being sent, got (\d+)",
        r"同时发送的导入不得多于 \1 个,现有 \2 个",
    ),
    (r"incident (\S+) is closed: there is nothing left to take on", r"故障 \1 已关闭，无需受理"),
    (r"expected (.+) at (.+), got (\w+)", r"\2 处只接受 \1,收到的是 \3"),
    (r"too many large bodies are being worked on; .*", "正在处理的大请求过多,请稍后再发,或以作业方式提交"),
    (r"too many requests in a short time; try again in (\d+) s", r"短时间内请求过多,请 \1 秒后再试"),
    (r"(\d+) fault\(s\); nothing was changed", r"共 \1 处错误,未作任何更改"),
    (
        r"(\d+) fault\(s\); nothing was changed; the first (\d+) are shown",
        r"共 \1 处错误,未作任何更改;此处列出前 \2 处",
    ),
    (r"expected nothing of that name, got a record that is registered already", "该名称已登记"),
    (
        r"expected the record as you have read it, got one that was changed since.*",
        "读取之后记录已被他人修改,请重新读取后再改",
    ),
    (r"expected the record as you have read it, got none of that name.*", "没有该名称的记录"),
    (
        r"If-Match: expected the ETag of the record as you have read it, got none",
        "缺少 If-Match:请带上读取记录时得到的 ETag",
    ),
    (rf"the name (.+) cannot be used for a {_NOUN}: choose another", r"名称 \1 不能用于\2,请换一个"),
    (rf"{_NOUN} (.+) is still referred to; nothing was changed", r"\1 \2 仍被引用,未作任何更改"),
    (rf"{_NOUN} (.+) is still referred to by (\d+) \w+ \((.+)\)\. .*", r"\1 \2 仍被 \3 条记录引用(\4),未作任何更改"),
    (
        r"somebody changed the same records at the same time; nothing was changed\. Try again",
        "他人同时修改了相同的记录,未作任何更改,请重试",
    ),
    (r"another request was sent with this Idempotency-Key: .*", "此 Idempotency-Key 已用于另一请求,每个请求请用新的值"),
    (r"this cannot be answered now, .*", "现在无法答复,原因见服务日志,请稍后再试"),
    (r"Content-Type: expected (.+), got (.+)", r"Content-Type 应为 \1,收到的是 \2"),
    (r"expected UTF-8 text that is not compressed, .*", "只接受未压缩的 UTF-8 文本"),
    (r"expected the whole body within (.+) s", r"请求体应在 \1 秒内传完"),
    (r"expected a body of at most (\d+) bytes; .*", r"请求体不得超过 \1 字节,请分多次发送"),
    (r"the body ended before it was whole", "请求体不完整"),
    (r"expected UTF-8, got byte (\w+) at offset (\d+)", r"应为 UTF-8,第 \2 字节处是 \1"),
    (r"not JSON: half of a character stands alone .*", "不是有效的 JSON:有不完整的字符(孤立的代理项)"),
    (r"not JSON: (.+)", r"不是有效的 JSON:\1"),
    (r"the key (.+) stands twice in one object", r"同一对象中键 \1 出现两次"),
    (r"This is a defect; .*", "这是程序缺陷,详情见服务日志"),
    # What a fault expects, got and hints at.
    (rf"a value for (\w+), which a new {_NOUN} needs", r"新\2必须填写 \1"),
    (r"a value", "应有值"),
    (r"no such column", "没有该列"),
    (r"nothing", "空"),
    (r"text", "文本"),
    (r"a whole number", "整数"),
    (r"a number", "数字"),
    (r"true or false", "true 或 false"),
    (r"a list of texts", "文本列表"),
    (r"a value without blanks around it", "前后无空格的值"),
    (r"a value, or null for none", "值,没有则为 null"),
    (r"one of (.+)", r"应为其中之一:\1"),
    (r"a name of at most (\d+) letters, digits, .*", r"名称:至多 \1 个字母、数字、汉字或 . _ - :,不含空格"),
    (r"at most (\d+) characters", r"至多 \1 个字符"),
    (r"(\d+) to (\d+) characters", r"\1 至 \2 个字符"),
    (r"It has (\d+)", r"现有 \1 个"),
    (r"It holds (U\+[0-9A-F]+) \(.+\): type an ordinary space, or none", r"其中含有空格类字符 \1:请改用普通空格或去掉"),
    (r"It holds (U\+[0-9A-F]+)", r"其中含有不可见字符 \1"),
    (r"printable characters on one line", "一行可见字符"),
    (r"a code of at most 40 lower-case letters, .*", "代码:至多 40 个小写字母、数字或 -,以字母开头"),
    (r"a GB/T 2260 code of six digits", "六位 GB/T 2260 代码"),
    (r"(?:a whole number|a UDP port|a port|a year|bits per second) of (\S+) to (\S+)", r"\1 至 \2 之间的整数"),
    (r"(?:a whole number|bits per second) of at least (\d+)", r"不小于 \1 的整数"),
    (rf"a {_NOUN} that there is", r"已有的\1"),
    (r"a share of 0 to 1", "0 至 1 之间的比例"),
    (r"0\.3 is 30 %.*", "0.3 即 30 %;人数或县数的 measure 为 count"),
    (r"a number of at most 12 digits before the point", "小数点前至多 12 位的数"),
    (r"a day such as (\S+)", r"日期,如 \1"),
    (r"each target once", "每个目标只出现一次"),
    (r"a value for (\w+)", r"\1 必须填写"),
    (r"(\S+), as in the path, or no (\w+) at all", r"与路径中的 \1 相同,或不写 \2"),
    (r"an object with the columns of a target", "含目标各列的对象"),
    (r"it once", "只出现一次"),
    (r"false, but with the format geojson", "仅在格式为 geojson 时可为 true"),
    (r"a number of (\d+) to (\d+)", r"\1 至 \2 之间的数"),
    (r"decimal degrees of (\S+) to (\S+)", r"\1 至 \2 之间的十进制度"),
    (r"an IPv4 or IPv6 address", "IPv4 或 IPv6 地址"),
    (r"networks such as 10\.20\.0\.0/16, without host bits", "网段,如 10.20.0.0/16,主机位为零"),
    (r"an address inside carrier (.+)'s management prefixes \((.+)\)", r"运营商 \1 管理网段(\2)内的地址"),
    (r"an address and port of its own", "未被占用的地址和端口"),
    (r"(.+) port (\d+), which is taken", r"\1 端口 \2 已被占用"),
    (r"an address that a (?:device|service) can have", "设备可用的地址"),
    (rf"a {_NOUN} that is registered or in the files", r"已登记的\1"),
    (r"(\S+), whose token this is", r"令牌所属的运营商 \1"),
    (r"a name of its own", "未被占用的名称"),
    (r"(.+), which cannot be used", r"\1,不能使用"),
    (r"another device than at the other end", "与另一端不同的设备"),
    (r"a credential that (.+) may use", r"\1 可用的凭据"),
    (rf"each {_NOUN} once", r"每个\1只出现一次"),
    (rf"an object with the columns of a {_NOUN}", r"含\1各列的对象"),
    (r"a column of \w+ \((.+)\)", r"应为以下列之一:\1"),
    (r"Did you mean (.+)\?", r"是否为 \1?"),
    (r"a month such as 2026-10", "月份,如 2026-10"),
    (r"a month that has begun, (\S+) at the latest", r"已开始的月份,最晚为 \1"),
    (r"a registered carrier", "已登记的运营商"),
    (r"the code of a county-level division or coverage unit", "县级行政区划(或覆盖单元)的代码"),
    (r"A prefecture's figures are reported by its counties", "市(州)的数据由所属县(市、区)分别报送"),
    (r"at most the (\d+) households(?: of the census of (\d+))?, or a reason", r"不超过本地户数 \1,否则须说明原因"),
    (r"at most the (\d+) residents(?: of the census of (\d+))?, or a reason", r"不超过常住人口 \1,否则须说明原因"),
    (r"at most the (\d+) broadband households, or a reason", r"不超过宽带家庭数 \1,否则须说明原因"),
    (r"Say why in the column reason", "请在 reason 列说明原因"),
    (r"why the report is corrected", "更正原因"),
    (r"Version (\d+) counts so far\. Say why in the column reason", r"目前第 \1 版有效,请在 reason 列说明更正原因"),
    (r"at most pon_ports, (\d+)", r"不超过 pon_ports(\1)"),
    (r"the number of all PON ports beside pon_10g_ports", "与 pon_10g_ports 一同填写 PON 端口总数"),
    (r"each report once", "每份报告只出现一次"),
    (r"the (?:cursor of a page that was sorted alike|`next` of the page before)", "上一页的 next(排序方式须相同)"),
    (r"`next` of the page before", "上一页的 next"),
    (r"there is no such job", "没有该作业"),
    (r"there is no such carrier, or none that this caller may see", "没有该运营商,或无权查看"),
    (r"nothing is recorded of a (\w+) of that name in that period", r"该时段没有该名称的记录(\1)"),
    (r"nothing was recorded at (\S+): nothing is recorded yet", r"\1 没有记录:尚未开始记录"),
    (r"nothing was recorded at (\S+): (.+)", r"\1 没有记录:\2"),
    (r"a reader may not ask about each (\w+)", r"reader 角色不能查询每个 \1"),
    (r"a retired device is not asked; change its lifecycle first", "已退役的设备不再核验,请先修改 lifecycle"),
    (r"this server has no inventory", "此服务没有台账"),
    (r"this server has no history", "此服务没有历史记录"),
    (r"this server does no imports", "此服务不接受导入"),
    (r"expected a parameter of (.+), got (\S+)", r"没有参数 \2,可用的有:\1"),
    (r"expected one of (.+) for (\w+), got (.+)", r"\2 应为 \1 之一,实际为 \3"),
    (r"expected a number from (\d+) to (\d+) for (\w+), got (.+)", r"\3 应为 \1 至 \2 之间的数,实际为 \4"),
    (rf"expected the name of a {_NOUN} that counts, got ('.*')\.(.*)", r"应为已登记且在用的\1名称,实际为 \2。\3"),
    (r"expected a (\w+) once", r"参数 \1 只能出现一次"),
    (r"(\w+): expected one of (.+), got (.+)", r"\1 应为 \2 之一,实际为 \3"),
    (
        r"(\w+): expected a day such as (\S+) or a time such as (\S+), got (.+)",
        r"\1 应为日期(如 \2)或时间(如 \3),实际为 \4",
    ),
    (r"(\w+): expected a month such as (\S+), got (.+)", r"\1 应为月份(如 \2),实际为 \3"),
    (r"([\w-]+): expected (.+), got (.+)", r"\1 应为 \2,实际为 \3"),
)


def wants_chinese(accept_language: str) -> bool:
    """Whether an Accept-Language header prefers Chinese to English (RFC 9110, 12.5.4)."""
    weights = {"zh": 0.0, "en": 0.0}
    for part in accept_language[:_LONGEST_HEADER].lower().split(","):
        tag, _, rest = part.strip().partition(";")
        language = tag.split("-")[0].strip()
        if language in weights:
            weights[language] = max(weights[language], _weight(rest))
    return weights["zh"] > weights["en"]


def in_chinese(document: Mapping[str, Any]) -> dict[str, Any]:
    """A problem document with its texts in Chinese, as far as they are known."""
    faults = [
        {**fault, **{key: phrase(fault[key]) for key in ("expected", "got", "hint") if key in fault}}
        for fault in document.get("faults", ())
    ]
    translated = {
        **document,
        "title": _TITLES.get(document["title"], document["title"]),
        **({"detail": phrase(document["detail"])} if "detail" in document else {}),
    }
    return {**translated, "faults": faults} if faults else translated


def phrase(text: str) -> str:
    """A text in Chinese; the text itself where it is not known."""
    for pattern, chinese in _compiled():
        if found := pattern.fullmatch(text):
            return re.sub(r"\\(\d)", lambda group: _NOUNS.get(found[int(group[1])], found[int(group[1])]), chinese)
    return text


@cache
def _compiled() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern, re.DOTALL), chinese) for pattern, chinese in _PHRASES]


def _weight(parameters: str) -> float:
    found = re.fullmatch(r"\s*q=([01](?:\.\d{1,3})?)\s*", parameters)
    if found is None:
        return 0.0 if parameters.strip() else 1.0
    return float(found[1])
