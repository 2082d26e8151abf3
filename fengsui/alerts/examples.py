"""Each rule held against situations in which it must fire, and in which it must stay quiet.

promtool runs them over the rule file; whatever else evaluates the catalogue has to give the same.
"""

from collections.abc import Mapping

from fengsui.alerts.example import Example, Fired
from fengsui.alerts.rule import Timing

Labels = Mapping[str, str]
Series = tuple[tuple[str, str], ...]

_COUNTY = {"county": "621202", "prefecture": "621200"}
_NAMES = {"name": "武都区", "name_en": "Wudu"}
_DEVICE = {"device": "wudu-1", "carrier": "telecom", **_COUNTY}
_ENDS = {
    "a_device": "cheng-1",
    "a_interface": "eth2",
    "a_county": "621221",
    "b_device": "wudu-1",
    "b_interface": "eth1",
    "b_county": "621202",
}
_LINK = {"link": "cheng-wudu-1", "carrier": "telecom"}
_SERVICE = {"service": "wudu-portal", "sector": "government", "carrier": "telecom", **_COUNTY}
_COUNTY_STATES = ("covered", "degraded", "unknown", "uncovered", "unserved")


def examples(timing: Timing) -> tuple[Example, ...]:
    """Situations for every rule of the catalogue."""
    return (
        *_counties(),
        *_carriers(),
        *_coverage(),
        *_programme(),
        *_devices(timing),
        *_links(),
        *_services(timing),
        *_poller(timing),
    )


def series(name: str, labels: Labels, value: float | str) -> tuple[str, str]:
    """One series in promtool's notation; a number lasts through the test."""
    inside = ",".join(f'{key}="{text}"' for key, text in labels.items())
    return f"{name}{{{inside}}}", value if isinstance(value, str) else f"{value:g}x100"


def _state_set(name: str, labels: Labels, states: tuple[str, ...], state: str) -> Series:
    return tuple(series(name, {**labels, "state": each}, int(each == state)) for each in states)


def _county(state: str) -> Series:
    info = series("fengsui_county_info", {**_COUNTY, **_NAMES, "prefecture_name": "陇南市"}, 1)
    return (*_state_set("fengsui_county_state", _COUNTY, _COUNTY_STATES, state), info)


def _counties() -> tuple[Example, ...]:
    rules = {"uncovered": "Uncovered", "unknown": "Unknown", "degraded": "Degraded"}
    return tuple(
        Example(
            rule=f"FengsuiCounty{rules[name]}",
            name=f"the county is {state}",
            series=_county(state),
            fires=(Fired({**_COUNTY, **_NAMES, "state": name}),) if name == state else (),
        )
        for name in rules
        for state in _COUNTY_STATES
    )


def _carriers() -> tuple[Example, ...]:
    rule, labels = "FengsuiCountyCarrierUncovered", {**_COUNTY, "carrier": "mobile"}
    lost = _state_set("fengsui_county_carrier_state", labels, _COUNTY_STATES, "uncovered")
    work = series("fengsui_county_carrier_maintenance", labels, 1)
    no_work = series("fengsui_county_carrier_maintenance", labels, 0)
    kept = _state_set("fengsui_county_carrier_state", labels, _COUNTY_STATES, "degraded")
    fired = Fired({**labels, **_NAMES, "state": "uncovered"})
    return (
        Example(rule, "another carrier still covers the county", (*_county("covered"), *lost, no_work), (fired,)),
        Example(rule, "the county is cut off as a whole", (*_county("uncovered"), *lost, no_work)),
        Example(rule, "work is announced", (*_county("covered"), *lost, work)),
        Example(rule, "the carrier has lost one of two paths", (*_county("covered"), *kept, no_work)),
    )


def _coverage() -> tuple[Example, ...]:
    rule = "FengsuiCoverageBelowTarget"

    def at(ratio: float, target: float) -> Series:
        return (
            series("fengsui_coverage_ratio", {}, f"{ratio}x100"),
            series("fengsui_coverage_target_ratio", {}, f"{target}x100"),
        )

    return (
        Example(rule, "three of four units are connected", at(0.75, 1.0), (Fired({}, "75%"),)),
        Example(rule, "every unit is connected", at(1.0, 1.0)),
        Example(rule, "a lower target is met exactly", at(0.75, 0.75)),
    )


