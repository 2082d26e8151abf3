import pytest

from fengsui.collectors.profiles.template import parse_template, template_fault


def test_a_template_without_names_is_the_same_in_each_row() -> None:
    assert parse_template("chassis").fill({}) == "chassis"


def test_names_are_filled_and_what_stands_between_them_stays() -> None:
    assert parse_template("slot {slot}/{port}.").fill({"slot": 3, "port": 0}) == "slot 3/0."


@pytest.mark.parametrize("row", [{}, {"slot": None}, {"slot": ""}])
def test_a_name_without_a_value_leaves_the_row_without_a_text(row: dict[str, object]) -> None:
    assert parse_template("{slot}").fill(row) is None


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"name": "PSU 1", "description": "power"}, "PSU 1"),
        ({"name": "", "description": "Cpu temp sensor"}, "Cpu temp sensor"),
        ({"name": None, "description": "Cpu temp sensor"}, "Cpu temp sensor"),
        ({"name": "", "description": ""}, None),
    ],
)
def test_of_alternatives_the_first_with_a_value_counts(row: dict[str, object], text: str | None) -> None:
    assert parse_template("{name|description}").fill(row) == text


def test_all_names_of_a_template_are_known() -> None:
    assert parse_template("{a|b} {c}").names == ("a", "b", "c")


@pytest.mark.parametrize("text", ["{a", "a}", "{A}", "{a|}", "{|a}", "{a!r}", "{a:>9}", "{}", "{a|b|c|d|e|f}"])
def test_nothing_else_may_stand_in_braces(text: str) -> None:
    assert "braces" in (template_fault(text) or "")
