"""By what a report is known again in a file. Pure."""

MARK = "fengsui-report"
"""Followed by month, language and checksum: in the first line of CSV, in the keywords of a PDF, in the head of a page, in a sheet."""

FIGURES_SHEET = "fengsui-figures"
"""Hidden sheet of a workbook that holds the figures; the element of a page that does so has the same id."""
