"""Up, down or unknown: each line of the two tables, and where evidence ends."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.model.network import Network
from fengsui.model.observation import Condition, Conditions, DeviceObservation, ElementState
from fengsui.model.ping import Ping
from fengsui.model.poll import PollOutcome
from fengsui.state.changes import changes_between
from fengsui.state.conditions import Evaluator, evaluate
from tests.support.builders import NOW, device, divisions, interfaces, link, observation, site

LIMIT = 180.0
LONG_AGO = NOW - LIMIT - 1


def star() -> Network:
    """A leaf with a link to each of two neighbours, its interface eth1 to theirs called eth1."""
    return Network.of(
        divisions=divisions(),
        sites=[site()],
        devices=[device("leaf"), device("left"), device("right")],
        links=[link("leaf-left", "leaf eth1", "left eth1"), link("leaf-right", "leaf eth2", "right eth1")],
    )


def answering(name: str, *oper: str | None, **given: Any) -> DeviceObservation:
    """A device that answered ten seconds ago, with the status of its interfaces eth1, eth2 …."""
    status = oper or ("up", "up")
    return observation(name, **{"interfaces": interfaces(len(status), oper_status=status), **given})


def silent(name: str = "leaf", **given: Any) -> DeviceObservation:
    """A device that fell silent ten seconds ago, and whose interfaces were last seen too long ago to count."""
    lost = {"outcome": PollOutcome.TIMEOUT, "answered_at": LONG_AGO, "interfaces_at": LONG_AGO, "failures": 1}
    return observation(name, **{**lost, "silent_since": NOW - 10, **given})


def pinged(at: float, *, received: int = 3) -> Ping:
    return Ping("leaf", at, sent=3, received=received)


def judged(*seen: DeviceObservation, **given: Any) -> Conditions:
    return evaluate(star(), {each.device: each for each in seen}, NOW, evidence_limit_seconds=LIMIT, **given)


def leaf(*seen: DeviceObservation, **given: Any) -> ElementState:
    return judged(*seen, **given).devices["leaf"]


def left_link(*seen: DeviceObservation, **given: Any) -> ElementState:
    return judged(*seen, **given).links["leaf-left"]


def test_a_device_that_was_never_polled_is_unknown() -> None:
    found = leaf()
    assert (found.condition, found.evidence_at, found.reason) == (Condition.UNKNOWN, None, "never polled")


def test_a_device_that_answers_is_up_on_the_evidence_of_its_answer() -> None:
    found = leaf(answering("leaf"))
    assert (found.condition, found.evidence_at, found.agent_silent) == (Condition.UP, NOW - 10, False)


@pytest.mark.parametrize("outcome", [PollOutcome.REFUSED, PollOutcome.ERROR])
def test_an_agent_that_refuses_or_errs_is_up_and_says_why(outcome: PollOutcome) -> None:
    found = leaf(answering("leaf", outcome=outcome))
    assert found.condition is Condition.UP
    assert found.reason.startswith("agent answers, but")


def test_evidence_counts_up_to_its_limit_and_no_longer() -> None:
    assert leaf(answering("leaf", answered_at=NOW - LIMIT)).condition is Condition.UP
    stale = leaf(answering("leaf", answered_at=LONG_AGO, polled_at=LONG_AGO))
    assert (stale.condition, stale.reason) == (Condition.UNKNOWN, "evidence too old")


def test_a_silent_device_that_pings_is_up_and_marked() -> None:
    found = leaf(silent(), answering("left", "down"), pings={"leaf": pinged(NOW - 3)})
    assert (found.condition, found.agent_silent) == (Condition.UP, True)
    assert (found.reason, found.evidence_at) == ("agent silent, ping answers", NOW - 3)


def test_a_ping_counts_up_to_its_own_limit_and_no_longer() -> None:
    assert leaf(silent(), pings={"leaf": pinged(NOW - 30)}, ping_limit_seconds=30.0).agent_silent
    old = leaf(silent(), pings={"leaf": pinged(NOW - 31)}, ping_limit_seconds=30.0)
    assert (old.condition, old.agent_silent) == (Condition.DOWN, False)
    assert leaf(silent(), pings={"leaf": pinged(NOW - LIMIT)}).agent_silent
    assert not leaf(silent(), pings={"leaf": pinged(LONG_AGO)}).agent_silent


def test_a_ping_says_nothing_of_a_device_that_was_not_polled_lately() -> None:
    pings = {"leaf": pinged(NOW)}
    assert leaf(pings=pings).reason == "never polled"
    assert leaf(silent(polled_at=LONG_AGO, next_poll_at=LONG_AGO + 0.5), pings=pings).condition is Condition.UNKNOWN


def test_a_device_whose_agent_answers_is_up_though_its_ping_is_dead() -> None:
    found = leaf(answering("leaf"), pings={"leaf": pinged(NOW, received=0)})
    assert (found.condition, found.agent_silent) == (Condition.UP, False)


def test_a_ping_that_could_not_leave_this_machine_takes_no_device_down() -> None:
    unsent = Ping("leaf", NOW - 1, 3, 0, unreachable="no_route")
    found = leaf(silent(), pings={"leaf": unsent})
    assert found.condition is Condition.UNKNOWN
    assert found.reason == "agent silent, and this machine cannot send to it: no_route"
    dead = replace(unsent, unreachable="host_unreachable")
    assert leaf(silent(), pings={"leaf": dead}).condition is Condition.DOWN
    ports = leaf(silent(), answering("left", "down"), pings={"leaf": unsent})
    assert ports.condition is Condition.DOWN


def test_a_dead_ping_leaves_it_to_the_neighbours_and_is_evidence_itself() -> None:
    found = leaf(silent(), answering("left", "up"), pings={"leaf": pinged(NOW - 1, received=0)})
    assert (found.condition, found.evidence_at) == (Condition.UNKNOWN, NOW - 1)


@pytest.mark.parametrize("pings", [{}, {"leaf": pinged(NOW, received=0)}], ids=["not pinged", "dead"])
def test_a_silent_device_with_no_neighbour_to_ask_is_down(pings: Mapping[str, Ping]) -> None:
    found = leaf(silent(), pings=pings)
    assert (found.condition, found.reason) == (Condition.DOWN, "agent silent, no neighbour to ask")


def test_one_unanswered_poll_is_silence() -> None:
    assert leaf(silent(failures=1)).condition is Condition.DOWN


@pytest.mark.parametrize("port", ["down", "lowerLayerDown", "notPresent"])
def test_a_silent_device_is_down_where_every_neighbours_port_is(port: str) -> None:
    found = leaf(silent(), answering("left", port), answering("right", "down"))
    assert (found.condition, found.reason) == (Condition.DOWN, "agent silent, port down at left eth1")


def test_a_silent_device_is_unknown_while_one_neighbour_sees_its_port_up() -> None:
    found = leaf(silent(), answering("left", "down"), answering("right", "up"))
    assert (found.condition, found.reason) == (Condition.UNKNOWN, "agent silent, but port up at right eth1")


@pytest.mark.parametrize("port", ["testing", "unknown", "dormant", None])
def test_a_neighbours_port_that_tells_nothing_proves_nothing(port: str | None) -> None:
    found = leaf(silent(), answering("left", "down"), answering("right", port))
    assert (found.condition, found.reason) == (Condition.UNKNOWN, "agent silent, port undecided at right eth1")


@pytest.mark.parametrize(
    "neighbour",
    [
        pytest.param(silent("right", interfaces_at=NOW - 20), id="it is silent itself"),
        pytest.param(answering("right", "up", answered_at=LONG_AGO), id="its answer is too old"),
        pytest.param(answering("right", "up", interfaces_at=LONG_AGO), id="its interfaces are too old"),
        pytest.param(answering("right", interfaces=interfaces(1, name=["xe0"])), id="it has no such interface"),
        pytest.param(answering("right", "up", interface_seen=(LONG_AGO,)), id="its port was not seen lately"),
    ],
)
def test_a_neighbour_that_cannot_be_asked_does_not_count(neighbour: DeviceObservation) -> None:
    assert leaf(silent(), answering("left", "down"), neighbour).condition is Condition.DOWN


def test_the_evidence_of_a_silent_device_is_the_newest_behind_it() -> None:
    found = leaf(silent(polled_at=NOW - 50), answering("left", "down", interfaces_at=NOW - 5))
    assert found.evidence_at == NOW - 5


def test_silence_that_nobody_renewed_is_unknown() -> None:
    found = leaf(silent(polled_at=LONG_AGO, next_poll_at=LONG_AGO + 0.5))
    assert (found.condition, found.reason) == (Condition.UNKNOWN, "evidence too old")


def test_a_dead_device_that_is_asked_less_often_stays_down_until_its_next_try_is_overdue() -> None:
    assert leaf(silent(polled_at=NOW - 290, next_poll_at=NOW + 10)).condition is Condition.DOWN
    assert leaf(silent(polled_at=NOW - 600, next_poll_at=NOW - 300)).condition is Condition.UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "condition"),
    [
        ("up", "up", Condition.UP),
        ("up", "dormant", Condition.UP),
        ("up", "down", Condition.DOWN),
        ("lowerLayerDown", "up", Condition.DOWN),
        ("notPresent", "unknown", Condition.DOWN),
        ("testing", "up", Condition.UP),
        ("testing", "unknown", Condition.UNKNOWN),
        ("dormant", None, Condition.UNKNOWN),
    ],
)
def test_what_the_two_ends_of_a_link_say(one: str, other: str | None, condition: Condition) -> None:
    assert left_link(answering("leaf", one, "up"), answering("left", other)).condition is condition
    assert left_link(answering("leaf", other, "up"), answering("left", one)).condition is condition


def test_one_fresh_end_is_enough() -> None:
    assert left_link(answering("leaf", "up", "up")).condition is Condition.UP
    found = left_link(answering("leaf", "up", "up", interfaces_at=LONG_AGO), answering("left", "down"))
    assert (found.condition, found.reason) == (Condition.DOWN, "port down at left eth1")


def test_an_end_that_broken_walks_did_not_reach_counts_until_its_own_age_limit() -> None:
    broken = answering("left", "down", interface_seen=(NOW - LIMIT,))
    found = left_link(answering("leaf", "up", "up"), broken)
    assert (found.condition, found.evidence_at) == (Condition.DOWN, NOW - LIMIT)
    too_old = answering("left", "down", interface_seen=(LONG_AGO,))
    assert left_link(answering("leaf", "up", "up"), too_old).condition is Condition.UP
    found = left_link(too_old)
    assert (found.condition, found.evidence_at) == (Condition.UNKNOWN, LONG_AGO)
    assert found.reason == "no fresh evidence from either end"


def test_an_end_that_was_switched_off_is_down_and_says_so() -> None:
    off = answering("left", interfaces=interfaces(1, oper_status=["dormant"], admin_status=["down"]))
    found = left_link(answering("leaf", "up", "up"), off)
    assert (found.condition, found.reason) == (Condition.DOWN, "port administratively down at left eth1")


def test_a_link_without_fresh_evidence_is_unknown_with_the_age_of_the_last() -> None:
    found = left_link(silent("leaf"), silent("left", interfaces_at=LONG_AGO - 60))
    assert (found.condition, found.evidence_at) == (Condition.UNKNOWN, LONG_AGO)
    assert found.reason == "no fresh evidence from either end"
    assert left_link().evidence_at is None


def test_a_link_whose_interface_is_not_there_says_which() -> None:
    found = left_link(answering("leaf", interfaces=interfaces(1, name=["xe0"])))
    assert (found.condition, found.reason) == (Condition.UNKNOWN, "no single interface leaf eth1")


def test_a_link_that_is_up_by_one_end_still_says_which_interface_is_not_there() -> None:
    found = left_link(answering("leaf", interfaces=interfaces(1, name=["xe0"])), answering("left", "up"))
    assert (found.condition, found.reason) == (Condition.UP, "no single interface leaf eth1")


def test_the_evidence_of_a_link_is_the_newest_of_the_ends_that_decide() -> None:
    decided = left_link(answering("leaf", "down", "up", interfaces_at=NOW - 40), answering("left", "up"))
    assert decided.evidence_at == NOW - 40
    agreed = left_link(answering("leaf", "up", "up", interfaces_at=NOW - 40), answering("left", "up"))
    assert agreed.evidence_at == NOW - 10


def test_a_condition_that_stays_keeps_its_beginning_and_a_new_one_begins_now() -> None:
    first = judged(answering("leaf"), answering("left"))
    assert first.devices["leaf"].since == NOW
    later = evaluate(
        star(),
        {"leaf": answering("leaf", answered_at=NOW + 55, interfaces_at=NOW + 55), "left": answering("left", "down")},
        NOW + 60,
        evidence_limit_seconds=LIMIT,
        previous=first,
    )
    assert later.devices["leaf"].since == NOW
    assert (later.links["leaf-left"].condition, later.links["leaf-left"].since) == (Condition.DOWN, NOW + 60)


def test_everything_registered_gets_a_condition_and_nothing_else() -> None:
    found = judged(answering("leaf"), answering("stranger"))
    assert found.devices.keys() == {"leaf", "left", "right"}
    assert found.links.keys() == {"leaf-left", "leaf-right"}


def polled(name: str, chance: random.Random, now: float) -> DeviceObservation:
    """A poll that went one way or another; a silent device is asked again later, and its ports are as old as they are."""
    status = [chance.choice(["up", "down", None]) for _ in range(2)]
    if chance.random() < 0.6:
        return answering(name, *status, polled_at=now, answered_at=now, interfaces_at=now - chance.choice([0, 100]))
    lost = {"polled_at": now, "answered_at": now - 100, "interfaces_at": now - 150, "next_poll_at": now + 60}
    return silent(name, **{**lost, "silent_since": now})


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def test_an_evaluator_that_is_told_what_was_seen_says_what_a_whole_evaluation_would(seed: int) -> None:
    """Polls, pings, clocks that stand still or go back, and evidence that grows too old in between."""
    chance, of, now = random.Random(seed), star(), NOW
    kept, told = Evaluator(of, LIMIT, 90.0), Conditions({}, {})
    observations: dict[str, DeviceObservation] = {}
    pings: dict[str, Ping] = {}
    seen: set[str] | None = None
    for _ in range(25):
        before = told
        told = kept.evaluate(observations, pings, now, previous=before, seen=seen)
        whole: dict[str, Any] = {"pings": pings, "ping_limit_seconds": 90.0, "evidence_limit_seconds": LIMIT}
        assert told == evaluate(of, observations, now, previous=before, **whole)
        assert list(told.devices) == list(of.devices)
        assert list(told.links) == list(of.links)
        changes = changes_between(before, told, now)
        assert sorted(changes, key=str) == sorted(changes_between(before, kept.renewed, now), key=str)
        seen = set(chance.sample(sorted(of.devices), chance.choice([0, 0, 1, 2])))
        now += chance.choice([0.0, 1.0, 30.0, 90.0, LIMIT, LIMIT + 0.5, -5.0])
        for name in seen:
            if chance.random() < 0.5:
                pings[name] = Ping(name, now, sent=3, received=chance.choice([0, 3]))
            else:
                observations[name] = polled(name, chance, now)


def test_what_nothing_was_heard_of_is_not_looked_at_again() -> None:
    of = star()
    kept = Evaluator(of, LIMIT)
    observations = {each.device: each for each in (answering("leaf"), answering("left"), answering("right"))}
    first = kept.evaluate(observations, {}, NOW, previous=Conditions({}, {}))
    assert kept.evaluate(observations, {}, NOW + 1, previous=first, seen=()) is first
    observations["left"] = answering("left", "down", polled_at=NOW + 2, answered_at=NOW + 2, interfaces_at=NOW + 2)
    second = kept.evaluate(observations, {}, NOW + 2, previous=first, seen=["left", "not registered"])
    assert second.links["leaf-left"].condition is Condition.DOWN
    assert second.devices["right"] is first.devices["right"]
    assert second.links["leaf-right"] is first.links["leaf-right"]
    assert set(kept.renewed.links) == {"leaf-left"}


def test_evidence_ends_to_the_second_without_anything_new() -> None:
    kept, observations = Evaluator(star(), LIMIT), {"leaf": answering("leaf", polled_at=NOW, answered_at=NOW)}
    first = kept.evaluate(observations, {}, NOW, previous=Conditions({}, {}))
    still = kept.evaluate(observations, {}, NOW + LIMIT, previous=first, seen=())
    assert still.devices["leaf"].condition is Condition.UP
    after = kept.evaluate(observations, {}, NOW + LIMIT + 0.01, previous=still, seen=())
    assert after.devices["leaf"].condition is Condition.UNKNOWN
