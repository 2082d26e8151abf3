"""Addresses to listen on, as people write them."""

import pytest

from fengsui.api.listen import Listen, parse_listen
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
