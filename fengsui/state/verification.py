"""Whether a registered device may count, from one poll of it and everything else that is registered.

First what can be told without a packet: a device whose address may not be asked is refused unasked. Then what it said:

| what it said or is                                        | refused | asked again by itself |
|-----------------------------------------------------------|---------|-----------------------|
| nothing (a wrong community of v1 and v2c looks like that) | yes     | yes                   |
| it refuses the credential (SNMPv3)                        | yes     |                       |
| answers that cannot be used, or no system group           | yes     | yes                   |
| engine id, serial, or address and port of another device  | yes     |                       |
| sysName of another, and nothing shows that they are two   | yes     |                       |
| a site whose coordinates lie outside its division         | yes     |                       |
| sysName of another, but two engines or two serials        |         |                       |
| a part of its tables, a generic profile, 32-bit counters  |         |                       |
"""

from collections.abc import Iterable, Iterator, Mapping

from fengsui.inventory.addresses import inside, parse_prefix
from fengsui.model.address import parse_address, refusal
from fengsui.model.box import Box
from fengsui.model.poll import DevicePoll, PollOutcome, SystemFacts
from fengsui.model.verification import (
    PASSING,
    AgentIdentity,
    Asked,
    DeviceFacts,
    Known,
    Reason,
    ReasonKind,
    Registered,
    Verdict,
    Verification,
    Words,
    folded,
)

# The boundaries are simplified, and forests and farms of the province lie between counties: ten kilometres are no slip.
_BOX_MARGIN_DEGREES = 0.1
_SHOWN = 60
GENERIC_PROFILE = "generic"


def barred(registered: Registered, *, allow_loopback: bool, own: bool) -> tuple[Reason, ...]:
    """Why a device must not be sent a packet; empty where it may be asked.

    Args:
        registered: The device.
        allow_loopback: True where loopback addresses may be asked (demo and tests).
        own: True where the address is this machine's.
    """
    return (*_address(registered, allow_loopback=allow_loopback, own=own), *_credential(registered))


def facts_of(poll: DevicePoll, identity: AgentIdentity) -> DeviceFacts:
    """What a poll showed that a verification goes by."""
    system = poll.system or SystemFacts()
    return DeviceFacts(
        outcome=poll.outcome,
        sys_name=system.sys_name,
        sys_descr=system.sys_descr,
        sys_object_id=system.sys_object_id,
        profile=poll.profile,
        profile_why=poll.profile_why,
        interfaces=len(poll.interfaces),
        interfaces_64_bit=poll.interfaces.counter_bits.count(64),
        neighbours=len(poll.neighbours),
        engine_id=identity.engine_id,
        serial=identity.serial,
    )


def judge(asked: Asked, others: Iterable[Known], boxes: Mapping[str, Box]) -> Verification:
    """The verdict on a device.

    Args:
        asked: What came of asking it.
        others: Devices that count already and may be the same; the device itself among them does not matter.
        boxes: Where divisions lie, by code; a division that is not there is not looked at.
    """
    registered, facts = asked.registered, asked.facts
    reasons = [*asked.barred, *_silence(registered, facts), *_implausible(registered, boxes)]
    warnings: list[Reason] = []
    if facts is not None and facts.outcome in (PollOutcome.OK, PollOutcome.PARTIAL):
        for other in others:
            if other.name != registered.device.name:
                reasons += _duplicate(registered, facts, other)
                (warnings if _two(facts, other) else reasons).extend(_clash(registered, facts, other))
        warnings += _weaknesses(registered, facts)
    silent = any(reason.kind in PASSING for reason in reasons)
    return Verification(
        device=registered.device.name,
        at=asked.at,
        verdict=Verdict.REFUSED if reasons else Verdict.ACTIVE,
        reasons=tuple(reasons),
        warnings=tuple(warnings),
        facts=facts,
        failures=registered.failures + 1 if silent else 0,
    )


def passes(verification: Verification) -> bool:
    """True where what speaks against the device may pass by itself, so that asking again makes sense."""
    return bool(verification.reasons) and all(reason.kind in PASSING for reason in verification.reasons)


