"""Synthetic OLTs and a BRAS, as `synthetic` serves them: index shapes, sentinels and units as real ones have them, small enough to count by hand."""

from collections.abc import Mapping, Sequence

from tests.support.synthetic import Gauge, Said, device, table

INVALID = 2_147_483_647

XPON = "1.3.6.1.4.1.2011.6.128.1.1.2"
BOARDS = "1.3.6.1.4.1.2011.2.6.7.1.1.2.1"
SLOTS = "1.3.6.1.4.1.2011.6.3.3.2.1.8"

# ifIndex of a SmartAX PON port: 0xFA000000 + slot × 8192 + port × 256.
GPON_0_0_15, GPON_0_1_0, GPON_0_1_1, GPON_0_1_2 = 4_194_307_840, 4_194_312_192, 4_194_312_448, 4_194_312_704
# Run states of the ONTs of a port: 1 up, 2 down, -1 the query failed.
SMARTAX_ONTS: Mapping[int, Sequence[int]] = {
    GPON_0_0_15: [1] * 11,
    GPON_0_1_0: [1, 1, 2, 1, -1, 1, 2, 1, 1],
    GPON_0_1_1: [2, 2, 2],
}


def smartax(
    changed: Mapping[str, Said] | None = None, onts: Mapping[int, Sequence[int]] = SMARTAX_ONTS
) -> dict[str, Said]:
    """A Huawei SmartAX OLT with two line boards and two control boards."""
    ports = {GPON_0_0_15: "GPON 0/0/15", GPON_0_1_0: "GPON 0/1/0", GPON_0_1_1: "GPON 0/1/1", GPON_0_1_2: "GPON 0/1/2"}
    objects = {
        **table(f"{BOARDS}.5", {"0.0": -1, "0.1": -1, "0.9": 17, "0.10": 0}),
        **table(f"{BOARDS}.6", {"0.0": -1, "0.1": -1, "0.9": 52, "0.10": 51}),
        **table(f"{BOARDS}.10", {"0.0": 45, "0.1": INVALID, "0.9": 48, "0.10": -3}),
        # normal, fault, null, normal, manualshutdown
        **table(SLOTS, {"0.0": 2, "0.1": 3, "0.2": 1, "0.9": 2, "0.10": 16}),
        **table(
            f"{XPON}.46.1.15",
            {f"{port}.{ont}": state for port, states in onts.items() for ont, state in enumerate(states)},
        ),
        **table(f"{XPON}.21.1.16", {GPON_0_0_15: 11, GPON_0_1_0: 9, GPON_0_1_1: 3, GPON_0_1_2: 0}),
        **table(f"{XPON}.23.1.1", {GPON_0_0_15: 42, GPON_0_1_0: 39, GPON_0_1_1: 41, GPON_0_1_2: INVALID}),
        **table(f"{XPON}.23.1.2", {GPON_0_0_15: 328, GPON_0_1_0: 331, GPON_0_1_1: 330, GPON_0_1_2: INVALID}),
        **table(f"{XPON}.23.1.3", {GPON_0_0_15: 17, GPON_0_1_0: 12, GPON_0_1_1: 14, GPON_0_1_2: INVALID}),
        **table(f"{XPON}.23.1.4", {GPON_0_0_15: 720, GPON_0_1_0: 336, GPON_0_1_1: 411, GPON_0_1_2: INVALID}),
        **table(f"{XPON}.51.1.4", _received(onts, [-1850, -2705, -2210])),
        **table(f"{XPON}.51.1.6", _received(onts, [7650, 7012, 7300])),
    }
    return device(
        "1.3.6.1.4.1.2011.2.248",
        {**objects, **(changed or {})},
        sys_descr="Huawei Integrated Access Software",
        interfaces=ports,
    )


def _received(onts: Mapping[int, Sequence[int]], values: Sequence[int]) -> dict[int | str, Said]:
    """A value for each ONT, in turn; only those that are up can be asked."""
    return {
        f"{port}.{ont}": values[ont % len(values)] if state == 1 else INVALID
        for port, states in onts.items()
        for ont, state in enumerate(states)
    }


# What the ONUs of a C320 say of themselves, by PON port of board 1, in the words of ZTE: 5, 18, 39, 19, 9, 25, 10, together 125.
ZTE_ONUS: Mapping[int, Sequence[str]] = {
    1: ["working"] * 4 + ["los"],
    2: ["working"] * 15 + ["dyingGasp"] * 3,
    3: ["working"] * 39,
    4: ["offline"] * 19,
    5: ["working"] * 8 + ["authFailed"],
    6: ["working"] * 24 + ["logging"],
    7: ["working"] * 10,
}
ZTE_PHASES = ("logging", "los", "syncMib", "working", "dyingGasp", "authFailed", "offline")
ZTE_OLD = "1.3.6.1.4.1.3902.1012.3"
ZTE_CARDS_OLD = "1.3.6.1.4.1.3902.1015.2.1.1.3.1"
ZTE_NEW = "1.3.6.1.4.1.3902.1082"


