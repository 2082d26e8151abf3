"""A poll is folded into what is known: what came replaces, what did not come keeps its own age."""

from dataclasses import replace
from typing import Any

import pytest

from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import DevicePoll, InterfaceTable, PollCost, PollOutcome, Problem, Reading, SystemFacts
from fengsui.state.observe import CHANGES_LIMIT, observe
from tests.support.builders import NOW, interfaces


def poll(at: float = NOW, outcome: PollOutcome = PollOutcome.OK, **given: Any) -> DevicePoll:
    """A poll that brought everything, two interfaces among it."""
    whole = {"system": SystemFacts(sys_name="r1", sys_uptime_seconds=1000.0 + at - NOW), "interfaces": interfaces()}
    return DevicePoll("127.0.1.1", at, outcome, **{**whole, **given})


def unanswered(at: float, outcome: PollOutcome = PollOutcome.TIMEOUT) -> DevicePoll:
    return DevicePoll("127.0.1.1", at, outcome, problems=(Problem("timeout", "no answer"),), cost=PollCost(3))


def seen(*polls: DevicePoll) -> DeviceObservation:
    """What is known after these polls."""
    known: DeviceObservation | None = None
    for each in polls:
        known, _ = observe(known, "r1", each, next_poll_at=each.at + 60)
    assert known is not None
    return known


def test_the_first_poll_is_taken_whole_and_changes_nothing() -> None:
    known, changes = observe(None, "r1", poll(readings=(Reading("cpu", "", 0.5, "ratio"),)), next_poll_at=NOW + 60)
    assert (known.device, known.outcome, known.polled_at, known.answered_at) == ("r1", PollOutcome.OK, NOW, NOW)
    assert (known.interfaces, known.interfaces_at, known.interface_since) == (interfaces(), NOW, (NOW, NOW))
    assert (known.booted_at, known.next_poll_at, known.failures) == (NOW - 1000.0, NOW + 60, 0)
    assert known.rates.in_bits_per_second == (None, None)
    assert changes == ()


def test_a_silent_first_poll_is_known_as_such() -> None:
    known = seen(unanswered(NOW))
    assert (known.answered_at, known.silent_since, known.failures, known.interfaces_at) == (None, NOW, 1, None)


def test_silence_keeps_what_was_seen_with_the_time_it_was_seen_at() -> None:
    known = seen(poll(NOW), unanswered(NOW + 60), unanswered(NOW + 120))
    assert (known.outcome, known.polled_at, known.answered_at) == (PollOutcome.TIMEOUT, NOW + 120, NOW)
    assert (known.silent_since, known.failures) == (NOW + 60, 2)
    assert (known.interfaces, known.interfaces_at) == (interfaces(), NOW)
    assert known.problems == (Problem("timeout", "no answer"),)
    assert known.system is not None


def test_silence_leaves_no_rate_behind() -> None:
    later = poll(NOW + 60, interfaces=interfaces(in_octets=[9000, 9000]))
    assert seen(poll(NOW), later).rates.in_bits_per_second[0] is not None
    assert seen(poll(NOW), later, unanswered(NOW + 120)).rates.in_bits_per_second == (None, None)


def test_an_answer_ends_the_silence() -> None:
    known = seen(poll(NOW), unanswered(NOW + 60), poll(NOW + 120))
    assert (known.silent_since, known.failures, known.answered_at) == (None, 0, NOW + 120)


@pytest.mark.parametrize("outcome", [PollOutcome.REFUSED, PollOutcome.ERROR])
def test_an_agent_that_refuses_or_errs_lives(outcome: PollOutcome) -> None:
    known = seen(poll(NOW), unanswered(NOW + 60, outcome))
    assert (known.answered_at, known.failures, known.silent_since) == (NOW + 60, 0, None)
    assert (known.interfaces, known.interfaces_at) == (interfaces(), NOW)