def _programme() -> tuple[Example, ...]:
    target = {"target": "households-2015", "figure": "household_penetration", "phase": "all"}
    states = ("reached", "on_track", "at_risk", "late", "unknown")
    rules = {"late": "FengsuiTargetLate", "at_risk": "FengsuiTargetAtRisk"}
    flagged, place = "FengsuiSubscribersFlagged", {**_COUNTY, "carrier": "mobile"}
    beyond, within = (series("fengsui_subscribers_flagged", place, value) for value in (1, 0))
    gap = series("fengsui_subscribers_difference_ratio", place, 0.25)
    return (
        *(
            Example(
                rule=rules[name],
                name=f"the target is {state}",
                series=_state_set("fengsui_target_state", target, states, state),
                fires=(Fired({**target, "state": name}),) if name == state else (),
            )
            for name in rules
            for state in states
        ),
        Example(flagged, "a quarter of what was declared is not seen", (beyond, gap), (Fired(place, "25%"),)),
        Example(flagged, "the difference is within the tolerance", (within, gap)),
        Example(flagged, "nobody knows what is there", (gap,)),
    )


def _devices(timing: Timing) -> tuple[Example, ...]:
    limit = timing.evidence_limit_seconds
    work, no_work = (series("fengsui_device_maintenance", _DEVICE, value) for value in (1, 0))
    up, down = (series("fengsui_device_up", _DEVICE, value) for value in (1, 0))
    fresh, stale = (series("fengsui_device_evidence_age_seconds", _DEVICE, age) for age in (limit, 2 * limit))
    unknown = _state_set("fengsui_device_state", _DEVICE, ("up", "down", "unknown"), "unknown")
    known = _state_set("fengsui_device_state", _DEVICE, ("up", "down", "unknown"), "up")
    unreachable, unsure, old = "FengsuiDeviceUnreachable", "FengsuiDeviceUnknown", "FengsuiEvidenceStale"
    mute = "FengsuiAgentSilent"
    silent, talks = (series("fengsui_device_agent_silent", _DEVICE, value) for value in (1, 0))
    aged = Fired(_DEVICE, _humanize(2 * limit))
    return (
        Example(unreachable, "the device is down", (down, no_work), (Fired(_DEVICE),)),
        Example(unreachable, "the device is up", (up, no_work)),
        Example(unreachable, "work is announced", (down, work)),
        Example(unsure, "no evidence was ever had", (*unknown, no_work), (Fired({**_DEVICE, "state": "unknown"}),)),
        Example(
            unsure, "a neighbour's evidence is fresh", (*unknown, fresh), (Fired({**_DEVICE, "state": "unknown"}),)
        ),
        Example(unsure, "the evidence is stale, which has a rule of its own", (*unknown, stale, no_work)),
        Example(unsure, "the device is up", (*known, fresh, no_work)),
        Example(unsure, "work is announced", (*unknown, work)),
        Example(mute, "the device pings and its agent is silent", (silent, up, no_work), (Fired(_DEVICE),)),
        Example(mute, "the agent answers", (talks, up, no_work)),
        Example(mute, "work is announced", (silent, up, work)),
        Example(old, "the evidence is twice as old as counts", (stale, no_work), (aged,)),
        Example(old, "the evidence is as old as just counts", (fresh, no_work)),
        Example(old, "the device is known to be down", (stale, down, no_work)),
        Example(old, "work is announced", (stale, work)),
    )


