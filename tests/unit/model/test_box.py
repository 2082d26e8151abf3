"""Boxes: what lies inside, and what a margin lets in."""

import pytest

from fengsui.model.box import Box

BOX = Box(west=103.7, south=35.9, east=104.0, north=36.2)


@pytest.mark.parametrize(
    ("longitude", "latitude", "inside"),
    [(103.8, 36.0, True), (103.7, 35.9, True), (104.05, 36.0, False), (103.8, 36.25, False), (36.0, 103.8, False)],
)
def test_a_place_is_inside_or_outside(longitude: float, latitude: float, inside: bool) -> None:
    assert BOX.holds(longitude, latitude) is inside


def test_a_margin_lets_in_what_lies_beside_it() -> None:
    assert BOX.holds(104.05, 36.25, margin=0.1)
    assert not BOX.holds(104.2, 36.0, margin=0.1)
