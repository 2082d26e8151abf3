import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.collectors.text import TEXT_LIMIT, decode_text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"GigabitEthernet0/0/1", "GigabitEthernet0/0/1"),
        ("兰州核心局".encode(), "兰州核心局"),
        ("兰州核心局".encode("gbk"), "兰州核心局"),
        ("至 天水　一号".encode(), "至 天水　一号"),
        (b"padded\0\0\0", "padded"),
        (b"padded \r\n", "padded"),
        (b" leading stays", " leading stays"),
        (b"bell\x07rings", "bell\\x07rings"),
        (b"two\r\nlines", "two\\x0d\\x0alines"),
        ("turned \u202eround".encode(), "turned \\u202eround"),
        ("next\u0085line".encode(), "next\\x85line"),
        (b"\xff\xfe\xff", "\\xff\\xfe\\xff"),
        (b"C:\\Windows", "C:\\Windows"),
    ],
)
def test_text_is_utf8_else_gb18030_else_escaped(raw: bytes, text: str) -> None:
    assert decode_text(raw) == text


def test_a_description_of_several_lines_keeps_them() -> None:
    assert decode_text(b"VRP\r\n\tRelease 5\x00\x01x", keep_lines=True) == "VRP\r\n\tRelease 5\\x00\\x01x"


def test_utf8_cut_in_a_character_is_not_taken_for_gb18030() -> None:
    assert decode_text("天水市秦州区".encode()[:-1]) == "天水市秦州\\xe5\\x8c"


def test_gb18030_cut_in_a_character_keeps_what_is_whole() -> None:
    assert decode_text("天水市秦州区".encode("gbk")[:-1]) == "天水市秦州\\xc7"


def test_a_long_text_is_cut_and_says_so() -> None:
    text = decode_text(b"x" * 1000)

    assert text == "x" * (TEXT_LIMIT - 1) + "…"


@given(st.binary(max_size=400), st.booleans())
def test_any_octets_give_a_bounded_text_without_control_characters(raw: bytes, keep_lines: bool) -> None:
    text = decode_text(raw, keep_lines=keep_lines)

    kept = "\r\n\t" if keep_lines else ""
    assert len(text) <= TEXT_LIMIT
    assert not [c for c in text if c not in kept and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), max_size=60))
def test_clean_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode_text(text.encode()) == text


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=3, max_size=40))
def test_chinese_text_in_gbk_never_fails(text: str) -> None:
    # Some pairs of GBK characters are valid UTF-8 too; nothing tells those apart, so only the rest must come back.
    raw = text.encode("gbk")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            assert decode_text(raw) == text
