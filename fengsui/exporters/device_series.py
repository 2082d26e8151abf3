"""Series of devices: for each family, what one device says."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from fengsui.exporters.catalogue import CATALOGUE
from fengsui.exporters.text import Number, format_number, label_pairs
from fengsui.exporters.view import DeviceView
from fengsui.model.agent import AgentTraits
from fengsui.model.observation import Condition, ElementState
from fengsui.model.phase import phase_of
from fengsui.model.ping import Ping

# Further labels as they stand between the braces, and the value.
Sample = tuple[str, Number]
Series = Callable[[DeviceView], Iterable[Sample]]

_INFO_LABELS = CATALOGUE["fengsui_device_info"].labels[4:]
_UP: dict[Condition, int | None] = {Condition.UP: 1, Condition.DOWN: 0, Condition.UNKNOWN: None}


def device_lines(name: str, view: DeviceView) -> str:
    """Lines of one family for one device."""
    return "".join(
        [
            f"{name}{{{view.pairs}{more and ','}{more}}} {format_number(value)}\n"
            for more, value in DEVICE_SERIES[name](view)
        ]
    )


def is_up(state: ElementState | None) -> Iterator[Sample]:
    """1 for up, 0 for known to be down, nothing while unknown."""
    value = _UP[state.condition] if state else None
    if value is not None:
        yield "", value


def state_set(state: ElementState | None) -> Iterator[Sample]:
    """One sample a condition; an element that was never evaluated is unknown."""
    condition = state.condition if state else Condition.UNKNOWN
    for each in Condition:
        yield f'state="{each.value}"', int(each is condition)


def since(state: ElementState | None) -> Iterator[Sample]:
    """When the condition began."""
    if state is not None:
        yield "", state.since


def evidence_age(state: ElementState | None, now: float) -> Iterator[Sample]:
    """Age of the newest evidence, never negative."""
    if state is not None and state.evidence_at is not None:
        yield "", max(now - state.evidence_at, 0.0)


def _info(view: DeviceView) -> Iterator[Sample]:
    device, seen = view.device, view.observation
    system = seen.system if seen else None
    texts = (
        device.site,
        device.role.value,
        device.network.value,
        device.address if device.port == 161 else f"{device.address}:{device.port}",
        seen.profile if seen else "",
        (system and system.sys_name) or "",
        (system and system.sys_object_id) or "",
    )
    yield label_pairs(_INFO_LABELS, texts), 1


def _uptime(view: DeviceView) -> Iterator[Sample]:
    system = view.observation.system if view.observation and view.facts_fresh else None
    if system is not None and system.sys_uptime_seconds is not None:
        yield "", system.sys_uptime_seconds


def _duration(view: DeviceView) -> Iterator[Sample]:
    if view.observation is not None:
        yield "", view.observation.cost.seconds


def _failures(view: DeviceView) -> Iterator[Sample]:
    if view.observation is not None:
        yield "", view.observation.failures


def _next_poll(view: DeviceView) -> Iterator[Sample]:
    if view.observation is not None and view.observation.next_poll_at is not None:
        yield "", view.observation.next_poll_at


def _packets(view: DeviceView) -> Iterator[Sample]:
    if view.observation is not None:
        yield "", view.observation.cost.packets_sent


def _last_trap(view: DeviceView) -> Iterator[Sample]:
    if view.last_trap_at is not None:
        yield "", view.last_trap_at


def _trait(value_of: Callable[[AgentTraits], Number | None]) -> Series:
    def series(view: DeviceView) -> Iterator[Sample]:
        traits = view.observation.traits if view.observation else None
        value = value_of(traits) if traits else None
        if value is not None:
            yield "", value

    return series


def _ping(value_of: Callable[[Ping], Number | None]) -> Series:
    def series(view: DeviceView) -> Iterator[Sample]:
        value = value_of(view.ping) if view.ping else None
        if value is not None:
            yield "", value

    return series


def _repetitions(traits: AgentTraits) -> int | None:
    widest = traits.widest_walk
    return widest.repetitions if widest else None


DEVICE_SERIES: Mapping[str, Series] = {
    "fengsui_device_info": _info,
    "fengsui_device_up": lambda view: is_up(view.state),
    "fengsui_device_state": lambda view: state_set(view.state),
    "fengsui_device_state_since_timestamp_seconds": lambda view: since(view.state),
    "fengsui_device_agent_silent": lambda view: [("", int(view.state is not None and view.state.agent_silent))],
    "fengsui_device_maintenance": lambda view: [("", int(view.maintenance))],
    "fengsui_device_uptime_seconds": _uptime,
    "fengsui_device_evidence_age_seconds": lambda view: evidence_age(view.state, view.now),
    "fengsui_device_poll_duration_seconds": _duration,
    "fengsui_device_consecutive_poll_failures": _failures,
    "fengsui_device_next_poll_timestamp_seconds": _next_poll,
    "fengsui_device_poll_phase_ratio": lambda view: [("", phase_of(view.device.name))],
    "fengsui_device_poll_packets": _packets,
    "fengsui_device_poll_retries_total": _trait(lambda traits: traits.retries),
    "fengsui_device_poll_deadlines_total": _trait(lambda traits: traits.deadlines),
    "fengsui_device_packet_budget_waits_total": _trait(lambda traits: traits.budget_waits),
    "fengsui_device_round_trip_seconds": _trait(lambda traits: traits.round_trip_seconds),
    "fengsui_device_request_timeout_seconds": _trait(lambda traits: traits.timeout_seconds),
    "fengsui_device_max_repetitions": _trait(_repetitions),
    "fengsui_device_last_trap_timestamp_seconds": _last_trap,
    "fengsui_device_ping_up": _ping(lambda ping: int(ping.answered)),
    "fengsui_device_ping_timestamp_seconds": _ping(lambda ping: ping.at),
    "fengsui_device_ping_loss_ratio": _ping(lambda ping: ping.loss_ratio),
    "fengsui_device_ping_round_trip_min_seconds": _ping(lambda ping: ping.minimum_seconds),
    "fengsui_device_ping_round_trip_mean_seconds": _ping(lambda ping: ping.mean_seconds),
    "fengsui_device_ping_round_trip_max_seconds": _ping(lambda ping: ping.maximum_seconds),
    "fengsui_device_ping_jitter_seconds": _ping(lambda ping: ping.jitter_seconds),
}
