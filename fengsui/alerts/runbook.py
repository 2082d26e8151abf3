"""What the one who is called reads, alert by alert, in both languages; the reference in `docs/` is made from it."""

from fengsui.alerts.rule import Runbook, Text

COUNTY_UNCOVERED = Runbook(
    meaning=Text(
        en="No carrier has a working path from its equipment in the county to its core, even if everything unknown is taken as working. The county is cut off from the backbone.",
        zh="县内任何一家运营商的设备都没有通往其核心设备的可用路径，即使把状态未知的设备和链路都当作正常也不行。该县与骨干网断开。",
    ),
    look=(
        Text(
            en="`fengsui coverage -o json`: `reason` of the county names the smallest set of links and devices that explains it.",
            zh="执行 `fengsui coverage -o json`：该县的 `reason` 列出能够解释故障的最小一组链路和设备。",
        ),
        Text(
            en="`fengsui changes --since 1h`: what changed first is nearest to the cause.",
            zh="执行 `fengsui changes --since 1h`：最先发生的变化离原因最近。",
        ),
        Text(
            en="Call the duty desk of each carrier named by the alerts on links and devices that fire with it.",
            zh="按同时触发的链路、设备告警，联系所涉运营商的值班人员。",
        ),
    ),
    causes=(
        Text(en="A fibre cut on the only route into the county.", zh="进县的唯一光缆路由中断。"),
        Text(en="Power lost at the county's exchange.", zh="县局停电。"),
        Text(
            en="Planned work on the second route while the first was already down.",
            zh="主用路由已中断时，又在备用路由上施工。",
        ),
    ),
)

COUNTY_CARRIER_UNCOVERED = Runbook(
    meaning=Text(
        en="One carrier no longer reaches the county; people who are connected through another carrier notice nothing.",
        zh="一家运营商已不能通达该县；通过其他运营商上网的用户不受影响。",
    ),
    look=(
        Text(
            en="`fengsui coverage -o json`: `reason` of this carrier in the county.",
            zh="执行 `fengsui coverage -o json`：查看该县中这家运营商的 `reason`。",
        ),
        Text(
            en="Look for other counties of the same carrier and prefecture: many at once point to the prefecture's node.",
            zh="查看同一运营商、同一市州的其他县：多县同时中断，原因多在市州节点。",
        ),
    ),
    causes=(
        Text(en="A fibre cut or a failed port on the carrier's route.", zh="该运营商的路由光缆中断或端口故障。"),
        Text(
            en="The carrier's county router lost power or is being replaced.", zh="该运营商的县级路由器断电或正在更换。"
        ),
    ),
)

COUNTY_DEGRADED = Runbook(
    meaning=Text(
        en="The county is connected, with fewer independent paths than were built: the next failure may cut it off.",
        zh="该县仍然连通，但独立路径少于设计数：再有一处故障就可能中断。",
    ),
    look=(
        Text(
            en="`fengsui coverage -o json`: `paths` (live beside designed) and `reason`.",
            zh="执行 `fengsui coverage -o json`：查看 `paths`（现有与设计）和 `reason`。",
        ),
        Text(
            en="Hold back planned work on the paths that are left.",
            zh="暂缓在剩余路径上施工。",
        ),
    ),
    causes=(
        Text(en="One side of a ring is down.", zh="环网一侧中断。"),
        Text(en="One of two county routers is off.", zh="两台县级路由器之一停机。"),
    ),
)

COUNTY_UNKNOWN = Runbook(
    meaning=Text(
        en="Evidence is missing or too old to say whether the county is connected. It may be cut off, or only our view of it is.",
        zh="证据缺失或过旧，无法判断该县是否连通：可能已中断，也可能只是监测看不到。",
    ),
    look=(
        Text(
            en="`fengsui coverage -o json`: the elements in `reason` are those without evidence.",
            zh="执行 `fengsui coverage -o json`：`reason` 中就是缺少证据的设备和链路。",
        ),
        Text(
            en="`fengsui poll ADDRESS` on one of them from the polling host: does it answer at all?",
            zh="在采集主机上对其中一台执行 `fengsui poll 地址`：是否有应答？",
        ),
        Text(
            en="If many counties turned unknown at once, look at the poller and its own network first.",
            zh="如果多县同时变为未知，先检查采集程序和它自己的网络。",
        ),
    ),
    causes=(
        Text(
            en="The management network lost its way to the county while traffic still flows.",
            zh="业务正常，但通往该县的管理网络中断。",
        ),
        Text(en="An access list or the SNMP credential was changed.", zh="访问控制列表或 SNMP 凭据被更改。"),
        Text(en="The poller stands still or is too slow.", zh="采集程序停止或过慢。"),
    ),
)