def old_index(port: int) -> int:
    """Index of a PON port of board 1 in the old tree: 0x10010000 + port × 256."""
    return 0x1001_0000 + port * 256


def new_index(port: int) -> int:
    """The same in the new tree, and its ifIndex: 0x11010100 + port."""
    return 0x1101_0100 + port


def zte_c320(changed: Mapping[str, Said] | None = None, *, new: bool, from_one: bool = False) -> dict[str, Said]:
    """A ZTE C320 with both trees filled; software V1 (`new=False`) and V2 differ in sysObjectID.

    Args:
        changed: Objects beside these, or instead of them.
        new: V2.
        from_one: The old tree counts phases from 1.
    """
    onus = [(port, onu, said) for port, states in ZTE_ONUS.items() for onu, said in enumerate(states, 1)]
    objects = {
        **table(
            f"{ZTE_OLD}.28.2.1.4", {f"{old_index(p)}.{o}": ZTE_PHASES.index(said) + from_one for p, o, said in onus}
        ),
        **table(f"{ZTE_OLD}.13.1.1.13", {old_index(port): len(ZTE_ONUS.get(port, ())) for port in range(1, 9)}),
        **table(f"{ZTE_OLD}.50.12.1.1.10", {f"{old_index(p)}.{o}.1": _raw(o, said) for p, o, said in onus}),
        **table("1.3.6.1.4.1.3902.1015.1010.11.2.1.2", {f"{old_index(p)}.{o}": _heard(o, said) for p, o, said in onus}),
        **table("1.3.6.1.4.1.3902.1015.3.1.13.1.4", {new_index(1): 4213, new_index(8): 0}),
        **table("1.3.6.1.4.1.3902.1015.3.1.13.1.9", {new_index(1): 14_690, new_index(8): 0}),
        **table("1.3.6.1.4.1.3902.1015.3.1.13.1.10", {new_index(1): 3259, new_index(8): 0}),
        **table("1.3.6.1.4.1.3902.1015.3.1.13.1.12", {new_index(1): 39_125, new_index(8): 0}),
        **table(f"{ZTE_CARDS_OLD}.5", {"1.1.1": 1, "1.1.2": 4, "1.1.3": 1, "1.1.4": 1}),
        **table(f"{ZTE_CARDS_OLD}.9", {"1.1.1": 11, "1.1.2": 0, "1.1.3": 0, "1.1.4": 8}),
        **table(f"{ZTE_CARDS_OLD}.11", {"1.1.1": 26, "1.1.2": 0, "1.1.3": 0, "1.1.4": 25}),
        **table(
            f"{ZTE_NEW}.500.10.2.3.8.1.4", {f"{new_index(p)}.{o}": ZTE_PHASES.index(said) + 1 for p, o, said in onus}
        ),
        **table(f"{ZTE_NEW}.500.20.2.2.2.1.10", {f"{new_index(p)}.{o}.1": _raw(o, said) for p, o, said in onus}),
        **table(f"{ZTE_NEW}.500.1.2.4.2.1.2", {f"{new_index(p)}.{o}": _heard(o, said) for p, o, said in onus}),
        # inService; hwOffline; inService; deactived
        **table(f"{ZTE_NEW}.10.1.2.4.1.5", {"1.1.1": 1, "1.1.2": 4, "1.1.3": 1, "1.1.4": 1, "1.1.5": 8}),
        **table(f"{ZTE_NEW}.10.1.2.4.1.9", {"1.1.1": 11, "1.1.2": 0, "1.1.3": 0, "1.1.4": 8, "1.1.5": 0}),
        **table(f"{ZTE_NEW}.10.1.2.4.1.11", {"1.1.1": 26, "1.1.2": 0, "1.1.3": 0, "1.1.4": 25, "1.1.5": 0}),
        **table(f"{ZTE_NEW}.10.10.2.1.6.1.2", {"1.1.1": 38, "1.1.2": -1000, "1.1.3": 37, "1.1.4": 43}),
        **table(f"{ZTE_NEW}.10.10.2.4.11.1.5", {"1.1.1": 1, "1.1.2": 2, "1.1.3": 3}),
        **table(f"{ZTE_NEW}.10.10.2.4.11.1.7", {"1.1.1": 3240, "1.1.2": 0, "1.1.3": -1000}),
        **table(f"{ZTE_NEW}.30.40.2.4.1.2", {new_index(1): 0, 285_279_234: -8412}),
        **table(f"{ZTE_NEW}.30.40.2.4.1.3", {new_index(1): 5210, 285_279_234: -2277}),
        **table(f"{ZTE_NEW}.30.40.2.4.1.5", {new_index(1): 21_350, 285_279_234: 30_120}),
        **table(f"{ZTE_NEW}.30.40.2.4.1.6", {new_index(1): 3281, 285_279_234: 3316}),
        **table(f"{ZTE_NEW}.30.40.2.4.1.8", {new_index(1): 41_500, 285_279_234: INVALID}),
    }
    return device(
        "1.3.6.1.4.1.3902.1082.1001.320.2.1" if new else "1.3.6.1.4.1.3902.1015.320.1.2",
        {**objects, **(changed or {})},
        sys_descr="C320 Version V2.1.0 Software, Copyright (c) by ZTE Corporation Compiled"
        if new
        else "ZXPON C320 V1.2.5",
        interfaces={**{new_index(port): f"gpon_1/1/{port}" for port in range(1, 9)}, 285_279_234: "xgei_1/4/2"},
    )