def _links() -> tuple[Example, ...]:
    rule = "FengsuiLinkDown"
    prefectures = {"a_prefecture": "621200", "b_prefecture": "621200"}
    info = series("fengsui_link_info", {**_LINK, **_ENDS, **prefectures, "tier": "county", "medium": "fibre"}, 1)
    up, down = (series("fengsui_link_up", _LINK, value) for value in (1, 0))
    here = series("fengsui_device_maintenance", {**_DEVICE, "device": _ENDS["a_device"]}, 1)
    there = series("fengsui_device_maintenance", {**_DEVICE, "device": _ENDS["b_device"]}, 1)
    elsewhere = series("fengsui_device_maintenance", {**_DEVICE, "device": "lz-core-1"}, 1)
    fired = Fired({**_LINK, **_ENDS, "tier": "county"})
    return (
        Example(rule, "the link is down", (down, info, elsewhere), (fired,)),
        Example(rule, "the link is up", (up, info)),
        Example(rule, "the link is unknown", (info,)),
        Example(rule, "work is announced at its first end", (down, info, here)),
        Example(rule, "work is announced at its second end", (down, info, there)),
    )


def _services(timing: Timing) -> tuple[Example, ...]:
    emergency, other, ending = (
        f"Fengsui{name}" for name in ("EmergencyServiceDown", "ServiceDown", "ServiceCertificateExpiring")
    )
    alarm = {**_SERVICE, "sector": "emergency"}
    down, up, alarm_down, alarm_up = (
        series("fengsui_service_up", labels, value) for labels in (_SERVICE, alarm) for value in (0, 1)
    )

    def ends_in(days: float) -> Series:
        return (series("fengsui_service_certificate_expiry_timestamp_seconds", _SERVICE, days * 86_400),)

    left = 20 * 86_400 - timing.polls(5)
    return (
        Example(emergency, "an emergency service is down", (alarm_down, up), (Fired(alarm),)),
        Example(emergency, "emergency services are up, another service is down", (alarm_up, down)),
        Example(other, "a portal is down", (down, alarm_up), (Fired(_SERVICE),)),
        Example(other, "a portal is up", (up,)),
        Example(other, "an emergency service is down, which has a rule of its own", (alarm_down,)),
        Example(ending, "twenty days are left", ends_in(20), (Fired(_SERVICE, _humanize(left)),)),
        Example(ending, "thirty days are left", ends_in(30)),
    )


def _poller(timing: Timing) -> tuple[Example, ...]:
    absent, stalled, lagging, unwritten, blind = (
        f"Fengsui{name}"
        for name in ("Absent", "PollerStalled", "PollerLagging", "HistoryNotWritten", "DeviceSeriesAbsent")
    )
    interval = timing.interval_seconds
    devices, none = (series("fengsui_poller_devices", {}, count) for count in (400, 0))
    still, moving = (series("fengsui_poller_polls_total", {"outcome": "ok"}, text) for text in ("7x100", "0+400x100"))

    def lag(seconds: float) -> Series:
        return (
            series("fengsui_poller_lag_seconds", {}, seconds),
            series("fengsui_poller_interval_seconds", {}, interval),
        )

    state = series("fengsui_device_state", {**_DEVICE, "state": "up"}, 1)
    return (
        Example(absent, "nothing is scraped", (), (Fired({}),)),
        Example(absent, "coverage is scraped", (series("fengsui_coverage_ratio", {}, 0),)),
        Example(stalled, "devices are registered and none is polled", (devices, still), (Fired({}),), after_polls=1),
        Example(stalled, "devices are polled", (devices, moving), after_polls=1),
        Example(stalled, "no device is registered", (none, still), after_polls=1),
        Example(lagging, "polls begin an interval late", lag(interval), (Fired({}, _humanize(interval)),)),
        Example(lagging, "polls begin half an interval late", lag(interval / 2)),
        Example(unwritten, "the disk is full", (series("fengsui_history_waiting", {}, 442),), (Fired({}, "442"),)),
        Example(unwritten, "the database takes everything", (series("fengsui_history_waiting", {}, 0),)),
        Example(blind, "only coverage is scraped", (devices,), (Fired({}),)),
        Example(blind, "devices are scraped", (devices, state)),
        Example(blind, "no device is registered", (none,)),
    )


def _humanize(seconds: float) -> str:
    """As Prometheus' humanizeDuration writes whole seconds."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"), (rest, "s"))
    # From the first part that is not zero on, every part is written.
    first = next((index for index, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count}{unit}" for count, unit in parts[first:])
