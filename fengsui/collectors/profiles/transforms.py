"""Named conversions of values for which a factor and an offset do not do; each says where it comes from.

A transform takes the raw value and the row (other columns and lookups by name) and gives a number, or None where the value says nothing.
The factor, the offset and the range of the reading apply to what it gives.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Row = Mapping[str, object]
# Largest power of ten that a sensor's scale and precision may ask for.
_NUMBER = re.compile(r"[-+]?[0-9]{1,12}(?:\.[0-9]{1,9})?")
_LONGEST_NUMBER = 64


@dataclass(frozen=True, slots=True)
class Transform:
    """A conversion.

    Attributes:
        needs: Names of columns or lookups that the group must have for it.
        takes_text: True where the value may be text.
        means: What it does, for the reference.
    """

    convert: Callable[[float | str, Row], float | None]
    means: str
    needs: tuple[str, ...] = ()
    takes_text: bool = False


def _dbm_of_milliwatts(milliwatts: float) -> float | None:
    # No light at all has no level in decibels.
    return 10 * math.log10(milliwatts) if milliwatts > 0 else None


def _microwatt_or_centi_dbm(value: float) -> float | None:
    if value == 0:
        return None
    return _dbm_of_milliwatts(value / 1000) if value > 0 else value / 100


def _signed(bits: int) -> Callable[[float], float | None]:
    def convert(value: float) -> float | None:
        number = int(value)
        if not 0 <= number < 1 << bits:
            return value if -(1 << bits - 1) <= number < 0 else None
        return float(number - (1 << bits) if number >= 1 << bits - 1 else number)

    return convert


_signed16 = _signed(16)


def _zte_onu_rx(value: float) -> float | None:
    number = _signed16(value)
    # 65535 (-1) is what an ONU that cannot be asked answers.
    return None if number is None or number == -1 else number * 0.002 - 30


def _entity_sensor(value: float, row: Row) -> float | None:
    scale, precision = row.get("scale"), row.get("precision")
    if not isinstance(scale, int) or not isinstance(precision, int) or not 1 <= scale <= 17 or not -8 <= precision <= 9:
        return None
    # EntitySensorDataScale: units are 9, and each step is a factor of a thousand (yocto 1 … yotta 17).
    return value * float(f"1e{3 * (scale - 9) - precision}")


def _entity_sensor_watts_to_dbm(value: float, row: Row) -> float | None:
    watts = _entity_sensor(value, row)
    return None if watts is None else _dbm_of_milliwatts(watts * 1000)


def _whole_and_hundredths(value: float, row: Row) -> float | None:
    hundredths, sign = row.get("hundredths"), row.get("sign")
    if not isinstance(hundredths, int) or not 0 <= hundredths <= 99:
        return None
    if value < 0:
        sign = -1
    elif sign not in (-1, 1):
        # Without the sign, 0 and 95 may be 0.95 or -0.95.
        sign = None if value == 0 and hundredths else 1
    return None if sign is None else sign * (abs(value) + hundredths / 100)


def _text_number(value: float | str, _row: Row) -> float | None:
    if not isinstance(value, str):
        return value
    found = _NUMBER.search(value[:_LONGEST_NUMBER])
    return float(found.group()) if found else None


def _weakest_lane(value: float | str, _row: Row) -> float | None:
    if not isinstance(value, str):
        return None
    lanes = [float(number) for number in _NUMBER.findall(value)]
    # The words for a lane without a reading are those of the module's own power: none, no module, invalid.
    return min((lane for lane in lanes if lane not in (0, -1, 2147483647)), default=None)


def _microampere_or_milliampere(value: float) -> float | None:
    # A laser's bias is some mA to some hundred mA: below 1000 it cannot be µA, from there on it cannot be mA.
    return value * 1e-6 if value >= 1000 else value * 1e-3


def _plain(convert: Callable[[float], float | None], means: str) -> Transform:
    return Transform(lambda value, _row: None if isinstance(value, str) else convert(value), means)


def _with_row(convert: Callable[[float, Row], float | None], means: str, *needs: str) -> Transform:
    return Transform(lambda value, row: None if isinstance(value, str) else convert(value, row), means, needs)


TRANSFORMS: Final[Mapping[str, Transform]] = MappingProxyType(
    {
        "microwatt_or_centi_dbm": _plain(
            _microwatt_or_centi_dbm,
            "above 0 microwatts turned into dBm, below 0 hundredths of a dBm, 0 nothing (HUAWEI-ENTITY-EXTENT-MIB as VRP answers it)",
        ),
        "microwatt_to_dbm": _plain(lambda value: _dbm_of_milliwatts(value / 1000), "microwatts to dBm; 0 is nothing"),
        "tenth_microwatt_to_dbm": _plain(
            lambda value: _dbm_of_milliwatts(value / 10_000),
            "tenths of a microwatt to dBm; 0 is nothing (TIMETRA-PORT-MIB)",
        ),
        "nanowatt_to_dbm": _plain(lambda value: _dbm_of_milliwatts(value / 1e6), "nanowatts to dBm; 0 is nothing"),
        "entity_sensor": _with_row(
            _entity_sensor,
            "value × the power of ten that columns `scale` and `precision` give (ENTITY-SENSOR-MIB)",
            "scale",
            "precision",
        ),
        "entity_sensor_watts_to_dbm": _with_row(
            _entity_sensor_watts_to_dbm, "as entity_sensor, then watts to dBm", "scale", "precision"
        ),
        "weakest_lane": Transform(
            _weakest_lane,
            "the least number of a list in a text, as in `-230.00,-245.00`; 0, -1 and 2147483647 are nothing",
            takes_text=True,
        ),
        "microampere_or_milliampere": _plain(
            _microampere_or_milliampere,
            "from 1000 microamperes, below milliamperes, turned into amperes (HUAWEI-ENTITY-EXTENT-MIB says µA, NE and ME60 answer in mA)",
        ),
        "whole_and_hundredths": _with_row(
            _whole_and_hundredths,
            "a number in pieces: this column its whole part, `hundredths` what follows the point, `sign` 1 or -1 (RUIJIE-FIBER-MIB)",
            "hundredths",
            "sign",
        ),
        "zte_onu_rx": _plain(_zte_onu_rx, "16 bits with a sign × 0.002 - 30; -1 is nothing (ZTE's ONU optics)"),
        "signed16": _plain(_signed16, "an unsigned number of 16 bits read with its sign"),
        "signed32": _plain(_signed(32), "an unsigned number of 32 bits read with its sign"),
        "text_number": Transform(_text_number, "the first number in a text, as in `-21.30 dBm`", takes_text=True),
    }
)
