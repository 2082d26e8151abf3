import pytest

from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.timeline import faults
from tests.support.province import START, the_province

PROVINCE = the_province()


def test_one_cycle_tells_each_kind_of_fault_once_in_the_order_of_time() -> None:
    story = list(faults(PROVINCE, start=START, length=60, cycles=1))
    assert [fault.kind for fault in story] == [
        FaultKind.FIBRE_CUT,
        FaultKind.AGENT_DEAD,
        FaultKind.REBOOT,
        FaultKind.POWER_LOSS,
        FaultKind.COUNTY_CUT_OFF,
    ]
    assert [fault.at for fault in story] == sorted(fault.at for fault in story)


@pytest.mark.parametrize("length", [25, 60, 600])
def test_faults_are_scaled_to_the_time_there_is_with_quiet_before_and_repair_after(length: float) -> None:
    for fault in faults(PROVINCE, start=START, length=length, cycles=1):
        assert START + 0.25 * length <= fault.at < fault.until <= START + 0.85 * length


def test_each_fault_of_a_cycle_has_a_prefecture_of_its_own() -> None:
    for cycle in _cycles(12):
        places = []
        for fault in cycle:
            devices = {end.device for name in fault.links for end in (PROVINCE.links[name].a, PROVINCE.links[name].b)}
            places.append({PROVINCE.county_of(name)[:4] for name in (*devices, *fault.devices)})
        assert all(len(place) == 1 for place in places)
        assert len(set().union(*places)) == len(cycle)


def test_other_cycles_and_other_seeds_choose_other_places() -> None:
    cut = [next(f for f in cycle if f.kind is FaultKind.FIBRE_CUT).links for cycle in _cycles(6)]
    assert len(set(cut)) > 1


def test_the_story_without_an_end_goes_on() -> None:
    endless = faults(PROVINCE, start=START, length=100)
    story = [next(endless) for _ in range(50)]
    assert story[-1].at > START + 900


def test_every_fault_is_told_in_english_and_chinese_with_its_repair() -> None:
    for fault in faults(PROVINCE, start=START, length=60, cycles=3):
        assert all((fault.text_en, fault.text_zh, fault.repair_en, fault.repair_zh))
        assert fault.text_en.isascii()
        assert not fault.text_zh.isascii()


def test_a_dead_agent_is_the_only_router_of_a_county_with_one_carrier() -> None:
    for cycle in _cycles(8):
        (name,) = next(fault for fault in cycle if fault.kind is FaultKind.AGENT_DEAD).devices
        neighbours = PROVINCE.devices_in[PROVINCE.county_of(name)]
        assert len({PROVINCE.devices[other].device.carrier for other in neighbours}) == 1


def _cycles(count: int) -> list[list[Fault]]:
    story = list(faults(PROVINCE, start=START, length=60, cycles=count))
    return [story[i * 5 : i * 5 + 5] for i in range(count)]
