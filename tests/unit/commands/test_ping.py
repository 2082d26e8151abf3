"""What `fengsui ping` prints of a result, and what it refuses to ask."""

import pytest

from fengsui.commands.ping import _checked, _people_row, _row
from fengsui.errors import UsageError
from fengsui.model.ping import PingResult


def test_a_row_for_programs_is_in_seconds_and_null_where_nothing_is_known() -> None:
    assert _row(PingResult("192.0.2.1", 3, (0.001, 0.003), 1, {"prohibited": 2})) == {
        "address": "192.0.2.1",
        "sent": 3,
        "received": 2,
        "loss_ratio": 0.3333,
        "min_seconds": 0.001,
        "avg_seconds": 0.002,
        "max_seconds": 0.003,
        "jitter_seconds": 0.002,
        "duplicates": 1,
        "unreachable": {"prohibited": 2},
    }
    assert _row(PingResult("192.0.2.1", 1))["avg_seconds"] is None


def test_a_row_for_people_is_in_milliseconds() -> None:
    row = _people_row(_row(PingResult("192.0.2.1", 4, (0.00125,), 0, {"prohibited": 2, "host_unreachable": 1})))
    assert (row["loss"], row["avg"], row["jitter"]) == ("75.0 %", "1.250 ms", "")
    assert row["unreachable"] == "host_unreachable 1, prohibited 2"


@pytest.mark.parametrize(
    "address", ["example.org", "224.0.0.1", "255.255.255.255", "0.0.0.0", "fe80::1%eth0", "10.0.0.0/8"]
)
def test_what_is_no_address_of_one_device_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="1 fault"):
        _checked(["127.0.0.1", address])


def test_too_many_addresses_are_refused() -> None:
    with pytest.raises(UsageError, match="at most 10000"):
        _checked(["127.0.0.1"] * 10_001)
