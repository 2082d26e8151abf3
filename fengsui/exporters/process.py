"""What the process says of itself, through prometheus_client's own collectors of /proc and the interpreter."""

from collections.abc import Iterator
from functools import cache

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector

from fengsui.exporters.catalogue import CATALOGUE
from fengsui.exporters.text import Family


@cache
def _registry() -> CollectorRegistry:
    # A registry of our own: the library's default one holds what any imported package put there.
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return registry


def process_families() -> Iterator[Family]:
    """CPU time, memory, file descriptors and interpreter of this process, as far as the catalogue lists them."""
    for collected in _registry().collect():
        for sample in collected.samples:
            metric = CATALOGUE.get(sample.name)
            if metric is not None:
                yield Family(metric, [(tuple(sample.labels[label] for label in metric.labels), sample.value)])