COVERAGE_BELOW_TARGET = Runbook(
    meaning=Text(
        en="Fewer county-level units are connected than the target asks for. Units where nothing is registered yet count as not connected.",
        zh="连通的县级单位少于目标要求。尚未登记任何设备的单位按未连通计。",
    ),
    look=(
        Text(
            en="`fengsui coverage`: which units are uncovered, unknown or unserved.",
            zh="执行 `fengsui coverage`：哪些单位未覆盖、未知或未建。",
        ),
        Text(
            en="Unserved units are a matter of building or of registering, the others of repair.",
            zh="未建单位属于建设或登记问题，其余属于抢修问题。",
        ),
    ),
    causes=(
        Text(en="Counties that are cut off; their own alerts fire too.", zh="有县中断，其自身告警也会触发。"),
        Text(en="Counties whose equipment is not registered yet.", zh="有县的设备尚未登记。"),
    ),
)

DEVICE_UNREACHABLE = Runbook(
    meaning=Text(
        en="The device's agent is silent, and no neighbour's port says otherwise: it counts as down.",
        zh="设备的 SNMP 代理无应答，相邻设备的端口也没有相反的证据：按中断计。",
    ),
    look=(
        Text(
            en="`fengsui device show NAME`: since when it is silent, and what it said last.",
            zh="执行 `fengsui device show 名称`：何时起无应答，最后一次应答的内容。",
        ),
        Text(
            en="`fengsui changes --since 1h`: did a link towards it go down first?",
            zh="执行 `fengsui changes --since 1h`：是否有通往它的链路先中断？",
        ),
        Text(en="Ask the site for power and for the state of its lamps.", zh="向机房询问供电和指示灯情况。"),
    ),
    causes=(
        Text(en="Power lost at the site.", zh="机房停电。"),
        Text(en="The fibre towards the site is cut.", zh="通往机房的光缆中断。"),
        Text(
            en="The agent was switched off, or answers another address or credential now.",
            zh="SNMP 代理被关闭，或改用了其他地址、凭据。",
        ),
    ),
)

LINK_DOWN = Runbook(
    meaning=Text(
        en="A fresh port status at one end says that the link is down.",
        zh="链路一端最新的端口状态表明链路中断。",
    ),
    look=(
        Text(
            en="`fengsui link show NAME`: both ends; `fengsui device show` on each for the port's status and since when.",
            zh="执行 `fengsui link show 名称` 查看两端，再用 `fengsui device show` 查看端口状态和起始时间。",
        ),
        Text(
            en="One end up and the other down points to one direction of the fibre or to an optical module.",
            zh="一端正常、一端中断，多为单方向光纤或光模块故障。",
        ),
        Text(
            en="An administratively down port was switched off by a person: ask for planned work.",
            zh="端口为管理关闭状态，说明是人为关闭：核实是否有施工。",
        ),
    ),
    causes=(
        Text(en="A fibre cut.", zh="光缆中断。"),
        Text(en="A failed or dirty optical module.", zh="光模块故障或端面脏污。"),
        Text(en="The device at the other end is off.", zh="对端设备停机。"),
    ),
)

EVIDENCE_STALE = Runbook(
    meaning=Text(
        en="The newest evidence on the device is older than evidence counts, mostly because it was not asked in time. Its condition is unknown.",
        zh="设备的最新证据已超过有效期，多因未能按时轮询。其状态为未知。",
    ),
    look=(
        Text(
            en="Do the alerts on the poller fire too? Then begin with those.",
            zh="采集程序的告警是否也已触发？如是，先处理它们。",
        ),
        Text(
            en="`fengsui device show NAME`: when it was last asked, what came of it, and when it is asked again.",
            zh="执行 `fengsui device show 名称`：最后一次轮询的时间、结果和下次轮询时间。",
        ),
        Text(
            en="`fengsui poll ADDRESS` with its credential: how long does an answer take?",
            zh="用其凭据执行 `fengsui poll 地址`：应答需要多久？",
        ),
    ),
    causes=(
        Text(en="The poller is behind, or stands still.", zh="采集滞后或停止。"),
        Text(
            en="A device that answers so slowly that its polls run into their deadline.",
            zh="设备应答过慢，轮询超过时限。",
        ),
        Text(en="The clock of the polling host jumped.", zh="采集主机时钟跳变。"),
    ),
)

