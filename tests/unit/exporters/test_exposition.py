"""Catalogue and rendered text say the same, both ways, and the text is what promtool and prometheus_client accept."""

import subprocess

import pytest

from fengsui.exporters.catalogue import CATALOGUE, Endpoint, MetricType, served_at
from fengsui.exporters.devices import render_devices
from fengsui.exporters.process import process_families
from fengsui.exporters.province import render_province
from tests.support.builders import province
from tests.support.exposition import parse, samples
from tests.support.programs import program

BODIES = {
    Endpoint.PROVINCE: lambda openmetrics: render_province(province(), openmetrics, more=process_families()),
    Endpoint.DEVICES: lambda openmetrics: render_devices(province(), openmetrics=openmetrics),
}
BOTH = pytest.mark.parametrize("endpoint", Endpoint)
FORMATS = pytest.mark.parametrize("openmetrics", [False, True], ids=["text", "openmetrics"])


@BOTH
@FORMATS
def test_every_family_of_the_catalogue_is_rendered_and_no_other(endpoint: Endpoint, openmetrics: bool) -> None:
    rendered = {
        sample.name
        for family in parse(BODIES[endpoint](openmetrics), openmetrics=openmetrics)
        for sample in family.samples
    }

    assert rendered == {metric.name for metric in served_at(endpoint)}


@BOTH
@FORMATS
def test_types_units_help_and_labels_are_the_catalogue_s(endpoint: Endpoint, openmetrics: bool) -> None:
    for family in parse(BODIES[endpoint](openmetrics), openmetrics=openmetrics):
        for sample in family.samples:
            metric = CATALOGUE[sample.name]
            kind = MetricType.GAUGE if metric.type is MetricType.INFO and not openmetrics else metric.type
            assert (family.type, family.documentation) == (kind, metric.help)
            assert set(sample.labels) == set(metric.labels)
            assert family.unit == (metric.unit if openmetrics else "")


@BOTH
def test_both_formats_say_the_same(endpoint: Endpoint) -> None:
    def settled(openmetrics: bool) -> dict[object, float]:
        read = samples(parse(BODIES[endpoint](openmetrics), openmetrics=openmetrics))
        return {key: value for key, value in read.items() if not key[0].startswith("process_")}

    assert settled(openmetrics=False) == settled(openmetrics=True)


@BOTH
def test_promtool_finds_nothing_to_complain_about(endpoint: Endpoint) -> None:
    promtool = program("promtool", "prometheus")

    checked = subprocess.run(
        [promtool, "check", "metrics"], input=BODIES[endpoint](False), capture_output=True, check=False
    )

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
