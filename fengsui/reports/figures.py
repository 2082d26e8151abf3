"""The figures of a monthly report as one document of plain values: what every form shows and what the checksum is over. Pure.

They hold no time of making and no language: the same material gives the same figures.
"""

from typing import Any

from fengsui.coverage.availability import together
from fengsui.coverage.moment import province_text
from fengsui.reports.county_figures import carrier_times, county_figures, prefecture_figures, times_of_counties
from fengsui.reports.evidence_figures import evidence_figures
from fengsui.reports.incident_figures import incident_figures
from fengsui.reports.material import Material
from fengsui.reports.programme_figures import gap_figures, ratio_figures, target_figures
from fengsui.reports.score_figures import score_figures
from fengsui.reports.summary_figures import rollup_figures, summary_figures

Figures = dict[str, Any]
KIND = "fengsui monthly report"
VERSION = 1


def figures_of(material: Material) -> Figures:
    """Everything that a month's report says."""
    month, coverage = material.month, material.then.coverage
    counties = times_of_counties(material)
    return {
        "kind": KIND,
        "version": VERSION,
        "month": month.text,
        "period": {"since": province_text(month.since), "until": province_text(month.until)},
        "equipment_named": True,
        "summary": summary_figures(material, together(counties.values())),
        "prefectures": prefecture_figures(material, counties),
        "counties": county_figures(material, counties),
        "networks": [rollup_figures(each, "units") for each in coverage.networks],
        "sectors": [rollup_figures(each, "sites") for each in coverage.sectors if each.parts],
        "ratios": ratio_figures(material),
        "declared_observed": gap_figures(material),
        "targets": target_figures(material),
        "carriers": carrier_times(material),
        "scorecard": score_figures(material),
        "incidents": incident_figures(material),
        "evidence": evidence_figures(material),
    }