HISTORY_NOT_WRITTEN = Runbook(
    meaning=Text(
        en="The database refuses what was seen. Polling, coverage and alerts go on from memory; reports of the past have a gap if the service stops before it is written.",
        zh="数据库拒绝写入监测结果。轮询、覆盖判断和告警在内存中照常进行；若写入前服务停止，历史报表会出现空缺。",
    ),
    look=(
        Text(
            en="The log of the service: `history not written` names the database and what it says.",
            zh="服务日志：`history not written` 一行写明是哪个数据库、报何错误。",
        ),
        Text(
            en="`fengsui doctor`: does the database answer, and has its disk room?",
            zh="执行 `fengsui doctor`：数据库是否应答，磁盘是否有空间？",
        ),
    ),
    causes=(
        Text(en="The disk of the database is full, or has become read-only.", zh="数据库所在磁盘已满，或变为只读。"),
        Text(
            en="The PostgreSQL server is away, or does not let the service in any more.",
            zh="PostgreSQL 服务器不可达，或不再接受本服务的连接。",
        ),
        Text(en="Another program holds the database locked.", zh="其他程序锁住了数据库。"),
    ),
)

POLLER_LAGGING = Runbook(
    meaning=Text(
        en="Polls begin later than they are due: everything Fengsui says is older than it should be.",
        zh="轮询晚于应开始的时间：烽燧给出的所有结论都比应有的旧。",
    ),
    look=(
        Text(
            en="CPU of the polling host; `fengsui doctor` for the receive buffer, file descriptors and the database.",
            zh="检查采集主机的 CPU；用 `fengsui doctor` 检查接收缓冲区、文件描述符和数据库。",
        ),
        Text(
            en="Many timeouts at once cost time: is a part of the management network away?",
            zh="大量超时会耗费时间：管理网络是否有一部分不可达？",
        ),
    ),
    causes=(
        Text(
            en="Too many devices for the interval or for `FENGSUI_POLL_CONCURRENCY`.",
            zh="设备数量超出轮询间隔或 `FENGSUI_POLL_CONCURRENCY` 的能力。",
        ),
        Text(en="A slow or locked database.", zh="数据库缓慢或被锁。"),
        Text(en="The host is short of CPU.", zh="主机 CPU 不足。"),
    ),
)

ABSENT = Runbook(
    meaning=Text(
        en="Prometheus gets no coverage from Fengsui: the province is not watched, and no other alert can fire.",
        zh="Prometheus 得不到烽燧的覆盖数据：全省处于无监测状态，其他告警都无法触发。",
    ),
    look=(
        Text(
            en="Is the service running? `curl http://ADDRESS/healthz` and its log.",
            zh="服务是否在运行？执行 `curl http://地址/healthz` 并查看日志。",
        ),
        Text(
            en="Prometheus' page of targets: is the scrape configured, and what does it say?",
            zh="查看 Prometheus 的 targets 页面：抓取是否已配置，报什么错误？",
        ),
        Text(en="`fengsui doctor` on the host.", zh="在主机上执行 `fengsui doctor`。"),
    ),
    causes=(
        Text(
            en="`fengsui serve` stopped, or never reached its database.", zh="`fengsui serve` 已停止，或连不上数据库。"
        ),
        Text(en="A firewall or a changed address between Prometheus and Fengsui.", zh="防火墙，或地址变更。"),
    ),
)

