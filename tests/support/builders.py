"""Builders with defaults for what the product is about: a function per noun, everything overridable by keyword.

`province()` puts them together as a small province with something of everything; larger ones come from `grid()`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from fengsui.coverage.availability import Availability
from fengsui.coverage.result import CarrierCoverage, CountyCoverage, Coverage, CoverageState, Paths, Rollup
from fengsui.coverage.rollup import prefectures_of
from fengsui.coverage.scorecard import CarrierRecord, Scorecard, scorecard
from fengsui.exporters.snapshot import Snapshot
from fengsui.model.agent import AgentTraits, WalkTraits
from fengsui.model.carrier import Carrier
from fengsui.model.criterion import Criterion, ScorePart
from fengsui.model.device import Device, DeviceRole, NetworkKind
from fengsui.model.division import Division, DivisionLevel
from fengsui.model.incident import Cause, CauseKind, Element, Incident, IncidentSeverity
from fengsui.model.link import Link, LinkEnd, LinkTier
from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, DeviceObservation, ElementState, InterfaceRates
from fengsui.model.ping import Ping, PingCounts
from fengsui.model.poll import (
    COUNTER_COLUMNS,
    InterfaceTable,
    PollCost,
    PollOutcome,
    Problem,
    Reading,
    SystemFacts,
)
from fengsui.model.poller import PollerCounts, WireCounts
from fengsui.model.probe import Certificate, ProbeCounts, ProbeOutcome, ProbeResult, ProbeTimes, ServiceObservation
from fengsui.model.reading import READINGS
from fengsui.model.report import SubscriberReport
from fengsui.model.service import Service, ServiceKind
from fengsui.model.site import Sector, Site, SiteKind
from fengsui.model.target import Target, TargetFigure
from fengsui.model.trap import LastTrap, TrapCounts, TrapKind

NOW = 1_790_000_000.0

# GB/T 2260 code, Chinese name, English name, code of the prefecture.
PREFECTURES = (("620100", "兰州市", "Lanzhou"), ("620200", "嘉峪关市", "Jiayuguan"), ("620500", "天水市", "Tianshui"))
COUNTIES = (
    ("620102", "城关区", "Chengguan", "620100"),
    ("620103", "七里河区", "Qilihe", "620100"),
    ("620122", "皋兰县", "Gaolan", "620100"),
    ("620502", "秦州区", "Qinzhou", "620500"),
    ("620503", "麦积区", "Maiji", "620500"),
)


def prefecture(code: str = "620100", name: str = "兰州市", name_en: str = "Lanzhou", **given: Any) -> Division:
    """A prefecture; a coverage unit only if told."""
    fields = {
        "code": code,
        "name_zh": name,
        "name_en": name_en,
        "pinyin": name_en,
        "level": DivisionLevel.PREFECTURE,
        "parent_code": "620000",
        "coverage_unit": False,
        "code_2011": code,
        "name_2011": name,
    }
    return Division(**{**fields, **given})


def county(
    code: str = "620102", name: str = "城关区", name_en: str = "Chengguan", parent_code: str = "620100", **given: Any
) -> Division:
    """A county, counted as a coverage unit."""
    counted = {"level": DivisionLevel.COUNTY, "parent_code": parent_code, "coverage_unit": True}
    return prefecture(code, name, name_en, **{**counted, **given})


def divisions() -> tuple[Division, ...]:
    """Three prefectures, one of them without counties (Jiayuguan, a coverage unit itself), and five counties: six units."""
    jiayuguan = "620200"
    return (
        *(prefecture(code, zh, en, coverage_unit=code == jiayuguan) for code, zh, en in PREFECTURES),
        *(county(*row) for row in COUNTIES),
    )


def carrier(code: str = "telecom", **given: Any) -> Carrier:
    """A carrier."""
    return Carrier(**{"code": code, "name_zh": f"{code} 甘肃", "name_en": f"{code} Gansu", **given})


def site(code: str = "lz-core", division: str = "620102", **given: Any) -> Site:
    """A site."""
    return Site(**{"code": code, "name": f"{code} 局", "division": division, "kind": SiteKind.POP, **given})


def device(name: str = "lz-core-1", site: str = "lz-core", **given: Any) -> Device:
    """An active device of carrier telecom."""
    fields = {
        "name": name,
        "carrier": "telecom",
        "site": site,
        "role": DeviceRole.CORE,
        "network": NetworkKind.INTERNET,
        "address": "127.0.1.1",
    }
    return Device(**{**fields, **given})


def link(name: str, a: str, b: str, **given: Any) -> Link:
    """A link between two ends written as `device interface`."""
    ends = {"a": LinkEnd(*a.split(" ", 1)), "b": LinkEnd(*b.split(" ", 1))}
    return Link(**{"name": name, "carrier": "telecom", "tier": LinkTier.COUNTY, **ends, **given})


def interfaces(count: int = 2, **columns: Sequence[Any]) -> InterfaceTable:
    """A table of `count` interfaces eth1, eth2 …, all up at 1 Gbit/s with 64-bit counters; `columns` replace whole columns."""
    rows = range(1, count + 1)
    table: dict[str, Sequence[Any]] = {
        "index": rows,
        "name": [f"eth{row}" for row in rows],
        "descr": [f"Ethernet port {row}" for row in rows],
        "alias": [f"to neighbour {row}" for row in rows],
        "type": [6] * count,
        "physical_address": [None] * count,
        "admin_status": ["up"] * count,
        "oper_status": ["up"] * count,
        "speed_bits_per_second": [10**9] * count,
        "counter_bits": [64] * count,
        "discontinuity_seconds": [0.0] * count,
    }
    table |= {name: [1000 * (place + 1) + row for row in rows] for place, name in enumerate(COUNTER_COLUMNS)}
    return InterfaceTable(**{name: tuple(column) for name, column in {**table, **columns}.items()})


def rates(count: int = 2, received: float | None = 2e8, sent: float | None = 1e8) -> InterfaceRates:
    """The same rates on each of `count` interfaces, in bits per second."""
    return InterfaceRates((received,) * count, (sent,) * count)


def observation(device: str = "lz-core-1", **given: Any) -> DeviceObservation:
    """A device that answered ten seconds before NOW, with two interfaces."""
    fields = {
        "device": device,
        "outcome": PollOutcome.OK,
        "polled_at": NOW - 10,
        "answered_at": NOW - 10,
        "next_poll_at": NOW + 50,
        "booted_at": NOW - 86410,
        "system": SystemFacts("Router", "1.3.6.1.4.1.2011.2.224", device, "Lanzhou", 86400.0),
        "interfaces": interfaces(),
        "interfaces_at": NOW - 10,
        "rates": rates(),
        "cost": PollCost(packets_sent=3, packets_received=3, varbinds=60, seconds=0.05),
        "traits": AgentTraits(0.2, 0.02, 0.005, (WalkTraits("0fe5c292", 16, 5, 0, 50),), 2, 1, 4),
    }
    return DeviceObservation(**{**fields, **given})


def silent(device: str, **given: Any) -> DeviceObservation:
    """A device that has not answered for an hour and is backed off."""
    fields = {
        "outcome": PollOutcome.TIMEOUT,
        "polled_at": NOW - 100,
        "answered_at": NOW - 3600,
        "interfaces_at": NOW - 3600,
        "silent_since": NOW - 3540,
        "failures": 12,
        "next_poll_at": NOW + 200,
        "problems": (Problem("timeout", "no answer"),),
    }
    return observation(device, **{**fields, **given})


def element(name: str, condition: Condition = Condition.UP, **given: Any) -> ElementState:
    """State of a device or link, an hour old, on evidence of ten seconds ago."""
    return ElementState(**{"name": name, "condition": condition, "since": NOW - 3600, "evidence_at": NOW - 10, **given})


def conditions(network: Network, *, down: Iterable[str] = (), unknown: Iterable[str] = ()) -> Conditions:
    """Conditions of everything in the network: up, save the devices and links named."""
    others = dict.fromkeys(down, Condition.DOWN) | dict.fromkeys(unknown, Condition.UNKNOWN)

    def states(names: Iterable[str]) -> dict[str, ElementState]:
        return {name: element(name, others.get(name, Condition.UP)) for name in names}

    return Conditions(states(network.devices), states(network.links))


def carrier_coverage(
    carrier: str = "telecom", state: CoverageState = CoverageState.COVERED, **given: Any
) -> CarrierCoverage:
    """Coverage of a county by one carrier."""
    live = {CoverageState.COVERED: 2, CoverageState.DEGRADED: 1}.get(state, 0)
    fields = {
        "carrier": carrier,
        "state": state,
        "reason": (),
        "evidence_age_seconds": 10.0,
        "paths": Paths(live, 2, live, 2),
        "maintenance": False,
        "devices": 2,
    }
    return CarrierCoverage(**{**fields, **given})


def county_coverage(division: Division, *carriers: CarrierCoverage, **given: Any) -> CountyCoverage:
    """Coverage of one unit: the best of its carriers, unserved without any."""
    best = min((each.state for each in carriers), key=tuple(CoverageState).index, default=CoverageState.UNSERVED)
    fields = {
        "code": division.code,
        "name": division.name_zh,
        "name_en": division.name_en,
        "prefecture": division.prefecture_code,
        "state": best,
        "reason": (),
        "evidence_age_seconds": 10.0 if carriers else None,
        "carriers": carriers,
    }
    return CountyCoverage(**{**fields, **given})


def coverage(network: Network, states: Mapping[str, CoverageState] | None = None, **given: Any) -> Coverage:
    """Coverage of every unit of the network: covered by telecom, save where `states` says otherwise by code."""
    chosen = states or {}
    counties = tuple(
        county_coverage(unit, carrier_coverage(state=chosen.get(unit.code, CoverageState.COVERED)))
        for unit in network.coverage_units
    )
    return Coverage(**{"as_of": NOW, "counties": counties, **given})


def poller(**given: Any) -> PollerCounts:
    """A poller that has worked for an hour, with a little of every trouble."""
    wire = WireCounts(9000, 8800, 120, 40, 180_000, 8000, 700, {"late": 3, "request_id": 1})
    fields = {
        "started_at": NOW - 3600,
        "polls": {"ok": 3000, "timeout": 40},
        "batches": {"done": 60},
        "lag_seconds": 0.2,
        "queued": 1,
        "running": 2,
        "problems": {"timeout": 40, "duplicate_row": 2},
        "refusals": {"reset": 4},
        "wire": wire,
    }
    return PollerCounts(**{**fields, **given})


def traps(**given: Any) -> TrapCounts:
    """A receiver that took a few traps and dropped some."""
    fields = {
        "listening": True,
        "received": {("v2c", "linkDown"): 7, ("v3", "coldStart"): 1},
        "dropped": {"unknown_source": 3, "community": 2},
        "answers": {"response": 4},
        "kernel_drops": 1,
        "queued": 2,
        "urgent_polls": 5,
    }
    return TrapCounts(**{**fields, **given})


def service(name: str = "lz-portal", site: str = "lz-core", **given: Any) -> Service:
    """A portal over HTTPS, reached through carrier telecom."""
    fields = {
        "name": name,
        "site": site,
        "kind": ServiceKind.HTTPS,
        "address": "127.0.2.1",
        "port": 443,
        "carrier": "telecom",
        "host": f"{name}.example.cn",
        "path": "/",
        "expected_status": "200-399",
    }
    return Service(**{**fields, **given})


def service_observation(
    name: str = "lz-portal", condition: Condition = Condition.UP, at: float = NOW - 10, **last: Any
) -> ServiceObservation:
    """A service whose last probe took a third of a second and read a certificate of thirty days."""
    fields = {
        "outcome": ProbeOutcome.UP,
        "times": ProbeTimes(0.01, 0.02, 0.25, 0.3),
        "http_status": 200,
        "certificate": Certificate(f"CN={name}", "CN=root", NOW - 86_400, NOW + 30 * 86_400),
    }
    result = ProbeResult(service=name, at=at, **{**fields, **last})
    return ServiceObservation(name, condition, NOW - 3600, "", 0, NOW - 10, result)


def incident(link: str = "lz-lz-gl-1", carrier: str = "telecom", **given: Any) -> Incident:
    """A link that is cut for ten minutes, which is what is to be repaired."""
    fields = {
        "id": "20260921-00000001",
        "cause": Cause(CauseKind.LINK, (Element("link", link, carrier),)),
        "opened_at": NOW - 600,
        "seen_at": NOW,
        "severity": IncidentSeverity.CRITICAL,
    }
    return Incident(**{**fields, **given})


def snapshot(network: Network | None = None, **given: Any) -> Snapshot:
    """A snapshot of a network whose devices all answer, at NOW."""
    registered = network or Network()
    fields = {
        "now": NOW,
        "interval_seconds": 60.0,
        "coverage_target": 1.0,
        "network": registered,
        "observations": {name: observation(name) for name in registered.devices},
        "conditions": conditions(registered),
        "coverage": coverage(registered),
        "poller": poller(),
    }
    return Snapshot(**{**fields, **given})


def network(**given: Iterable[Any]) -> Network:
    """Six units, two carriers; a core in Lanzhou, a router in each unit but one on a link of its own, one of them in another's hands."""
    rows = (
        ("lz-core-1", "620102", "telecom", DeviceRole.CORE),
        ("lz-qlh-1", "620103", "telecom", DeviceRole.COUNTY),
        ("lz-gl-1", "620122", "telecom", DeviceRole.COUNTY),
        ("jyg-1", "620200", "telecom", DeviceRole.COUNTY),
        ("ts-qz-1", "620502", "telecom", DeviceRole.COUNTY),
        ("lz-mobile-1", "620102", "mobile", DeviceRole.CORE),
        ("ts-mobile-1", "620502", "mobile", DeviceRole.COUNTY),
    )
    parts: dict[str, Iterable[Any]] = {
        "divisions": divisions(),
        "carriers": (carrier("telecom"), carrier("mobile")),
        "sites": [site(f"s-{code}", code) for code in {division for _, division, _, _ in rows}],
        "devices": [
            device(name, f"s-{code}", carrier=owner, role=role, address=f"127.0.1.{place}")
            for place, (name, code, owner, role) in enumerate(rows, start=1)
        ],
        "links": [
            *(
                link(f"lz-{name}", "lz-core-1 eth1", f"{name} eth1", capacity_bits_per_second=10**9)
                for name in ("lz-qlh-1", "lz-gl-1", "jyg-1", "ts-qz-1")
            ),
            link("mobile-lz-ts", "lz-mobile-1 eth1", "ts-mobile-1 eth1", carrier="mobile", tier=LinkTier.BACKBONE),
        ],
    }
    parts["sites"] = [*parts["sites"], site("s-alarm", "620102", sector=Sector.EMERGENCY)]
    parts["services"] = [
        service("lz-alarm", "s-alarm"),
        service("lz-portal", "s-620102"),
        service("lz-shop", "s-620102"),
    ]
    return Network.of(**{**parts, **given})


