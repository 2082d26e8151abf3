"""Whether an address is this machine's own."""

import pytest

from fengsui.collectors.own_address import is_own


@pytest.mark.parametrize(
    ("address", "own"), [("127.0.0.1", True), ("127.9.9.9", True), ("192.0.2.1", False), ("2001:db8::1", False)]
)
def test_an_address_is_own_where_a_socket_can_have_it(address: str, own: bool) -> None:
    assert is_own(address) is own


def test_what_is_no_address_is_nobody_s() -> None:
    assert not is_own("256.0.0.1")