def test_a_partial_poll_without_interfaces_does_not_erase_them() -> None:
    known = seen(poll(NOW), poll(NOW + 60, PollOutcome.PARTIAL, interfaces=InterfaceTable()))
    assert (known.interfaces, known.interfaces_at, known.answered_at) == (interfaces(), NOW, NOW + 60)


def test_a_partial_poll_keeps_what_came() -> None:
    known = seen(poll(NOW), poll(NOW + 60, PollOutcome.PARTIAL, system=None, interfaces=interfaces(1)))
    assert (len(known.interfaces), known.interfaces_at) == (2, NOW + 60)
    assert known.interface_seen == (NOW + 60, NOW)
    assert known.system is not None
    assert known.system.sys_name == "r1"
    assert known.booted_at == NOW - 1000.0


def test_a_partial_poll_that_has_the_whole_interface_table_lets_rows_go() -> None:
    without_readings = poll(NOW + 60, PollOutcome.PARTIAL, interfaces=interfaces(1), interfaces_complete=True)
    known = seen(poll(NOW), without_readings)
    assert (len(known.interfaces), known.interface_seen) == (1, ())


def test_a_row_that_did_not_come_ages_until_it_comes_or_is_gone() -> None:
    broken = [poll(NOW + 60 * i, PollOutcome.PARTIAL, interfaces=interfaces(1)) for i in (1, 2)]
    known = seen(poll(NOW), *broken)
    assert (known.interface_seen, known.interfaces_at) == ((NOW + 120, NOW), NOW + 120)
    assert known.interfaces.oper_status == ("up", "up")
    assert known.interfaces.in_octets == (1001, None)
    again = seen(poll(NOW), *broken, poll(NOW + 180))
    assert (again.interface_seen, again.rates.in_bits_per_second) == ((), (0.0, None))
    gone = seen(poll(NOW), *broken, poll(NOW + 180, interfaces=interfaces(1)))
    assert (len(gone.interfaces), gone.interface_seen) == (1, ())


def test_a_whole_answer_without_interfaces_empties_the_table() -> None:
    known = seen(poll(NOW), poll(NOW + 60, interfaces=InterfaceTable()))
    assert (len(known.interfaces), known.interfaces_at, known.interface_since) == (0, NOW + 60, ())


def test_readings_of_a_partial_poll_replace_the_old_ones_only_if_there_are_any() -> None:
    warm = (Reading("temperature_celsius", "", 40.0, "celsius"),)
    first = poll(NOW, readings=warm, profile="huawei-vrp")
    assert seen(first, poll(NOW + 60, PollOutcome.PARTIAL)).readings == warm
    assert seen(first, poll(NOW + 60)).readings == ()


def test_an_interface_that_goes_down_is_a_change_with_its_time() -> None:
    known, changes = observe(
        seen(poll(NOW)),
        "r1",
        poll(NOW + 60, interfaces=interfaces(oper_status=["up", "lowerLayerDown"])),
        next_poll_at=None,
    )
    assert [(c.kind, c.name, c.before, c.after, c.at, c.reason) for c in changes] == [
        ("interface", "r1 eth2", "up", "lowerLayerDown", NOW + 60, "")
    ]
    assert known.interface_since == (NOW, NOW + 60)


def test_an_interface_that_was_switched_off_says_so() -> None:
    off = interfaces(oper_status=["up", "down"], admin_status=["up", "down"])
    _, changes = observe(seen(poll(NOW)), "r1", poll(NOW + 60, interfaces=off), next_poll_at=None)
    assert changes[0].reason == "administratively down"


def test_an_interface_seen_for_the_first_time_or_without_a_status_is_no_change() -> None:
    known, changes = observe(seen(poll(NOW)), "r1", poll(NOW + 60, interfaces=interfaces(3)), next_poll_at=None)
    assert (changes, known.interface_since) == ((), (NOW, NOW, NOW + 60))
    nameless = interfaces(oper_status=[None, "up"])
    assert observe(seen(poll(NOW)), "r1", poll(NOW + 60, interfaces=nameless), next_poll_at=None)[1] == ()


