"""What one cell may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.inventory.fields import (
    Field,
    Unfit,
    address,
    carrier_code,
    choice,
    degrees,
    division_code,
    flag,
    integer,
    name,
    prefixes,
    secret,
    show,
    words,
)
from fengsui.model.device import DeviceRole
from fengsui.model.secret import Secret

PORT = Field("port", integer(1, 65535, what="a UDP port"), 161)
KEY = Field("auth_key", secret(8, 255), None, secret=True)


@given(st.integers(1, 65535))
def test_every_number_in_bounds_is_read(port: int) -> None:
    assert PORT.value(str(port)) == port
    assert PORT.value(f" {port} ") == port


@pytest.mark.parametrize("text", ["0", "65536", "-1", "1_000", "１６１", "161.0", "1e3", "9" * 5000, "x"])
def test_another_number_is_not(text: str) -> None:
    with pytest.raises(Unfit, match="a UDP port of 1 to 65535"):
        PORT.value(text)


def test_an_empty_cell_is_the_default_or_unfit() -> None:
    assert PORT.value("") == PORT.value("  ") == PORT.value(None) == 161
    with pytest.raises(Unfit, match="a value"):
        Field("role", choice(DeviceRole)).value("")


def test_a_list_stands_only_where_many_may() -> None:
    many = Field("management_prefixes", prefixes, (), many=True)
    assert many.value(("10.0.0.0/8", "2001:DB8::/32")) == ("10.0.0.0/8", "2001:db8::/32")
    assert many.value("10.0.0.0/8  10.0.0.0/8") == ("10.0.0.0/8",)
    with pytest.raises(Unfit, match="one value"):
        PORT.value(("1", "2"))


def test_a_word_of_a_set_is_read_and_a_near_one_suggested() -> None:
    role = choice(DeviceRole)
    assert role("core") is DeviceRole.CORE
    for text in ("cor", "Core", "CORE"):
        with pytest.raises(Unfit) as unfit:
            role(text)
        assert unfit.value.expected == "one of core, metro, county, access, bras"
        assert unfit.value.hint == "Did you mean core?"


@given(st.text())
def test_a_name_can_be_typed_and_is_never_longer_than_its_column(text: str) -> None:
    try:
        taken = name(20)(text)
    except Unfit:
        return
    assert 1 <= len(taken) <= 20
    assert taken.isprintable()
    assert not any(character.isspace() for character in taken)


def test_names_may_be_chinese_and_are_composed() -> None:
    assert name()("兰州-core-1") == "兰州-core-1"
    assert name()("e\u0301-1") == "\u00e9-1"


@given(st.text())
def test_words_are_printable_and_short(text: str) -> None:
    try:
        taken = words(10)(text)
    except Unfit:
        return
    assert len(taken) <= 10
    assert taken.isprintable()


@pytest.mark.parametrize("text", ["a\nb", "a\x00", "\u202egnp", "a\x1b[31m"])
def test_control_characters_are_no_words(text: str) -> None:
    with pytest.raises(Unfit, match="printable"):
        words(100)(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("张掖　局", "It holds U+3000 (ideographic space): type an ordinary space, or none"),
        ("a\xa0b", "It holds U+00A0 (no-break space): type an ordinary space, or none"),
        ("a\x07b", "It holds U+0007"),
    ],
)
def test_what_cannot_be_seen_is_named(text: str, hint: str) -> None:
    with pytest.raises(Unfit) as unfit:
        words(100)(text)
    assert unfit.value.hint == hint


def test_a_carrier_s_code_is_lower_case() -> None:
    assert carrier_code("telecom-2") == "telecom-2"
    with pytest.raises(Unfit) as unfit:
        carrier_code("Telecom")
    assert unfit.value.hint == "Write 'telecom'"


def test_a_division_has_six_digits() -> None:
    assert division_code("620102") == "620102"
    for text in ("62010", "6201021", "62010x", "６２０１０２"):
        with pytest.raises(Unfit, match="six digits"):
            division_code(text)


@given(st.floats(-180, 180))
def test_degrees_are_read_as_they_are_written(value: float) -> None:
    assert degrees(180)(f"{value:.6f}") == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("text", ["181", "nan", "inf", "103°50'", "1e2", "103,83"])
def test_other_degrees_are_not(text: str) -> None:
    with pytest.raises(Unfit, match="decimal degrees"):
        degrees(180)(text)


def test_flags_are_read_in_the_words_of_files_and_listings() -> None:
    assert [flag(text) for text in ("true", "Yes", "1", "false", "NO", "0")] == [True] * 3 + [False] * 3
    with pytest.raises(Unfit):
        flag("maybe")


def test_an_address_is_made_canonical() -> None:
    assert address("2001:0DB8:0:0::1") == "2001:db8::1"
    with pytest.raises(Unfit, match="an IPv4 or IPv6 address"):
        address("router.example")


def test_a_secret_is_never_shown_and_never_trimmed() -> None:
    assert KEY.value(" pass-phrase ") == Secret(" pass-phrase ")
    assert KEY.shown("short") == "***"
    with pytest.raises(Unfit) as unfit:
        KEY.value("canary")
    assert (unfit.value.expected, unfit.value.hint) == ("8 to 255 characters", "It has 6")


def test_the_mask_of_a_listing_is_no_secret() -> None:
    for field in (KEY, Field("community", secret(1, 255), None, secret=True)):
        with pytest.raises(Unfit) as unfit:
            field.value("***")
        assert unfit.value.expected == "a secret"
        assert "Leave the column out to keep the secret" in unfit.value.hint
        assert field.shown("***") == "the mask of a listing"
    assert KEY.value("**********") == Secret("**********")


def test_what_is_shown_is_short_and_escaped() -> None:
    assert PORT.shown(None) == "nothing"
    assert PORT.shown(("a", "b")) == "'a b'"
    assert len(show("x" * 5000)) < 70
    assert show("\x1b[31m").isprintable()
