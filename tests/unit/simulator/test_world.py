from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.province import Port
from fengsui.simulator.traffic import effective_seconds
from fengsui.simulator.world import DeviceStatus, Phase, PortStatus, World
from tests.support.province import START, the_province

PROVINCE = the_province()
CUT = Fault(FaultKind.FIBRE_CUT, START + 10, START + 50, links=("telecom-zhang-min",))


def world(*faults: Fault) -> World:
    made = World(PROVINCE, START)
    made.schedule(faults)
    return made


def port_of(device: str, link: str) -> tuple[Port, int]:
    ports = PROVINCE.devices[device].ports
    return next((port, slot) for slot, port in enumerate(ports) if port.link == link)


def status_of(seen: World, device: str, link: str) -> PortStatus:
    return seen.devices[device].ports[port_of(device, link)[1]]


def silent(seen: World) -> set[str]:
    return {name for name, status in seen.devices.items() if not status.answers}


def test_at_first_all_devices_answer_and_all_links_are_up() -> None:
    seen = world()
    assert silent(seen) == set()
    for name, simulated in PROVINCE.devices.items():
        for port, status in zip(simulated.ports, seen.devices[name].ports, strict=True):
            assert status.up or port.link is None


def test_a_cut_takes_both_ends_down_at_its_time_and_the_repair_brings_them_back() -> None:
    seen = world(CUT)
    assert seen.advance(START + 9.9) == ()
    (happening,) = seen.advance(START + 20)
    assert (happening.at, happening.phase, happening.fault) == (START + 10, Phase.FAULT, CUT)
    for device in ("telecom-county-zhang", "telecom-county-min"):
        status = status_of(seen, device, "telecom-zhang-min")
        assert (status.up, status.changed_at) == (False, START + 10)
    (repair,) = seen.advance(START + 50)
    assert repair.phase is Phase.REPAIR
    assert status_of(seen, "telecom-county-min", "telecom-zhang-min").up


def test_a_cut_in_a_ring_leaves_every_agent_within_reach() -> None:
    seen = world(CUT)
    seen.advance(START + 20)
    assert silent(seen) == set()


def test_counters_stand_still_while_a_port_is_down_and_go_on_from_there() -> None:
    seen = world(CUT)
    port, _ = port_of("telecom-county-min", "telecom-zhang-min")
    status = status_of(seen, "telecom-county-min", "telecom-zhang-min")
    seen.advance(START + 20)
    assert status.run(port, START + 20) == status.run(port, START + 45)
    stood_at = status.run(port, START + 45)
    seen.advance(START + 50)
    gained = status.run(port, START + 60) - stood_at
    assert abs(gained - (effective_seconds(START + 60, port.phase) - effective_seconds(START + 50, port.phase))) < 1e-3


def test_a_county_behind_a_cut_spur_is_silent_with_all_that_hangs_on_it() -> None:
    # Huixian hangs on Chengxian, and Liangdang on Huixian.
    links = PROVINCE.links_leaving("621227")
    seen = world(Fault(FaultKind.COUNTY_CUT_OFF, START + 1, START + 9, links=links, county="621227"))
    seen.advance(START + 2)
    assert silent(seen) == {*PROVINCE.devices_in["621227"], *PROVINCE.devices_in["621228"]}
    seen.advance(START + 9)
    assert silent(seen) == set()


def test_a_dead_agent_is_silent_while_its_neighbours_see_it_up_and_traffic_passes() -> None:
    seen = world(Fault(FaultKind.AGENT_DEAD, START + 1, START + 9, devices=("telecom-county-luqu",)))
    seen.advance(START + 2)
    assert silent(seen) == {"telecom-county-luqu"}
    assert status_of(seen, "telecom-county-hezuo", "telecom-hezuo-luqu").up


def test_a_device_without_power_is_silent_and_its_neighbours_ports_are_down() -> None:
    (olt,) = (name for name in PROVINCE.devices_in["621126"] if "telecom-olt" in name)
    seen = world(Fault(FaultKind.POWER_LOSS, START + 1, START + 9, devices=(olt,)))
    seen.advance(START + 2)
    link = next(name for name, link in PROVINCE.links.items() if link.b.device == olt)
    assert silent(seen) == {olt}
    assert not status_of(seen, "telecom-county-min", link).up
    seen.advance(START + 9)
    assert status_of(seen, "telecom-county-min", link).up


def test_a_reboot_starts_uptime_and_counters_anew_and_counts_the_boot() -> None:
    name = "mobile-county-zhang"
    seen = world(Fault(FaultKind.REBOOT, START + 10, START + 13, devices=(name,)))
    before: DeviceStatus = seen.devices[name]
    booted_before, boots_before = before.booted_at, before.boots
    port, slot = port_of(name, "mobile-zhang-min")
    seen.advance(START + 11)
    assert silent(seen) == {name}
    seen.advance(START + 13)
    after = seen.devices[name]
    assert (after.booted_at, after.boots, after.answers) == (START + 13, boots_before + 1, True)
    assert booted_before < START
    assert after.ports[slot].run(port, START + 13) == 0
    assert 0 < after.ports[slot].run(port, START + 20) < 7 * 2


def test_faults_that_overlap_on_a_link_end_with_the_last_of_them() -> None:
    longer = Fault(FaultKind.FIBRE_CUT, START + 12, START + 80, links=CUT.links)
    seen = world(CUT, longer)
    seen.advance(START + 60)
    assert not status_of(seen, "telecom-county-min", "telecom-zhang-min").up
    seen.advance(START + 80)
    assert status_of(seen, "telecom-county-min", "telecom-zhang-min").up


def test_a_port_that_was_cut_while_its_device_had_no_power_is_still_down_afterwards() -> None:
    outage = Fault(FaultKind.POWER_LOSS, START + 5, START + 20, devices=("telecom-county-min",))
    seen = world(outage, CUT)
    seen.advance(START + 30)
    assert not status_of(seen, "telecom-county-min", "telecom-zhang-min").up
    assert status_of(seen, "telecom-county-min", "telecom-min-weiyuan").up


def test_what_is_due_happens_in_the_order_of_its_time() -> None:
    other = Fault(FaultKind.AGENT_DEAD, START + 20, START + 30, devices=("telecom-county-luqu",))
    happenings = world(CUT, other).advance(START + 100)
    assert [(happening.at - START, happening.phase.value) for happening in happenings] == [
        (10, "fault"), (20, "fault"), (30, "repair"), (50, "repair"),
    ]  # fmt: skip
