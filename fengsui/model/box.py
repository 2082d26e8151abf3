"""Boxes of longitudes and latitudes, which a place lies inside or outside of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """The least and the greatest longitude and latitude of an area, in WGS-84 degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float, *, margin: float = 0.0) -> bool:
        """True where the place lies inside, or outside by at most `margin` degrees."""
        return (
            self.west - margin <= longitude <= self.east + margin
            and self.south - margin <= latitude <= self.north + margin
        )
