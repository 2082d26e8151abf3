"""The dashboard's queries parse, and speak of nothing that the catalogue does not have."""

import re

import promql_parser
import pytest

from fengsui.exporters.catalogue import CATALOGUE
from fengsui.exporters.province_board import CHOICES, ROWS, Panel, PanelKind
from tests.support.promql import labels_in, metrics_in

PANELS = [panel for row in ROWS for panel in row.panels]
QUERIES = [expr for panel in PANELS for expr in panel.queries.values()] + [choice.query for choice in CHOICES]

# What Prometheus and service discovery put on every series.
TARGET_LABELS = {"job", "instance", "endpoint"}


def plain(expr: str) -> str:
    return expr.replace("$__rate_interval", "1m")


@pytest.mark.parametrize("expr", QUERIES)
def test_a_query_parses_and_names_only_metrics_of_the_catalogue(expr: str) -> None:
    names = metrics_in(promql_parser.parse(plain(expr)))

    assert names
    assert names <= CATALOGUE.keys()


@pytest.mark.parametrize("expr", QUERIES)
def test_a_query_uses_only_labels_that_its_metrics_have(expr: str) -> None:
    parsed = promql_parser.parse(plain(expr))
    known = {label for name in metrics_in(parsed) for label in CATALOGUE[name].labels} | TARGET_LABELS

    assert labels_in(parsed) <= known


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.title)
def test_legends_and_columns_are_labels_of_the_catalogue(panel: Panel) -> None:
    known = {label for metric in CATALOGUE.values() for label in metric.labels} | TARGET_LABELS | {"Value"}
    in_legends = {label for legend in panel.queries for label in re.findall(r"{{(\w+)}}", legend)}

    assert in_legends | panel.columns.keys() <= known
    assert bool(panel.columns) == (panel.kind is PanelKind.LISTING)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.title)
def test_titles_and_descriptions_are_in_both_languages(panel: Panel) -> None:
    for text in (panel.title, panel.description):
        assert re.match(r"[A-Z][A-Za-z]", text)
        assert re.search(r"[\u4e00-\u9fff]", text)


def test_rows_of_panels_fill_the_width() -> None:
    for row in ROWS:
        assert sum(panel.width for panel in row.panels) % 24 == 0