DEVICE_UNKNOWN = Runbook(
    meaning=Text(
        en="The device has never answered, or it is silent while a neighbour's port towards it is still up. Fengsui takes it neither for up nor for down.",
        zh="设备从未应答，或无应答但相邻设备朝向它的端口仍然正常。烽燧既不判为正常，也不判为中断。",
    ),
    look=(
        Text(
            en="`fengsui poll ADDRESS` with its credential from the polling host: timeout, refused, or an answer?",
            zh="在采集主机上用其凭据执行 `fengsui poll 地址`：超时、被拒绝，还是有应答？",
        ),
        Text(
            en="`fengsui device show NAME`: address, port and credential as registered.",
            zh="执行 `fengsui device show 名称`：核对登记的地址、端口和凭据。",
        ),
    ),
    causes=(
        Text(en="SNMP is not enabled, or not allowed from the polling host.", zh="未启用 SNMP，或未允许采集主机访问。"),
        Text(en="A wrong address, community or key was registered.", zh="登记的地址、团体名或密钥有误。"),
        Text(en="The management network lost its way to the device.", zh="通往该设备的管理网络中断。"),
    ),
)

AGENT_SILENT = Runbook(
    meaning=Text(
        en="The device answers pings and its SNMP agent does not answer. It counts as up, and its links are judged by their other ends alone; what happens on its ports is not seen.",
        zh="设备能 ping 通，但其 SNMP 代理无应答。设备按在线计，其链路只能依据对端判断；其端口状况不可见。",
    ),
    look=(
        Text(
            en="`fengsui device show NAME`: since when the agent is silent, and the loss and round trips of the last ping.",
            zh="执行 `fengsui device show 名称`：代理从何时起无应答，以及最近一次 ping 的丢包和时延。",
        ),
        Text(
            en="`fengsui poll ADDRESS` with its credential from the polling host.",
            zh="在采集主机上用其凭据执行 `fengsui poll 地址`。",
        ),
    ),
    causes=(
        Text(
            en="The community or the SNMPv3 user was changed: most agents do not answer a wrong one at all.",
            zh="团体名或 SNMPv3 用户已被修改：多数代理对错误的团体名不作任何应答。",
        ),
        Text(en="An access list keeps the polling host out.", zh="访问控制列表拒绝采集主机。"),
        Text(en="The agent hangs, or its processor is overloaded.", zh="代理进程挂死，或设备 CPU 过载。"),
        Text(
            en="Another machine has taken the address: compare its hardware address on the gateway.",
            zh="地址被其他机器占用：在网关上核对其硬件地址。",
        ),
    ),
)

POLLER_STALLED = Runbook(
    meaning=Text(
        en="The service answers and no longer polls: every figure it shows is the last one and grows old.",
        zh="服务仍有响应，但不再轮询：所有数字都停留在最后一次，并在变旧。",
    ),
    look=(
        Text(
            en="The service's log: a side task that died, or a database that does not answer.",
            zh="查看服务日志：是否有后台任务退出，或数据库无响应。",
        ),
        Text(
            en="`fengsui doctor` on the host; then restart the service.",
            zh="在主机上执行 `fengsui doctor`，然后重启服务。",
        ),
    ),
    causes=(
        Text(en="The database is away or locked.", zh="数据库不可用或被锁。"),
        Text(en="The host is out of memory, file descriptors or CPU.", zh="主机内存、文件描述符或 CPU 耗尽。"),
    ),
)

DEVICE_SERIES_ABSENT = Runbook(
    meaning=Text(
        en="Prometheus knows the counties, and nothing of devices, interfaces and links; alerts on those are silent.",
        zh="Prometheus 有县区数据，但没有设备、接口和链路数据；相关告警不会触发。",
    ),
    look=(
        Text(
            en="Prometheus' configuration: a scrape of `/metrics/devices`, for example by HTTP service discovery at `/sd/prometheus`.",
            zh="检查 Prometheus 配置：是否抓取 `/metrics/devices`，例如通过 `/sd/prometheus` 服务发现。",
        ),
        Text(
            en="Prometheus' page of targets: does that scrape fail, or run into its time limit?",
            zh="查看 Prometheus 的 targets 页面：该抓取是否失败或超时？",
        ),
    ),
    causes=(
        Text(en="Only `/metrics` was configured.", zh="只配置了 `/metrics`。"),
        Text(
            en="The scrape of a large province needs more shards or a longer timeout.",
            zh="全省规模较大，需要更多分片或更长的抓取超时。",
        ),
    ),
)