def _address(registered: Registered, *, allow_loopback: bool, own: bool) -> Iterator[Reason]:
    text, carrier = registered.device.address, registered.carrier
    address = parse_address(text)
    reason = refusal(address, allow_loopback=allow_loopback) if address else "It is no address"
    got = Words(_shown(text), _shown(text))
    if address is None or reason:
        expected = Words("an address that a device can have", "设备可用的地址")
        yield Reason(ReasonKind.ADDRESS, expected, got, Words(reason, "该地址不能用于设备管理"))
    elif not inside(address, [prefix for each in carrier.management_prefixes if (prefix := parse_prefix(each))]):
        expected = Words(
            f"an address inside carrier {carrier.code}'s management prefixes", f"运营商 {carrier.code} 管理网段内的地址"
        )
        hint = Words(
            "Correct the address, or have the administrator add the network", "请更正地址,或请管理员登记该网段"
        )
        yield Reason(ReasonKind.OUTSIDE_PREFIXES, expected, got, hint)
    elif own and not address.is_loopback:
        expected = Words("the address of a device", "设备的地址")
        hint = Words("It is an address of the machine that Fengsui runs on", "这是本系统所在服务器的地址")
        yield Reason(ReasonKind.OWN_ADDRESS, expected, got, hint)


def _credential(registered: Registered) -> Iterator[Reason]:
    if registered.credential is None:
        expected = Words("a credential to ask the device with", "用于采集该设备的凭据")
        hint = Words("Register one and name it at the device", "请登记凭据并在设备上填写其名称")
        yield Reason(ReasonKind.NO_CREDENTIAL, expected, Words("none", "未填写"), hint)


def _silence(registered: Registered, facts: DeviceFacts | None) -> Iterator[Reason]:
    if facts is None:
        return
    where = f"{registered.device.address} port {registered.device.port}"
    ort = f"{registered.device.address} 端口 {registered.device.port}"
    expected = Words(f"an answer from the agent at {where}", f"{ort} 的 SNMP 应答")
    if facts.outcome is PollOutcome.TIMEOUT:
        hint = Words(
            "Check the address, the port, filters on the way and the credential: with v1 and v2c a wrong community looks like silence",
            "请检查地址、端口、沿途过滤规则和凭据:v1、v2c 的团体字不对时,设备同样不应答",
        )
        yield Reason(ReasonKind.UNREACHABLE, expected, Words("silence", "无应答"), hint)
    elif facts.outcome is PollOutcome.REFUSED:
        hint = Words(
            "Check user, protocols and keys, and whether this machine may ask",
            "请检查用户名、协议和密钥,以及设备是否允许本系统访问",
        )
        wanted = Words(
            f"an agent that takes the credential {_shown(registered.device.credential or '')}",
            f"设备接受凭据 {_shown(registered.device.credential or '')}",
        )
        yield Reason(ReasonKind.CREDENTIAL_REFUSED, wanted, Words("a refusal", "设备拒绝该凭据"), hint)
    elif facts.outcome is PollOutcome.ERROR:
        got = Words("an answer that cannot be used", "应答无法使用")
        yield Reason(ReasonKind.UNUSABLE, expected, got, Words("Check what else answers there", "请检查该端口上的程序"))


def _duplicate(registered: Registered, facts: DeviceFacts, other: Known) -> Iterator[Reason]:
    device = registered.device
    seen = _seen(registered, other)
    if (device.address, device.port) == (other.address, other.port):
        expected = Words("an address and port of its own", "未被占用的地址和端口")
        yield Reason(ReasonKind.DUPLICATE_ADDRESS, expected, *seen, other.name)
    if facts.engine_id and facts.engine_id == other.engine_id:
        expected = Words("an SNMP engine id of its own (RFC 3411)", "唯一的 SNMP 引擎标识(RFC 3411)")
        yield Reason(ReasonKind.DUPLICATE_ENGINE, expected, *seen, other.name)
    if facts.serial and facts.serial == other.serial:
        expected = Words("a serial number of its own", "唯一的序列号")
        yield Reason(ReasonKind.DUPLICATE_SERIAL, expected, *seen, other.name)


def _seen(registered: Registered, other: Known) -> tuple[Words, Words]:
    """Got and hint for a device that looks like another; of another carrier's no name is said."""
    same = registered.device.carrier == other.carrier
    got = (
        Words("that of a registered device", "与已登记的设备相同")
        if same
        else Words("that of another carrier's device", "与其他运营商的设备相同")
    )
    hint = Words(
        "If it is one device, register it once; if it is two, give each its own",
        "如为同一设备,只登记一次;如为两台设备,请分别设置",
    )
    return got, hint


