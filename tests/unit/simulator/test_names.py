from fengsui.inventory.divisions import load_divisions
from fengsui.simulator.names import slugs


def test_counties_are_named_by_the_first_word_of_their_english_name() -> None:
    names = slugs(load_divisions())
    assert names["620102"] == "chengguan"
    assert names["620522"] == "qinan"


def test_two_counties_of_one_name_are_told_apart_by_their_kind() -> None:
    names = slugs(load_divisions())
    assert (names["622901"], names["622921"]) == ("linxia-shi", "linxia-xian")


def test_every_coverage_unit_has_a_name_of_its_own() -> None:
    names = slugs(load_divisions())
    assert len(names) == len(set(names.values())) == 87
