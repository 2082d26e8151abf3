from fengsui.model.device import DeviceRole
from fengsui.simulator.equipment import OLD_COUNTY_SWITCH, makes_for
from fengsui.simulator.objects import objects_of

IFX_TABLE, HOST_UPTIME = "1.3.6.1.2.1.31.1.1.1.", "1.3.6.1.2.1.25.1.1"


def test_new_gear_has_64_bit_counters_and_old_gear_has_not() -> None:
    new = objects_of(makes_for(DeviceRole.CORE)[0])
    old = objects_of(OLD_COUNTY_SWITCH)
    assert sum(thing.is_counter64 for thing in new) == 8
    assert not any(thing.is_counter64 or thing.oid.startswith(IFX_TABLE) for thing in old)


def test_only_some_gear_has_a_host_uptime() -> None:
    makes = makes_for(DeviceRole.COUNTY)
    assert {any(thing.oid == HOST_UPTIME for thing in objects_of(make)) for make in makes} == {True, False}


def test_whatever_counts_moves() -> None:
    counters = {f"1.3.6.1.2.1.2.2.1.{column}" for column in (8, 9, 10, 11, 16, 17)}
    moving = {thing.oid for thing in objects_of(OLD_COUNTY_SWITCH) if thing.moves}
    assert counters <= moving
