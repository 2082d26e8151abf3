"""Measuring: which agents are meant, and that figures come from real polls."""

import pytest

from fengsui.errors import UsageError
from fengsui.tasks.measure import parse_targets


def test_ranges_and_single_addresses_are_read_in_order() -> None:
    assert parse_targets("127.0.1.254-127.0.2.1, 127.0.9.9,::1") == [
        "127.0.1.254",
        "127.0.1.255",
        "127.0.2.0",
        "127.0.2.1",
        "127.0.9.9",
        "::1",
    ]


def test_every_part_that_is_no_address_is_named_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        parse_targets("127.0.0.9-127.0.0.1,nowhere,127.0.0.1-::1,10.0.0.0-10.255.255.255,127.0.0.1")
    text = str(caught.value)
    for part in ("'127.0.0.9-127.0.0.1'", "'nowhere'", "'127.0.0.1-::1'", "'10.0.0.0-10.255.255.255'"):
        assert part in text


def test_nothing_to_poll_is_a_fault() -> None:
    with pytest.raises(UsageError, match="at least one address"):
        parse_targets(" , ")
