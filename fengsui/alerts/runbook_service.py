"""What the one who is called reads about services, in both languages."""

from fengsui.alerts.rule import Runbook, Text

_PROBE = Text(
    en="`fengsui probe NAME` on the probing host: the outcome word, the status and the time of each part say how far it gets.",
    zh="在探测主机上执行 `fengsui probe 名称`：结果、状态码和各阶段耗时说明进行到哪一步。",
)
_NETWORK = Text(
    en="`fengsui coverage` and `fengsui changes --since 1h`: did the county or its carrier lose its path at the same time?",
    zh="执行 `fengsui coverage` 和 `fengsui changes --since 1h`：该县区或其运营商是否同时中断？",
)
_SERVER = Text(
    en="The server or its load balancer stopped, restarts or is overloaded.",
    zh="服务器或负载均衡停止、重启或过载。",
)
_FIREWALL = Text(
    en="A firewall rule, or an address that moved and was not registered anew.",
    zh="防火墙规则变更，或地址已变更但未重新登记。",
)
_CERTIFICATE = Text(
    en="The certificate expired, or the server shows that of another name.",
    zh="证书过期，或服务器出示了其他名称的证书。",
)

EMERGENCY_SERVICE_DOWN = Runbook(
    meaning=Text(
        en="A service of the emergency sector failed two probes in a row: people in need may not reach 110, 119, 120 or 122 through it.",
        zh="应急行业的服务连续两次探测失败：求助者可能无法通过它接通 110、119、120 或 122。",
    ),
    look=(
        Text(
            en="Call the duty desk of the emergency centre at once; ask for the second way in (other site, telephone).",
            zh="立即联系应急中心值班席，启用备用途径（备用站点、电话）。",
        ),
        _PROBE,
        _NETWORK,
    ),
    causes=(
        _SERVER,
        Text(en="The link of the centre's site was cut.", zh="中心站点的线路中断。"),
        _FIREWALL,
        _CERTIFICATE,
    ),
)

SERVICE_DOWN = Runbook(
    meaning=Text(
        en="A portal or server does not answer as registered; its users see an error, or nothing.",
        zh="门户或服务器未按登记应答；用户看到错误页面或无法访问。",
    ),
    look=(
        _PROBE,
        _NETWORK,
        Text(
            en="`fengsui service show NAME`: since when, and is what is registered (address, host, status, text) still right?",
            zh="执行 `fengsui service show 名称`：何时开始，登记内容（地址、主机名、状态码、文字）是否仍然正确？",
        ),
    ),
    causes=(_SERVER, _CERTIFICATE, _FIREWALL),
)

CERTIFICATE_EXPIRING = Runbook(
    meaning=Text(
        en="The certificate ends within three weeks. From that moment on browsers refuse the portal, and its probe says `certificate_expired`.",
        zh="证书将在三周内到期。到期后浏览器会拒绝访问，探测结果为 `certificate_expired`。",
    ),
    look=(
        Text(
            en="`fengsui service show NAME`: names, issuer and end of the certificate.",
            zh="执行 `fengsui service show 名称`：查看证书的名称、签发者和到期时间。",
        ),
        Text(
            en="Ask whoever runs the portal for the renewal; after it, the next probe shows the new end.",
            zh="请门户管理方续期；续期后下一次探测即显示新的到期时间。",
        ),
    ),
    causes=(
        Text(en="Automatic renewal stopped working.", zh="自动续期失效。"),
        Text(
            en="The new certificate was issued, and the server was not restarted.",
            zh="新证书已签发，但服务器未重新加载。",
        ),
    ),
)
