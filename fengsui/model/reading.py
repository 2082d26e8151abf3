"""The readings that a profile may give: name, base unit, labels, what is possible, and what it means in English and Chinese.

This is the one table of them. Profiles are checked against it when they load, metrics and the reference are made from it. A name
ends in its base unit as metric names do; a count has none. What a vendor's device says in other units is converted by its profile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class ReadingKind:
    """What is known of a reading beforehand.

    Attributes:
        unit: Base unit: `ratio`, `celsius`, `dbm`, `volts`, `amperes`, `watts`, `rpm`, `decibels`, `bool` (0 or 1) or `count`.
        en, zh: What it means.
        labels: Names of the labels that a value has beside the part it belongs to.
        of_interface: True where the part is an interface, so that the value stands beside the interface's own series.
        low, high: What can be true at all; what lies outside is absent and counted. A profile may narrow it.
    """

    name: str
    unit: str
    en: str
    zh: str
    labels: tuple[str, ...] = ()
    of_interface: bool = False
    low: float = 0.0
    high: float = 1.0


# No network card of the world sends more than a watt, and none hears below -60 dBm.
_DBM = (-60.0, 30.0)
_CELSIUS = (-60.0, 200.0)
_MOST = 1e9

_KINDS: Final = (
    ReadingKind(
        "cpu_utilisation_ratio", "ratio", "Processor load, mean over what the device calls current.", "处理器利用率。"
    ),
    ReadingKind("memory_utilisation_ratio", "ratio", "Used over installed memory.", "内存利用率。"),
    ReadingKind(
        "temperature_celsius",
        "celsius",
        "Temperature of a board or sensor.",
        "单板或传感器温度。",
        low=_CELSIUS[0],
        high=_CELSIUS[1],
    ),
    ReadingKind("fan_up", "bool", "1 where the fan works, 0 where it does not.", "风扇正常为 1,否则为 0。"),
    ReadingKind(
        "power_supply_up", "bool", "1 where the power supply works, 0 where it does not.", "电源正常为 1,否则为 0。"
    ),
    ReadingKind("board_up", "bool", "1 where the board works, 0 where it does not.", "单板正常为 1,否则为 0。"),
    ReadingKind("sensor_volts", "volts", "Voltage by a sensor.", "传感器电压。", low=-1e6, high=1e6),
    ReadingKind("sensor_amperes", "amperes", "Current by a sensor.", "传感器电流。", low=-1e5, high=1e5),
    ReadingKind("sensor_watts", "watts", "Power by a sensor.", "传感器功率。", low=-1e6, high=1e6),
    ReadingKind("sensor_rpm", "rpm", "Revolutions a minute by a sensor.", "传感器转速(每分钟)。", high=1e6),
    ReadingKind(
        "sensor_dbm",
        "dbm",
        "Optical power by a sensor that names no interface.",
        "传感器光功率(无对应接口)。",
        low=_DBM[0],
        high=_DBM[1],
    ),
    ReadingKind(
        "optical_receive_power_dbm",
        "dbm",
        "Optical power that the module receives.",
        "光模块接收光功率。",
        of_interface=True,
        low=_DBM[0],
        high=_DBM[1],
    ),
    ReadingKind(
        "optical_transmit_power_dbm",
        "dbm",
        "Optical power that the module sends.",
        "光模块发送光功率。",
        of_interface=True,
        low=_DBM[0],
        high=_DBM[1],
    ),
    ReadingKind(
        "optical_temperature_celsius",
        "celsius",
        "Temperature of the optical module.",
        "光模块温度。",
        of_interface=True,
        low=_CELSIUS[0],
        high=_CELSIUS[1],
    ),
    ReadingKind(
        "optical_voltage_volts",
        "volts",
        "Supply voltage of the optical module.",
        "光模块电压。",
        of_interface=True,
        high=20.0,
    ),
    ReadingKind(
        "optical_bias_amperes",
        "amperes",
        "Bias current of the module's laser.",
        "光模块偏置电流。",
        of_interface=True,
        high=2.0,
    ),
    ReadingKind(
        "pon_onus",
        "count",
        "ONUs of the PON port by state.",
        "PON 口 ONU 数(按状态)。",
        ("state",),
        of_interface=True,
        high=_MOST,
    ),
    ReadingKind(
        "pon_onus_configured",
        "count",
        "ONUs that are configured on the PON port.",
        "PON 口已配置 ONU 数。",
        of_interface=True,
        high=_MOST,
    ),
    ReadingKind(
        "pon_onu_receive_power_dbm",
        "dbm",
        "Optical power that the port's ONUs receive: quantile 0 is the weakest, 0.5 the median.",
        "ONU 接收光功率分位数(0 为最弱,0.5 为中位数)。",
        ("quantile",),
        of_interface=True,
        low=_DBM[0],
        high=_DBM[1],
    ),
    ReadingKind(
        "pon_olt_receive_power_dbm",
        "dbm",
        "Optical power that the OLT receives from the port's ONUs: quantile 0 is the weakest, 0.5 the median.",
        "OLT 侧接收 ONU 光功率分位数(0 为最弱,0.5 为中位数)。",
        ("quantile",),
        of_interface=True,
        low=_DBM[0],
        high=_DBM[1],
    ),
    ReadingKind(
        "subscribers_online",
        "count",
        "Users online at this moment, as the device counts them.",
        "当前在线用户数。",
        high=_MOST,
    ),
    ReadingKind(
        "subscribers_online_pppoe", "count", "PPPoE users online at this moment.", "当前在线 PPPoE 用户数。", high=_MOST
    ),
    ReadingKind(
        "bgp_session_up", "bool", "1 where the BGP session is established.", "BGP 会话建立为 1。", ("peer", "remote_as")
    ),
    ReadingKind(
        "ospf_neighbours", "count", "OSPF neighbours by state.", "OSPF 邻居数(按状态)。", ("state",), high=_MOST
    ),
    ReadingKind(
        "isis_adjacencies", "count", "IS-IS adjacencies by state.", "IS-IS 邻接数(按状态)。", ("state",), high=_MOST
    ),
    ReadingKind(
        "lldp_neighbours",
        "count",
        "LLDP neighbours of the interface.",
        "接口的 LLDP 邻居数。",
        of_interface=True,
        high=_MOST,
    ),
    ReadingKind(
        "cable_modems", "count", "Cable modems by state.", "电缆调制解调器数(按状态)。", ("state",), high=_MOST
    ),
    ReadingKind(
        "cable_upstream_signal_noise_decibels",
        "decibels",
        "Signal over noise of an upstream channel.",
        "上行信道信噪比。",
        of_interface=True,
        low=-20.0,
        high=100.0,
    ),
)


def _by_name(kinds: Iterable[ReadingKind]) -> Mapping[str, ReadingKind]:
    return MappingProxyType({kind.name: kind for kind in kinds})


READINGS: Final = _by_name(_KINDS)
