"""What a probe of a service has shown, and what is known of the service from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from fengsui.model.observation import Condition


class ProbeOutcome(StrEnum):
    """How a probe ended: a small fixed set, fit for a metric label and for the reference."""

    UP = "up"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CLOSED = "closed"
    TOO_LONG = "too_long"
    TLS_ERROR = "tls_error"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_WRONG_NAME = "certificate_wrong_name"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    PROTOCOL_ERROR = "protocol_error"
    WRONG_STATUS = "wrong_status"
    WRONG_TEXT = "wrong_text"
    DNS_ERROR = "dns_error"
    WRONG_ANSWER = "wrong_answer"
    ADDRESS_MISMATCH = "address_mismatch"
    NOT_ALLOWED = "not_allowed"
    ERROR = "error"

    @property
    def is_verdict(self) -> bool:
        """True where it says something about the service; the others say something about the asking host or the register."""
        return self not in (ProbeOutcome.NOT_ALLOWED, ProbeOutcome.ERROR)


# Outcome → what it means and what to look at, in English and Chinese; a test sees to it that none is missing.
PROBE_OUTCOMES: Final[Mapping[ProbeOutcome, tuple[str, str]]] = MappingProxyType(
    {
        ProbeOutcome.UP: ("It answers as registered.", "应答与登记相符。"),
        ProbeOutcome.REFUSED: (
            "Nothing listens at the address and port, or a firewall says no.",
            "该地址和端口无程序监听，或被防火墙拒绝。",
        ),
        ProbeOutcome.UNREACHABLE: (
            "The network says that there is no way to the address.",
            "网络报告到该地址没有路由。",
        ),
        ProbeOutcome.TIMEOUT: ("No answer within the time of the probe.", "在探测时限内没有应答。"),
        ProbeOutcome.CLOSED: (
            "The connection was closed or reset before a whole answer had come.",
            "应答未完整到达，连接即被关闭或重置。",
        ),
        ProbeOutcome.TOO_LONG: (
            "An answer began and did not end within the time, or its header is beyond all bounds.",
            "应答已开始但未在时限内结束，或其首部超出上限。",
        ),
        ProbeOutcome.TLS_ERROR: (
            "The TLS handshake failed for another reason than the certificate; the text says which.",
            "TLS 握手失败（非证书原因），原因见文字。",
        ),
        ProbeOutcome.CERTIFICATE_EXPIRED: (
            "The certificate is past its end, or not valid yet.",
            "证书已过期或尚未生效。",
        ),
        ProbeOutcome.CERTIFICATE_WRONG_NAME: (
            "The certificate is for another name than the registered host.",
            "证书名称与登记的主机名不符。",
        ),
        ProbeOutcome.CERTIFICATE_UNTRUSTED: (
            "No authority that is trusted here vouches for the certificate (self-signed, unknown issuer, missing intermediate).",
            "没有受信任的机构为该证书担保（自签名、签发者不明或缺中间证书）。",
        ),
        ProbeOutcome.PROTOCOL_ERROR: (
            "What came back is not the protocol that was asked for.",
            "返回的内容不符合所询问的协议。",
        ),
        ProbeOutcome.WRONG_STATUS: (
            "The HTTP status is none of those expected.",
            "HTTP 状态码不在预期之列。",
        ),
        ProbeOutcome.WRONG_TEXT: (
            "The expected text is not in the first 64 KiB of the answer.",
            "应答的前 64 KiB 中没有预期文字。",
        ),
        ProbeOutcome.DNS_ERROR: (
            "The name server answers with an error or without an answer; also where `check_dns` says so of the host's name.",
            "域名服务器返回错误或没有答案；`check_dns` 对主机名如此作答时亦然。",
        ),
        ProbeOutcome.WRONG_ANSWER: (
            "The expected answer is not among those of the name server.",
            "域名服务器的答案中没有预期答案。",
        ),
        ProbeOutcome.ADDRESS_MISMATCH: (
            "The DNS service named by `check_dns` gives the host other addresses than the registered one.",
            "`check_dns` 所指的域名服务给出的地址与登记地址不符。",
        ),
        ProbeOutcome.NOT_ALLOWED: (
            "Nothing was asked: the address is none that may be probed.",
            "未发出任何询问：该地址不允许探测。",
        ),
        ProbeOutcome.ERROR: (
            "The asking host could not ask (out of sockets, no IPv6); it says nothing about the service.",
            "探测主机自身无法发问（套接字耗尽、无 IPv6 等），不代表服务状况。",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class ProbeTimes:
    """How long each part of a probe took, in seconds; None for a part that was not reached or does not exist.

    Attributes:
        connect: Until the TCP connection stood.
        tls: The TLS handshake.
        first_byte: From the request to the answer's header, or to a DNS answer.
        total: The whole probe.
    """

    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate that a server showed.

    Attributes:
        not_before, not_after: Epoch seconds.
        names: Names that it is for, escaped; at most ten.
        fault: Why it does not verify for the host; empty where it does.
    """

    subject: str
    issuer: str
    not_before: float
    not_after: float
    names: tuple[str, ...] = ()
    fault: str = ""

    @property
    def verifies(self) -> bool:
        """True where an authority trusted here vouches for it, for this host and this moment."""
        return not self.fault


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """One probe of one service; texts from the server are escaped and capped.

    Attributes:
        service: Name of the service.
        at: When the probe began (epoch seconds).
        detail: One short English phrase on the outcome; empty where there is nothing to add.
        http_status: None where no HTTP answer came.
        location: Where a redirect points; it is never followed.
        body_bytes: Bytes of the answer's body that were read.
        body_whole: False where the body was longer than what is read of it, or broke off.
        rcode: Of DNS: the answer's code in words.
        answers: Of DNS: the answers, at most twenty.
        name_check: What `check_dns` said of the host's name; empty where it was not asked.
    """

    service: str
    at: float
    outcome: ProbeOutcome
    detail: str = ""
    times: ProbeTimes = field(default_factory=ProbeTimes)
    http_status: int | None = None
    location: str | None = None
    body_bytes: int | None = None
    body_whole: bool = True
    certificate: Certificate | None = None
    rcode: str | None = None
    answers: tuple[str, ...] = ()
    name_check: str = ""


@dataclass(frozen=True, slots=True)
class ServiceObservation:
    """What is known of one service.

    Attributes:
        service: Name of the service.
        since: When the condition began (epoch seconds).
        reason: One short English phrase; empty where it is up without a remark.
        failures: Probes in a row that did not find it up.
        up_at: When a probe last found it up; None for never.
        last: The last probe.
    """

    service: str
    condition: Condition
    since: float
    reason: str
    failures: int
    up_at: float | None
    last: ProbeResult


@dataclass(frozen=True, slots=True)
class ProbeCounts:
    """What the probing did since the process started.

    Attributes:
        interval_seconds: As set; 0 for no probing.
        probes: Probes by outcome word.
    """

    interval_seconds: float = 0.0
    probes: Mapping[str, int] = field(default_factory=dict)