def test_a_status_is_followed_through_a_reboot_that_moves_the_rows() -> None:
    moved = interfaces(
        index=[11, 12],
        name=["eth2", "eth1"],
        descr=["Ethernet port 2", "Ethernet port 1"],
        alias=["to neighbour 2", "to neighbour 1"],
        oper_status=["down", "up"],
    )
    after = poll(NOW + 60, system=SystemFacts(sys_uptime_seconds=20.0), interfaces=moved)
    known, changes = observe(seen(poll(NOW)), "r1", after, next_poll_at=None)
    assert [change.name for change in changes] == ["r1 eth2"]
    assert known.interface_since == (NOW + 60, NOW)
    assert known.booted_at == NOW + 40
    assert known.refusals == (("reboot", 4),)


def test_rates_span_the_silence_between_two_answers() -> None:
    octets = interfaces(in_octets=[0, 0]), interfaces(in_octets=[15_000, 0])
    known = seen(poll(NOW, interfaces=octets[0]), unanswered(NOW + 60), poll(NOW + 120, interfaces=octets[1]))
    assert known.rates.in_bits_per_second == (1000.0, 0.0)


def test_refused_counters_are_counted_by_reason() -> None:
    known = seen(
        poll(NOW, interfaces=interfaces(in_octets=[9, 9])), poll(NOW + 60, interfaces=interfaces(in_octets=[5, 9]))
    )
    assert known.refusals == (("reset", 1),)
    assert seen(poll(NOW), unanswered(NOW + 60)).refusals == ()


def test_an_observation_restored_without_counters_and_times_goes_on() -> None:
    restored = replace(
        seen(poll(NOW)),
        interfaces=interfaces(in_octets=[None] * 2, out_octets=[None] * 2, counter_bits=[None] * 2),
        interface_since=(),
    )
    known, changes = observe(restored, "r1", poll(NOW + 60), next_poll_at=None)
    assert (known.rates.in_bits_per_second, known.refusals, changes) == ((None, None), (), ())
    assert known.interface_since == (NOW + 60, NOW + 60)


def test_a_flood_of_changes_is_capped_and_says_so() -> None:
    count = CHANGES_LIMIT + 5
    down = interfaces(count, oper_status=["down"] * count)
    known, changes = observe(
        seen(poll(NOW, interfaces=interfaces(count))), "r1", poll(NOW + 60, interfaces=down), next_poll_at=None
    )
    assert len(changes) == CHANGES_LIMIT
    assert [problem.kind for problem in known.problems] == ["bound"]


def _at(at: float, monotonic: float | None, received: int, uptime: float | None = None) -> DevicePoll:
    table = interfaces(1, in_octets=[received])
    return poll(at, interfaces=table, system=SystemFacts(sys_uptime_seconds=uptime), monotonic=monotonic)


@pytest.mark.parametrize("step", [-3600.0, -50.0, 0.0, 50.0, 3600.0])
@pytest.mark.parametrize("uptime", [None, 1000.0])
def test_a_clock_of_ours_that_was_set_bends_no_rate(step: float, uptime: float | None) -> None:
    later = None if uptime is None else uptime + 60
    first, second = _at(NOW, 500.0, 0, uptime), _at(NOW + 60 + step, 560.0, 7500, later)
    known = seen(first, second)
    assert known.rates.in_bits_per_second == (1000.0,)
    assert known.booted_at == (None if uptime is None else NOW - 1000.0)


def test_moves_are_told_once() -> None:
    moved = poll(NOW + 60, interfaces=interfaces(index=[5, 6]))
    known = seen(poll(NOW), moved)
    assert [(m.interface_id, m.interface, m.attribute, m.before, m.after, m.at) for m in known.moves] == [
        (1, "eth1", "index", "1", "5", NOW + 60),
        (2, "eth2", "index", "2", "6", NOW + 60),
    ]
    for after in (unanswered(NOW + 120), poll(NOW + 120, interfaces=interfaces(index=[5, 6]))):
        assert seen(poll(NOW), moved, after).moves == ()
    assert known.refusals == (("moved", 4),)
