"""Reading expositions in tests: through prometheus_client's parsers, or line by line."""

from collections.abc import Iterable

from prometheus_client.metrics_core import Metric as Parsed
from prometheus_client.openmetrics.parser import text_string_to_metric_families as _parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as _parse_text

Labels = frozenset[tuple[str, str]]


def parse(body: bytes, *, openmetrics: bool = False) -> list[Parsed]:
    """Families as the parser of that format reads them; it raises on text that is not valid."""
    reader = _parse_openmetrics if openmetrics else _parse_text
    return list(reader(body.decode()))


def samples(families: Iterable[Parsed]) -> dict[tuple[str, Labels], float]:
    """Values by name and labels; fails where two samples have the same."""
    found: dict[tuple[str, Labels], float] = {}
    for family in families:
        for sample in family.samples:
            key = (sample.name, frozenset(sample.labels.items()))
            assert key not in found, f"two samples of {key}"
            found[key] = sample.value
    return found


def lines_of(body: bytes, name: str) -> list[str]:
    """Sample lines of one metric, in order."""
    return [line for line in body.decode().splitlines() if line.startswith((f"{name}{{", f"{name} "))]
