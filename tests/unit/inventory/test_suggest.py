"""The nearest name to a misspelt one."""

from fengsui.inventory.suggest import did_you_mean


def test_the_nearest_name_is_suggested() -> None:
    assert did_you_mean("telecon", ["mobile", "telecom"]) == "Did you mean telecom?"


def test_nothing_is_suggested_where_nothing_is_near() -> None:
    assert did_you_mean("x", ["mobile", "telecom"]) == ""
    assert did_you_mean("x", []) == ""


def test_a_province_of_names_is_searched_among_those_that_begin_alike() -> None:
    names = [f"{place}-{number}" for place in ("lz", "ts", "by") for number in range(1000)]
    assert did_you_mean("ts-99x", names) == "Did you mean ts-99?"
