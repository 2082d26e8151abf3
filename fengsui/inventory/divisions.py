"""Divisions of Gansu as shipped, and codes that files may carry in place of today's.

Which divisions count is data: the shipped table fills an empty database once, and what stands in the database counts.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fengsui.model.box import Box
from fengsui.model.division import Division, DivisionLevel

# Codes that stand for a division under another code, and why.
ALIASES = {
    "620201": ("620200", "Jiayuguan has no counties: GB/T 2260 knows the city as 620200"),
    "620824": ("620881", "Huating county became Huating city in 2018"),
}
# Codes that look like a division and are none.
NOT_DIVISIONS = {
    "620171": "Lanzhou New Area is a development zone: 620171 is a statistical code, not one of GB/T 2260. "
    "Use the county that the place lies in, 620121 (Yongdeng) or 620122 (Gaolan)",
    "620000": "620000 is the whole province. Use the county that the place lies in",
}


@cache
def load_divisions() -> tuple[Division, ...]:
    """The shipped divisions, by code: 14 of prefecture and 86 of county level (sources in `data/README.md`)."""
    text = (files("fengsui.inventory") / "data" / "gansu_divisions.csv").read_text(encoding="utf-8")
    return tuple(_division(row) for row in csv.DictReader(text.splitlines()))


@cache
def load_boxes() -> Mapping[str, Box]:
    """The boxes that the shipped divisions lie in, by code (source in `data/README.md`)."""
    text = (files("fengsui.inventory") / "data" / "gansu_boxes.csv").read_text(encoding="utf-8")
    sides = ("west", "south", "east", "north")
    return {row["code"]: Box(*(float(row[side]) for side in sides)) for row in csv.DictReader(text.splitlines())}


def _division(row: dict[str, str]) -> Division:
    return Division(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        pinyin=row["pinyin"],
        level=DivisionLevel(row["level"]),
        parent_code=row["parent_code"],
        coverage_unit=row["coverage_unit"] == "true",
        code_2011=row["code_2011"],
        name_2011=row["name_2011"],
        population=int(row["population"]),
        households=int(row["households"]),
        year=int(row["year"]),
        longitude=float(row["longitude"]),
        latitude=float(row["latitude"]),
    )
