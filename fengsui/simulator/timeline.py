"""Which faults happen when: a story of fixed shape, scaled to the time there is and told again with other places.

The places follow from the seed and the number of the cycle. Each fault of a cycle has a prefecture of its own, so that
what is seen of one is not the work of another.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import TypeVar

from fengsui.model.device import DeviceRole
from fengsui.simulator.blueprint import PREFECTURES
from fengsui.simulator.chance import chance
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.province import Province, Trench

T = TypeVar("T")

# Share of a cycle at which each fault begins and is repaired. The first quarter is quiet: everything is polled once.
_SHARES = {
    FaultKind.FIBRE_CUT: (0.28, 0.74),
    FaultKind.AGENT_DEAD: (0.32, 0.76),
    FaultKind.REBOOT: (0.36, 0.36),
    FaultKind.POWER_LOSS: (0.41, 0.79),
    FaultKind.COUNTY_CUT_OFF: (0.46, 0.82),
}
# A router needs minutes to boot; here it takes seconds, or a short demonstration would never see its counters restart.
_REBOOT_SECONDS = 3.0


def faults(province: Province, *, start: float, length: float, cycles: int | None = None) -> Iterator[Fault]:
    """Faults in the order of their beginning.

    Args:
        province: Where they happen.
        start: Epoch seconds when the first cycle begins.
        length: Seconds of one cycle.
        cycles: How many cycles; None for no end.
    """
    for cycle in count() if cycles is None else range(cycles):
        yield from sorted(_cycle(province, cycle, start + cycle * length, length), key=lambda fault: fault.at)


def _cycle(province: Province, cycle: int, start: float, length: float) -> Iterator[Fault]:
    spent: set[str] = set()
    # The scarcest places choose first, so that there is one left for each.
    for kind in (
        FaultKind.COUNTY_CUT_OFF,
        FaultKind.AGENT_DEAD,
        FaultKind.FIBRE_CUT,
        FaultKind.POWER_LOSS,
        FaultKind.REBOOT,
    ):
        begins, ends = _SHARES[kind]
        until = start + ends * length if kind is not FaultKind.REBOOT else start + begins * length + _REBOOT_SECONDS
        yield _MAKERS[kind](province, cycle, spent, start + begins * length, until)


def _fibre_cut(province: Province, cycle: int, spent: set[str], at: float, until: float) -> Fault:
    trench = _choose(province, cycle, spent, FaultKind.FIBRE_CUT, _ring_trenches(province), lambda trench: trench.a)
    a, b = province.divisions[trench.a], province.divisions[trench.b]
    return Fault(
        FaultKind.FIBRE_CUT,
        at,
        until,
        links=trench.links,
        text_en=f"A digger cuts the cable between {a.name_en} and {b.name_en}: {len(trench.links)} links of a ring",
        text_zh=f"{a.name_zh}至{b.name_zh}光缆被挖断，环上{len(trench.links)}条链路中断",
        repair_en=f"The cable between {a.name_en} and {b.name_en} is spliced",
        repair_zh=f"{a.name_zh}至{b.name_zh}光缆已接续",
    )


def _agent_dead(province: Province, cycle: int, spent: set[str], at: float, until: float) -> Fault:
    name = _choose(province, cycle, spent, FaultKind.AGENT_DEAD, _lone_routers(province), province.county_of)
    place = province.divisions[province.county_of(name)]
    return Fault(
        FaultKind.AGENT_DEAD,
        at,
        until,
        devices=(name,),
        text_en=f"The agent of {name} hangs: {place.name_en}'s only router is silent, its neighbours see it up",
        text_zh=f"{place.name_zh}唯一路由器 {name} 的网管代理停止应答，相邻端口仍为 up",
        repair_en=f"The agent of {name} answers again",
        repair_zh=f"{name} 的网管代理恢复应答",
    )


def _reboot(province: Province, cycle: int, spent: set[str], at: float, until: float) -> Fault:
    routers = _devices(province, DeviceRole.COUNTY, "mobile")
    name = _choose(province, cycle, spent, FaultKind.REBOOT, routers, province.county_of)
    place = province.divisions[province.county_of(name)]
    return Fault(
        FaultKind.REBOOT,
        at,
        until,
        devices=(name,),
        text_en=f"{name} in {place.name_en} reboots",
        text_zh=f"{place.name_zh} {name} 重启",
        repair_en=f"{name} is up again, its counters start from zero",
        repair_zh=f"{name} 启动完成，计数器从零开始",
    )


def _power_loss(province: Province, cycle: int, spent: set[str], at: float, until: float) -> Fault:
    olts = _devices(province, DeviceRole.ACCESS, "telecom")
    name = _choose(province, cycle, spent, FaultKind.POWER_LOSS, olts, province.county_of)
    place = province.divisions[province.county_of(name)]
    return Fault(
        FaultKind.POWER_LOSS,
        at,
        until,
        devices=(name,),
        text_en=f"{name} in {place.name_en} loses power",
        text_zh=f"{place.name_zh} {name} 断电",
        repair_en=f"{name} has power again",
        repair_zh=f"{name} 恢复供电",
    )


def _county_cut_off(province: Province, cycle: int, spent: set[str], at: float, until: float) -> Fault:
    spurs = [county for prefecture in PREFECTURES for county, _ in prefecture.spurs]
    county = _choose(province, cycle, spent, FaultKind.COUNTY_CUT_OFF, spurs, lambda code: code)
    place, links = province.divisions[county], province.links_leaving(county)
    return Fault(
        FaultKind.COUNTY_CUT_OFF,
        at,
        until,
        links=links,
        county=county,
        text_en=f"A landslide takes the only road to {place.name_en}: {len(links)} links, the county is cut off",
        text_zh=f"山体滑坡冲断通往{place.name_zh}的唯一道路，{len(links)}条链路中断，全县失联",
        repair_en=f"The cables to {place.name_en} are laid anew",
        repair_zh=f"通往{place.name_zh}的光缆已抢通",
    )


_MAKERS = {
    FaultKind.FIBRE_CUT: _fibre_cut,
    FaultKind.AGENT_DEAD: _agent_dead,
    FaultKind.REBOOT: _reboot,
    FaultKind.POWER_LOSS: _power_loss,
    FaultKind.COUNTY_CUT_OFF: _county_cut_off,
}


def _ring_trenches(province: Province) -> list[Trench]:
    # Between two counties of a ring, away from the seat: the whole ring loses its second way.
    inner = {code for prefecture in PREFECTURES for ring in prefecture.rings for code in ring}
    return [trench for trench in province.trenches if trench.a in inner and trench.b in inner]


def _lone_routers(province: Province) -> list[str]:
    # Routers of counties with one carrier: nobody else can vouch for the county.
    return [
        name
        for names in province.devices_in.values()
        for name in names
        if province.devices[name].device.role is DeviceRole.COUNTY
        and len({province.devices[other].device.carrier for other in names}) == 1
    ]


def _devices(province: Province, role: DeviceRole, carrier: str) -> list[str]:
    devices = (simulated.device for simulated in province.devices.values())
    return [device.name for device in devices if device.role is role and device.carrier == carrier]


def _choose(
    province: Province, cycle: int, spent: set[str], kind: FaultKind, places: Iterable[T], county: Callable[[T], str]
) -> T:
    prefecture = {code: p.code for p in PREFECTURES for code in p.counties}
    free = [place for place in places if prefecture[county(place)] not in spent]
    chosen = free[int(chance(province.seed, kind, cycle) * len(free))]
    spent.add(prefecture[county(chosen)])
    return chosen
