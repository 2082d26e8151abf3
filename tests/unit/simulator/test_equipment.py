import pytest

from fengsui.model.device import DeviceRole
from fengsui.simulator.equipment import OLD_COUNTY_SWITCH, PON, Make, makes_for

ROLES = (DeviceRole.CORE, DeviceRole.METRO, DeviceRole.COUNTY, DeviceRole.ACCESS)
MAKES = [*(make for role in ROLES for make in makes_for(role)), OLD_COUNTY_SWITCH]


@pytest.mark.parametrize("make", MAKES, ids=lambda make: make.name)
def test_no_index_and_no_name_occurs_twice_in_a_make(make: Make) -> None:
    ports = [port for group in make.groups for port in group.ports()]
    assert len({index for index, _ in ports}) == len({name for _, name in ports}) == len(ports)
    assert all(0 < index < 2**32 for index, _ in ports)


def test_pon_ports_of_smartax_have_frame_slot_and_port_in_their_index() -> None:
    olt = next(make for make in makes_for(DeviceRole.ACCESS) if make.name == "MA5680T")
    ports = {name: index for group in olt.groups if group.type == PON for index, name in group.ports()}
    # 0xFA000000, the slot from bit 13 and the port from bit 8, as recordings of MA5600 series show.
    assert ports["GPON 0/1/0"] == 0xFA000000 + (1 << 13)
    assert ports["GPON 0/2/7"] == 0xFA000000 + (2 << 13) + (7 << 8)


def test_some_gear_is_old_and_some_writes_chinese_its_own_way() -> None:
    assert not OLD_COUNTY_SWITCH.wide
    assert {make.text_encoding for make in MAKES} == {"utf-8", "gb18030"}
