"""The words for what can be odd about an agent's answers: a small fixed set, fit for a metric label and for the reference."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Kind → what it means and what to look at, in English and Chinese. `Problem.kind` is one of these; a test sees to it.
PROBLEM_KINDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "bad_index": (
            "Rows whose index is not what the table's index should be; they are left out.",
            "表行索引不合规范,已忽略这些行。",
        ),
        "bad_value": (
            "Values that cannot be right (a negative counter, text for a number, a status outside its enumeration); they are absent.",
            "数值不可能正确(负计数器、应为数字却是文本、枚举外的状态),按缺失处理。",
        ),
        "bound": (
            "A table without an end, or more than one poll may take; what came by the bound is kept.",
            "表无尽头或超出单次轮询上限,已保留上限内的数据。",
        ),
        "deadline": (
            "The poll took longer than one device may take; what came by then is kept.",
            "超过单台设备的轮询时限,已保留此前的数据。",
        ),
        "decreasing": (
            "An OID went backwards, which would loop for ever; the column ends there.",
            "OID 倒退(会造成死循环),该列到此为止。",
        ),
        "duplicate_row": ("A row came twice; the first counts.", "同一行出现两次,以第一次为准。"),
        "error": ("The agent could not be asked; the text says why.", "无法向代理发问,原因见文字。"),
        "error_status": ("The agent answered with an error-status; the text names it.", "代理返回错误状态,见文字。"),
        "gen_err": (
            "The agent answered genErr for a column; the other columns go on.",
            "代理对某列返回 genErr,其余各列不受影响。",
        ),
        "loop": ("The same OID came again and again; the column ends there.", "同一 OID 反复出现,该列到此为止。"),
        "malformed": (
            "Bytes that are no valid SNMP; what came before them is kept.",
            "报文不是合法的 SNMP,已保留此前的数据。",
        ),
        "missing_column": (
            "The agent lacks a column or group that every agent should have.",
            "缺少每个代理都应具备的列或组。",
        ),
        "no_access": ("The agent's view hides a column from this credential.", "代理的视图对该凭据隐藏了某列。"),
        "no_such_name": (
            "An SNMPv1 agent refuses a whole request for one name it lacks.",
            "SNMPv1 代理因缺少一个名称而拒绝整个请求。",
        ),
        "out_of_range": (
            "Values of a profile's reading that cannot be true; they are absent. Either the device errs, or its profile does not fit it.",
            "采集模板某读数的数值不可能正确,按缺失处理:设备有误,或模板与设备不符。",
        ),
        "refused": (
            "The agent rejects the credential: community, user, key or level.",
            "代理拒绝该凭据(团体名、用户、密钥或安全级别)。",
        ),
        "timeout": (
            "No answer in time, retransmissions included; in the middle of a table what came is kept.",
            "含重传仍未按时应答;若在表中途,已保留此前的数据。",
        ),
        "too_big": ("The agent says tooBig even for a single value.", "代理对单个值也返回 tooBig。"),
        "unknown_model": (
            "No profile knows the device's sysObjectID; it is polled as generic. A profile can be added as a YAML file.",
            "没有采集模板认识该设备的 sysObjectID,按通用模板轮询;可用 YAML 文件添加模板。",
        ),
        "unknown_profile": (
            "The device is registered with a profile that is not known; it is polled as generic.",
            "登记的采集模板未知,按通用模板轮询。",
        ),
    }
)
