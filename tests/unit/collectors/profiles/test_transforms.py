import pytest

from fengsui.collectors.profiles.transforms import TRANSFORMS


def _converted(name: str, value: float, **row: object) -> float | None:
    return TRANSFORMS[name].convert(value, row)


@pytest.mark.parametrize(
    ("whole", "hundredths", "sign", "worth"),
    [
        (-2, 55, -1, -2.55),  # as the N18010 answers it
        (-2, 9, -1, -2.09),
        (-2, 55, 1, -2.55),  # a part with a sign has it
        (2, 55, -1, -2.55),
        (0, 95, -1, -0.95),
        (0, 9, 1, 0.09),
        (1, 50, 1, 1.5),
        (-3, 7, None, -3.07),  # the whole part has the sign already
        (0, 0, None, 0.0),
        (0, 95, None, None),  # 0.95 or -0.95: not known
        (-2, None, -1, None),
        (-2, 100, -1, None),
        (-2, -1, -1, None),
    ],
)
def test_a_number_in_pieces_is_put_together_with_its_sign(
    whole: int, hundredths: int | None, sign: int | None, worth: float | None
) -> None:
    assert _converted("whole_and_hundredths", whole, hundredths=hundredths, sign=sign) == pytest.approx(worth)


@pytest.mark.parametrize(("tenths", "dbm"), [(790, -11.0237), (10_000, 0.0), (1, -40.0), (0, None), (-1, None)])
def test_tenths_of_a_microwatt_become_dbm_and_darkness_nothing(tenths: int, dbm: float | None) -> None:
    assert _converted("tenth_microwatt_to_dbm", tenths) == pytest.approx(dbm, abs=1e-4)


@pytest.mark.parametrize(
    ("value", "scale", "precision", "worth"),
    [
        (-2456, 8, 0, -2.456),  # milli
        (419, 9, 1, 41.9),
        (21600, 9, 2, 216.0),
        (4025, 8, 4, 0.0004025),
        (5, 10, 0, 5000.0),
        (5, 18, 0, None),  # there is no power beyond yotta
        (5, 9, 10, None),
        (5, None, 0, None),
    ],
)
def test_a_sensor_is_worth_what_its_scale_and_precision_say(
    value: int, scale: int | None, precision: int, worth: float | None
) -> None:
    assert _converted("entity_sensor", value, scale=scale, precision=precision) == pytest.approx(worth)