def _two(facts: DeviceFacts, other: Known) -> bool:
    """True where something shows that two devices of one name are two."""
    pairs = ((facts.engine_id, other.engine_id), (facts.serial, other.serial))
    return any(mine and theirs and mine != theirs for mine, theirs in pairs)


def _clash(registered: Registered, facts: DeviceFacts, other: Known) -> Iterator[Reason]:
    if folded(facts.sys_name) and folded(facts.sys_name) == folded(other.sys_name):
        expected = Words(
            f"a sysName of its own, not {_shown(facts.sys_name or '')}",
            f"唯一的 sysName,而不是 {_shown(facts.sys_name or '')}",
        )
        yield Reason(ReasonKind.NAME_CLASH, expected, *_seen(registered, other), other.name)


def _implausible(registered: Registered, boxes: Mapping[str, Box]) -> Iterator[Reason]:
    site = registered.site
    box = boxes.get(site.division)
    if box is None or site.longitude is None or site.latitude is None:
        return
    if not box.holds(site.longitude, site.latitude, margin=_BOX_MARGIN_DEGREES):
        bounds = f"{box.west:g} to {box.east:g} °E, {box.south:g} to {box.north:g} °N"
        yield Reason(
            ReasonKind.IMPLAUSIBLE_SITE,
            Words(
                f"site {_shown(site.code)} inside division {site.division} ({bounds})",
                f"站点 {_shown(site.code)} 位于区划 {site.division} 内(东经 {box.west:g} 至 {box.east:g},北纬 {box.south:g} 至 {box.north:g})",
            ),
            Words(f"{site.longitude:g} °E, {site.latitude:g} °N", f"东经 {site.longitude:g},北纬 {site.latitude:g}"),
            Words(
                "Correct the site's coordinates or its division; are the two exchanged?",
                "请更正站点的坐标或区划;经度和纬度是否颠倒?",
            ),
        )


def _weaknesses(registered: Registered, facts: DeviceFacts) -> Iterator[Reason]:
    if facts.outcome is PollOutcome.PARTIAL:
        hint = Words("It may be slow, or its view may leave tables out", "设备可能较慢,或其视图未开放部分表")
        yield Reason(ReasonKind.PARTIAL, Words("whole tables", "完整的表"), Words("a part of them", "仅有一部分"), hint)
    if facts.profile == GENERIC_PROFILE:
        shown = _shown(facts.sys_object_id or "no sysObjectID")
        hint = Words("It is polled with the standard tables alone", "仅按标准表采集")
        expected = Words("a model with a profile", "有采集模板的型号")
        yield Reason(ReasonKind.GENERIC_PROFILE, expected, Words(shown, shown), hint)
    if facts.interfaces and not facts.interfaces_64_bit:
        got = Words(
            f"{facts.interfaces} interface(s) with 32-bit counters", f"{facts.interfaces} 个接口均为 32 位计数器"
        )
        hint = Words(
            "At 1 Gbit/s they wrap in 34 s; use SNMP v2c or v3, or newer software",
            "1 Gbit/s 时 34 秒即回绕;请使用 SNMP v2c 或 v3,或升级软件",
        )
        yield Reason(ReasonKind.NO_64_BIT_COUNTERS, Words("64-bit counters", "64 位计数器"), got, hint)
    yield from _other_name(registered, facts)


def _other_name(registered: Registered, facts: DeviceFacts) -> Iterator[Reason]:
    said, name = folded(facts.sys_name), folded(registered.device.name)
    if said not in (name, "") and said.split(".")[0] != name:
        shown = _shown(facts.sys_name or "")
        expected = Words(
            f"the registered name {_shown(registered.device.name)}", f"登记的名称 {_shown(registered.device.name)}"
        )
        hint = Words("Is it the device that was meant?", "是否为所登记的设备?")
        yield Reason(ReasonKind.OTHER_NAME, expected, Words(f"sysName {shown}", f"sysName {shown}"), hint)


def _shown(text: str) -> str:
    """A text of a device or carrier: escaped, shortened, quoted."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
