"""What Huawei's numbers mean, worked by hand from what real devices answer."""

import pytest

from fengsui.collectors.profiles.transforms import TRANSFORMS


def converted(transform: str, value: float | str) -> float | None:
    return TRANSFORMS[transform].convert(value, {})


# 10 × log10(0.536 mW) = -2.708…; an S12704 says 331 µW and, by lane, -480.00: the same light.
@pytest.mark.parametrize(
    ("value", "dbm"), [(536, -2.71), (575, -2.40), (604, -2.19), (331, -4.80), (46, -13.37), (100, -10.0), (1000, 0.0)]
)
def test_a_power_above_0_is_in_microwatts(value: int, dbm: float) -> None:
    assert converted("microwatt_or_centi_dbm", value) == pytest.approx(dbm, abs=0.005)


@pytest.mark.parametrize(("value", "dbm"), [(-4000, -40.0), (-290, -2.9), (-1684, -16.84)])
def test_a_power_below_0_is_in_hundredths_of_a_dbm(value: int, dbm: float) -> None:
    assert converted("microwatt_or_centi_dbm", value) == pytest.approx(dbm)


def test_a_power_of_0_is_none() -> None:
    assert converted("microwatt_or_centi_dbm", 0) is None


@pytest.mark.parametrize(
    ("said", "hundredths"),
    [
        ("-480.00", -480.0),
        ("-801", -801.0),
        ("-4000.00", -4000.0),
        ("-230,-245,-1310,-228", -1310.0),
        ("-230.00,-1,0,2147483647", -230.0),
    ],
)
def test_the_weakest_lane_speaks_for_a_module(said: str, hundredths: float) -> None:
    assert converted("weakest_lane", said) == hundredths


@pytest.mark.parametrize("said", ["", "-1,-1,-1,-1", "0", "2147483647", "--", "NULL", 536])
def test_lanes_without_a_reading_are_none(said: str | int) -> None:
    assert converted("weakest_lane", said) is None


# An S12704 says 30120 for a laser at 30 mA, an ME60 says 30.
@pytest.mark.parametrize(
    ("value", "amperes"), [(30_120, 0.03012), (5_818, 0.005818), (30, 0.030), (9, 0.009), (1, 0.001)]
)
def test_a_bias_is_in_microamperes_or_in_milliamperes(value: int, amperes: float) -> None:
    assert converted("microampere_or_milliampere", value) == pytest.approx(amperes)
