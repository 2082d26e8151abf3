"""A ratio is a numerator, a denominator, a source, a month and what is not known; never a bare number."""

from fengsui.coverage.ratio import WHOLE, Extent, Figure, Ratio, Source, ratio_document


def test_a_ratio_without_a_denominator_has_no_value() -> None:
    assert Ratio(Figure.FIBRE_SITES, "school", 0, 0, Source.OBSERVED).value is None
    assert Ratio(Figure.FIBRE_SITES, "school", 3, 4, Source.OBSERVED).value == 0.75


def test_an_extent_holds_its_units_and_its_carrier() -> None:
    here = Extent({"620102"}, "telecom")
    assert here.holds("620102", "telecom")
    assert here.holds("620102")
    assert not here.holds("620102", "mobile")
    assert not here.holds("620121", "telecom")
    assert WHOLE.holds("620121", "mobile")


def test_a_document_carries_everything_that_the_number_rests_on() -> None:
    ratio = Ratio(Figure.INTERNET_USERS, "", 30, 120, Source.DECLARED, "2026-10", ("620121/telecom",))
    assert ratio_document(ratio) == {
        "figure": "internet_users",
        "part": None,
        "value": 0.25,
        "numerator": 30,
        "denominator": 120,
        "source": "declared",
        "month": "2026-10",
        "unknown": 1,
        "unknowns": ["620121/telecom"],
    }
