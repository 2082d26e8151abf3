"""The catalogue's own rules: names, units and labels as Prometheus wants them."""

import re

import pytest

from fengsui.exporters.catalogue import CATALOGUE, Endpoint, Metric, MetricType, served_at

EVERY = pytest.mark.parametrize("metric", CATALOGUE.values(), ids=lambda metric: metric.name)


@EVERY
def test_names_have_the_prefix_and_are_snake_case(metric: Metric) -> None:
    assert re.fullmatch(r"(fengsui|process|python)(_[a-z][a-z0-9]*)+", metric.name)
    assert all(re.fullmatch(r"[a-z][a-z_]*", label) for label in metric.labels)


@EVERY
def test_suffixes_say_the_type(metric: Metric) -> None:
    assert metric.name.endswith("_total") == (metric.type is MetricType.COUNTER)
    if metric.name.startswith("fengsui_"):
        assert metric.name.endswith("_info") == (metric.type is MetricType.INFO)


@EVERY
def test_units_are_base_units_and_stand_in_the_name(metric: Metric) -> None:
    assert not re.search(r"_(bits|milliseconds|ms|percent|kilobytes|octets)(_|$)", metric.name)
    assert metric.name.removesuffix("_total").endswith(metric.unit)
    assert not (metric.unit and metric.type is MetricType.INFO)


@EVERY
def test_help_is_in_both_languages(metric: Metric) -> None:
    assert metric.help.isascii()
    assert "\n" not in metric.help + metric.gloss
    assert re.search(r"[\u4e00-\u9fff]", metric.gloss)


@EVERY
def test_labels_are_distinct(metric: Metric) -> None:
    assert len(set(metric.labels)) == len(metric.labels)


def test_every_family_is_served_at_exactly_one_place() -> None:
    assert {*served_at(Endpoint.PROVINCE), *served_at(Endpoint.DEVICES)} == set(CATALOGUE.values())


def test_openmetrics_family_names_do_not_clash() -> None:
    families = [metric.name.removesuffix("_total").removesuffix("_info") for metric in CATALOGUE.values()]
    assert len(set(families)) == len(families)
