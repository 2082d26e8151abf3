"""Polls of recorded equipment, held value by value against what the recording says."""

from dataclasses import replace

import pytest

from fengsui.collectors.poller import Poller
from fengsui.collectors.target import Target
from fengsui.model.credential import Credential, SnmpVersion
from fengsui.model.poll import PollOutcome
from fengsui.model.secret import Secret
from tests.support.recordings import DEVICES, Recorded, Recordings

pytestmark = pytest.mark.xdist_group("snmpsim")

IF_TABLE = "1.3.6.1.2.1.2.2.1"
IFX_TABLE = "1.3.6.1.2.1.31.1.1.1"
ADMIN = {1: "up", 2: "down", 3: "testing"}
OPER = ADMIN | {4: "unknown", 5: "dormant", 6: "notPresent", 7: "lowerLayerDown"}


def target(recordings: Recordings, device: str, version: SnmpVersion = SnmpVersion.V2C) -> Target:
    credential = Credential(device, version, community=Secret(device))
    return Target("127.0.0.1", credential, recordings.port, timeout_seconds=2.0, deadline_seconds=60.0)


def text(value: object) -> str | None:
    if not isinstance(value, bytes):
        return None
    raw = value.rstrip(b"\0 \t\r\n")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def interface(rows: Recorded, index: int) -> dict[str, object]:
    """One interface as the recording has it, worked out apart from the product."""

    def base(column: int) -> int | None:
        value = rows.get(f"{IF_TABLE}.{column}.{index}")
        return value if isinstance(value, int) else None

    def wide(column: int) -> int | None:
        value = rows.get(f"{IFX_TABLE}.{column}.{index}")
        return value if isinstance(value, int) else None

    has_wide = wide(6) is not None or wide(10) is not None
    speed = wide(15)
    if speed:
        speed *= 1_000_000
    elif base(5) is not None and base(5) != 4_294_967_295:
        speed = base(5)
    ticks = wide(19)
    octets = rows.get(f"{IF_TABLE}.6.{index}")
    return {
        "index": index,
        "name": text(rows.get(f"{IFX_TABLE}.1.{index}")),
        "descr": text(rows.get(f"{IF_TABLE}.2.{index}")),
        "alias": text(rows.get(f"{IFX_TABLE}.18.{index}")),
        "type": base(3),
        "physical_address": octets.hex(":") if isinstance(octets, bytes) and octets.strip(b"\0") else None,
        "admin_status": ADMIN.get(base(7) or 0),
        "oper_status": OPER.get(base(8) or 0),
        "speed_bits_per_second": speed,
        "in_octets": wide(6) if has_wide else base(10),
        "out_octets": wide(10) if has_wide else base(16),
        "in_unicast_packets": base(11) if wide(7) is None else wide(7),
        "out_unicast_packets": base(17) if wide(11) is None else wide(11),
        "in_errors": base(14),
        "out_errors": base(20),
        "in_discards": base(13),
        "out_discards": base(19),
        "counter_bits": 64 if has_wide else 32 if base(10) is not None or base(16) is not None else None,
        "discontinuity_seconds": None if ticks is None else ticks / 100,
    }


def indexes(rows: Recorded) -> list[int]:
    return sorted({int(oid.rsplit(".", 1)[1]) for oid in rows if oid.startswith((f"{IF_TABLE}.", f"{IFX_TABLE}."))})


@pytest.mark.parametrize("device", DEVICES)
async def test_a_poll_says_what_the_recording_says(device: str, recordings: Recordings, poller: Poller) -> None:
    rows = recordings.rows[device]

    # What profiles make of recordings is proven elsewhere, on all that these hold.
    poll = await poller.poll(replace(target(recordings, device), profile="host-resources"))

    assert (poll.outcome, poll.problems) == (PollOutcome.OK, ())
    assert poll.system is not None
    assert poll.system.sys_descr == text(rows["1.3.6.1.2.1.1.1.0"])
    assert poll.system.sys_object_id == rows["1.3.6.1.2.1.1.2.0"]
    assert poll.system.sys_name == text(rows["1.3.6.1.2.1.1.5.0"])
    assert poll.system.sys_location == text(rows["1.3.6.1.2.1.1.6.0"])
    assert poll.system.sys_uptime_seconds is not None
    if "1.3.6.1.2.1.1.3.0" in rows:
        assert poll.system.sys_uptime_seconds == int(rows["1.3.6.1.2.1.1.3.0"]) / 100
    assert list(poll.interfaces.rows()) == [interface(rows, index) for index in indexes(rows)]


async def test_a_location_in_gbk_is_read(recordings: Recordings, poller: Poller) -> None:
    poll = await poller.poll(target(recordings, "ruijie-s5750"))

    assert poll.system is not None
    assert poll.system.sys_location == "中文"


@pytest.mark.parametrize("device", ["zte-zxr10-5250", "ruijie-n18010", "huawei-s5720"])
async def test_the_second_poll_says_the_same_and_costs_less(
    device: str, recordings: Recordings, poller: Poller
) -> None:
    first = await poller.poll(target(recordings, device))
    second = await poller.poll(target(recordings, device))

    assert second.outcome is PollOutcome.OK
    assert second.interfaces == first.interfaces
    assert second.system == first.system
    assert second.cost.varbinds < first.cost.varbinds


async def test_a_v1_poll_falls_back_to_32_bit_counters(recordings: Recordings, poller: Poller) -> None:
    rows = recordings.rows["maipu-sm4200"]

    # snmpsim passes over the 64-bit columns of a v1 request cell by cell; asked again meanwhile it only becomes slower.
    patient = replace(target(recordings, "maipu-sm4200", SnmpVersion.V1), timeout_seconds=20.0)
    poll = await poller.poll(patient)

    assert poll.outcome is PollOutcome.OK
    assert set(poll.interfaces.counter_bits) == {32}
    assert poll.interfaces.in_octets == tuple(rows[f"{IF_TABLE}.10.{index}"] for index in indexes(rows))
    assert poll.interfaces.name == tuple(text(rows[f"{IFX_TABLE}.1.{index}"]) for index in indexes(rows))
