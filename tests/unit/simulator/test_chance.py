from fengsui.simulator.chance import between, chance, pick


def test_the_same_parts_give_the_same_number_and_others_another() -> None:
    assert chance(1, "lanzhou") == chance(1, "lanzhou")
    assert len({chance(seed, place) for seed in (1, 2) for place in ("lanzhou", "wuwei")}) == 4


def test_the_numbers_are_the_same_on_every_machine() -> None:
    # Written down once: a change here changes every province that people have written down.
    assert round(chance(1, "lanzhou"), 6) == 0.487321


def test_numbers_are_spread_evenly_and_stay_in_bounds() -> None:
    numbers = [between(10, 20, "even", n) for n in range(1000)]
    assert all(10 <= number < 20 for number in numbers)
    assert 14.5 < sum(numbers) / len(numbers) < 15.5


def test_every_option_is_picked_sooner_or_later() -> None:
    assert {pick("abc", n) for n in range(50)} == set("abc")
