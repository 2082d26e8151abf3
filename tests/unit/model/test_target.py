"""A target is for everybody and everywhere unless it says otherwise."""

from datetime import date

from fengsui.model.target import Measure, Phase, Target, TargetFigure


def test_a_target_is_a_share_for_the_whole_province_unless_it_says_otherwise() -> None:
    target = Target("x", TargetFigure.HOUSEHOLD_PENETRATION, 0.3, date(2015, 12, 31))
    assert target.measure is Measure.RATIO
    assert (target.division, target.carrier, target.phase) == (None, None, None)


def test_a_phase_without_divisions_is_for_all() -> None:
    assert Phase("province", 2, "全省推广", "Whole province").divisions == ()