def _raw(onu: int, said: str) -> int:
    # × 0.002 - 30: 5750 is -18.5 dBm, 3000 is -24; 64536 is -1000 in 16 bits and -32 dBm; 65535 is an ONU that cannot be asked.
    return (5750, 3000, 64_536)[onu % 3] if said == "working" else 65_535


def _heard(onu: int, said: str) -> int:
    return (-23_102, -26_500)[onu % 2] if said == "working" else -80_000


FIBERHOME = "1.3.6.1.4.1.5875.800.3"
# Slot, PON port → states of its ONUs: 0 fibre cut, 1 online, 2 power cut, 3 offline.
FIBERHOME_ONUS: Mapping[tuple[int, int], Sequence[int]] = {
    (11, 1): [1] * 12,
    (11, 2): [1, 1, 0, 2, 3],
    (20, 16): [1] * 30 + [2, 2],
}


def fiberhome_index(slot: int, pon: int, onu: int = 0) -> int:
    """Slot, PON port and ONU in one number; from slot 64 on it would be beyond 2^31."""
    return slot << 25 | pon << 19 | onu << 8


def fiberhome() -> dict[str, Said]:
    """A FiberHome AN5516 with two control boards and two line boards."""
    rows = [
        (slot, pon, onu, said) for (slot, pon), states in FIBERHOME_ONUS.items() for onu, said in enumerate(states, 1)
    ]
    ports = {fiberhome_index(*port): port for port in FIBERHOME_ONUS}
    cards, pons = f"{FIBERHOME}.9.8.1.1", f"{FIBERHOME}.9.3.4.1"
    objects = {
        **table(f"{cards}.5", {9: 1234, 10: 0}),
        **table(f"{cards}.6", {9: 4321, 10: 4100}),
        f"{FIBERHOME}.9.4.5.0": 36,
        **table(f"{FIBERHOME}.60.2.1.1", {1: 1, 2: 2, 3: 4}),
        **table(f"{FIBERHOME}.60.1.1.2", {1: 1, 2: 3}),
        **table(f"{FIBERHOME}.10.1.1.11", {fiberhome_index(slot, pon, onu): said for slot, pon, onu, said in rows}),
        **table(
            f"{FIBERHOME}.9.3.3.1.6",
            {fiberhome_index(slot, pon, onu): -1900 - 10 * onu if said == 1 else 0 for slot, pon, onu, said in rows},
        ),
        **table(f"{pons}.8", dict(zip(ports, [517, 0, 348], strict=True))),
        **table(f"{pons}.9", dict(zip(ports, [331, 0, 329], strict=True))),
        **table(f"{pons}.10", dict(zip(ports, [1520, 0, 1610], strict=True))),
        **table(f"{pons}.11", dict(zip(ports, [4215, 0, 3990], strict=True))),
        **table(f"{pons}.12", dict(zip(ports, [12, 6, 32], strict=True))),
    }
    return device(
        "1.3.6.1.4.1.5875.800.1001.11",
        objects,
        sys_descr="AN5516-01",
        interfaces={index: f"PON {slot}/{pon}" for index, (slot, pon) in ports.items()},
    )


def bras(online: int = 3394, pppoe: int = 628) -> dict[str, Said]:
    """A Huawei ME60: sysDescr is empty."""
    return device(
        "1.3.6.1.4.1.2011.2.89.5",
        {
            "1.3.6.1.4.1.2011.5.2.1.14.1.1.0": Gauge(online),
            "1.3.6.1.4.1.2011.5.2.1.14.1.2.0": Gauge(pppoe),
            "1.3.6.1.2.1.47.1.1.1.1.7.9": "MPU Board 9",
            "1.3.6.1.4.1.2011.5.25.31.1.1.1.1.5.9": 12,
            "1.3.6.1.4.1.2011.5.25.31.1.1.1.1.7.9": 34,
            "1.3.6.1.4.1.2011.5.25.31.1.1.1.1.11.9": 41,
        },
        interfaces={12: "GigabitEthernet4/0/0"},
    )
