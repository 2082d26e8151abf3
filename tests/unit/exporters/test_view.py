"""Label text is made once and kept until what it is made of changes."""

from dataclasses import replace

from fengsui.exporters.snapshot import Snapshot
from fengsui.exporters.view import DeviceView, LabelMemory
from tests.support.builders import interfaces, network, observation, snapshot


def seen(memory: LabelMemory, picture: Snapshot) -> DeviceView:
    return memory.view(picture, picture.network.devices["jyg-1"])


def with_alias(alias: str) -> Snapshot:
    picture = snapshot(network())
    table = interfaces(1, alias=[alias])
    return replace(picture, observations={"jyg-1": observation("jyg-1", interfaces=table)})


def test_a_poll_that_changed_no_text_keeps_the_labels() -> None:
    memory = LabelMemory()

    assert seen(memory, with_alias("uplink")).interfaces is seen(memory, with_alias("uplink")).interfaces


def test_a_changed_text_makes_the_labels_anew() -> None:
    memory = LabelMemory()
    before = seen(memory, with_alias("uplink")).interfaces

    after = seen(memory, with_alias("downlink")).interfaces

    assert 'alias="downlink"' in after.info_lines("i")
    assert 'alias="uplink"' in before.info_lines("i")


def test_what_is_forgotten_is_made_anew() -> None:
    memory = LabelMemory()
    before = seen(memory, with_alias("uplink")).interfaces
    memory.forget_all_but({})

    assert seen(memory, with_alias("uplink")).interfaces is not before


def test_a_device_that_was_never_polled_has_no_interfaces_and_nothing_fresh() -> None:
    view = seen(LabelMemory(), snapshot(network(), observations={}))

    assert (view.observation, view.facts_fresh, view.ports_fresh) == (None, False, False)
    assert view.interfaces.pairs == ()
