"""The reference names every metric, and the page in docs is it."""

from pathlib import Path

from fengsui.exporters.catalogue import CATALOGUE
from fengsui.exporters.reference import metrics_markdown

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "metrics.md"


def test_every_metric_has_one_row_with_both_languages() -> None:
    rows = [line for line in metrics_markdown().splitlines() if line.startswith("| `")]

    assert sorted(row.split("`")[1] for row in rows) == sorted(CATALOGUE)
    for row in rows:
        metric = CATALOGUE[row.split("`")[1]]
        assert metric.help in row
        assert metric.gloss in row


def test_the_page_in_docs_is_the_catalogue_s() -> None:
    assert PAGE.read_text(encoding="utf-8") == metrics_markdown(), (
        "run: fengsui metrics --markdown > docs/reference/metrics.md"
    )
