"""Administrative divisions after GB/T 2260, and which of them county coverage is counted over."""

from dataclasses import dataclass
from enum import StrEnum


class DivisionLevel(StrEnum):
    """Level of an administrative division below the province."""

    PREFECTURE = "prefecture"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division.

    Attributes:
        code: GB/T 2260 code of today, six digits.
        level: Prefecture-level or county-level.
        parent_code: Code of the prefecture, or of the province for a prefecture.
        coverage_unit: True for the units that county coverage is counted over: county-level divisions, and
            prefectures without counties (Jiayuguan).
        code_2011, name_2011: As they stood when the plan of 2011 was written.
        population: Residents of the census of `year`; None where unknown.
        households: Households of the same year; derived from the census, see docs.
        longitude, latitude: WGS-84 degrees of a point inside the division; None where unknown.
    """

    code: str
    name_zh: str
    name_en: str
    pinyin: str
    level: DivisionLevel
    parent_code: str
    coverage_unit: bool
    code_2011: str
    name_2011: str
    population: int | None = None
    households: int | None = None
    year: int | None = None
    longitude: float | None = None
    latitude: float | None = None

    @property
    def prefecture_code(self) -> str:
        """Code of the prefecture that the division is or belongs to."""
        return self.code if self.level is DivisionLevel.PREFECTURE else self.parent_code
