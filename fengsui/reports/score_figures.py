"""The carriers' scorecard over the month. Pure."""

from typing import Any

from fengsui.coverage.scorecard import carrier_document
from fengsui.reports.material import Material


def score_figures(material: Material) -> list[dict[str, Any]]:
    """Points of each carrier, part by part, with what they rest on; by code."""
    found = material.scorecard
    return [] if found is None else [carrier_document(each) for each in found.carriers]
