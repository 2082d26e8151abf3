import pytest

from fengsui.simulator import ber
from fengsui.simulator.mib import View, layout_of
from fengsui.simulator.world import World
from tests.support.province import START, the_province

PROVINCE = the_province()
WORLD = World(PROVINCE, START)
ONE_OF_EACH_MAKE = list({simulated.make.name: name for name, simulated in PROVINCE.devices.items()}.values())


@pytest.mark.parametrize("name", ONE_OF_EACH_MAKE)
def test_instances_stand_in_the_order_of_their_numbers_and_once_each(name: str) -> None:
    # The order of the numbers is not that of the encoded bytes: 128 is 81 00, and 16384 is 81 80 00.
    layout = layout_of(PROVINCE.devices[name].make)
    numbers = [ber.oid_numbers(oid) for oid in layout.oids]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("name", ONE_OF_EACH_MAKE)
def test_every_instance_can_be_encoded_under_its_own_oid(name: str) -> None:
    view = View(PROVINCE.devices[name], WORLD.devices[name])
    view.look(START)
    for position, oid in enumerate(view.layout.oids):
        varbind = view.varbind(position)
        tag, begin, end = ber.read_tlv(varbind, 0)
        _, oid_begin, oid_end = ber.read_tlv(varbind, begin)
        assert (tag, end, varbind[oid_begin:oid_end]) == (ber.SEQUENCE, len(varbind), oid)


def test_behind_an_oid_comes_the_first_greater_instance() -> None:
    layout = layout_of(PROVINCE.devices["telecom-county-min"].make)
    for position, oid in enumerate(layout.oids):
        assert layout.position_after(oid) == position + 1
        assert layout.position_after(oid + b"\x00") == position + 1
    assert layout.position_after(ber.oid_content((0, 0))) == 0
    assert layout.position_after(ber.oid_content((2, 5))) == len(layout)


def test_devices_of_one_make_share_the_layout() -> None:
    makes = {id(layout_of(simulated.make)) for simulated in PROVINCE.devices.values()}
    assert len(makes) == len(ONE_OF_EACH_MAKE)
