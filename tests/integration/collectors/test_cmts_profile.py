"""Cable modem termination systems on synthetic ones made from DOCS-IF-MIB."""

from collections.abc import Mapping, Sequence

import pytest

from tests.support.recorded_profile import kinds
from tests.support.synthetic import Said, counted, device, polled, readings, table

MODEM, UPSTREAM = "1.3.6.1.2.1.10.127.1.3.3.1", "1.3.6.1.2.1.10.127.1.1.4.1.5"
# States of the modems by upstream channel.
OTHER, RANGING, ABORTED, DENIED, OPERATIONAL = 1, 2, 3, 7, 8
CHANNELS = {11: "US1/0", 12: "US1/1"}
STATES = {11: [OPERATIONAL] * 40 + [RANGING] * 3, 12: [OPERATIONAL, OTHER, DENIED, ABORTED, 99], 0: [RANGING]}


def _cmts(
    states: Mapping[int, Sequence[int]], sys_object_id: str = "1.3.6.1.4.1.4998.2.1", descr: str = ""
) -> dict[str, Said]:
    modems = [(channel, state) for channel, said in states.items() for state in said]
    return device(
        sys_object_id,
        {
            **table(f"{MODEM}.5", dict(enumerate((channel for channel, _ in modems), 1))),
            **table(f"{MODEM}.9", dict(enumerate((state for _, state in modems), 1))),
            **table(UPSTREAM, {11: 334, 12: 0}),
        },
        sys_descr=descr,
        interfaces=CHANNELS,
    )


async def test_modems_are_counted_by_state_for_each_upstream_channel() -> None:
    poll = await polled(_cmts(STATES))
    modems = counted(poll, "cable_modems")
    assert poll.profile == "docsis-cmts"
    assert modems["US1/0"] == {**dict.fromkeys(modems["US1/0"], 0), "operational": 40, "ranging": 3}
    assert {state: number for state, number in modems["US1/1"].items() if number} == {
        "operational": 1,
        "other": 2,  # other(1), and a state that the MIB does not know
        "access_denied": 1,
        "ranging_aborted": 1,
    }
    assert modems["#0"]["ranging"] == 1, "a modem on an unknown channel is counted all the same"
    assert kinds(poll) == set()


async def test_every_state_is_given_for_each_channel() -> None:
    modems = counted(await polled(_cmts({11: [OPERATIONAL]})), "cable_modems")
    assert set(modems) == {"US1/0"}
    assert len(modems["US1/0"]) == 8
    assert sum(modems["US1/0"].values()) == 1


async def test_signal_over_noise_of_0_is_not_known() -> None:
    assert readings(await polled(_cmts(STATES)), "cable_upstream_signal_noise_decibels") == {"US1/0": 33.4}


async def test_a_cmts_without_modems_counts_none_and_has_no_problem() -> None:
    poll = await polled(_cmts({}))
    assert counted(poll, "cable_modems") == {}
    assert kinds(poll) == set()


@pytest.mark.parametrize(
    ("sys_object_id", "descr", "profile"),
    [
        ("1.3.6.1.4.1.20858.2.600", "Casa C100G", "docsis-cmts"),
        ("1.3.6.1.4.1.4981.4.1", "BSR64000", "docsis-cmts"),
        ("1.3.6.1.4.1.9.1.827", "Cisco IOS Software, uBR10000 Software", "docsis-cmts"),
        ("1.3.6.1.4.1.9.1.2141", "Cisco IOS Software, cBR-8 Software", "docsis-cmts"),
        ("1.3.6.1.4.1.9.1.1745", "Cisco IOS Software, IOS-XE Software", "cisco-ios-xe"),
        ("1.3.6.1.4.1.9.1.1639", "Cisco IOS XR Software (Cisco ASR9K Series)", "cisco-ios-xr"),
        ("1.3.6.1.4.1.9.12.3.1.3.1084", "Cisco NX-OS(tm) n5000", "cisco-nx-os"),
    ],
)
async def test_cmtses_and_ciscos_systems_are_told_apart(sys_object_id: str, descr: str, profile: str) -> None:
    assert (await polled(_cmts({}, sys_object_id, descr))).profile == profile
