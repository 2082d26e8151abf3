"""Whom to ask at once: those who can tell more than waiting would, and nobody else."""

from dataclasses import replace

from fengsui.model.link import Link, LinkEnd
from fengsui.model.network import Network
from fengsui.model.observation import Change, DeviceObservation
from fengsui.model.poll import PollOutcome
from fengsui.tasks.suspicion import to_ask_now
from tests.unit.tasks.test_polling import network_of


def chain() -> Network:
    """a — b — c"""
    network = network_of(["a", "b", "c"])
    links = [Link(f"{x}{y}", "telecom", LinkEnd(x, "1"), LinkEnd(y, "2")) for x, y in ("ab", "bc")]
    return replace(network, links={link.name: link for link in links})


def answered(device: str, at: float) -> DeviceObservation:
    return DeviceObservation(device, PollOutcome.OK, at, answered_at=at)


def silent(device: str, since: float) -> DeviceObservation:
    return DeviceObservation(device, PollOutcome.TIMEOUT, since, silent_since=since, failures=1)


def observed(*observations: DeviceObservation) -> dict[str, DeviceObservation]:
    return {seen.device: seen for seen in observations}


def test_the_silent_end_of_a_link_that_moved_is_asked() -> None:
    change = Change("link", "ab", "down", "up", 100.0)
    assert to_ask_now(chain(), observed(answered("a", 99), silent("b", 50)), [change]) == ("b",)
    assert to_ask_now(chain(), observed(answered("a", 99), answered("b", 50)), [change]) == ()


def test_neighbours_that_were_not_asked_since_are_witnesses_of_a_device_that_fell_silent() -> None:
    change = Change("device", "b", "up", "unknown", 100.0)
    seen = observed(answered("a", 98), silent("b", 99), answered("c", 99.5))
    assert to_ask_now(chain(), seen, [change]) == ("a",)


def test_nobody_is_asked_twice_for_one_silence() -> None:
    change = Change("device", "b", "unknown", "down", 160.0)
    seen = observed(answered("a", 101), silent("b", 99), answered("c", 102))
    assert to_ask_now(chain(), seen, [change]) == ()


def test_good_news_old_evidence_and_what_left_the_inventory_ask_nobody() -> None:
    seen = observed(answered("a", 1), answered("b", 1), answered("c", 1))
    changes = [
        Change("device", "b", "down", "up", 100.0),
        Change("device", "b", "up", "unknown", 100.0),  # its evidence grew old: it is not silent, we are late
        Change("device", "gone", "up", "down", 100.0),
        Change("link", "gone", "up", "down", 100.0),
        Change("county", "620102", "covered", "uncovered", 100.0),
    ]
    assert to_ask_now(chain(), seen, changes) == ()


def test_a_silent_device_that_is_up_again_on_the_word_of_its_ping_is_asked_itself() -> None:
    seen = observed(answered("a", 99), silent("b", 50), answered("c", 99))
    assert to_ask_now(chain(), seen, [Change("device", "b", "down", "up", 100.0)]) == ("b",)
    assert to_ask_now(chain(), seen, [Change("device", "b", None, "up", 100.0)]) == ()