def _one_of_each_reading() -> list[Reading]:
    kinds = [
        kind
        for kind in READINGS.values()
        if kind.name not in ("cpu_utilisation_ratio", "memory_utilisation_ratio", "temperature_celsius")
    ]
    return [Reading(kind.name, "xge1", 1.0, kind.unit, tuple((label, "a") for label in kind.labels)) for kind in kinds]


def _months(first: int, last: int) -> Iterable[SubscriberReport]:
    """Reports of a carrier that gets four 10G ports more a month."""
    return (
        SubscriberReport("telecom", "620102", f"2026-{month:02d}", 100, pon_ports=100, pon_10g_ports=4 * month)
        for month in range(first, last + 1)
    )


def _users_target() -> tuple[Target, ...]:
    return (Target("ports", TargetFigure.PON_10G_SHARE, 0.5, date(2026, 12, 31), phase="province"),)


def scorecards(*codes: str) -> Scorecard:
    """Scorecards of carriers that kept three counties up for all of the time, and of which nothing else is known."""
    criteria = [
        Criterion(ScorePart.AVAILABILITY, weight=30, full=1, nil=0.99, half=1),
        Criterion(ScorePart.REPAIR, weight=15, full=1800, nil=43_200, half=2),
    ]
    period = (NOW - 1000.0, NOW)
    records = [CarrierRecord(carrier(code), Availability(up_seconds=3000.0)) for code in codes or ("telecom",)]
    return scorecard(records, criteria, period)


