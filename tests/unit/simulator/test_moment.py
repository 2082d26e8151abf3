from fengsui.simulator.moment import Moment
from fengsui.simulator.world import World
from tests.support.province import START, the_province


def moment(name: str = "telecom-county-min") -> Moment:
    made = Moment(the_province().devices[name], World(the_province(), START).devices[name])
    made.now = START
    return made


def test_ticks_count_hundredths_since_the_boot_and_wrap_after_497_days() -> None:
    seen = moment()
    booted = seen.status.booted_at
    assert seen.ticks(booted + 12.34) in (1233, 1234)
    assert seen.ticks(booted + 2**32 / 100 + 1) in range(98, 103)
    assert seen.ticks(booted - 5) == 0


def test_the_run_of_a_port_is_worked_out_anew_for_another_moment_and_another_port() -> None:
    seen = moment()
    slots = [slot for slot, port in enumerate(seen.simulated.ports) if port.link]
    first = [seen.run(slot) for slot in slots]
    seen.now = START + 10
    second = [seen.run(slot) for slot in slots]
    assert len(set(first)) == len(slots)
    assert all(5 < b - a < 20 for a, b in zip(first, second, strict=True))
