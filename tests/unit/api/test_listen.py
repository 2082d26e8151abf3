"""Addresses to listen on, as people write them."""

import pytest

from fengsui.api.listen import Listen, parse_listen, parse_listens
from fengsui.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "listen"),
    [
        ("127.0.0.1:9850", Listen("127.0.0.1", 9850)),
        ("0.0.0.0:0", Listen("0.0.0.0", 0)),
        ("[::1]:65535", Listen("::1", 65535)),
        ("localhost:80", Listen("localhost", 80)),
    ],
)
def test_an_address_is_read_and_written_back(text: str, listen: Listen) -> None:
    assert parse_listen(text) == listen
    assert str(listen) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9850",
        ":9850",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:x",
        "127.0.0.1:65536",
        "::1:80",
        "[127.0.0.1]:80",
        "a.example:80",
        "127.0.0.1:٣",
    ],
)
def test_anything_else_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(ConfigError, match="expected ADDRESS:PORT, for example") as caught:
        parse_listen(text)
    assert repr(text) in str(caught.value)


def test_several_addresses_stand_with_commas_between() -> None:
    assert parse_listens(" 127.0.0.1:1, [::1]:2 ,", "X") == [Listen("127.0.0.1", 1), Listen("::1", 2)]
    assert parse_listens("", "X") == []


def test_one_wrong_address_of_several_is_named_with_its_setting() -> None:
    with pytest.raises(ConfigError, match=r"FENGSUI_X: .* got 'nonsense'"):
        parse_listens("127.0.0.1:1,nonsense", "FENGSUI_X")