def province(**given: Any) -> Snapshot:
    """A snapshot with something of everything: every coverage state, up, down and unknown, readings, trouble of every kind."""
    registered = network()
    units = {unit.code: unit for unit in registered.coverage_units}
    states = CoverageState
    telecom, mobile = "telecom", "mobile"
    counties = (
        county_coverage(
            units["620102"],
            carrier_coverage(mobile, paths=Paths(None, None)),
            carrier_coverage(telecom, paths=Paths(None, None)),
        ),
        county_coverage(units["620103"], carrier_coverage(telecom, states.DEGRADED, reason=("lz-lz-qlh-1",))),
        county_coverage(units["620122"], carrier_coverage(telecom, states.UNCOVERED, reason=("lz-gl-1",))),
        county_coverage(units["620200"], carrier_coverage(telecom, states.UNKNOWN, reason=("jyg-1",))),
        county_coverage(
            units["620502"], carrier_coverage(mobile, states.UNCOVERED, maintenance=True), carrier_coverage(telecom)
        ),
        county_coverage(units["620503"]),
    )
    readings = (
        Reading("cpu_utilisation_ratio", "", 0.25, "ratio"),
        Reading("memory_utilisation_ratio", "slot 1", 0.5, "ratio"),
        Reading("temperature_celsius", "slot 1", 41.5, "celsius"),
        *_one_of_each_reading(),
    )
    observations = {name: observation(name) for name in registered.devices}
    observations["lz-core-1"] = observation("lz-core-1", readings=readings)
    observations["lz-gl-1"] = silent("lz-gl-1")
    observations["jyg-1"] = silent("jyg-1", answered_at=None, interfaces_at=None)
    fields = {
        "observations": observations,
        "conditions": conditions(registered, down=("lz-gl-1", "lz-lz-gl-1"), unknown=("jyg-1", "lz-jyg-1")),
        "coverage": Coverage(NOW, counties, prefectures_of(counties), _networks(), _sectors()),
        "traps": traps(),
        "last_traps": {"lz-core-1": LastTrap("lz-core-1", NOW - 30, TrapKind.LINK_DOWN, "1.3.6.1.6.3.1.1.5.3", "v2c")},
        "pings": {
            "lz-core-1": Ping("lz-core-1", NOW - 20, 3, 3, NOW - 20, 0.001, 0.002, 0.003, 0.0015),
            "lz-gl-1": Ping("lz-gl-1", NOW - 20, 3, 0, NOW - 3600, unreachable="host_unreachable"),
            "jyg-1": Ping("jyg-1", NOW - 10_000, 3, 3, NOW - 10_000, 0.001, 0.002, 0.003, 0.0015),
        },
        "ping_counts": PingCounts(9, 6, {"late": 2}, {"host_unreachable": 1}),
        "services": {
            "lz-alarm": service_observation("lz-alarm"),
            "lz-portal": service_observation(
                "lz-portal", Condition.DOWN, outcome=ProbeOutcome.WRONG_STATUS, http_status=500
            ),
        },
        "reports": tuple(_months(1, 8)),
        "targets": (Target("counties", TargetFigure.COUNTY_COVERAGE, 0.4, date(2030, 12, 31)), *_users_target()),
        "probes": ProbeCounts(60.0, {"up": 90, "wrong_status": 3}),
        "scorecard": scorecards(),
        "incidents": (incident(),),
        "incidents_opened": 1,
    }
    return snapshot(registered, **{**fields, **given})


