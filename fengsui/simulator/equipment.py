"""The makes of equipment that the province is built of: what they call themselves, and which ports they have under which names.

Names and indexes follow the habits of the makes (VRP and Comware spell interfaces out, ZTE abbreviates them, PON ports of
OLTs have ifIndexes with frame, slot and port in their bits), so that whatever copes with these copes with the field.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fengsui.model.device import DeviceRole

GIGABIT = 1_000_000_000

# IANAifType (IANAifType-MIB).
OTHER, ETHERNET, LOOPBACK, VLAN, PON = 1, 6, 24, 53, 250


@dataclass(frozen=True, slots=True)
class PortGroup:
    """A card's worth of equal ports, or of virtual interfaces.

    Attributes:
        pattern: ifName with `{slot}` and `{port}`.
        speed: Line rate in bits per second; 0 for virtual interfaces.
        base, per_slot_step, per_port_step: ifIndex = base + slot × per_slot_step + port × per_port_step.
        per_slot: Ports on one card.
        slot, first: Number of the first slot and of the first port on each.
    """

    pattern: str
    count: int
    speed: int
    base: int
    type: int = ETHERNET
    per_slot: int = 48
    slot: int = 1
    first: int = 0
    per_slot_step: int = 100
    per_port_step: int = 1

    def ports(self) -> Iterator[tuple[int, str]]:
        """Index (ifIndex) and name (ifName) of each port."""
        for number in range(self.count):
            slot, port = self.slot + number // self.per_slot, self.first + number % self.per_slot
            yield (
                self.base + slot * self.per_slot_step + port * self.per_port_step,
                self.pattern.format(slot=slot, port=port),
            )


@dataclass(frozen=True, slots=True)
class Make:
    """One model of equipment.

    Attributes:
        wide: False for old gear without ifXTable, and so without 64-bit counters and ifName.
        host_uptime: True where the agent has hrSystemUptime.
        text_encoding: How the gear stores Chinese text; old management software in China writes GB18030.
        largest_answer: Most bytes of one answer.
    """

    name: str
    sys_descr: str
    sys_object_id: str
    groups: tuple[PortGroup, ...]
    wide: bool = True
    host_uptime: bool = False
    text_encoding: str = "utf-8"
    largest_answer: int = 1472


_VRP = "Huawei Versatile Routing Platform Software\r\nVRP (R) software, Version 8.180 ({0})\r\nHUAWEI {1}"
_COMWARE = "H3C Comware Platform Software, Software Version 7.1.075\r\nH3C {0}\r\nCopyright (c) 2004-2019 New H3C"

_HUAWEI_VIRTUAL = (
    PortGroup("InLoopBack0", 1, 0, 1, LOOPBACK, slot=0),
    PortGroup("NULL0", 1, 0, 2, OTHER, slot=0),
    PortGroup("LoopBack0", 1, 0, 3, LOOPBACK, slot=0),
    PortGroup("Ethernet0/0/0", 1, GIGABIT, 4, slot=0),
)
_H3C_VIRTUAL = (
    PortGroup("NULL0", 1, 0, 1, OTHER, slot=0),
    PortGroup("LoopBack0", 1, 0, 2, LOOPBACK, slot=0),
    PortGroup("M-GigabitEthernet0/0/0", 1, GIGABIT, 3, slot=0),
)
_ZTE_VIRTUAL = (
    PortGroup("null1", 1, 0, 1, OTHER, slot=0),
    PortGroup("loopback1", 1, 0, 2, LOOPBACK, slot=0),
    PortGroup("mgmt_eth", 1, GIGABIT, 3, slot=0),
)

_MAKES: dict[DeviceRole, tuple[Make, ...]] = {
    DeviceRole.CORE: (
        Make(
            "NE40E-X16A",
            _VRP.format("NE40E&80E V800R010C10SPC500", "NE40E-X16A"),
            "1.3.6.1.4.1.2011.2.62.2.9",
            (
                *_HUAWEI_VIRTUAL,
                PortGroup("100GE{slot}/0/{port}", 20, 100 * GIGABIT, 0, per_slot=10),
                PortGroup("10GE{slot}/0/{port}", 4, 10 * GIGABIT, 0, slot=5),
            ),
            host_uptime=True,
        ),
        Make(
            "CR16010H-FA",
            _COMWARE.format("CR16010H-FA"),
            "1.3.6.1.4.1.25506.1.1930",
            (
                *_H3C_VIRTUAL,
                PortGroup("HundredGigE{slot}/0/{port}", 20, 100 * GIGABIT, 0, per_slot=10, first=1),
                PortGroup("Ten-GigabitEthernet{slot}/0/{port}", 4, 10 * GIGABIT, 0, slot=5, first=1),
            ),
        ),
    ),
    DeviceRole.METRO: (
        Make(
            "NE40E-X8A",
            _VRP.format("NE40E&80E V800R010C10SPC500", "NE40E-X8A"),
            "1.3.6.1.4.1.2011.2.62.2.5",
            (
                *_HUAWEI_VIRTUAL,
                PortGroup("100GE{slot}/0/{port}", 4, 100 * GIGABIT, 0),
                PortGroup("GigabitEthernet{slot}/0/{port}", 20, 10 * GIGABIT, 0, slot=3, per_slot=10),
            ),
            host_uptime=True,
        ),
        Make(
            "ZXR10 M6000-8S",
            "ZXR10 ROS Version V3.00.10 ZXR10 M6000-8S Software, Version V3.00.10.B18, ZTE Corporation",
            "1.3.6.1.4.1.3902.3.100.6002.2",
            (
                *_ZTE_VIRTUAL,
                PortGroup("cgei-0/{slot}/0/{port}", 4, 100 * GIGABIT, 0, first=1),
                PortGroup("xgei-0/{slot}/0/{port}", 20, 10 * GIGABIT, 0, slot=3, first=1, per_slot=10),
            ),
        ),
    ),
    DeviceRole.COUNTY: (
        Make(
            "ATN 950C",
            _VRP.format("ATN 950C V300R003C10SPC500", "ATN 950C"),
            "1.3.6.1.4.1.2011.2.255.7",
            (
                *_HUAWEI_VIRTUAL,
                PortGroup("GigabitEthernet0/{slot}/{port}", 8, 10 * GIGABIT, 0, slot=2),
                PortGroup("GigabitEthernet0/{slot}/{port}", 16, GIGABIT, 0, slot=7),
            ),
        ),
        Make(
            "S7506E",
            _COMWARE.format("S7506E"),
            "1.3.6.1.4.1.25506.1.205",
            (
                *_H3C_VIRTUAL,
                PortGroup("Vlan-interface100", 1, 0, 4, VLAN, slot=0),
                PortGroup("Ten-GigabitEthernet{slot}/0/{port}", 8, 10 * GIGABIT, 0, first=1),
                PortGroup("GigabitEthernet{slot}/0/{port}", 16, GIGABIT, 0, slot=2, first=1),
            ),
            host_uptime=True,
        ),
        Make(
            "ZXCTN 6200",
            "ZXCTN 6200 Software, Version V2.10.00R2, ZTE Corporation",
            "1.3.6.1.4.1.3902.3.600.3.1.62",
            (
                *_ZTE_VIRTUAL,
                PortGroup("xgei_{slot}/{port}", 8, 10 * GIGABIT, 0, first=1),
                PortGroup("gei_{slot}/{port}", 16, GIGABIT, 0, slot=2, first=1),
            ),
            text_encoding="gb18030",
        ),
    ),
    DeviceRole.ACCESS: (
        Make(
            "MA5680T",
            "Huawei Integrated Access Software",
            "1.3.6.1.4.1.2011.2.80.8",
            (
                PortGroup("meth0", 1, GIGABIT, 0x0E000000, slot=0),
                PortGroup(
                    "ethernet0/{slot}/{port}",
                    2,
                    10 * GIGABIT,
                    0x0E000000,
                    slot=19,
                    per_slot_step=1 << 13,
                    per_port_step=64,
                ),
                PortGroup(
                    "ethernet0/{slot}/{port}", 4, GIGABIT, 0x0E000000, slot=20, per_slot_step=1 << 13, per_port_step=64
                ),
                PortGroup(
                    "GPON 0/{slot}/{port}",
                    16,
                    2_488_000_000,
                    0xFA000000,
                    PON,
                    per_slot=8,
                    per_slot_step=1 << 13,
                    per_port_step=1 << 8,
                ),
            ),
        ),
        Make(
            "C300",
            "C300 Version V2.1.0 Software, Copyright (c) by ZTE Corporation Compiled",
            "1.3.6.1.4.1.3902.1082.1001.300.2.1",
            (
                PortGroup("mgmt-1/1/1", 1, GIGABIT, 0x0F000000, slot=0),
                PortGroup(
                    "xgei_1/{slot}/{port}",
                    2,
                    10 * GIGABIT,
                    0x11000000,
                    slot=19,
                    first=1,
                    per_slot_step=1 << 16,
                    per_port_step=1 << 8,
                ),
                PortGroup(
                    "gei_1/{slot}/{port}",
                    4,
                    GIGABIT,
                    0x11000000,
                    slot=20,
                    first=1,
                    per_slot_step=1 << 16,
                    per_port_step=1 << 8,
                ),
                PortGroup(
                    "gpon_1/{slot}/{port}",
                    16,
                    2_488_000_000,
                    0x10000000,
                    PON,
                    per_slot=8,
                    first=1,
                    per_slot_step=1 << 16,
                    per_port_step=1 << 8,
                ),
            ),
            text_encoding="gb18030",
        ),
    ),
}

# County switches of a network that was built early: 32-bit counters and no ifXTable, as recordings of this series show.
OLD_COUNTY_SWITCH = Make(
    "ZXR10 5928E",
    "ZXR10 ROS Version V4.8.23 ZXR10 5928E Software, Version V2.8.23.B.16.P06, ZTE Corporation",
    "1.3.6.1.4.1.3902.3.100.50",
    (
        PortGroup("vlan100", 1, 0, 1000, VLAN, slot=0),
        PortGroup("gei_{slot}/{port}", 24, GIGABIT, 0, slot=0, first=1),
    ),
    wide=False,
    text_encoding="gb18030",
)


def makes_for(role: DeviceRole) -> tuple[Make, ...]:
    """What carriers buy for a place in the network."""
    return _MAKES[role]