def rollup(key: str, **counts: int) -> Rollup:
    """Parts summed up, so many in each state."""
    by_state = {state: counts.get(state.value, 0) for state in CoverageState}
    worst = next((state for state in reversed(CoverageState) if by_state[state]), CoverageState.UNSERVED)
    return Rollup(key, worst, by_state, (), None, maintenance=False)


def _networks() -> tuple[Rollup, ...]:
    return tuple(rollup(kind.value, covered=3, degraded=1, uncovered=1, unknown=1) for kind in NetworkKind)


def _sectors() -> tuple[Rollup, ...]:
    return (rollup("emergency", covered=1), rollup("government", uncovered=1))


def grid(devices: int = 400, ports: int = 30) -> Snapshot:
    """A snapshot of many devices in a row with many ports each, for measuring."""
    registered = Network.of(
        divisions=divisions(),
        carriers=[carrier()],
        sites=[site()],
        devices=[device(f"lz-device-{place:04d}") for place in range(devices)],
        links=[
            link(f"link-{place:04d}", f"lz-device-{place:04d} eth2", f"lz-device-{place + 1:04d} eth1")
            for place in range(devices - 1)
        ],
    )
    seen = {name: observation(name, interfaces=interfaces(ports), rates=rates(ports)) for name in registered.devices}
    return snapshot(registered, observations=seen)
